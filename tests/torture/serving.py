"""The portal as a process of its own on loopback, as the command starts it, and what it takes of memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HOUSE = Path(__file__).parents[2]


@dataclass(frozen=True)
class Portal:
    address: str
    process: subprocess.Popen[str]

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def peak(self) -> int:
        """The most memory that it had, in bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024


@contextmanager
def serving(root: Path, content: str = "province") -> Iterator[Portal]:
    """``ktth serve`` over ``root``."""
    own = {"KTTH_ROOT": str(root), "KTTH_CONTENT": content, "PYTHONPATH": f"{HOUSE}:{HOUSE / 'tests' / 'fixtures'}"}
    env = {name: value for name, value in os.environ.items() if not name.startswith("KTTH_")} | own
    command = [sys.executable, "-m", "publish", "serve", "--port", "0", "--json"]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        said = ""
        while not said.rstrip().endswith("}"):
            line = process.stdout.readline() if process.stdout else ""
            assert line, "the portal did not start"
            said += line
        try:
            yield Portal(json.loads(said)["address"], process)
        finally:
            process.terminate()
