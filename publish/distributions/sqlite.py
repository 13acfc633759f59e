"""A table as a SQLite file of its own: typed columns, its primary key, its dictionary, and where it is from.

Tables of the file: the rows, under the name they have in the catalog's own file where nothing stands in the way;
``_dictionary``, ``_codes`` and ``_release`` as :mod:`publish.distributions.words` has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

import apsw

from publish.distributions import words
from publish.distributions.subject import Subject, Unavailable
from publish.rows import typed_rows
from publish.sqlite.names import quoted, table_names
from publish.sqlite.table import Source, make, source

FORMAT = 2
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
    with closing(apsw.Connection(str(path))) as db:
        for name in ("journal_mode", "synchronous"):
            db.pragma(name, "off")
        db.pragma("user_version", FORMAT)
        db.execute("BEGIN")
        make(db, one, frame)
        names = dict(zip((c.name for c in subject.table.columns), one.columns, strict=True))
        said = [(names[row[0]], *row) for row in words.dictionary(subject)]
        _table(db, "_dictionary", ("sqlite_column", *words.DICTIONARY), said)
        _table(db, "_codes", words.CODES, words.codes(subject))
        _table(db, "_release", words.FACTS, words.facts(subject))
        db.execute("COMMIT")


def _source(subject: Subject) -> Source:
    dataset, table = subject.release.dataset, subject.table
    resource = {"name": table.name, "schema": {k: v for k, v in table.schema.items() if k not in OF_ROWS}}
    name = table_names([(dataset, table.name)])[dataset, table.name]
    return source(dataset, resource, name, subject.csv, "", dated=False)


def _table(db: apsw.Connection, name: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    db.execute(f"CREATE TABLE {name} ({', '.join(f'{quoted(c)} TEXT' for c in columns)})")
    db.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})", map(tuple, rows))  # noqa: S608
