"""Number formats: which of them make a reader see something else than the number that is stored."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import lru_cache

from validation.intake.grid import Place

BUILT_IN: Mapping[int, str] = {
    9: "0%",
    10: "0.00%",
    **dict(zip(range(14, 18), ("dd/mm/yyyy", "d-mmm-yy", "d-mmm", "mmm-yy"), strict=True)),
    **dict(zip(range(18, 22), ("h:mm AM/PM", "h:mm:ss AM/PM", "h:mm", "h:mm:ss"), strict=True)),
    22: "m/d/yy h:mm",
    **dict(zip(range(45, 48), ("mm:ss", "[h]:mm:ss", "mmss.0"), strict=True)),
    49: "@",
}
NOT_SEEN = re.compile(r"\[(?!h|m|s)[^\]]*\]|_.|\*.|\\[ (),.-]|\"[\s(),.-]*\"|general", re.IGNORECASE)
SEEN = re.compile(r'[%@"a-z\\]|^0{2,}(?![0.])|[0#?],+(?:;|$)', re.IGNORECASE)


@lru_cache(maxsize=4_000)
def matters(code: str) -> bool:
    """Whether a format changes what is seen: percent, text, words, thousands left out, leading zeros, parts of a date.

    One that shows day, month and year does not: the value of such a cell is a date already.
    """
    sections = NOT_SEEN.sub("", code).split(";")
    seen = ";".join(part for part in sections if part != "@" or len(sections) == 1)  # "@" alone: how texts are shown
    return SEEN.search(seen) is not None and not (set("dmy") <= set(seen.lower()) and not set('%@"') & set(seen))


class Formats(Mapping[Place, str]):
    """Formats of cells, told apart by column and by rows that follow one another: a column mostly has one."""

    def __init__(self) -> None:
        self._starts: dict[int, list[int]] = {}
        self._runs: dict[int, list[tuple[int, str]]] = {}  # column -> the last row and the format from each start on

    def add(self, row: int, column: int, code: str) -> None:
        """The next cell of a sheet that is read from its top."""
        starts, runs = self._starts.setdefault(column, []), self._runs.setdefault(column, [])
        if runs and runs[-1] == (row - 1, code):
            runs[-1] = (row, code)
        elif not runs or row > runs[-1][0]:
            starts.append(row)
            runs.append((row, code))

    def __getitem__(self, place: Place) -> str:
        row, column = place
        found = bisect_right(self._starts.get(column, ()), row) - 1
        if found >= 0:
            last, code = self._runs[column][found]
            if row <= last:
                return code
        raise KeyError(place)

    def __iter__(self) -> Iterator[Place]:
        for column, starts in self._starts.items():
            for start, (last, _) in zip(starts, self._runs[column], strict=True):
                yield from ((row, column) for row in range(start, last + 1))

    def __len__(self) -> int:
        return sum(
            last - start + 1
            for column, starts in self._starts.items()
            for start, (last, _) in zip(starts, self._runs[column], strict=True)
        )
