"""What differs as JSON: rows as objects, cells with the key of their row, all values as the text that was released."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from publish.compared.releases import Comparison, said_key
from publish.diff import COLUMN, NEW, OLD, PLACE, TableDiff

AT_ONCE = 1000  # objects that stand in memory when a file is written


def said(comparison: Comparison) -> dict[str, Any]:
    """Which releases, and why the newer one has its number."""
    before, after = comparison.before, comparison.after
    versions = {"dataset": after.dataset, "before": before.version, "after": after.version}
    return {**versions, "reasons": comparison.reasons}


def head(diff: TableDiff) -> dict[str, list[str]]:
    """What is short: the key and the columns that came or went."""
    key = [name for name in diff.by if name != PLACE]
    return {"key": key, "columnsAdded": diff.columns_added, "columnsRemoved": diff.columns_removed}


def _lists(diff: TableDiff) -> Mapping[str, Iterator[dict[str, Any]]]:
    key = said_key(diff.by)
    return {
        "added": diff.added.drop(PLACE, strict=False).iter_rows(named=True),
        "removed": diff.removed.drop(PLACE, strict=False).iter_rows(named=True),
        "changed": (
            {"key": {name: row[k] for name, k in key.items()}, "column": row[COLUMN], "old": row[OLD], "new": row[NEW]}
            for row in diff.changed.iter_rows(named=True)
        ),
    }


def diff_dict(diff: TableDiff) -> dict[str, Any]:
    """All of one table as a value."""
    return {**head(diff), **{name: [*rows] for name, rows in _lists(diff).items()}}


def whole_dict(comparison: Comparison) -> dict[str, Any]:
    """All tables as a value."""
    return {**said(comparison), "tables": {name: diff_dict(diff) for name, diff in comparison.tables.items()}}


def chunks(comparison: Comparison) -> Iterator[str]:
    """The text of :func:`whole_dict`, a part of it at a time."""
    yield _dumped(said(comparison))[:-1] + ', "tables": {'
    for place, (name, diff) in enumerate(comparison.tables.items()):
        yield f"{',' if place else ''}\n{_dumped(name)}: {_dumped(head(diff))[:-1]}"
        for kind, rows in _lists(diff).items():
            yield f', "{kind}": ['
            first = True
            while some := [*islice(rows, AT_ONCE)]:
                yield ("\n" if first else ",\n") + ",\n".join(map(_dumped, some))
                first = False
            yield "]"
        yield "}"
    yield "}}\n"


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
