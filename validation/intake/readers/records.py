"""The rows of a text file; where its quotation marks do not fit, exactly the rows where they do not.

First all of it is read strictly, at the speed of Python's own reader. Only where that fails is each line looked at: a
cell may run over several lines, unless these lines are rows themselves; then the mark that opened it is one too many.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from validation.intake.readers.dialect import NO_DELIMITER, Dialect, all_strict, strict_row
from validation.intake.readers.quotes import read_leniently

MAX_LINES = 200  # of one cell, where marks do not fit
CARE = 20_000  # rows with marks that do not fit, after which others like them are only cut
NEIGHBOURS = 15
REPEATING = 5_000_000  # characters from which on cells of one text share its memory
KNOWN = 200_000  # texts remembered for that
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass
class Records:
    """``rows`` of cells; ``odd``: the places of those whose quotation marks do not fit, with the line as sent."""

    rows: list[list[str]] = field(default_factory=list)
    odd: dict[int, str] = field(default_factory=dict)


def read_records(text: str, dialect: Dialect) -> Records:
    """Every row of a text; a blank line is a row without cells."""
    rows = _strictly(text, dialect)
    if rows is None and f"\\{dialect.quote}" in text:
        escaped = _strictly(text, replace(dialect, escape="\\"))
        if escaped is not None and _even(escaped):
            return Records(escaped)
    if rows is not None and _is_plain(rows, text, dialect):
        return Records(rows)
    return _Lines(text, dialect).read()


def _is_plain(rows: Sequence[Sequence[str]], text: str, dialect: Dialect) -> bool:
    """Whether rows read strictly are beyond doubt: every mark has its place, and none has run over others."""
    if not _even(rows) and _holds(rows, "\n", "\r"):
        return False
    return not _holds(rows, dialect.quote) or all_strict(text, dialect)


def _strictly(text: str, dialect: Dialect) -> list[list[str]] | None:
    rows = _reader(_lines(text, dialect.skip), dialect)
    try:
        return list(rows if len(text) < REPEATING else _sharing(rows))
    except csv.Error:
        return None


def _sharing(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """The rows of a large file, which says the same years and codes over and over: once each."""
    known: dict[str, str] = {}
    share = known.setdefault
    for row in rows:
        if len(known) > KNOWN:
            known.clear()
        yield [share(cell, cell) for cell in row]


def _reader(lines: Iterator[str], dialect: Dialect) -> Iterator[list[str]]:
    return csv.reader(
        lines,
        delimiter=dialect.delimiter or NO_DELIMITER,
        quotechar=dialect.quote,
        escapechar=dialect.escape or None,
        skipinitialspace=dialect.skip_space,
        strict=True,
    )


def _lines(text: str, start: int = 0) -> Iterator[str]:
    """The lines of a text with their ends; CR alone ends one too, other separators of Unicode do not."""
    if "\r" in text:
        yield from (found[0] for found in LINE.finditer(text, start))
        return
    while (end := text.find("\n", start)) >= 0:
        yield text[start : end + 1]
        start = end + 1
    if start < len(text):
        yield text[start:]


def _even(rows: Sequence[Sequence[str]]) -> bool:
    return len({len(row) for row in rows if row}) < 2


def _holds(rows: Sequence[Sequence[str]], *marks: str) -> bool:
    return any(mark in cell for cell in chain.from_iterable(rows) for mark in marks)


class _Lines:
    """The lines of a text, read one after the other."""

    def __init__(self, text: str, dialect: Dialect) -> None:
        self.dialect = dialect
        self.lines = list(_lines(text, dialect.skip))
        self.strict = strict_row(dialect)
        opening = re.compile(rf"(?:^|{re.escape(dialect.delimiter)}) *{re.escape(dialect.quote)}")
        self.quoting = dialect.quote != "'" and any(opening.search(line) for line in self.lines)
        self.widths = [self._width(line) for line in self.lines]
        self.odd = 0
        self.usual = _most([w for w in self.widths if w])

    def read(self) -> Records:
        found, place = Records(), 0
        while place < len(self.lines):
            cells, used, odd = self._row(place)
            self.odd += odd
            if odd:
                found.odd[len(found.rows)] = "".join(self.lines[place : place + used]).rstrip("\r\n")
            found.rows.append(cells)
            place += used
        return found

    def _width(self, line: str) -> int:
        """The cells of a line that is a row by itself; 0 for one that is blank or not a row."""
        cells = self._bare(line)
        if cells is None:
            cells, used = self._record([line])
            return len(cells) if used and self._is_strict(line) else 0
        return len(cells)

    def _bare(self, line: str) -> list[str] | None:
        if self.dialect.quote in line:
            return None
        return self._split(line)

    def _split(self, line: str) -> list[str]:
        text = line.rstrip("\r\n")
        if not text or not self.dialect.delimiter:
            return [text] if text else []
        cells = text.split(self.dialect.delimiter)
        return [cell.lstrip(" ") for cell in cells] if self.dialect.skip_space else cells

    def _row(self, place: int) -> tuple[list[str], int, bool]:
        """The cells of the row that begins on a line, the lines it takes, whether its marks do not fit."""
        if (bare := self._bare(self.lines[place])) is not None:
            return bare, 1, False
        cells, used = self._record(self.lines[place : place + MAX_LINES])
        if self.odd >= CARE:
            return (cells, used, False) if used else (self._split(self.lines[place]), 1, True)
        strict = used > 0 and self._is_strict("".join(self.lines[place : place + used]))
        if strict and used == 1:
            return cells, 1, False
        width = self._expected(place)
        if strict and len(cells) == width and not all(w == width for w in self.widths[place + 1 : place + used]):
            return cells, used, False
        lenient, lines = self._leniently(place, width)
        if strict and len(lenient) != width and (len(cells) == width or not self._rows_follow(place, used, width)):
            return cells, used, False
        return lenient, lines, True

    def _is_strict(self, text: str) -> bool:
        """Whether every mark has its place; an apostrophe, or a mark in a file that quotes nothing, is a letter too."""
        return not self.quoting or self.strict.fullmatch(text.rstrip("\r\n")) is not None

    def _record(self, lines: list[str]) -> tuple[list[str], int]:
        """The first row of some lines by the strict reader, and how many it takes; none where it takes none."""
        given = _Counted(lines)
        try:
            return next(_reader(given, self.dialect), []), given.taken
        except csv.Error:
            return [], 0

    def _leniently(self, place: int, width: int) -> tuple[list[str], int]:
        """The best reading of a line, or of it and those after it that are no rows themselves."""
        text = self.lines[place].rstrip("\r\n")
        first = cells = read_leniently(text, self.dialect, width)
        used = 1
        while len(cells) < width and place + used < len(self.lines) and 0 < used < 10:
            if self.widths[place + used] in (0, width) and self.dialect.quote not in self.lines[place + used]:
                break
            text = "".join(self.lines[place : place + used + 1]).rstrip("\r\n")
            cells, used = read_leniently(text, self.dialect, width), used + 1
        return (cells, used) if len(cells) == width else (first, 1)

    def _rows_follow(self, place: int, used: int, width: int) -> bool:
        following = self.widths[place + 1 : place + used]
        return sum(w == width for w in following) * 2 > len(following)

    def _expected(self, place: int) -> int:
        """How many cells the rows around a line have."""
        near = self.widths[max(0, place - NEIGHBOURS) : place + NEIGHBOURS + 1]
        return _most([w for w in near if w > 1]) or self.usual or 1


def _most(widths: Sequence[int]) -> int:
    seen = Counter(widths)
    return max(seen, key=lambda width: (seen[width], width)) if seen else 0


class _Counted(Iterator[str]):
    """Lines handed out, and how many were taken."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = iter(lines)
        self.taken = 0

    def __next__(self) -> str:
        line = next(self.lines)
        self.taken += 1
        return line
