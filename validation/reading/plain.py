"""CSV that is written plainly, read by polars many rows at a time; whatever is not goes to Python's ``csv`` as ever.

A large file is taken in pieces that end where a row ends. Of each piece it is shown, from its octets alone, that both
readers must see the same cells (:mod:`validation.reading.pieces`). One of which that can not be shown is read by
``csv``; where quotes are so odd that it can not be said where a row ends, so is all that follows.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import polars as pl

if TYPE_CHECKING:
    from frictionless import Dialect
    from frictionless.resources import TableResource

    from validation.reading.pieces import Piece

PIECE = 1 << 24  # bytes that are read at a time
WORTH = 1 << 18  # bytes: a smaller file is read as fast by csv
DELIMITERS = ",;\t|"

Record = tuple[int, list[Any]]  # a row with its number in the file


class Block(NamedTuple):
    """Rows of full width that follow one another: their numbers in the file, and their cells."""

    numbers: pl.Series
    cells: pl.DataFrame


class _Records(Iterator[Record]):
    """Rows as csv gives them, with their numbers; ``number`` is the next one's."""

    def __init__(self, rows: Iterator[list[str]], number: int) -> None:
        self.rows, self.number = rows, number

    def __next__(self) -> Record:
        row = next(self.rows)
        self.number += 1
        return self.number - 1, row


@dataclass(frozen=True)
class PlainFile:
    """A local CSV file of ``width`` columns in UTF-8, with one row of header, in a common dialect."""

    resource: TableResource
    path: Path
    dialect: csv.Dialect
    width: int

    def blocks(self) -> Iterator[Block | Iterator[Record]]:
        """Every row behind the header, in order; what is given to be read row by row is to be read before the next."""
        from validation.reading.pieces import first_piece  # numpy, where it is needed only

        number, rest = 1, b""
        with self.path.open("rb") as stream:
            summed = _Summed(stream, self.resource)
            while True:
                more = summed.read(PIECE)
                chunk = rest + more
                piece = first_piece(chunk, self.dialect.delimiter, last=not more) if chunk else None
                if piece is None and chunk:
                    yield from self._by_csv(io.BufferedReader(_Behind(chunk, summed)), number)
                if piece is None:
                    return
                rest = chunk[piece.size :]
                number = yield from self._rows(piece, memoryview(chunk)[: piece.size], number)

    def _rows(self, piece: Piece, octets: memoryview, number: int) -> Generator[Block | Iterator[Record], None, int]:
        """The rows of a piece, the first of which has that number; returns the next one."""
        cells = self._by_polars(piece, octets)
        if cells is None:
            return (yield from self._by_csv(io.BytesIO(octets), number))
        numbers = pl.int_range(number, number + piece.rows, eager=True).alias("row")
        header = int(number == 1)
        yield Block(numbers[header:], cells[header:])
        return number + piece.rows

    def _by_polars(self, piece: Piece, octets: memoryview) -> pl.DataFrame | None:
        """The cells of a piece; None where they may not be what csv makes of it."""
        if not piece.plain or piece.delimiters != piece.rows * (self.width - 1):
            return None
        names = [str(place) for place in range(self.width)]
        header = self.dialect.delimiter.join(names).encode() + b"\n"  # no cell is taken for a mark at the beginning
        try:
            cells = pl.read_csv(
                b"".join((header, octets)),
                separator=self.dialect.delimiter,
                schema=dict.fromkeys(names, pl.String),
                empty_string_is_null=False,
            )
        except pl.exceptions.PolarsError:
            return None
        alone = self.width == 1 and bool((cells["0"] == "").any())  # an empty line, or an empty cell?
        return cells if cells.height == piece.rows and not alone else None

    def _by_csv(self, stream: BinaryIO, number: int) -> Generator[Iterator[Record], None, int]:
        encoding = str(self.resource.encoding) if number == 1 else "utf-8"
        newline = "" if self.resource.format == "csv" else None  # as frictionless opens it
        records = _Records(csv.reader(io.TextIOWrapper(stream, encoding, newline=newline), self.dialect), number)
        yield records if number > 1 else islice(records, 1, None)
        return records.number


def plain_file(
    resource: TableResource, dialect: Dialect, written: csv.Dialect, labels: Sequence[str], width: int
) -> PlainFile | None:
    """The file of an open resource as one that may be read by polars; None where csv reads all of it.

    ``dialect`` is what was found out about its header and comments, ``written`` about its delimiters and quotes;
    ``width`` is the number of columns expected.
    """
    rows = dialect.header and dialect.header_rows == [1] and not dialect.skip_blank_rows
    if not rows or dialect.comment_char or dialect.comment_rows or len(labels) != width:
        return None
    if resource.format not in ("csv", "tsv") or resource.compression or resource.multipart or not resource.normpath:
        return None
    path = Path(resource.normpath)
    common = written.quotechar == '"' and written.quoting == csv.QUOTE_MINIMAL and written.delimiter in DELIMITERS
    if not common or written.escapechar or written.skipinitialspace or resource.encoding not in ("utf-8", "utf-8-sig"):
        return None
    if not path.is_file() or path.stat().st_size < WORTH:
        return None
    return PlainFile(resource, path, written, width)


class _Summed:
    """A stream that takes the sums which the resource promises while it is read, where frictionless keeps them."""

    def __init__(self, stream: BinaryIO, resource: TableResource) -> None:
        self.stream, self.stats, self.size = stream, resource.stats, 0
        self.sums = {"md5": hashlib.md5(), "sha256": hashlib.sha256()} if resource.hash else {}  # noqa: S324 - theirs

    def read(self, size: int) -> bytes:
        octets = self.stream.read(size)
        self.size += len(octets)
        for one in self.sums.values():
            one.update(octets)
        self.stats.bytes = self.size
        if not octets:
            for name, one in self.sums.items():
                setattr(self.stats, name, one.hexdigest())
        return octets


class _Behind(io.RawIOBase):
    """What was read already, and behind it the rest of its stream."""

    def __init__(self, octets: bytes, stream: _Summed) -> None:
        self.octets, self.stream = memoryview(octets), stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        octets = self.octets[: len(buffer)] or self.stream.read(len(buffer))
        self.octets = self.octets[len(octets) :]
        buffer[: len(octets)] = octets
        return len(octets)
