"""The gate: what a batch of releases must meet as a whole before a byte of it is archived.

Great Expectations judges a small staging SQLite that holds the candidates' tables. Its import takes seconds, so it
lives in one worker process (``publish.gate_worker``), started only where something is to be released.
"""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from publish.errors import KtthError


@dataclass(frozen=True)
class Expectation:
    """Rows that a staging table must have: exactly ``rows`` (as checked), and at least ``at_least`` (last release)."""

    dataset: str
    table: str
    rows: int
    at_least: int = 0


@dataclass(frozen=True)
class Breach:
    """An expectation that was not met: what was ``observed`` where ``expected`` was asked for."""

    dataset: str
    table: str
    expectation: str
    expected: str
    observed: str


class Gate:
    """One worker process that is asked any number of times; it is started by the first question."""

    def __init__(self) -> None:
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

    def ask(self, staging: Path, expectations: Sequence[Expectation]) -> list[Breach]:
        """The breaches of ``expectations`` in the file that :func:`stage` made of their tables, in the same order.

        Raises:
            KtthError: the worker failed; nothing is known of the data then, so nothing may be released.
        """
        tables = [{"table": _name(i), "rows": e.rows, "at_least": e.at_least} for i, e in enumerate(expectations)]
        answer = self._answer({"database": str(staging), "tables": tables})
        if "problem" in answer:
            raise KtthError("the gate could not judge the release: {problem}", problem=answer["problem"])
        by_name = {_name(i): e for i, e in enumerate(expectations)}
        return [_breach(by_name[found["table"]], found) for found in answer["unmet"]]

    def _answer(self, job: Mapping[str, Any]) -> dict[str, Any]:
        worker = self._worker = self._worker or _start(self._errors)
        assert worker.stdin and worker.stdout  # noqa: S101 - both are pipes
        try:
            worker.stdin.write(json.dumps(job) + "\n")
            worker.stdin.flush()
            line = worker.stdout.readline()
        except BrokenPipeError:
            line = ""
        return json.loads(line) if line else {"problem": self._last_words(worker.wait())}

    def _last_words(self, code: int) -> str:
        self._errors.seek(0)
        said = [line for line in self._errors.read().splitlines() if line.strip()]
        return said[-1] if said else f"its worker ended with {code}"


def _start(errors: IO[str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "publish.gate_worker"]
    env = {**os.environ, "GX_ANALYTICS_ENABLED": "false"}
    return subprocess.Popen(  # noqa: S603 - our own module, no shell
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, env=env
    )


def _breach(expectation: Expectation, found: Mapping[str, Any]) -> Breach:
    return Breach(
        expectation.dataset, expectation.table, found["expectation"], str(found["expected"]), str(found["observed"])
    )


def stage(path: Path, tables: Sequence[bytes]) -> None:
    """Write canonical CSVs into a new SQLite file, one table each; its rows are counted, so one column is enough."""
    with closing(sqlite3.connect(path)) as database, database:
        for i, content in enumerate(tables):
            rows = csv.reader(io.StringIO(content.decode(), newline=""))
            next(rows)
            database.execute(f"CREATE TABLE {_name(i)} (cell)")
            database.executemany(f"INSERT INTO {_name(i)} VALUES (?)", ([row[0]] for row in rows))  # noqa: S608


def _name(number: int) -> str:
    """A staging table's name: Great Expectations quotes none, so none is taken from the data."""
    return f"t{number}"
