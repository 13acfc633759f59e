"""Where rows end in the octets of a CSV file, and whether all who read CSV must see the same cells in them.

What is looked for is what is plain: quotes enclose whole cells, a quote inside stands twice, lines end in one way.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Octets = NDArray[np.uint8]
Places = NDArray[np.intp]
NEWLINE, RETURN, QUOTE = b'\n\r"'
FEW = 20_000  # quotes: what they enclose is looked at one by one


class Piece(NamedTuple):
    """The size of what begins and ends with a row; how many rows and delimiters there are where it is ``plain``."""

    size: int
    plain: bool
    rows: int = 0
    delimiters: int = 0


def first_piece(chunk: bytes, delimiter: str, *, last: bool) -> Piece | None:
    """The rows that are whole in ``chunk``, which begins with a row and is the file's ``last`` one or not.

    None where quotes are so odd that it can not be said where a row ends, or where none ends here.
    """
    octets = np.frombuffer(chunk, np.uint8)
    quotes = np.flatnonzero(octets == QUOTE) if b'"' in chunk else np.empty(0, np.intp)
    size = len(chunk) if last else _end_of_rows(chunk, quotes)
    octets, quotes = octets[:size], quotes[: np.searchsorted(quotes, size)]
    if not size or not _enclose_cells(octets, quotes, ord(delimiter)):
        return None
    inside = _Inside(octets, quotes)
    if b"\r" in chunk and (chunk.count(b"\r", 0, size) != chunk.count(b"\r\n", 0, size) or inside.count(RETURN)):
        return Piece(size, plain=False)
    rows = np.count_nonzero(octets == NEWLINE) - inside.count(NEWLINE) + (octets[-1] != NEWLINE)
    delimiters = np.count_nonzero(octets == ord(delimiter)) - inside.count(ord(delimiter))
    return Piece(size, True, int(rows), int(delimiters))


def lines_at(chunk: bytes | memoryview, piece: Piece, places: Places) -> bytes | None:
    """The rows at these places of a piece, counted from 0; None where a row may be more than a line."""
    octets = np.frombuffer(chunk, np.uint8)
    ends = np.flatnonzero(octets == NEWLINE) + 1
    if octets[-1] != NEWLINE:
        ends = np.append(ends, len(octets))
    if not piece.plain or len(ends) != piece.rows:
        return None
    begins = np.append(0, ends[:-1])
    return b"".join(chunk[begin:end] for begin, end in zip(begins[places], ends[places], strict=True))


def _end_of_rows(chunk: bytes, quotes: Places) -> int:
    """Behind the last newline that stands in no quotes; 0 where there is none."""
    end = chunk.rfind(b"\n")
    while end >= 0 and np.searchsorted(quotes, end) % 2:
        end = chunk.rfind(b"\n", 0, int(quotes[np.searchsorted(quotes, end) - 1]))
    return end + 1


def _enclose_cells(octets: Octets, quotes: Places, delimiter: int) -> bool:
    """Whether each quote opens a cell, closes one, or is one of a pair inside."""
    if not len(quotes):
        return True
    if len(quotes) % 2:
        return False
    opening, closing = quotes[0::2], quotes[1::2]
    paired = closing[:-1] + 1 == opening[1:]
    begins = np.append(False, paired) | np.isin(octets[opening - 1], (delimiter, NEWLINE)) | (opening == 0)
    after = octets[np.minimum(closing + 1, len(octets) - 1)]
    finishes = np.append(paired, closing[-1] + 1 == len(octets)) | np.isin(after, (delimiter, NEWLINE, RETURN))
    return bool(begins.all() and finishes.all())


class _Inside:
    """What stands inside of quotes."""

    def __init__(self, octets: Octets, quotes: Places) -> None:
        self.octets, self.quotes = octets, quotes

    def count(self, mark: int) -> int:
        if len(self.quotes) > FEW:
            found = np.add.reduceat((self.octets == mark).view(np.uint8), self.quotes, dtype=np.uint32)
            return int(found[::2].sum())
        pairs = zip(self.quotes[0::2].tolist(), self.quotes[1::2].tolist(), strict=True)
        return sum(int(np.count_nonzero(self.octets[begin:end] == mark)) for begin, end in pairs if end - begin > 1)
