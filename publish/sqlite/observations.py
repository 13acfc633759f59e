"""``observations``: the figures of all our tables in one long table, a figure a row; ``_indicators``: what they are.

A figure is a value in a numeric column that has a unit and is no key, of a table with periods. The rows of a dataset
are made anew when one of its tables is; a new version of unchanged rows is only written into them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import apsw

from publish.about import About, Column
from publish.sqlite.names import LONG_TABLE, quoted
from publish.sqlite.table import PERIOD, PERIOD_COLUMNS, Source
from schemas.core.site import Site

SCHEMA = f"""
CREATE TABLE IF NOT EXISTS "_indicators" (
  "indicator" TEXT PRIMARY KEY, "dataset" TEXT REFERENCES "_datasets" ("dataset"),
  "table_name" TEXT REFERENCES "_tables" ("name"), "column" TEXT,
  "title" TEXT, "title_en" TEXT, "unit" TEXT, "unit_en" TEXT, "rows" INTEGER
);
CREATE TABLE IF NOT EXISTS "{LONG_TABLE}" (
  "dataset" TEXT, "indicator" TEXT NOT NULL REFERENCES "_indicators" ("indicator"),
  "period" TEXT NOT NULL, "freq" TEXT, "period_start" TEXT, "period_end" TEXT,
  "geo_code" TEXT NOT NULL, "breakdown" TEXT NOT NULL, "value" REAL, "unit" TEXT, "unit_en" TEXT,
  "data_status" TEXT, "obs_flag" TEXT, "provenance" TEXT, "release" TEXT, "source_doc" TEXT, "source_url" TEXT,
  PRIMARY KEY ("indicator", "geo_code", "period", "breakdown")
) WITHOUT ROWID;
"""
ESCAPES = (("%", "%25"), (";", "%3B"), ("=", "%3D"))  # what has a meaning in a breakdown


@dataclass(frozen=True)
class Columns:
    """The SQLite columns of one table that make its observations; an empty name = it has none.

    ``said`` are those of status, flag, provenance, document and address.
    """

    measures: Mapping[str, Column]
    breakdown: tuple[str, ...]
    place: str
    said: tuple[str, ...]


def columns_of(source: Source, about: About, site: Site) -> Columns | None:
    """What makes observations of a table; None where nothing does."""
    asked = site.observation
    table = next((t for t in about.tables if t.name == source.table), None)
    if asked is None or table is None or not source.dated or not source.primary_key:
        return None
    found = dict(zip(source.columns, table.columns, strict=True))
    key = {*source.primary_key} - {PERIOD, asked.place}
    numeric = {name: column for name, column in found.items() if column.type in ("number", "integer")}
    measures = {name: column for name, column in numeric.items() if column.unit.vi and name not in key}
    said = (asked.status, asked.flag, site.provenance_column, asked.document, asked.url)
    place, *rest = (name if name in found else "" for name in (asked.place, *said))
    return Columns(measures, tuple(sorted(key)), place, tuple(rest)) if measures else None


def write(db: apsw.Connection, dataset: str, version: str, tables: Sequence[tuple[Source, Columns]]) -> None:
    """All observations of one dataset, in place of those there were."""
    _forget(db, dataset)
    for source, columns in tables:
        for name, measure in columns.measures.items():
            indicator = _indicator(source, name)
            words = (measure.title.vi or name, measure.title["en"] or name, measure.unit.vi, measure.unit["en"])
            given = {"dataset": dataset, "indicator": indicator, "release": version}
            given |= {"unit": measure.unit.vi, "unit_en": measure.unit["en"]}
            db.execute(_insert_sql(source, columns, name), given)
            rows = db.changes()
            row = (indicator, dataset, source.name, name, *words, rows)
            db.execute(f'INSERT INTO "_indicators" VALUES ({", ".join("?" * len(row))})', row)  # noqa: S608


def restamp(db: apsw.Connection, dataset: str, version: str) -> None:
    """The same observations as of another version."""
    for indicator in _indicators(db, dataset):
        db.execute('UPDATE "observations" SET "release" = ? WHERE "indicator" = ?', [version, indicator])


def _forget(db: apsw.Connection, dataset: str) -> None:
    for indicator in _indicators(db, dataset):
        db.execute('DELETE FROM "observations" WHERE "indicator" = ?', [indicator])
    db.execute('DELETE FROM "_indicators" WHERE "dataset" = ?', [dataset])


def _indicators(db: apsw.Connection, dataset: str) -> list[str]:
    return [name for (name,) in db.execute('SELECT "indicator" FROM "_indicators" WHERE "dataset" = ?', [dataset])]


def _indicator(source: Source, column: str) -> str:
    """``dataset.column``, or ``dataset/table.column`` where the table has a name of its own."""
    table = "" if source.table == source.dataset else f"/{source.table}"
    return f"{source.dataset}{table}.{column}"


def _insert_sql(source: Source, columns: Columns, measure: str) -> str:
    """One measure's rows, made inside SQLite from the table that is there already, in the order of the key."""
    status, flag, provenance, document, url = (quoted(name) if name else "NULL" for name in columns.said)
    place = f"coalesce({quoted(columns.place)}, '')" if columns.place else "''"
    cells = (
        ":dataset, :indicator",
        *map(quoted, (PERIOD, *PERIOD_COLUMNS)),
        f"{place}, {_breakdown(columns.breakdown)}",
        f"{quoted(measure)}, :unit, :unit_en",
        f"{status}, {flag}, {provenance}, :release, {document}, {url}",
    )
    filled = f"{quoted(measure)} NOT IN ('NaN', 'INF', '-INF') AND {quoted(PERIOD)} IS NOT NULL"
    made = f"SELECT {', '.join(cells)} FROM {quoted(source.name)} WHERE {filled} ORDER BY 7, 3, 8"  # noqa: S608
    return f'INSERT INTO "{LONG_TABLE}" {made}'


def _breakdown(columns: Sequence[str]) -> str:
    """``area_type=DT;crop=lua`` as an SQL expression, the columns in alphabetical order; empty without columns."""
    parts = []
    for name in columns:
        value = f"coalesce({quoted(name)}, '')"
        for sign, escape in ESCAPES:
            value = f"replace({value}, '{sign}', '{escape}')"
        label = name.replace("'", "''")
        parts.append(f"'{label}=' || {value}")
    return " || ';' || ".join(parts) or "''"
