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
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from publish.errors import KtthError


@dataclass(frozen=True)
class Expectation:
    """Rows that a staging table must have: exactly ``rows`` (what was checked), and at least ``at_least`` (last release)."""

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
    """One worker process, ready to be asked once; leaving the context ends it."""

    def __init__(self) -> None:
        env = {**os.environ, "GX_ANALYTICS_ENABLED": "false"}
        command = [sys.executable, "-m", "publish.gate_worker"]
        self._worker = subprocess.Popen(  # noqa: S603 - our own module, no shell
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env
        )

    def __enter__(self) -> Gate:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._worker.kill()
        self._worker.communicate()

    def ask(self, staging: Path, expectations: Sequence[Expectation]) -> list[Breach]:
        """The breaches of ``expectations`` in the file that :func:`stage` made of their tables, in the same order.

        Raises:
            KtthError: the worker failed; nothing is known of the data then, so nothing may be released.
        """
        tables = [{"table": _name(i), "rows": e.rows, "at_least": e.at_least} for i, e in enumerate(expectations)]
        job = {"database": str(staging), "tables": tables}
        out, err = self._worker.communicate(json.dumps(job))
        if self._worker.returncode != 0:
            told = [line for line in err.splitlines() if "Error" in line] or [str(self._worker.returncode)]
            raise KtthError("the gate could not judge the release: {problem}", problem=told[-1])
        by_name = {_name(i): e for i, e in enumerate(expectations)}
        return [_breach(by_name[found["table"]], found) for found in json.loads(out)]


def _breach(expectation: Expectation, found: Mapping[str, Any]) -> Breach:
    return Breach(
        expectation.dataset, expectation.table, found["expectation"], str(found["expected"]), str(found["observed"])
    )


def stage(path: Path, tables: Sequence[bytes]) -> None:
    """Write canonical CSVs into a new SQLite file, one table each, every column as text."""
    with closing(sqlite3.connect(path)) as database, database:
        for i, content in enumerate(tables):
            rows = csv.reader(io.StringIO(content.decode(), newline=""))
            width = len(next(rows))
            database.execute(f"CREATE TABLE {_name(i)} ({', '.join(f'c{n}' for n in range(width))})")
            database.executemany(f"INSERT INTO {_name(i)} VALUES ({', '.join('?' * width)})", rows)  # noqa: S608


def _name(number: int) -> str:
    """A staging table's name: Great Expectations quotes none, so none is taken from the data."""
    return f"t{number}"
