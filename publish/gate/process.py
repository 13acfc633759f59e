"""The one worker process of a run: asked any number of times, started by the first question."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from publish.errors import KtthError
from publish.gate.expectation import Judged, Suite
from publish.gate.words import observed

COMMAND = (sys.executable, "-m", "publish.gate.worker")


class Gate:
    """Asks the worker; to be closed, as the worker waits for more."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._command = command
        self._worker: subprocess.Popen[str] | None = None
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115 - closed on exit

    def __enter__(self) -> Gate:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._worker:
            self._worker.kill()
            self._worker.communicate()
        self._errors.close()

    def start(self) -> None:
        """Start the worker ahead of the first question: what it imports takes seconds."""
        self._worker = self._worker or _start(self._command, self._errors)

    def ask(
        self, staging: Path, suites: Sequence[Suite], meanwhile: Callable[[], object] = lambda: None
    ) -> list[Judged]:
        """Every expectation judged, in the order of the suites, in the file that was staged of them.

        ``meanwhile`` is done while the worker is at it.

        Raises:
            KtthError: the worker failed; nothing is known of the data then, so nothing may be released.
        """
        jobs = [{"table": next(iter(suite.frames)), "expectations": _jobs(suite)} for suite in suites]
        answer = self._answer({"database": str(staging), "suites": jobs}, meanwhile)
        if "problem" in answer:
            raise KtthError("the gate could not judge the release: {problem}", problem=answer["problem"])
        return [one for suite, found in zip(suites, answer["judged"], strict=True) for one in _judged(suite, found)]

    def _answer(self, job: Mapping[str, Any], meanwhile: Callable[[], object]) -> dict[str, Any]:
        self.start()
        worker = self._worker
        assert worker and worker.stdin and worker.stdout  # noqa: S101 - both are pipes
        try:
            worker.stdin.write(json.dumps(job) + "\n")
            worker.stdin.flush()
            meanwhile()
            line = worker.stdout.readline()
        except BrokenPipeError:
            line = ""
        return json.loads(line) if line.endswith("\n") else {"problem": self._last_words(worker)}

    def _last_words(self, worker: subprocess.Popen[str]) -> str:
        """Of a worker that is gone; the next question starts another."""
        self._worker = None
        worker.kill()
        worker.communicate()
        self._errors.seek(0)
        said = [line for line in self._errors.read().splitlines() if line.strip()]
        return said[-1] if said else f"its worker ended with {worker.returncode}"


def _start(command: Sequence[str], errors: IO[str]) -> subprocess.Popen[str]:
    env = {name: value for name, value in os.environ.items() if name != "KTTH_CKAN_TOKEN"}  # it reads strangers' files
    env |= {"GX_ANALYTICS_ENABLED": "false", "KTTH_GATE_OF": str(os.getpid())}
    return subprocess.Popen(  # noqa: S603 - our own module, no shell
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, env=env
    )


def _jobs(suite: Suite) -> list[dict[str, Any]]:
    return [{"type": one.type, "kwargs": dict(one.kwargs)} for one in suite.expectations]


def _judged(suite: Suite, found: Sequence[Mapping[str, Any]]) -> list[Judged]:
    return [
        Judged(suite.dataset, suite.table, e.kind, e.type, e.severity, e.expected, observed(e, said), said["met"])
        for e, said in zip(suite.expectations, found, strict=True)
    ]
