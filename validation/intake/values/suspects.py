"""Numbers that can be read, in columns that make one wonder. All are warnings: the cells keep what they say."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import polars as pl

from validation.intake.grid import Value
from validation.intake.values.numbers import Style, thousands_lost
from validation.intake.values.result import Tally, listed

MOSTLY = 0.8  # of the numbers with a fraction have three decimals ...
INTEGERS = 0.1  # ... although so many have none at all
LEAST = 5  # numbers from which a column's habit can be told


def suspect(
    cells: Sequence[Value], texts: pl.Series, percents: set[int], style: Style | None, percent: bool, tally: Tally
) -> None:
    """Look at the numbers of a column together."""
    if percent:
        _fractions(texts, percents, tally)
    if style != "comma":
        _lost_thousands(tally)
    elif texts.str.contains(r"[0-9]\.[0-9]{3},").any():
        _lost_thousands_of_cells([i for i, cell in enumerate(cells) if isinstance(cell, float)], tally)


def _fractions(texts: pl.Series, percents: set[int], tally: Tally) -> None:
    """A column in % whose every number lies between 0 and 1 and is not shown as a percentage."""
    shown = set(texts.str.contains("%").fill_null(False).arg_true()) | percents
    read = [text for i, text in enumerate(tally.text) if text is not None and i not in shown]
    numbers = [Decimal(text) for text in read]
    if numbers and all(0 <= n <= 1 for n in numbers) and any(0 < n < 1 for n in numbers):
        examples = [text for text, n in zip(read, numbers, strict=True) if 0 < n < 1]
        tally.doubt(None, "number.fraction-for-percent", {"examples": listed(examples)}, "warning")


def _lost_thousands(tally: Tally) -> None:
    """Whole numbers below a thousand beside numbers with three decimals: those were thousands once.

    A column of true decimals has almost no whole numbers; of true thousands with lost signs it has no number above 999.
    """
    numbers = pl.Series(tally.text, dtype=pl.String).str.replace(r"\.0+$", "")
    broken = numbers.str.contains(".", literal=True).fill_null(False)
    count, fractions = len(numbers) - numbers.null_count(), int(broken.sum())
    three = int(numbers.str.contains(r"\.[0-9]{3}$").sum())
    if count < LEAST or not fractions or three < MOSTLY * fractions or count - fractions < INTEGERS * count:
        return
    if numbers.drop_nulls().str.contains(r"^-?(?:0|[1-9][0-9]{0,2}|[1-9][0-9]{0,2}\.[0-9]{1,3})$").all():
        _lost_thousands_of_cells(list(broken.arg_true()), tally)


def _lost_thousands_of_cells(places: list[int], tally: Tally) -> None:
    for index in places:
        read = tally.text[index]
        meant = thousands_lost(read) if read else None
        if read and meant:
            tally.doubt(index, "number.lost-thousands", {"read": read, "candidates": f"{meant}; {read}"}, "warning")
