"""Rows of a text file that have not the cells the rows around them have.

A table is where rows of one width follow one another. What stands before the first, after the last or between two of
them may be a title or a note; within a table, a row of another width has a delimiter too many or lost one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from validation.findings import Finding, Severity
from validation.intake.readers.dialect import SELDOM, USUAL, Dialect
from validation.intake.readers.places import a1
from validation.intake.readers.quotes import read_leniently

ENOUGH = 3  # rows of one width that make a table
TOLD = 5_000  # rows told one by one
ANOTHER = -1  # in place of a width: another table begins

Row = Sequence[str]


@dataclass(frozen=True)
class _Run:
    """Rows of one width one after the other, blank ones between them not counted."""

    width: int
    rows: tuple[int, ...]


def ragged_findings(rows: Sequence[Row], lines: dict[int, str], dialect: Dialect) -> Iterator[Finding]:
    """A finding for each row that does not fit; ``lines`` are rows whose quotation marks do not, told as such."""
    runs = list(_runs(rows))
    if len(runs) < 2 and not lines:
        return
    misfits = dict(_misfits(runs, rows))
    places = sorted({*misfits, *lines})
    for place in places[:TOLD]:
        width = misfits.get(place, 0)
        if place in lines:
            yield _quote(place, rows[place], lines[place], dialect, fits=place not in misfits)
        elif width == ANOTHER:
            yield _changed(place, rows, runs)
        else:
            yield _misfit(place, rows[place], width, dialect)
    if len(places) > TOLD:
        yield Finding("file.ragged", params={"found": str(len(places)), "shown": str(TOLD)})


def _runs(rows: Sequence[Row]) -> Iterator[_Run]:
    filled = ((place, len(row)) for place, row in enumerate(rows) if any(row))
    for width, members in groupby(filled, key=lambda member: member[1]):
        yield _Run(width, tuple(place for place, _ in members))


def _tables(runs: Sequence[_Run]) -> list[int]:
    """The runs that are tables; in a short file the width most rows have, the first of them where it is a draw."""
    found = [i for i, run in enumerate(runs) if run.width > 1 and len(run.rows) >= ENOUGH]
    if found:
        return found
    seen = Counter(run.width for run in runs for _ in run.rows)
    usual = max(seen, key=lambda width: (seen[width], width), default=0)
    return [i for i, run in enumerate(runs) if run.width == usual and usual > 1]


def _misfits(runs: Sequence[_Run], rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """The place of each row that does not fit, with the width it should have; ANOTHER where another table begins."""
    tables = _tables(runs)
    width = runs[tables[0]].width if tables else 0
    last = {runs[i].width: i for i in tables}  # of the tables of one width
    ahead = iter(tables)
    following = next(ahead, len(runs))
    for i, run in enumerate(runs if tables else ()):
        if i == following:
            if run.width != width:
                yield run.rows[0], ANOTHER
            width, following = run.width, next(ahead, len(runs))
        elif run.width not in (width, runs[following].width if following < len(runs) else width):
            within = tables[0] < i < last[width]
            yield from ((place, width) for place in run.rows if _is_misfit(rows, place, width, within))


def _is_misfit(rows: Sequence[Row], place: int, width: int, within: bool) -> bool:
    row = rows[place]
    if len(row) > 1 or within:
        return True
    return _splits(row[0], width, USUAL) or (_before_data(rows, place) and _splits(row[0], width, (" ",)))


def _splits(text: str, width: int, delimiters: Sequence[str]) -> bool:
    return any(_split_by(text, width, d) for d in delimiters)


def _split_by(text: str, width: int, delimiter: str) -> bool:
    return width > 2 and len(read_leniently(text, Dialect(delimiter), width)) == width


def _before_data(rows: Sequence[Row], place: int) -> bool:
    """Whether the next row holds figures already: then a row before it is no title, but its header."""
    following = rows[place + 1] if place + 1 < len(rows) else ()
    return any(cell[:1].isdigit() for cell in following)


def _quote(place: int, row: Row, line: str, dialect: Dialect, *, fits: bool) -> Finding:
    """An error, unless the row has its cells all the same: then the mark may be meant (5")."""
    column = next((i for i, cell in enumerate(row) if dialect.quote in cell), 0)
    params = {"cells": str(len(row)), "mark": dialect.quote}
    bare = fits and not line.count(dialect.quote) % 2
    severity: Severity = "warning" if bare else "error"
    return Finding("row.quote", severity, row=place + 1, cell=a1((place, column)), value=line[:200], params=params)


def _changed(place: int, rows: Sequence[Row], runs: Sequence[_Run]) -> Finding:
    before = next(run.width for run in reversed(runs) if run.rows[0] < place and run.width > 1)
    params = {"found": str(len(rows[place])), "before": str(before)}
    return Finding("row.width-changes", "warning", row=place + 1, params=params)


def _misfit(place: int, row: Row, width: int, dialect: Dialect) -> Finding:
    params = {"found": str(len(row)), "expected": str(width)}
    if len(row) > width:
        told = dialect.delimiter.join(row[width:])
        return Finding("row.extra-cell", row=place + 1, cell=a1((place, width)), value=told or None, params=params)
    for other in (*USUAL, *SELDOM):
        if len(row) == 1 and other != dialect.delimiter and _split_by(row[0], width, other):
            params = {"delimiter": other, "expected": dialect.delimiter}
            return Finding("row.delimiter", row=place + 1, value=row[0][:200], params=params)
    return Finding("row.missing-cell", row=place + 1, cell=a1((place, len(row))), params=params)
