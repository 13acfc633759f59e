"""Two releases of a dataset compared, table by table, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from publish.diff import COLUMN, NEW, OLD, PLACE, TableDiff, table_diff
from publish.rows import text_rows
from publish.snapshot import Release
from schemas.core.table_schema import keys_of


def release_diff(before: Release, after: Release) -> dict[str, TableDiff]:
    """What differs, by table; of a table that only one of them has, all rows.

    Raises:
        DuplicateKeys: rows of a released table share a key, which a package from elsewhere may have.
    """
    names = dict.fromkeys((*after.tables, *before.tables))
    return {name: table_diff(_key(before, after, name), _rows(before, name), _rows(after, name)) for name in names}


def _rows(release: Release, table: str) -> pl.DataFrame:
    return text_rows(release.csv(table)) if table in release.tables else pl.DataFrame()


def _key(before: Release, after: Release, table: str) -> list[str]:
    for release in (after, before):
        for said in release.descriptor["resources"]:
            if said["name"] == table and said.get("type") == "table":
                return list(keys_of(said.get("schema") or {})[0])
    return []


def diff_dict(diff: TableDiff) -> dict[str, Any]:
    """All of it as JSON: rows as objects, cells with the key of their row."""
    return {
        "key": [name for name in diff.by if name != PLACE],
        "columnsAdded": diff.columns_added,
        "columnsRemoved": diff.columns_removed,
        "added": diff.added.drop(PLACE, strict=False).to_dicts(),
        "removed": diff.removed.drop(PLACE, strict=False).to_dicts(),
        "changed": [
            {"key": {k: row[k] for k in diff.by}, "column": row[COLUMN], "old": row[OLD], "new": row[NEW]}
            for row in diff.changed.iter_rows(named=True)
        ],
    }


def diff_lines(diff: TableDiff, most: int) -> Iterator[str]:
    """``+`` a column or a row, ``-`` one that is gone, ``~`` a cell; ``most`` lines of each, and how many more."""
    yield from (f"+ [{name}]" for name in diff.columns_added)
    yield from (f"- [{name}]" for name in diff.columns_removed)
    for mark, frame in (("+", diff.added), ("-", diff.removed)):
        rows = (", ".join(map(str, row)) for row in frame.drop(PLACE, strict=False).head(most).iter_rows())
        yield from (f"{mark} {row}" for row in rows)
        yield from _more(frame.height - most)
    for row in diff.corrected.head(most).iter_rows(named=True):
        yield f"~ {', '.join(row[k] for k in diff.by)}  {row[COLUMN]}: {row[OLD] or '∅'} → {row[NEW] or '∅'}"
    yield from _more(diff.corrected.height - most)


def _more(count: int) -> Iterator[str]:
    if count > 0:
        yield f"… +{count}"
