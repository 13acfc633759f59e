"""Marks beside or in place of figures, written into the columns that say how final a figure is and what is special."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from validation.findings import Severity
from validation.intake.grid import Place
from validation.intake.keys import Keys
from validation.intake.sheet_table import Segment
from validation.intake.values.result import Flag
from validation.intake.wide import measures_of

OF_ABSENCE: tuple[Flag, ...] = ("missing", "nil", "not-applicable")


class Flagged:
    """The flags of one segment, by index and column (empty: of the whole row), and the columns that can say them.

    A mark in place of a figure is kept where the row has no figure at all; beside other figures it would be said of
    them too, and is told instead. A column that is sent itself is never written over.
    """

    def __init__(
        self,
        keys: Keys,
        segment: Segment,
        flags: Mapping[tuple[int, str], Flag],
        tell: Callable[[str, Place, str, Mapping[str, str | float], Severity], None],
    ) -> None:
        self.keys = keys
        self.segment = segment
        self.flags = flags
        self.tell = tell
        self.marks = keys.content.site.marks
        self.measures = [n for n in measures_of(keys) if n in segment.values]

    def write(self, size: int) -> None:
        by_row: dict[int, dict[str, Flag]] = {}
        for (index, name), flag in self.flags.items():
            by_row.setdefault(index, {})[name] = flag
        for index, flags in by_row.items():
            self._row(index, flags, size)

    def _row(self, index: int, flags: Mapping[str, Flag], size: int) -> None:
        absent = {n: f for n, f in flags.items() if f in OF_ABSENCE and n in self.measures}
        figures = any(self.segment.values[n][index] is not None for n in self.measures)
        codes = {self.marks.get(f) for f in absent.values()}
        if figures or len(codes) > 1:
            self._not_kept(index, absent)
        else:
            self._set(index, codes, size)
        self._set(index, {self.marks.get(f) for f in flags.values() if f not in OF_ABSENCE}, size)

    def _set(self, index: int, codes: set[tuple[str, str] | None], size: int) -> None:
        for said in codes:
            if said is None or said[0] not in self.keys.fields:
                continue
            column, code = said
            values = self.segment.values.setdefault(column, [None] * size)
            if values[index] is None and (index, column) not in self.segment.unreadable:
                values[index] = code

    def _not_kept(self, index: int, absent: Mapping[str, Flag]) -> None:
        """A nil beside figures is neither zero nor gap, and the row cannot say so; a gap is what an empty cell is."""
        for name, flag in absent.items():
            place = self.segment.place(index, name)
            if place and flag != "missing":
                self.tell(name, place, "mark.not-kept", {}, "warning")
