"""Room in a picture: how wide texts are, where lines of words break, how far the axes reach."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LETTER = 0.53  # of the height of a letter is its width, on average and a little more
PADDING = 12
FLAT = 0.6  # of the largest value: where the smallest lies above it, an axis from 0 shows little


@dataclass(frozen=True)
class Drawing:
    """A picture's size in pixels; ``labels`` is the most that names of bars may take of its width."""

    name: str
    width: int
    height: int
    title: int = 16
    text: int = 12
    labels: float = 0.4
    ticks: int = 9

    @property
    def inner(self) -> int:
        return self.width - 2 * PADDING

    def lines(self, text: str, size: int, width: int | None = None) -> list[str]:
        """``text`` in lines that fit into ``width`` pixels; the whole picture's where none is said."""
        letters = max(8, int((width or self.inner) / (size * LETTER)))
        return textwrap.wrap(text, letters, break_on_hyphens=False) or [""]

    def room(self, texts: Iterable[str]) -> int:
        """Pixels that the longest of ``texts`` takes."""
        return int(max((len(text) for text in texts), default=0) * self.text * LETTER) + 8


WIDE = Drawing("wide", 720, 300)
SMALL = Drawing("small", 344, 240, title=15, labels=0.45, ticks=4)
DRAWINGS = (WIDE, SMALL)


def starts_at_zero(values: Sequence[float]) -> bool:
    """False where an axis from 0 would press a line flat: all values far from 0 and near each other."""
    low, high = min(values), max(values)
    return not low > 0 or low / high < FLAT


def reach(values: Sequence[float], *, from_zero: bool) -> list[float]:
    """The ends of a value axis."""
    low, high = min(values), max(values)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    return [low, high] if low < high else [low - 1.0, high + 1.0] if low else [0.0, 1.0]


def thinned(labels: Sequence[tuple[float, str]], most: int) -> list[tuple[float, str]]:
    """So many labels at most, evenly taken, the last one always; ``(place, text)`` in the order of places."""
    step = -(-len(labels) // most)
    return list(labels)[::-1][::step][::-1]
