"""``changes``: what every release changed of the one before it, a cell a row; made of the archived releases alone.

A removed row stands there with what it held, an added one with its key only: what it holds is in its table. A dataset's
first release changes nothing. A release before which another one was shown last (after a rollback) is compared with
that. Nothing of a version that was withdrawn is told, but that it was.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import apsw
import polars as pl

from publish.diff import COLUMN, NEW, OLD, PLACE, DuplicateKeys, TableDiff, table_diff
from publish.rows import text_rows
from publish.snapshot import Catalog, Release, Snapshot
from publish.sqlite.names import CHANGES
from schemas.core.table_schema import keys_of

MOST = 10_000  # rows that tell of one kind of change of one table in one release; then how many more there are
SCHEMA = f"""
CREATE TABLE IF NOT EXISTS "{CHANGES}" (
  "dataset" TEXT, "table" TEXT, "change" TEXT, "key" TEXT, "column" TEXT, "old" TEXT, "new" TEXT,
  "release" TEXT, "before" TEXT, "snapshot" INTEGER, "released" TEXT
);
CREATE TABLE IF NOT EXISTS "_snapshots" ("number" INTEGER PRIMARY KEY, "created" TEXT, "digest" TEXT);
CREATE INDEX IF NOT EXISTS "{CHANGES}_of" ON "{CHANGES}" ("dataset", "release");
"""
_GROUPED = f"""
SELECT "dataset", "release", "before", "snapshot", "released", "change", count(*), max("new") FROM "{CHANGES}"
WHERE "change" NOT IN ('added', 'added-more', 'column-added', 'table-added')
GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 4 DESC, 1
"""  # noqa: S608 - its name is ours
Row = tuple[str | None, ...]  # table, change, key, column, old, new


def newest(db: sqlite3.Connection | apsw.Connection) -> tuple[int, str] | None:
    """Number and digest of the newest snapshot that a file knows."""
    found: tuple[int, str] | None = db.execute(
        'SELECT "number", "digest" FROM "_snapshots" ORDER BY "number" DESC LIMIT 1'
    ).fetchone()
    return found


def write(db: apsw.Connection, catalog: Catalog, snapshot: Snapshot) -> None:
    """Everything from the newest snapshot the file knows to this one; what was withdrawn since goes."""
    number, digest = newest(db) or (0, "")
    if number > snapshot.number or (number and catalog.digest(number) != digest):  # a file of another archive
        db.execute(f'DELETE FROM "{CHANGES}"')  # noqa: S608
        db.execute('DELETE FROM "_snapshots"')
        number = 0
    for later in range(number + 1, snapshot.number + 1):
        this = catalog.snapshot(later)
        db.execute('INSERT INTO "_snapshots" VALUES (?, ?, ?)', [later, this.created, catalog.digest(later)])
        _write(db, catalog, this, snapshot)
    gone = [(dataset, v, v) for dataset, versions in snapshot.withdrawn.items() for v in versions]
    told = "\"change\" <> 'withdrawn'"
    db.executemany(
        f'DELETE FROM "{CHANGES}" WHERE "dataset" = ? AND ("release" = ? OR "before" = ?) AND {told}',  # noqa: S608
        gone,
    )


def _write(db: apsw.Connection, catalog: Catalog, this: Snapshot, newest: Snapshot) -> None:
    """What one snapshot changed of the one before it, as far as nothing of that was withdrawn up to the newest one."""
    before = catalog.snapshot(this.number - 1) if this.number > 1 else Snapshot(0, "", None, {})
    when = (this.number, this.created)
    for dataset, entry in sorted(this.datasets.items()):
        was = before.datasets.get(dataset)
        if was and was != entry and {was.version, entry.version}.isdisjoint(newest.withdrawn.get(dataset, ())):
            old, new = (catalog.release(dataset, one.version) for one in (was, entry))
            _insert(db, dataset, release_rows(old, new), (entry.version, was.version, *when))
    for dataset, versions in sorted(this.withdrawn.items()):
        for version in sorted(versions.keys() - before.withdrawn.get(dataset, {}).keys()):
            told = (None, "withdrawn", None, None, None, versions[version].reason)
            _insert(db, dataset, [told], (version, None, *when))


def _insert(db: apsw.Connection, dataset: str, rows: Iterable[Row], when: tuple[object, ...]) -> None:
    db.executemany(
        f'INSERT INTO "{CHANGES}" VALUES ({", ".join("?" * 11)})',  # noqa: S608
        ((dataset, *(cell or None for cell in row), *when) for row in rows),
    )


def release_rows(old: Release, new: Release) -> Iterator[Row]:
    """What differs between two releases of a dataset."""
    tables: list[dict[str, Any]] = [
        {r["name"]: r for r in release.descriptor["resources"] if r.get("type") == "table"} for release in (old, new)
    ]
    for name in dict.fromkeys((*tables[1], *tables[0])):
        was, now = (said.get(name) for said in tables)
        if was is None or now is None:
            yield (name, "table-added" if was is None else "table-removed", None, None, None, None)
        elif was.get("hash") != now.get("hash"):
            key = keys_of(now.get("schema") or {})[0]
            yield from _table_rows(name, _compared(key, text_rows(old.csv(name)), text_rows(new.csv(name))))


def _compared(key: tuple[str, ...], old: pl.DataFrame, new: pl.DataFrame) -> TableDiff:
    try:
        return table_diff(key, old, new)
    except DuplicateKeys:  # a package from elsewhere may have them: its rows are compared whole
        return table_diff((), old, new)


def _table_rows(table: str, diff: TableDiff) -> Iterator[Row]:
    for change, columns in (("column-added", diff.columns_added), ("column-removed", diff.columns_removed)):
        yield from ((table, change, None, column, None, None) for column in columns)
    by = [] if PLACE in diff.by else list(diff.by)
    for row in diff.added.head(MOST).iter_rows(named=True):
        yield (table, "added", _key(row, by), None, None, None if by else _rest(row, by))
    for row in diff.removed.head(MOST).iter_rows(named=True):
        yield (table, "removed", _key(row, by), None, _rest(row, by), None)
    for row in diff.corrected.head(MOST).iter_rows(named=True):
        yield (table, "changed", _key(row, by), row[COLUMN], row[OLD], row[NEW])
    for change, frame in (("added", diff.added), ("removed", diff.removed), ("changed", diff.corrected)):
        if frame.height > MOST:
            yield (table, f"{change}-more", None, None, None, str(frame.height - MOST))


def _key(row: dict[str, str], by: list[str]) -> str:
    """``period=2024; geo_code=91``, the key's columns in their order; of a table without one the place of the row."""
    return "; ".join(f"{name}={row[name]}" for name in by) or f"#{int(row[PLACE]) + 1}"


def _rest(row: dict[str, str], by: list[str]) -> str:
    """The other cells that are filled, as JSON."""
    kept = {name: cell for name, cell in row.items() if cell and name not in by and name != PLACE}
    return json.dumps(kept, ensure_ascii=False)


@dataclass(frozen=True)
class Correction:
    """What was published and then was not what stood there; ``counts`` by change, ``reason`` of a withdrawal."""

    dataset: str
    release: str
    before: str
    snapshot: int
    created: str
    counts: Mapping[str, int]
    reason: str


def read_corrections(path: Path, most: int) -> list[Correction]:
    """The newest releases of a built file that changed or took away what was published."""
    found: dict[tuple[Any, ...], dict[str, int]] = {}
    reasons = {}
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)) as db:
        for *of, change, count, new in db.execute(_GROUPED):
            counts = found.setdefault(tuple(of), {})
            kind = change.removesuffix("-more")
            counts[kind] = counts.get(kind, 0) + (int(new) if kind != change else count)
            reasons[tuple(of)] = new if change == "withdrawn" else ""
    return [
        Correction(
            dataset, release, before or "", number, created, counts, reasons[dataset, release, before, number, created]
        )
        for (dataset, release, before, number, created), counts in islice(found.items(), most)
    ]
