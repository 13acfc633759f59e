"""The staging SQLite: what the gate judges, under names that are made here, for Great Expectations quotes none."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import apsw
import polars as pl

from publish.gate.expectation import Suite

AT_ONCE = 50_000  # rows that are Python's own values at a time
INDEXED = "key"  # what tables are joined by
COUNTED = (  # rows, made by SQLite itself
    "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT ?) INSERT INTO {name} SELECT NULL FROM n"
)


def stage(path: Path, suites: Iterable[Suite]) -> None:
    """Write the frames of suites into a new SQLite file: numbers as numbers, days as ISO text, no value as NULL."""
    with closing(apsw.Connection(str(path))) as database:
        database.pragma("journal_mode", "off")  # the file is thrown away
        database.pragma("synchronous", "off")
        database.execute("BEGIN")
        for suite in suites:
            for name, frame in suite.frames.items():
                _write(database, name, frame)
        database.execute("COMMIT")


def _write(database: apsw.Connection, name: str, frame: pl.DataFrame) -> None:
    """Column names are the suite's own, never the data's. Of rows without a value only the number is told."""
    if frame.dtypes == [pl.Null]:
        database.execute(f"CREATE TABLE {name} ({frame.columns[0]})")
        database.execute(COUNTED.format(name=name), [frame.height])
        return
    database.execute(f"CREATE TABLE {name} ({', '.join(frame.columns)})")
    marks = ", ".join("?" * frame.width)
    for part in _storable(frame).iter_slices(AT_ONCE):
        rows = zip(*(column.to_list() for column in part.iter_columns()), strict=True)
        database.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)  # noqa: S608
    if INDEXED in frame.columns:
        database.execute(f"CREATE INDEX {name}_{INDEXED} ON {name} ({INDEXED})")


def _storable(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(_cell(column) for column in frame.iter_columns())


def _cell(values: pl.Series) -> pl.Series:
    if values.dtype.is_float():
        return values.set(~values.is_finite().fill_null(True), None)  # NaN and infinity have no place in a sum
    if values.dtype.is_numeric() or values.dtype in (pl.Boolean, pl.String):
        return values
    return values.cast(pl.String)
