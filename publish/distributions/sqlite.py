"""A table as a SQLite file of its own: typed columns, its primary key, its dictionary, and where it is from.

Tables of the file: the rows, under the name they have in the catalog's own file where nothing stands in the way;
``_dictionary``, ``_codes`` and ``_release`` as :mod:`publish.distributions.words` has them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from math import isfinite
from pathlib import Path
from typing import Any

import polars as pl

from publish.canonical import number_text
from publish.distributions import words
from publish.distributions.subject import Subject, Unavailable
from publish.rows import typed_rows
from publish.sqlite.names import quoted, table_names
from publish.sqlite.table import Source, create_sql, source

FORMAT = 1
COLUMNS = 2_000  # of a table, as SQLite is built
OF_ROWS = ("foreignKeys", "references")  # keys that point to tables outside this file


def write(subject: Subject, path: Path) -> None:
    """Write the file.

    Raises:
        Unavailable: the table has more columns than SQLite holds.
    """
    one, frame = _source(subject), typed_rows(subject.worked, subject.table.schema)
    if frame.width > COLUMNS:
        message = "{table} has {count} columns, and SQLite holds {most}: take the CSV or Parquet file"
        raise Unavailable(message, table=subject.table.name, count=frame.width, most=COLUMNS)
    frame.columns = list(one.columns)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA user_version={FORMAT}; BEGIN")
        db.execute(create_sql(one, frame.schema))
        _insert(db, one.name, frame.width, _held(frame))
        names = dict(zip((c.name for c in subject.table.columns), one.columns, strict=True))
        said = [(names[row[0]], *row) for row in words.dictionary(subject)]
        _table(db, "_dictionary", ("sqlite_column", *words.DICTIONARY), said)
        _table(db, "_codes", words.CODES, words.codes(subject))
        _table(db, "_release", words.FACTS, words.facts(subject))
        db.execute("COMMIT")


def _source(subject: Subject) -> Source:
    dataset, table = subject.release.dataset, subject.table
    resource = {"name": table.name, "schema": {k: v for k, v in table.schema.items() if k not in OF_ROWS}}
    name = table_names({dataset: {"resources": [resource]}})[dataset, table.name]
    return source(dataset, resource, name, subject.csv, "", dated=False)


def _held(frame: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Rows as SQLite keeps them: ``NaN`` would become null there, so it and ``INF`` are text, as in the CSV."""
    floats = [name for name, dtype in frame.schema.items() if dtype.is_float()]
    if all(frame[name].is_finite().all() for name in floats):
        return frame.iter_rows()
    return (tuple(number_text(v) if isinstance(v, float) and not isfinite(v) else v for v in r) for r in frame.rows())


def _table(db: sqlite3.Connection, name: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    db.execute(f"CREATE TABLE {name} ({', '.join(f'{quoted(c)} TEXT' for c in columns)})")
    _insert(db, name, len(columns), rows)


def _insert(db: sqlite3.Connection, name: str, width: int, rows: Iterable[Sequence[Any]]) -> None:
    marks = ", ".join("?" * width)
    db.executemany(f"INSERT INTO {quoted(name)} VALUES ({marks})", rows)  # noqa: S608
