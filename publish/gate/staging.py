"""The staging SQLite: what the gate judges, under names that are made here, for Great Expectations quotes none."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import apsw
import polars as pl

from publish.gate.expectation import Suite
from publish.sqlite.insert import insert

INDEXED = "key"  # what tables are joined by
REPEATED = 4  # times that a value stands on average, for SQLite itself to repeat it
COUNTED = (
    "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT ?) INSERT INTO {name} SELECT ? FROM n"
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
    """Column names are the suite's own, never the data's. No expectation asks for the order of rows."""
    database.execute(f"CREATE TABLE {name} ({', '.join(frame.columns)})")
    values = _storable(frame)
    if values.width == 1 and values.to_series().n_unique() * REPEATED <= values.height:
        counts = values.to_series().value_counts().iter_rows()
        database.executemany(COUNTED.format(name=name), ((count, value) for value, count in counts))
    else:
        insert(database, name, values)
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
