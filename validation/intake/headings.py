"""What the columns of a header are called, whatever rows and merged cells say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from validation.intake.grid import Place, Value
from validation.intake.values.units import heading_unit
from validation.intake.view import View, blank, folded
from validation.intake.words import SERIAL


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands over a column: ``parts`` from the top down, none where the column has no heading.

    ``place`` is the lowest cell with a text of it, ``unit`` what it names in brackets at its end.
    """

    place: Place
    parts: tuple[str, ...] = ()
    unit: str = ""
    serial: bool = False

    @property
    def column(self) -> int:
        return self.place[1]

    @property
    def text(self) -> str:
        return " / ".join(self.parts)


def headings_of(view: View, first: int, last: int) -> tuple[Heading, ...]:
    """The headings of all columns that have one, from left to right."""
    stacks: dict[int, list[tuple[int, str]]] = {}
    for row in range(first, last + 1):
        for column, text in _spread(view, row, last).items():
            stack = stacks.setdefault(column, [])
            if not stack or stack[-1][1] != text:
                stack.append((row, text))
    return tuple(_heading(column, stacks[column]) for column in sorted(stacks))


def _spread(view: View, row: int, last: int) -> dict[int, str]:
    """The texts of a header's row by column, those of headings that go over several columns in each."""
    found: dict[int, str] = {}
    cells = view.cells(row)
    for cell in cells:
        for column in range(cell.column, cell.column + view.width(row, cell.column)):
            found[column] = cell.text
    if row == last:
        return found
    below = {c.column for k in range(row + 1, last + 1) for c in view.cells(k)}
    for left, right in pairwise([*(c.column for c in cells), len(view.sheet.rows[row])]):
        if view.width(row, left) > 1 or left not in below:
            continue
        for column in range(left + 1, right):
            if column not in below or column in found or _under_merge(view, row, column):
                break
            found[column] = found[left]
    return found


def _under_merge(view: View, row: int, column: int) -> bool:
    return any(m.top <= row <= m.bottom and m.left <= column <= m.right for m in view.sheet.merged)


def _heading(column: int, stack: Sequence[tuple[int, str]]) -> Heading:
    parts = tuple(text for _, text in stack)
    joined = fold_joined(parts)
    return Heading((stack[-1][0], column), parts, heading_unit(parts[-1])[1] or "", bool(SERIAL.match(joined)))


def fold_joined(parts: Sequence[str]) -> str:
    return folded(" ".join(parts))


def value_at(view: View, row: int, column: int) -> Value:
    cells = view.sheet.rows[row]
    return None if column >= len(cells) or blank(cells[column]) else cells[column]
