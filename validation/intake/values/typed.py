"""Cells of a column of numbers that a spreadsheet holds as numbers, dates or truth values."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from decimal import Decimal

from validation.intake.grid import Value
from validation.intake.values.asked import Asked
from validation.intake.values.evidence import possible
from validation.intake.values.numbers import scaled
from validation.intake.values.result import Tally, candidates
from validation.intake.values.text import TYPED_DATES, plain


def read_typed(cells: Sequence[Value], formats: Sequence[str | None], asked: Asked, tally: Tally) -> set[int]:
    """Cells that are no text; those shown as percent are the result."""
    percents: set[int] = set()
    for index, cell in enumerate(cells):
        if cell is None or isinstance(cell, str):
            continue
        if isinstance(cell, TYPED_DATES):
            tally.doubt(index, "number.date", {"read": cell.isoformat()})
        elif isinstance(cell, bool) or not math.isfinite(cell):
            tally.doubt(index, "number.unreadable")
        else:
            tally.text[index] = _digits(cell, tally)
            if index < len(formats) and shows_percent(formats[index]):
                percents.add(index)
                _percent(index, asked, tally)
            if asked.whole and index not in percents and (text := tally.text[index]):
                _whole(index, cell, text, tally)
    return percents


def _digits(cell: float, tally: Tally) -> str:
    """The number as a sheet shows it; the noise behind its fifteenth digit is arithmetic, not data."""
    text = plain(cell)
    if isinstance(cell, float) and len(text) < len(repr(cell).removesuffix(".0")):
        tally.repair("repair.noise", repr(cell), text)
    return text


def _whole(index: int, cell: float, text: str, tally: Tally) -> None:
    """A number in a column of whole ones, without a fraction or with one that should not be."""
    if cell == int(cell):
        tally.text[index] = str(int(cell))
        return
    near = [number for number in possible(text, whole=True) if Decimal(number) != Decimal(text)]
    tally.doubt(index, "number.not-whole", {"number": text, **candidates(near)})


def shows_percent(number_format: str | None) -> bool:
    """Whether a cell's number format multiplies by a hundred; a quoted % is only a letter."""
    return bool(number_format) and "%" in re.sub(r'"[^"]*"|\\.', "", number_format or "")


def _percent(index: int, asked: Asked, tally: Tally) -> None:
    """0,85 shown as 85 %: the column's own unit says whether 85 is meant."""
    before = tally.text[index] or ""
    after = scaled(before, Decimal(100))
    if asked.percent:
        tally.text[index] = after
        tally.repair("repair.percent", before, after)
    elif asked.field.get("unit"):
        tally.doubt(index, "number.percent", {"shown": after, "candidates": f"{before}; {after}"})
