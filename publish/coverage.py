"""Of which time and of which places the rows of a dataset are, as the catalog's SQLite has them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from publish.plan.cells import rows_of
from publish.plan.places import Places, places_of
from publish.snapshot import Catalog, Snapshot
from publish.sqlite.catalog import read_tables
from publish.sqlite.names import quoted
from publish.sqlite.table import PERIOD
from schemas.core.site import Site, Text

MOST_PLACES = 100  # that are told of a dataset; of more none is
BOUNDS = ("period_start", "period_end")


@dataclass(frozen=True)
class Coverage:
    """``start`` and ``end`` are the first and the last day (ISO 8601), empty where the rows have no periods.

    ``places`` are the codes and names of the widest places that rows are of.
    """

    start: str = ""
    end: str = ""
    places: Sequence[tuple[str, Text]] = ()


@dataclass(frozen=True)
class Register:
    """Where codes of places stand and what they are called; ``table`` is the register's in SQLite, empty = none."""

    column: str
    places: Places
    table: str = ""


def coverages(path: Path, catalog: Catalog, snapshot: Snapshot, site: Site) -> Callable[[str], Coverage]:
    """What any dataset of a snapshot covers, asked of its SQLite at ``path``."""
    tables: dict[str, list[str]] = {}
    for (dataset, _), info in read_tables(path).items():
        tables.setdefault(dataset, []).append(info.name)
    register = None
    if site.plan and site.observation and site.observation.place:
        rows = rows_of(catalog, snapshot, site.plan.places, "code", "name_vi", "valid_from", "valid_to")
        units = tables.get(site.plan.places, [""])
        register = Register(site.observation.place, places_of(rows), units[0])
    return lambda dataset: read_coverage(path, tables.get(dataset, []), register)


def read_coverage(path: Path, tables: Sequence[str], register: Register | None) -> Coverage:
    """What the tables of one dataset (by their names in the SQLite at ``path``) cover together."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)) as db:
        columns = {table: _columns(db, table) for table in tables}
        spans = [_span(db, table) for table in tables if {*BOUNDS} <= columns[table]]
        days = [day for span in spans for day in span if day]
        codes: dict[str, str] = {}
        if register:
            for table in tables:
                if {register.column, PERIOD} <= columns[table]:
                    codes |= dict(_codes(db, table, register.column))
        places = _widest(db, codes, register) if register and len(codes) <= MOST_PLACES else ()
        return Coverage(min(days, default=""), max(days, default=""), tuple(places))


def _span(db: sqlite3.Connection, table: str) -> Iterator[str]:
    """The first and the last day of a table, as far as they are days."""
    start, after = db.execute(f"SELECT min({BOUNDS[0]}), max({BOUNDS[1]}) FROM {quoted(table)}").fetchone()  # noqa: S608
    try:
        yield date.fromisoformat(str(start)).isoformat()
        yield (date.fromisoformat(str(after)) - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        yield ""


def _codes(db: sqlite3.Connection, table: str, column: str) -> Iterator[tuple[str, str]]:
    """Each place that rows are of, with the newest period that it has."""
    one, when = quoted(column), quoted(PERIOD)
    sql = f"SELECT {one}, max({when}) FROM {quoted(table)} WHERE {one} IS NOT NULL GROUP BY 1 LIMIT ?"  # noqa: S608
    for code, period in db.execute(sql, [MOST_PLACES + 1]):
        yield str(code), str(period)


def _widest(db: sqlite3.Connection, codes: dict[str, str], register: Register) -> Iterator[tuple[str, Text]]:
    """The places that lie in none of the others."""
    above = _above(db, register.table) if register.table else {}
    for code in sorted(codes):
        seen, wider = {code}, set(above.get(code, ()))
        while wider - seen:
            seen |= wider
            wider = {one for code in wider for one in above.get(code, ())}
        if not (seen - {code}) & codes.keys():
            yield code, register.places.at(code, codes[code]).name


def _above(db: sqlite3.Connection, table: str) -> dict[str, set[str]]:
    """Code -> those it has lain in, at whatever time; empty of a register that does not say."""
    found: dict[str, set[str]] = {}
    if {"code", "parent_code"} <= _columns(db, table):
        rows = db.execute(f'SELECT "code", "parent_code" FROM {quoted(table)} WHERE "parent_code" IS NOT NULL')  # noqa: S608
        for code, parent in rows:
            found.setdefault(str(code), set()).add(str(parent))
    return found


def _columns(db: sqlite3.Connection, table: str) -> set[str]:
    return {row[1] for row in db.execute(f"PRAGMA table_info({quoted(table)})")}
