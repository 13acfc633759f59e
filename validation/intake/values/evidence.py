"""What else a number may have been, and what an identity between columns says about it.

A table copied through other programs loses signs: ``2.360`` becomes 2.36, ``400,3`` becomes 4003. Where one column is
the product of others (area × density = population), one reading of a row often fits and no other does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product
from math import prod

from validation.intake.grid import Value
from validation.intake.values.marks import without_note
from validation.intake.values.numbers import STYLES, Style, canonical, in_style, thousands_lost
from validation.intake.values.result import Tally, candidates
from validation.intake.values.text import plain

Evidence = Callable[[int, Sequence[str]], Sequence[str] | None]
"""Of a cell's possible readings those that hold (none: nothing fits); None where nothing is known of the cell."""

LOST = 3  # decimals that may have lost their sign


def possible(cell: Value, whole: bool = False) -> list[str]:
    """Every number that may have been meant by a cell, as canonical texts, what is written first."""
    if isinstance(cell, bool) or not isinstance(cell, (str, int, float)):
        return []
    text = without_note(cell.strip())[0] if isinstance(cell, str) else plain(cell)
    written = [r for style in STYLES if (r := canonical(text, style)) is not None]
    if not written and re.fullmatch(r"-?0+[0-9]+", text):
        written = [text.lstrip("-0") or "0"]
    lost = [padded for number in written if (padded := thousands_lost(number))]
    if text.isdigit():
        lost += [f"{text[:-n]}.{text[-n:]}" for n in range(1, LOST + 1) if len(text) > n]
    each = {Decimal(number): number for number in reversed([*written, *lost])}
    found = [number for value, number in reversed(each.items()) if not whole or value == value.to_integral_value()]
    return [number.partition(".")[0] for number in found] if whole else found


class Product:
    """The identity "the first column is the product of the others", each number true to its last digit.

    ``slack`` is the share by which sources may differ besides: figures of different days. ``whole`` says of each column
    whether it counts something.
    """

    def __init__(self, columns: Sequence[Sequence[Value]], whole: Sequence[bool] = (), slack: float = 0.0) -> None:
        self._columns, self._slack = columns, Decimal(str(slack))
        self._whole = whole or [False] * len(columns)
        self._known: dict[int, list[tuple[str, ...]] | None] = {}

    def evidence(self, column: int) -> Evidence:
        """What this identity says of the cells of one of its columns."""

        def holding(index: int, readings: Sequence[str]) -> Sequence[str] | None:
            rows = self._row(index)
            if rows is None:
                return None
            fitting = {Decimal(row[column]) for row in rows}
            return [reading for reading in readings if Decimal(reading) in fitting]

        return holding

    def _row(self, index: int) -> list[tuple[str, ...]] | None:
        """The readings of a row that agree; None where a cell of it can not be read at all."""
        if index not in self._known:
            cells = [possible(column[index], whole) for column, whole in zip(self._columns, self._whole, strict=True)]
            agreeing = [row for row in product(*cells) if self._holds(row)]
            self._known[index] = agreeing if all(cells) else None
        return self._known[index]

    def _holds(self, row: tuple[str, ...]) -> bool:
        (low, high), *factors = (_bounds(number) for number in row)
        least, most = prod(f[0] for f in factors), prod(f[1] for f in factors)
        return least * (1 - self._slack) <= high and low <= most * (1 + self._slack)


def _bounds(number: str) -> tuple[Decimal, Decimal]:
    """Where the true value of a rounded number lies; zeros after the sign say nothing about its digits."""
    value = Decimal(re.sub(r"\.0+$", "", number))
    half = Decimal(1).scaleb(int(value.as_tuple().exponent)) / 2
    return value - half, value + half


def hold_against(evidence: Evidence, cells: Sequence[Value], whole: bool, style: Style | None, tally: Tally) -> None:
    """Numbers that an identity contradicts are doubts; what it proves is suggested.

    Where it contradicts more of the numbers than it bears out, those of which it proves nothing are doubts as well.
    """
    doubted = {doubt.index: place for place, doubt in enumerate(tally.doubts)}
    sides = {True: 0, False: 0}
    open_: list[tuple[int, Sequence[str]]] = []
    for index, cell in enumerate(cells):
        readings = possible(cell, whole)
        allowed = evidence(index, readings) if readings else None
        read = tally.text[index]
        if allowed is None:
            continue
        if read is None and index in doubted and allowed:
            doubt = tally.doubts[doubted[index]]
            tally.doubts[doubted[index]] = replace(doubt, params={**doubt.params, **_meant(allowed, style)})
        if read is None:
            continue
        holds = any(Decimal(read) == Decimal(number) for number in allowed)
        sides[holds] += len(readings) > 1 and len(allowed) < 2
        if not holds:
            tally.doubt(index, "number.contradicted", {"read": read, **_meant(allowed, style)})
        elif len(allowed) > 1:
            open_.append((index, allowed))
    for index, allowed in open_ if sides[False] > sides[True] else ():
        tally.doubt(index, "number.unproven", {"read": tally.text[index] or "", **_meant(allowed, style)})


def _meant(allowed: Sequence[str], style: Style | None) -> dict[str, str | float]:
    """What an identity leaves of a cell's readings, for its doubt."""
    fitting = [in_style(number, style) for number in allowed]
    return {"suggest": fitting[0]} if len(fitting) == 1 else candidates(fitting)
