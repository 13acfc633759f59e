"""Where a cell stands, as its sender sees it: B7, and back."""

from __future__ import annotations

from functools import lru_cache

from validation.intake.grid import Place


@lru_cache(maxsize=20_000)
def letters(column: int) -> str:
    """The letters of a column counted from 0."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


@lru_cache(maxsize=20_000)
def column_of(name: str) -> int:
    """The column, from 0, that some letters mean."""
    column = 0
    for letter in name:
        column = column * 26 + ord(letter) - 64
    return column - 1


def a1(place: Place) -> str:
    return f"{letters(place[1])}{place[0] + 1}"
