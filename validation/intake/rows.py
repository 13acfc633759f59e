"""What each row below a header is: data, a group that the next rows stand under, a total, a note, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from validation.intake.heads import Head, is_numbering
from validation.intake.values.units import unit_line
from validation.intake.view import Cell, View, folded
from validation.intake.words import (
    ASIDE,
    DAY_LINE,
    GROUP_MARK,
    NOTE,
    ROMAN,
    SIGNATURE,
    TOTAL_STARTS,
    WHOLE,
    is_total,
)

Reason = Literal["title", "unit", "header", "numbering", "group", "total", "note", "signature", "blank", "empty"]
LABELS = 3  # cells at the beginning of a row in which a total says that it is one


class Group(NamedTuple):
    """A heading between rows: where it stands, its text without its number, and how it is numbered (``I``, ``A``)."""

    row: int
    text: str
    style: str = ""


class Body:
    """The rows below a header, sorted by what they are."""

    def __init__(self, view: View, head: Head, below: Sequence[Mapping[int, Cell]]) -> None:
        self.view = view
        self.head = head
        self.rows: list[int] = []
        self.left_out: list[tuple[int, Reason]] = []
        self.carried: dict[int, tuple[Group, ...]] = {}
        self.header_rows = [list(view.sheet.rows[r]) for r in range(head.first, head.end + 1) if view.cells(r)]
        self.serials = {h.column for h in head.headings if h.serial}
        self.width = len({h.column for h in head.headings} | {c for row in below for c in row})
        self.aside = {h.column for h in head.headings if ASIDE.match(folded(h.text))}
        self.first_figure = min(head.figures - self.serials, default=LABELS)
        self.over = False  # notes or signatures have begun
        self.groups: tuple[Group, ...] = ()

    def read(self, rows: Iterable[int]) -> None:
        for row in rows:
            reason = self._reason(row)
            if reason:
                self.left_out.append((row, reason))
                continue
            self.over = False
            self.rows.append(row)
            if self.groups:
                self.carried[row] = self.groups

    def _reason(self, row: int) -> Reason | None:
        """Why a row is no data; None where it is. Most rows of a large table are told by a glance."""
        filled = self.view.count(row)
        if not filled:
            return "blank"
        if filled > 4 and 2 * filled > self.width and not self.over and not self._to_look_at(row):
            return None
        cells = self.view.cells(row)
        if not cells:
            return "blank"
        return self._repeated(row, cells) or self._end(row, cells) or self._total(row, cells) or self._group(row, cells)

    def _to_look_at(self, row: int) -> bool:
        """Whether a well filled row might be a total or a header come again, by the letter it begins with."""
        cells = self.view.sheet.rows[row]
        if any(isinstance(v, str) and v.lstrip()[:3].lower() in TOTAL_STARTS for v in cells[: LABELS + 1]):
            return True
        return any(cells[0] == first[0] and list(cells) == first for first in self.header_rows)

    def _repeated(self, row: int, cells: Sequence[Cell]) -> Reason | None:
        if list(self.view.sheet.rows[row]) in self.header_rows and len(cells) > 1:
            return "numbering" if is_numbering(cells) else "header"
        return None

    def _end(self, row: int, cells: Sequence[Cell]) -> Reason | None:
        """Notes and signatures, and what stands below them until there are figures again."""
        if is_signature(cells):
            self.over = True
            return "signature"
        if is_note(cells):
            self.over = True
            return "note"
        if len(cells) <= 2 and all(unit_line(c.text) for c in cells):
            return "unit"
        if self.over and not self._is_data_again(cells):
            return self.left_out[-1][1] if self.left_out[-1][1] in ("note", "signature") else "note"
        return None

    def _is_data_again(self, cells: Sequence[Cell]) -> bool:
        return len(cells) > 2 or any(c.kind == "number" for c in cells)

    def _total(self, row: int, cells: Sequence[Cell]) -> Reason | None:
        """A row whose first word says that it is a total, and no other word before its figures that it is of a part."""
        lead = next((c for c in cells if c.kind == "word" or c.column not in self.serials), None)
        text = folded(lead.value) if lead and lead.kind == "word" else ""
        if lead is None or not is_total(lead.text, text):
            return None
        before = [c for c in cells if c.kind == "word" and lead.column < c.column < self.first_figure]
        if any(not is_total(c.text, folded(c.value)) for c in before if c.column not in self.aside):
            return None
        self.groups = () if WHOLE.match(text) else self.groups[:-1]
        return "total"

    def _group(self, row: int, cells: Sequence[Cell]) -> Reason | None:
        """A heading between rows. One that has figures of its own is data and a heading too."""
        words = [c for c in cells if c.kind == "word"]
        group = self._as_group(row, cells, words)
        if group is None:
            return None
        styles = [g.style for g in self.groups]
        outer = self.groups[: styles.index(group.style)] if group.style in styles else self.groups
        self.groups = (*outer, group)
        return None if self._has_figures(cells) else "group"

    def _as_group(self, row: int, cells: Sequence[Cell], words: Sequence[Cell]) -> Group | None:
        first = cells[0]
        mark = folded(first.value).rstrip(".)")
        if first.column in self.serials and len(words) > 1 and (style := style_of(mark)):
            return Group(row, words[1].text, style)
        if self._has_figures(cells) or len(cells) > 1 or not words:
            return None
        if self.view.width(row, first.column) < 2 and self.width - len(self.serials) < 3:
            return None
        found = GROUP_MARK.match(first.text)
        if found and (style := style_of(folded(found["mark"]))):
            return Group(row, found["text"], style)
        return Group(row, first.text)

    def _has_figures(self, cells: Sequence[Cell]) -> bool:
        return any(c.kind in ("number", "year", "mark") and c.column not in self.serials for c in cells)


def style_of(mark: str) -> str:
    """How a group is numbered: ``I`` by Roman numerals, ``A`` by letters; empty for anything else."""
    if ROMAN.match(mark):
        return "I"
    return "A" if len(mark) == 1 and mark.isalpha() else ""


def is_note(cells: Sequence[Cell]) -> bool:
    """``Ghi chú: …``, ``(*) …``, ``Nguồn: …``, alone in its row or with its text in the next cell."""
    return bool(cells) and len(cells) <= 2 and cells[0].kind != "number" and bool(NOTE.match(folded(cells[0].value)))


def is_signature(cells: Sequence[Cell]) -> bool:
    """The line of place and day, or of those who sign."""
    if not cells or len(cells) > 4 or any(c.kind == "number" for c in cells):
        return False
    texts = [folded(c.value) for c in cells]
    return any(DAY_LINE.search(t) for t in texts) or all(SIGNATURE.match(t) for t in texts)
