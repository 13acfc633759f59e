"""``changes``: what every release changed of the one before it, a cell a row; made of the archived releases alone.

A removed row stands there with what it held, an added one with its key only: what it holds is in its table. A dataset's
first release changes nothing. A release is compared with the one shown last before it (after a rollback an older one)
that may still be read: nothing of a version that was withdrawn is told, but that it was.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import apsw

from publish.compared import Part, table_parts
from publish.diff import COLUMN, NEW, OLD, PLACE, diff_by
from publish.rows import text_rows
from publish.snapshot import Catalog, Entry, Release, Snapshot
from publish.sqlite.names import CHANGES
from schemas.core.table_schema import keys_of

MOST = 10_000  # rows that tell of one kind of change of one table in one release; then how many more there are
SCHEMA = f"""
CREATE TABLE IF NOT EXISTS "{CHANGES}" (
  "dataset" TEXT, "table" TEXT, "change" TEXT, "key" TEXT, "column" TEXT, "old" TEXT, "new" TEXT,
  "release" TEXT, "before" TEXT, "snapshot" INTEGER, "released" TEXT
);
CREATE TABLE IF NOT EXISTS "_snapshots" (
  "number" INTEGER PRIMARY KEY, "created" TEXT, "digest" TEXT, "reason" TEXT
);
CREATE INDEX IF NOT EXISTS "{CHANGES}_of" ON "{CHANGES}" ("dataset", "release");
"""
_CORRECTIONS = f"""
WITH "counted" AS (
  SELECT "dataset", "release", "before", "snapshot", "released", replace("change", '-more', '') AS "kind",
    sum(CASE WHEN "change" LIKE '%-more' THEN CAST("new" AS INTEGER) ELSE 1 END) AS "count",
    max(CASE WHEN "change" = 'withdrawn' THEN "new" END) AS "reason"
  FROM "{CHANGES}" WHERE "change" NOT LIKE '%added%'
  GROUP BY 1, 2, 3, 4, 5, 6
)
SELECT c."dataset", c."release", coalesce(c."before", ''), "snapshot", "released", json_group_object("kind", "count"),
  coalesce(max(c."reason"), ''), this.rowid > past.rowid,
  coalesce(CASE WHEN this.rowid > past.rowid THEN "_snapshots"."reason" ELSE this."justification" END, '')
FROM "counted" AS c
LEFT JOIN "_releases" AS this ON this."dataset" = c."dataset" AND this."version" = c."release"
LEFT JOIN "_releases" AS past ON past."dataset" = c."dataset" AND past."version" = c."before"
LEFT JOIN "_snapshots" ON "_snapshots"."number" = c."snapshot"
GROUP BY 1, 2, 3, 4, 5 ORDER BY 4 DESC, 1 LIMIT ?
"""  # noqa: S608 - its name is ours; the releases of a dataset stand there the newest first
Row = tuple[str | None, ...]  # table, change, key, column, old, new


def newest(db: sqlite3.Connection | apsw.Connection) -> tuple[int, str] | None:
    """Number and digest of the newest snapshot that a file knows."""
    found: tuple[int, str] | None = db.execute(
        'SELECT "number", "digest" FROM "_snapshots" ORDER BY "number" DESC LIMIT 1'
    ).fetchone()
    return found


def write(db: apsw.Connection, catalog: Catalog, snapshot: Snapshot) -> None:
    """Everything from the newest snapshot the file knows to this one; all of a dataset of which more was withdrawn."""
    number, _ = newest(db) or (0, "")
    history = _History(db, catalog, snapshot)
    for later in range(number + 1, snapshot.number + 1):
        this = history.snapshot(later)
        said = [later, this.created, catalog.digest(later), this.reason or None]
        db.execute('INSERT INTO "_snapshots" VALUES (?, ?, ?, ?)', said)
    known = history.snapshot(number).withdrawn
    anew = {dataset for dataset, gone in snapshot.withdrawn.items() if gone.keys() != known.get(dataset, {}).keys()}
    db.executemany(f'DELETE FROM "{CHANGES}" WHERE "dataset" = ?', [(dataset,) for dataset in anew])  # noqa: S608
    for each in range(1 if anew else number + 1, snapshot.number + 1):
        history.write(each, None if each > number else anew)


class _History:
    """What the snapshots up to ``last`` changed, as far as it may still be read at that one."""

    def __init__(self, db: apsw.Connection, catalog: Catalog, last: Snapshot) -> None:
        self._db, self._catalog, self._withdrawn = db, catalog, last.withdrawn
        self._snapshot = lru_cache(8)(catalog.snapshot)  # the same few are asked for by every dataset

    def snapshot(self, number: int) -> Snapshot:
        """The one of that number; before the first an empty one."""
        return self._snapshot(number) if number else Snapshot(0, "", None, {})

    def write(self, number: int, only: Collection[str] | None) -> None:
        """What one snapshot changed, of all datasets or ``only`` of some."""
        this, before = self.snapshot(number), self.snapshot(number - 1)
        when = (number, this.created)
        for dataset in sorted(this.datasets if only is None else this.datasets.keys() & only):
            entry, was = this.datasets[dataset], self._shown_before(number, dataset)
            if was and was != entry and entry.version not in self._withdrawn.get(dataset, ()):
                old, new = (self._catalog.release(dataset, one.version) for one in (was, entry))
                _insert(self._db, dataset, release_rows(old, new), (entry.version, was.version, *when))
        for dataset in sorted(this.withdrawn if only is None else this.withdrawn.keys() & only):
            versions = this.withdrawn[dataset]
            for version in sorted(versions.keys() - before.withdrawn.get(dataset, {}).keys()):
                told = (None, "withdrawn", None, None, None, versions[version].reason)
                _insert(self._db, dataset, [told], (version, None, *when))

    def _shown_before(self, number: int, dataset: str) -> Entry | None:
        """The release that was shown last before a snapshot, of those that may still be read."""
        gone = self._withdrawn.get(dataset, {})
        for earlier in range(number - 1, 0, -1):
            entry = self.snapshot(earlier).datasets.get(dataset)
            if not gone or (entry and entry.version not in gone):
                return entry
        return None


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
            keys = [keys_of(said.get("schema") or {})[0] for said in (now, was)]
            for part in table_parts(name, diff_by(keys, text_rows(old.csv(name)), text_rows(new.csv(name)))):
                yield from _told(part)


def _told(part: Part) -> Iterator[Row]:
    """Of cells those of columns that both releases have; that a column came or went is told once."""
    frame = part.frame.drop_nulls([OLD, NEW]) if part.change == "changed" else part.frame
    by = [] if PLACE in part.by else list(part.by)
    for row in frame.head(MOST).iter_rows(named=True):
        old, new = row.get(OLD), row.get(NEW)
        if part.change == "removed":
            old = _rest(row, by)
        elif part.change == "added" and not by:
            new = _rest(row, by)
        yield (part.table, part.change, _key(row, by) if part.by else None, row.get(COLUMN), old, new)
    if frame.height > MOST:
        yield (part.table, f"{part.change}-more", None, None, None, str(frame.height - MOST))


def _key(row: dict[str, str], by: list[str]) -> str:
    """``period=2024; geo_code=91``, the key's columns in their order; of a table without one the place of the row."""
    return "; ".join(f"{name}={row[name]}" for name in by) or f"#{int(row[PLACE]) + 1}"


def _rest(row: dict[str, str], by: list[str]) -> str:
    """The other cells that are filled, as JSON."""
    kept = {name: cell for name, cell in row.items() if cell and name not in by and name != PLACE}
    return json.dumps(kept, ensure_ascii=False)


@dataclass(frozen=True)
class Correction:
    """What was published and then was not what stood there; ``counts`` by change, ``reason`` of a withdrawal.

    ``is_rollback``: the release is older than the one before it. ``justification`` is what was said when it was made
    or, at a rollback, when it was named again.
    """

    dataset: str
    release: str
    before: str
    snapshot: int
    created: str
    counts: Mapping[str, int]
    reason: str
    is_rollback: bool
    justification: str


def read_corrections(path: Path, most: int) -> list[Correction]:
    """The newest releases of a built file that changed or took away what was published."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)) as db:
        return [
            Correction(one, new, old, number, when, json.loads(counts), reason, bool(back), said)
            for one, new, old, number, when, counts, reason, back, said in db.execute(_CORRECTIONS, [most])
        ]
