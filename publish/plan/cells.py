"""Cells of a register as what they mean; an empty or unreadable one is nothing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from publish.rows import text_rows
from publish.snapshot import Catalog, Snapshot
from schemas.core.site import Text

Row = Mapping[str, str]


def rows_of(catalog: Catalog, snapshot: Snapshot, dataset: str, *needed: str) -> Iterator[dict[str, str]]:
    """The rows of the table that bears its dataset's name; none where it lacks a column that is needed."""
    if dataset in snapshot.datasets:
        found = text_rows(catalog.release(dataset, snapshot.datasets[dataset].version).csv(dataset))
        if {*needed} <= {*found.columns}:
            yield from found.iter_rows(named=True)


def words_of(row: Row, name: str, english: str = "") -> Text:
    """A text in both languages; the English one stands in column ``english`` where that is given."""
    return Text(row.get(f"{name}_vi", ""), row.get(english or f"{name}_en", ""))


def listed(text: str) -> tuple[str, ...]:
    """The items of a list in a cell."""
    return tuple(item for part in text.split(";") if (item := part.strip()))


def number_of(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def year_of(text: str) -> int | None:
    return int(text) if len(text) == 4 and text.isascii() and text.isdigit() else None
