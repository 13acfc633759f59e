"""One line whose quotation marks do not fit: of all its readings the one with the cells its neighbours have.

A mark too many turns half a line into one cell, or, read strictly, half a file. Here every field of the line may be
taken as quoted, or as it stands; the reading with the right number of cells and the fewest odd marks is the one.
"""

from __future__ import annotations

from collections.abc import Iterator

from validation.intake.readers.dialect import Dialect

LONGEST = 20_000  # characters of a line that is read in every way
FIELDS = 400
CLOSERS = 60  # ends looked at of one quoted field
INSIDE, OPENING, STRAY = 1, 2, 3  # what an odd mark costs: inside a bare field, at its start, inside a quoted field

Reading = tuple[int, tuple[str, ...]]  # what it costs, and the cells from here to the end


def read_leniently(line: str, dialect: Dialect, width: int) -> list[str]:
    """The cells of a line that no strict reader takes; ``width`` of them if that can be."""
    if not dialect.delimiter:
        return [line]
    if len(line) > LONGEST or line.count(dialect.delimiter) > FIELDS:
        return line.split(dialect.delimiter)
    readings = _readings(line, dialect, max(width, 1))
    return list(min(readings, key=lambda read: (abs(len(read[1]) - width), read[0]))[1])


def _readings(line: str, dialect: Dialect, width: int) -> list[Reading]:
    """The cheapest reading for each number of cells, from the last field backwards to the first."""
    starts = [0, *(i + 1 for i, char in enumerate(line) if char == dialect.delimiter)]
    known: dict[int, dict[int, Reading]] = {len(line) + 1: {0: (0, ())}}
    for start in reversed(starts):
        best = known[start] = dict[int, Reading]()
        for cell, cost, after in _fields(line, start, dialect):
            for count, (rest, cells) in known.get(after, {}).items():
                if count < width + 2 and (count + 1 not in best or best[count + 1][0] > cost + rest):
                    best[count + 1] = (cost + rest, (cell, *cells))
    return list(known[0].values()) or [(0, tuple(line.split(dialect.delimiter)))]


def _fields(line: str, start: int, dialect: Dialect) -> Iterator[tuple[str, int, int]]:
    """What the field that begins at ``start`` may be: its text, what that costs, and where the next begins."""
    end = line.find(dialect.delimiter, start)
    end = len(line) if end < 0 else end
    bare = line[start:end]
    opening = bare.lstrip(" ") if dialect.skip_space else bare
    odd = opening.startswith(dialect.quote)
    yield bare, OPENING if odd else INSIDE if dialect.quote in bare else 0, end + 1
    if odd:
        yield from _quoted(line, start + len(bare) - len(opening) + 1, dialect)


def _quoted(line: str, start: int, dialect: Dialect) -> Iterator[tuple[str, int, int]]:
    place, looked = start, 0
    while (place := line.find(dialect.quote, place)) >= 0 and looked < CLOSERS:
        if line[place + 1 : place + 2] in ("", dialect.delimiter):
            looked += 1
            text = line[start:place]
            pairs = text.count(dialect.quote * 2)
            stray = text.count(dialect.quote) - 2 * pairs
            yield text.replace(dialect.quote * 2, dialect.quote), STRAY * stray, place + 2
        place += 1
