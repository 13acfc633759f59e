"""A sheet looked at row by row: which cells are filled, and whether by a word, a number, a year or a mere mark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Literal, NamedTuple

from schemas.core.fold import fold
from validation.intake.grid import Place, Range, Sheet, Value
from validation.intake.values.text import shown

Kind = Literal["word", "number", "year", "mark"]
FIRST_YEAR, LAST_YEAR = 1900, 2100

_YEAR = re.compile(r"^(?:19|20)\d\d\s*(?:\(?\*+\)?)?$")
_NUMBER = re.compile(r"^[+\-−(]?\s*\d[\d.,\s\u00a0]*(?:[eE][+-]?\d+)?\s*%?\)?$")
_SPACES = re.compile(r"\s+")


class Cell(NamedTuple):
    """A filled cell of a row."""

    column: int
    value: Value
    kind: Kind

    @property
    def text(self) -> str:
        return squeezed(self.value)


def squeezed(value: Value) -> str:
    """A cell's text on one line."""
    return _SPACES.sub(" ", value if isinstance(value, str) else shown(value)).strip()


def folded(value: Value) -> str:
    return fold(squeezed(value))


def blank(value: Value) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def kind_of(value: Value) -> Kind:
    """What a filled cell holds, as far as the shape of a table depends on it."""
    if isinstance(value, (bool, datetime, date, time)):
        return "number"
    if isinstance(value, (int, float)):
        return "year" if FIRST_YEAR <= value <= LAST_YEAR and value == int(value) else "number"
    text = str(value).strip()
    if _YEAR.match(text):
        return "year"
    if _NUMBER.match(text):
        return "number"
    return "word" if any(letter.isalnum() for letter in text) else "mark"


class View:
    """The rows of a sheet with their filled cells, and which cells are merged with which."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.height = len(sheet.rows)
        self.merged: dict[Place, Range] = {(m.top, m.left): m for m in sheet.merged}
        self.tops: dict[int, list[Range]] = {}
        for merge in sheet.merged:
            self.tops.setdefault(merge.top, []).append(merge)

    def cells(self, row: int) -> list[Cell]:
        """The filled cells of a row; none beyond the last row."""
        if not 0 <= row < self.height:
            return []
        return [Cell(c, v, kind_of(v)) for c, v in enumerate(self.sheet.rows[row]) if not blank(v)]

    def count(self, row: int) -> int:
        """How many cells of a row are filled, quickly: text of blanks alone counts."""
        cells: Sequence[Value] = self.sheet.rows[row]
        return len(cells) - cells.count(None) - cells.count("")

    def width(self, row: int, column: int) -> int:
        """How many columns a cell goes over."""
        merge = self.merged.get((row, column))
        return merge.right - merge.left + 1 if merge else 1

    def text(self, row: int) -> str:
        return " | ".join(cell.text for cell in self.cells(row))
