"""Work measured: each piece in a process of its own, one at a time, those that are compared in turn."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Measured:
    """The shortest of several times, the highest peak of memory, and what was found."""

    seconds: float
    peak: int = 0
    found: Mapping[str, int] = field(default_factory=dict)

    def times(self, factor: float) -> Measured:
        return Measured(self.seconds * factor, self.peak, self.found)


def in_turn(jobs: Mapping[str, tuple[Path, Path]], repeats: int) -> dict[str, Measured]:
    """Each job (its path, and a small one to begin with) as often as said."""
    found: dict[str, list[Measured]] = {name: [] for name in jobs}
    for _ in range(repeats):
        for name, (path, small) in jobs.items():
            found[name].append(_once(name, path, small))
    return {name: _best(runs) for name, runs in found.items()}


def cold(commands: Mapping[str, tuple[Sequence[str], Mapping[str, str]]], repeats: int) -> dict[str, Measured]:
    """Commands with their settings, from start to end; the first round only warms the machine."""
    found: dict[str, list[Measured]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(repeats + 1):
            for name, (command, settings) in commands.items():
                seconds = _command(command, {**_installed(folder), **settings})
                found[name] += [seconds] if number else []
    return {name: _best(runs) for name, runs in found.items()}


def _once(name: str, path: Path, small: Path) -> Measured:
    command = [sys.executable, str(HERE / "jobs.py"), name, str(path), str(small)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Measured(**json.loads(done.stdout))


def _installed(folder: str) -> dict[str, str]:
    """An environment as after an install: modules are compiled once, and nothing was released yet."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": f"{folder}/compiled", "KTTH_ROOT": f"{folder}/root"}


def _command(command: Sequence[str], settings: Mapping[str, str]) -> Measured:
    began = perf_counter()
    with subprocess.Popen(command, env=dict(settings), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        trouble = process.stderr.read().decode(errors="replace") if process.stderr else ""
    if process.returncode not in (0, 1):  # 1: errors were found
        raise SystemExit(f"{' '.join(command)}\n{trouble}")
    return Measured(perf_counter() - began)


def _best(runs: Sequence[Measured]) -> Measured:
    return Measured(min(run.seconds for run in runs), max(run.peak for run in runs), runs[0].found)
