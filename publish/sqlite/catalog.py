"""The catalog inside its own SQLite: which datasets, releases, tables and columns there are, and what they mean."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import apsw

from publish.about import About, TableAbout
from publish.reasons import reason_text
from publish.snapshot import Catalog
from publish.sqlite.names import CHANGES, LONG_TABLE, column_names
from schemas.core.i18n import LANGS
from schemas.core.site import Text

FORMAT = 10  # of everything here, of the observations and their files; a file of another format is not built upon

SCHEMA = """
CREATE TABLE IF NOT EXISTS "_datasets" (
  "dataset" TEXT PRIMARY KEY, "title" TEXT, "title_en" TEXT, "description" TEXT, "description_en" TEXT,
  "publisher" TEXT, "frequency" TEXT, "license" TEXT, "license_en" TEXT, "license_url" TEXT,
  "source" TEXT, "source_en" TEXT, "version" TEXT, "created" TEXT, "digest" TEXT
);
CREATE TABLE IF NOT EXISTS "_releases" (
  "dataset" TEXT REFERENCES "_datasets" ("dataset"), "version" TEXT, "created" TEXT, "bump" TEXT,
  "reasons" TEXT, "reasons_en" TEXT, "justification" TEXT, "digest" TEXT,
  PRIMARY KEY ("dataset", "version")
);
CREATE TABLE IF NOT EXISTS "_tables" (
  "name" TEXT PRIMARY KEY, "dataset" TEXT REFERENCES "_datasets" ("dataset"), "table" TEXT,
  "rows" INTEGER, "provenance" TEXT, "dated" INTEGER, "source_digest" TEXT, "fingerprint" TEXT, "keys" TEXT
);
CREATE TABLE IF NOT EXISTS "_columns" (
  "table_name" TEXT REFERENCES "_tables" ("name"), "column" TEXT, "position" INTEGER, "dataset" TEXT, "type" TEXT,
  "title" TEXT, "title_en" TEXT, "description" TEXT, "description_en" TEXT, "unit" TEXT, "unit_en" TEXT,
  "code_list" TEXT,
  "license" TEXT, "source" TEXT,
  PRIMARY KEY ("table_name", "column")
);
"""


@dataclass(frozen=True)
class TableInfo:
    """What ``_tables`` knows of one table; ``provenance`` counts rows by code of the provenance column.

    ``primary_key`` and ``unique`` are the columns that foreign keys may point to.
    """

    name: str
    rows: int
    provenance: Mapping[str, int]
    dated: bool = False
    source_digest: str = ""
    fingerprint: str = ""
    primary_key: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReleaseInfo:
    """What ``_releases`` knows of one version."""

    version: str
    created: str
    digest: str
    reasons: tuple[Text, ...]
    justification: str | None


def read_tables(path: Path) -> dict[tuple[str, str], TableInfo]:
    """(dataset, table) -> what a built file says of it."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)) as db:
        return known_tables(db)


def read_releases(path: Path) -> dict[str, list[ReleaseInfo]]:
    """Dataset -> its versions in a built file, the newest first."""
    found: dict[str, list[ReleaseInfo]] = {}
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)) as db:
        rows = db.execute(
            'SELECT "dataset", "version", "created", "digest", "reasons", "reasons_en", "justification" '
            'FROM "_releases" ORDER BY rowid'
        )
        for dataset, version, created, digest, vi, en, why in rows:
            pairs = zip((vi or "").split("\n"), (en or "").split("\n"), strict=True)
            info = ReleaseInfo(version, created, digest, tuple(Text(*pair) for pair in pairs if any(pair)), why)
            found.setdefault(dataset, []).append(info)
    return found


def table_counts(path: Path) -> dict[str, dict[str, int]]:
    """Rows of every table of a built file, in the form of Datasette's inspect data."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)) as db:
        counts = {info.name: info.rows for info in known_tables(db).values()}
        counts[LONG_TABLE] = db.execute('SELECT coalesce(sum("rows"), 0) FROM "_indicators"').fetchone()[0]
        for name in (CHANGES, "_datasets", "_releases", "_tables", "_columns", "_indicators", "_snapshots"):
            counts[name] = db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
    return {name: {"count": rows} for name, rows in sorted(counts.items())}


def known_tables(db: sqlite3.Connection | apsw.Connection) -> dict[tuple[str, str], TableInfo]:
    rows = db.execute('SELECT * FROM "_tables"')
    return {
        (d, t): TableInfo(n, c, json.loads(p), bool(w), s, f, *map(tuple, json.loads(k)))
        for n, d, t, c, p, w, s, f, k in rows
    }


def released(db: apsw.Connection) -> dict[str, tuple[str, str]]:
    """Dataset -> (version, digest) of what the file holds."""
    return {d: (v, g) for d, v, g in db.execute('SELECT "dataset", "version", "digest" FROM "_datasets"')}


def write_dataset(
    db: apsw.Connection, catalog: Catalog, about: About, digest: str, names: Mapping[tuple[str, str], str]
) -> None:
    """Everything the catalog tables say of one dataset that they say nothing of."""
    origin = ["; ".join(o.title[lang] for o in about.origins) for lang in LANGS]
    licence = ["; ".join(x.title[lang] for x in about.licences) for lang in LANGS]
    url = next((x.url for x in about.licences if x.url), "")
    words = (about.title.vi, about.title["en"], about.description.vi, about.description["en"])
    row = (about.id, *words, about.publisher, about.frequency, *licence, url, *origin)
    _insert(db, "_datasets", [(*row, about.version, about.created, digest)])
    _insert(db, "_releases", _releases(catalog, about.id))
    for table in about.tables:
        if name := names.get((about.id, table.name)):
            _insert(db, "_columns", ((name, *row, licence[0], origin[0]) for row in _columns(about.id, table)))


def _columns(dataset: str, table: TableAbout) -> Iterable[tuple[object, ...]]:
    columns = column_names(table.schema.get("fields") or ())
    for position, (name, said) in enumerate(zip(columns, table.columns, strict=True), start=1):
        words = (said.title.vi, said.title["en"], said.description.vi, said.description["en"])
        yield (name, position, dataset, said.type, *words, said.unit.vi, said.unit["en"], said.codelist)


def forget_dataset(db: apsw.Connection, dataset: str) -> None:
    for table in ("_columns", "_releases", "_datasets"):
        db.execute(f'DELETE FROM "{table}" WHERE "dataset" = ?', [dataset])  # noqa: S608


def write_tables(db: apsw.Connection, infos: Mapping[tuple[str, str], TableInfo]) -> None:
    db.execute('DELETE FROM "_tables"')
    _insert(
        db,
        "_tables",
        (
            (i.name, *key, i.rows, json.dumps(dict(i.provenance)), i.dated, i.source_digest, i.fingerprint, _keys(i))
            for key, i in sorted(infos.items())
        ),
    )


def _keys(info: TableInfo) -> str:
    return json.dumps([info.primary_key, info.unique], ensure_ascii=False)


def _releases(catalog: Catalog, dataset: str) -> Iterable[tuple[object, ...]]:
    for release in catalog.releases(dataset):
        log = release.changelog
        said = log.get("reasons") or ()
        reasons = ["\n".join(reason_text(r, lang, dataset) for r in said) for lang in LANGS]
        when = (dataset, release.version, release.created, log.get("bump"))
        yield (*when, *reasons, log.get("justification"), release.digest)


def _insert(db: apsw.Connection, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Empty text is NULL here, as in the data."""
    for row in rows:
        marks = ", ".join("?" * len(row))
        db.execute(f'INSERT INTO "{table}" VALUES ({marks})', [None if v == "" else v for v in row])  # noqa: S608
