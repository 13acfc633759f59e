"""The long table of a built file as one CSV or Parquet: every figure of the catalog in one download."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from publish.canonical import number_text
from publish.sqlite.names import LONG_TABLE

AT_ONCE = 50_000  # rows that stand in memory as Python's own values
NUMBER = "value"


@dataclass(frozen=True)
class Measured:
    """An indicator of the long table: ``rows`` figures in ``unit``."""

    indicator: str
    dataset: str
    table_name: str
    title: str
    title_en: str
    unit: str
    unit_en: str
    rows: int


def read_measured(path: Path) -> list[Measured]:
    """The indicators that have figures, in the order of their datasets."""
    names = ", ".join(f'"{name}"' for name in Measured.__dataclass_fields__)
    with _open(path) as db:
        rows = db.execute(f'SELECT {names} FROM "_indicators" WHERE "rows" > 0 ORDER BY "dataset", "indicator"')  # noqa: S608
        return [Measured(*row) for row in rows]


def write_long_csv(database: Path, target: Path) -> None:
    """Canonical CSV: a header row, an empty cell for no value; rows by indicator, place and period."""
    with _open(database) as db, target.open("w", encoding="utf-8", newline="") as stream:
        rows = _rows(db)
        writer = csv.writer(stream, lineterminator="\n")
        names = [name for name, *_ in rows.description]
        writer.writerow(names)
        at = names.index(NUMBER)
        writer.writerows((*row[:at], number_text(row[at]), *row[at + 1 :]) for row in rows)


def write_long_parquet(database: Path, target: Path) -> None:
    """The same rows; ``value`` is a number, all else text."""
    with _open(database) as db:
        rows = _rows(db)
        names = [name for name, *_ in rows.description]
        schema = {name: pl.Float64 if name == NUMBER else pl.String for name in names}
        parts = [pl.DataFrame(part, schema=schema, orient="row") for part in _parts(rows)]
        pl.concat(parts or [pl.DataFrame(schema=schema)]).write_parquet(target, compression="zstd")


def _rows(db: sqlite3.Connection) -> sqlite3.Cursor:
    order = '"indicator", "geo_code", "period", "breakdown"'  # as they lie there
    return db.execute(f'SELECT * FROM "{LONG_TABLE}" ORDER BY {order}')  # noqa: S608


def _parts(rows: sqlite3.Cursor) -> Iterator[list[tuple[object, ...]]]:
    while part := rows.fetchmany(AT_ONCE):
        yield part


def _open(path: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True))
