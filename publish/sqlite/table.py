"""One table of a release as one SQLite table: typed columns, declared keys, rows as they are archived."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import apsw
import polars as pl

from publish.rows import typed_rows
from publish.sqlite.insert import insert
from publish.sqlite.names import column_names, quoted
from schemas.core.period import period_bounds
from schemas.core.table_schema import keys_of

Read = Callable[[Path, Mapping[str, Any]], pl.DataFrame]
PERIOD = "period"
PERIOD_COLUMNS = ("freq", "period_start", "period_end")


@dataclass(frozen=True)
class Link:
    """A foreign key: columns of this table, the (dataset, table) they point to, and its columns."""

    columns: tuple[str, ...]
    target: tuple[str, str]
    to: tuple[str, ...]
    name: str = ""  # the target's SQLite name, once it is known to be in the file


@dataclass(frozen=True)
class Target:
    """What a foreign key may point to: a table of the file, by its primary key or a unique column."""

    dataset: str
    table: str
    name: str
    primary_key: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """What one SQLite table is made from: the file at ``path``, whose rows ``read`` types as ``schema`` says.

    ``columns`` are SQLite names, one per field of ``schema``; ``dated`` says that its periods are of our grammar, so
    that the period's frequency, start and end can stand beside it.
    """

    dataset: str
    table: str
    name: str
    path: Path
    digest: str
    schema: Mapping[str, Any]
    columns: tuple[str, ...]
    primary_key: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    dated: bool = False
    read: Read = typed_rows

    @property
    def target(self) -> Target:
        return Target(self.dataset, self.table, self.name, self.primary_key, self.unique)

    def rows(self, *names: str) -> pl.DataFrame:
        """A column per field of the schema, or of those ``names`` only, typed as it says."""
        fields = self.schema.get("fields") or ()
        schema = {**self.schema, "fields": [f for f in fields if not names or f["name"] in names]}
        return self.read(self.path, schema)


def source(
    dataset: str,
    resource: Mapping[str, Any],
    name: str,
    path: Path,
    digest: str,
    dated: bool | None = None,
    read: Read = typed_rows,
) -> Source:
    """The source of one resource of a released descriptor; ``links`` may still point out of the file.

    ``digest`` is of rows and schema; ``dated`` is found from the rows where it is not known.
    """
    schema = resource.get("schema") or {}
    fields = schema.get("fields") or ()
    columns = column_names(fields)
    named = dict(zip((f["name"] for f in fields), columns, strict=True))
    primary, foreign = keys_of(schema)
    keys = [(own, (dataset, table or resource["name"]), to) for own, table, to in foreign]
    keys += [
        (tuple(r["fields"]), (r["package"], r["resource"]), tuple(r["to"])) for r in schema.get("references") or ()
    ]
    one = Source(
        dataset=dataset,
        table=resource["name"],
        name=name,
        path=path,
        digest=digest,
        schema=schema,
        columns=tuple(columns),
        primary_key=tuple(named[c] for c in primary),
        unique=tuple(named[f["name"]] for f in fields if (f.get("constraints") or {}).get("unique")),
        links=tuple(Link(tuple(named[c] for c in own), target, to) for own, target, to in keys),
        read=read,
    )
    return replace(one, dated=_is_dated(one) if dated is None else dated)


def _is_dated(one: Source) -> bool:
    """Whether all values of a period column are in our grammar: a foreign table may mean another thing by the word."""
    if PERIOD not in one.columns or not {*PERIOD_COLUMNS}.isdisjoint(c.lower() for c in one.columns):
        return False
    periods = one.rows(PERIOD)[PERIOD].unique().drop_nulls()
    return not period_bounds(periods.cast(pl.String))["freq"].has_nulls()


def resolved(sources: Sequence[Source], others: Iterable[Target] = ()) -> list[Source]:
    """The sources with only the links that SQLite can hold: to this file's tables, by primary key or unique column.

    ``others`` are tables of the file that are not among them. A key that holds within a validity (code, valid_from) is
    no such link.
    """
    by_table = {(t.dataset, t.table): t for t in (*others, *(s.target for s in sources))}

    def holds(link: Link) -> bool:
        target = by_table.get(link.target)
        unique = target and len(link.to) == 1 and link.to[0] in target.unique
        return bool(target and (link.to == target.primary_key or unique))

    return [
        replace(s, links=tuple(replace(k, name=by_table[k.target].name) for k in s.links if holds(k))) for s in sources
    ]


def fingerprint(one: Source, *counted: object) -> str:
    """Changes exactly when the SQLite table, or what is ``counted`` and made of it, would."""
    made_of = (one.digest, one.name, one.columns, one.primary_key, one.unique, one.links, one.dated, counted)
    return hashlib.sha256(repr(made_of).encode()).hexdigest()


def load(db: apsw.Connection, one: Source) -> pl.DataFrame:
    """Make the table anew and fill it with its rows; returns them."""
    frame = one.rows()
    db.execute(f"DROP TABLE IF EXISTS {quoted(one.name)}")
    return make(db, one, frame)


def make(db: apsw.Connection, one: Source, frame: pl.DataFrame) -> pl.DataFrame:
    """Make the table, which is not there, and fill it with rows typed by its schema; returns them as they are there."""
    frame.columns = list(one.columns)
    if one.dated:
        at = one.columns.index(PERIOD) + 1
        bounds = period_bounds(frame[PERIOD].cast(pl.String)).with_columns(pl.all().cast(pl.String))
        frame = pl.DataFrame([*frame.get_columns()[:at], *bounds, *frame.get_columns()[at:]])
    keyed = one.primary_key and not any(frame[name].has_nulls() for name in one.primary_key)
    db.execute(create_sql(one, frame.schema) + (" WITHOUT ROWID" if keyed else ""))  # a third smaller, and faster made
    insert(db, one.name, frame)
    return frame


def create_sql(one: Source, types: Mapping[str, pl.DataType]) -> str:
    """The statement that makes the table, its columns of the polars ``types``."""
    lines = [f"{quoted(name)} {_sql_type(dtype)}" for name, dtype in types.items()]
    if one.primary_key:
        lines.append(f"PRIMARY KEY ({_list(one.primary_key)})")
    lines += [f"UNIQUE ({quoted(c)})" for c in one.unique if (c,) != one.primary_key]
    lines += [
        f"FOREIGN KEY ({_list(link.columns)}) REFERENCES {quoted(link.name)} ({_list(link.to)})" for link in one.links
    ]
    return f"CREATE TABLE {quoted(one.name)} (\n  " + ",\n  ".join(lines) + "\n)"


def _sql_type(dtype: pl.DataType) -> str:
    if dtype.is_float():
        return "REAL"
    return "INTEGER" if dtype.is_integer() or dtype == pl.Boolean else "TEXT"


def _list(columns: Sequence[str]) -> str:
    return ", ".join(quoted(c) for c in columns)
