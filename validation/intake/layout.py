"""Where the tables of a sheet are. Every row of the sheet is accounted for: header, data, or left out for a reason.

A sheet is cut into blocks, each around one header; what stands above a header (titles, unit, the head of the document)
is of its block, and so is what follows its rows (totals, notes, signatures). Rows that are left out keep their text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from validation.intake.grid import Sheet
from validation.intake.headings import Heading, value_at
from validation.intake.heads import Head, find_head, holds_words, known_in, same_head, sample
from validation.intake.rows import Body, Group, Reason, is_note, is_signature
from validation.intake.values.units import heading_unit, unit_line
from validation.intake.view import Cell, View, folded
from validation.intake.words import ORGANISATION, SERIAL

TRIED = 200  # rows that are tried as a header before only those after a gap are


class LeftOut(NamedTuple):
    """A row that is no data, why, and what stands in it."""

    row: int
    reason: Reason
    text: str


@dataclass(frozen=True)
class Block:
    """One table of a sheet with all that belongs to it; without headings where the rows hold no table.

    ``rows`` are the data; ``carried`` holds the groups that each row stands under, the outer one first. ``title`` is
    the text above the header line by line, ``unit`` what is said there of the unit of the whole table.
    """

    sheet: Sheet
    top: int
    bottom: int
    header: tuple[int, ...] = ()
    columns: tuple[Heading, ...] = ()
    rows: tuple[int, ...] = ()
    title: tuple[tuple[int, str], ...] = ()
    unit: str = ""
    left_out: tuple[LeftOut, ...] = ()
    carried: Mapping[int, tuple[Group, ...]] = field(default_factory=dict)

    @property
    def named(self) -> tuple[Heading, ...]:
        """The columns that have a heading and do not merely count the rows."""
        return tuple(h for h in self.columns if h.parts and not h.serial)


def find_blocks(sheet: Sheet, known: Collection[str] = ()) -> list[Block]:
    """The blocks of a sheet in the order of its rows; one without headings where there is no table.

    ``known``: folded headings of the tables that may be meant, which help to tell a header from other rows.
    """
    view = View(sheet)
    heads = list(_heads(view, known))
    if not heads:
        rows = tuple(LeftOut(r, _reason_above(view, r), view.text(r)) for r in range(view.height))
        return [Block(sheet, 0, view.height - 1, left_out=rows)] if view.height else []
    tops = [0, *(_top(view, before.end, head.first) for before, head in pairwise(heads))]
    bottoms = [*(top - 1 for top in tops[1:]), view.height - 1]
    return [_block(view, head, top, bottom) for head, top, bottom in zip(heads, tops, bottoms, strict=True)]


def _heads(view: View, known: Collection[str]) -> Iterator[Head]:
    """The headers of a sheet. After the first one only a row that follows a gap can be another."""
    head: Head | None = None
    row = 0
    while row < view.height:
        follows_gap = row == 0 or view.count(row - 1) < 2
        may = view.count(row) and (follows_gap if head or row > TRIED else True)
        found = find_head(view, row, known) if may and (head is None or _turns(view, row, head, known)) else None
        if found:
            yield (head := found)
            row = head.end
        row += 1


def _turns(view: View, row: int, head: Head, known: Collection[str]) -> bool:
    """Whether a row below a header may be another header, by what it holds: words where figures were, known headings,
    or a column that counts rows."""
    cells = view.cells(row)
    if len(cells) < 2:
        return False
    if same_head(view, row, head):  # come again on a new page, or over a new table under a title of its own
        above = next((found for k in range(row - 1, head.end, -1) if (found := view.cells(k))), [])
        return len(above) == 1 and above[0].kind == "word" and not is_note(above) and not is_signature(above)
    if known_in(cells, known) > 1:
        return True
    if not holds_words(cells):
        return False
    figures = [c for c in cells if c.column in head.figures]
    counting = any(SERIAL.match(folded(c.value)) for c in cells)
    return counting or (len(figures) > 1 and len(figures) >= 0.6 * len(head.figures))


def _top(view: View, end: int, first: int) -> int:
    """The first row that belongs to the header in row ``first`` and not to the table above, whose header ends at
    ``end``."""
    row = first
    while row - 1 > end:
        cells = view.cells(row - 1)
        if is_note(cells) or is_signature(cells) or _is_data(cells):
            break
        row -= 1
    return row


def _is_data(cells: Sequence[Cell]) -> bool:
    return any(c.kind == "number" for c in cells) or len(cells) > 2


def _reason_above(view: View, row: int) -> Reason:
    """Why a row above a header is no data."""
    cells = view.cells(row)
    if not cells:
        return "blank"
    return "unit" if all(unit_line(c.text) for c in cells) else "title"


def _block(view: View, head: Head, top: int, bottom: int) -> Block:
    above = [LeftOut(r, _reason_above(view, r), view.text(r)) for r in range(top, head.first)]
    inside = [LeftOut(r, "blank", "") for r in range(head.last + 1, head.end)]
    counted = [LeftOut(head.end, "numbering", view.text(head.end))] if head.numbering is not None else []
    body = Body(view, head, sample(view, head.end))
    body.read(range(head.end + 1, bottom + 1))
    left = [LeftOut(row, reason, view.text(row)) for row, reason in body.left_out]
    return Block(
        sheet=view.sheet,
        top=top,
        bottom=bottom,
        header=tuple(range(head.first, head.last + 1)),
        columns=_columns(view, head, body.rows),
        rows=tuple(body.rows),
        title=tuple((one.row, one.text) for one in above if one.reason == "title"),
        unit=_unit(view, range(top, head.first)),
        left_out=(*above, *inside, *counted, *left),
        carried=body.carried,
    )


def _unit(view: View, rows: range) -> str:
    """What the rows above a header say of the unit, in a line of its own or else behind a title; empty where they say
    nothing, or several things."""
    said = {u for r in rows for c in view.cells(r) if (u := unit_line(c.text)) and not ORGANISATION.match(folded(u))}
    said = said or {unit for r in rows for c in view.cells(r) if (unit := heading_unit(c.text)[1])}
    return said.pop() if len(said) == 1 else ""


def _columns(view: View, head: Head, rows: Sequence[int]) -> tuple[Heading, ...]:
    """The headings, and a heading without text for each other column in which some row of data has a value."""
    named = {h.column for h in head.headings}
    widest = max((len(view.sheet.rows[r]) for r in rows), default=0)
    bare = [c for c in range(widest) if c not in named and any(value_at(view, r, c) is not None for r in rows)]
    return tuple(sorted((*head.headings, *(Heading((head.last, c)) for c in bare)), key=lambda h: h.column))


__all__ = ["Block", "Group", "LeftOut", "find_blocks"]
