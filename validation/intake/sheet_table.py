"""Rows gathered from blocks as one text table that still knows in which cell of which sheet each value stood."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from schemas.core.table import Table
from validation.intake.grid import Place, Sheet
from validation.intake.readers.places import a1
from validation.intake.values.text import shown
from validation.intake.view import blank
from validation.reading import TextTable


@dataclass
class Segment:
    """Rows that one block gave: ``values`` as our own tables write them, field by field.

    ``rows`` are the rows of the sheet; the same row may stand there several times. ``columns`` says in which column a
    field stands; ``moved`` where a cell stands that is not in its row and column, ``fixed`` the one place that says a
    field of all rows. ``unreadable`` are cells that a finding tells of already.
    """

    sheet: Sheet
    rows: list[int] = field(default_factory=list)
    values: dict[str, list[str | None]] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    moved: dict[tuple[int, str], Place] = field(default_factory=dict)
    fixed: dict[str, Place] = field(default_factory=dict)
    unreadable: set[tuple[int, str]] = field(default_factory=set)

    def place(self, index: int, column: str) -> Place | None:
        """Where a cell stands in the sheet; None where the sheet has no cell for it."""
        if moved := self.moved.get((index, column)) or self.fixed.get(column):
            return moved
        return (self.rows[index], self.columns[column]) if column in self.columns else None


@dataclass(frozen=True)
class SheetTable(TextTable):
    """A text table of segments, one behind the other."""

    segments: Sequence[Segment] = ()
    starts: Sequence[int] = ()

    def where(self, index: int, column: str) -> tuple[str, int, str | None]:
        segment, local = self._segment(index)
        place = segment.place(local, column)
        return segment.sheet.name, segment.rows[local] + 1, a1(place) if place else None

    def sent(self, index: int, column: str) -> str | None:
        segment, local = self._segment(index)
        place = segment.place(local, column)
        return sent_at(segment.sheet, place) if place else super().sent(index, column)

    def told(self, cells: Sequence[tuple[int, str]]) -> Iterator[tuple[tuple[str, int, str | None], str | None]]:
        return ((self.where(*cell), self.sent(*cell)) for cell in cells)

    def _segment(self, index: int) -> tuple[Segment, int]:
        number = bisect_right(self.starts, index) - 1
        return self.segments[number], index - self.starts[number]


def sent_at(sheet: Sheet, place: Place) -> str | None:
    """What stands in a cell, as text; the error in it, where it is one."""
    if place in sheet.errors:
        return sheet.errors[place]
    row, column = place
    cells: Sequence[object] = sheet.rows[row] if row < len(sheet.rows) else ()
    value = sheet.rows[row][column] if column < len(cells) else None
    return None if blank(value) else shown(value)


def joined(table: Table, segments: Sequence[Segment], absent: Iterable[str]) -> SheetTable:
    """The segments as one table with every column of ``table`` but those that are ``absent`` from all of them."""
    names = [name for name in table.columns if name not in set(absent)]
    starts, size = [], 0
    for segment in segments:
        starts.append(size)
        size += len(segment.rows)
    columns = {name: pl.Series(name, _values(name, segments), dtype=pl.String) for name in names}
    rows = pl.Series("row", [r + 1 for s in segments for r in s.rows], dtype=pl.Int64)
    return SheetTable(names, pl.DataFrame(columns), rows, segments=segments, starts=starts)


def _values(name: str, segments: Sequence[Segment]) -> list[str | None]:
    found: list[str | None] = []
    for segment in segments:
        found += segment.values.get(name) or [None] * len(segment.rows)
    return found


def unreadable(segments: Sequence[Segment], lacking: Sequence[Sequence[str]]) -> frozenset[tuple[int, str]]:
    """Cells of the joined table that a finding tells of already; of each segment also the columns it is ``lacking``."""
    found: set[tuple[int, str]] = set()
    start = 0
    for segment, names in zip(segments, lacking, strict=True):
        found |= {(start + index, name) for index, name in segment.unreadable}
        found |= {(start + index, name) for name in names for index in range(len(segment.rows))}
        start += len(segment.rows)
    return frozenset(found)
