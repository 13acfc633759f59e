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
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import polars as pl

if TYPE_CHECKING:
    from frictionless import Dialect
    from frictionless.resources import TableResource

    from validation.reading.pieces import Piece

PIECE = 1 << 23  # bytes that are read at a time: larger pieces cost more in fresh memory than they save
WORTH = 1 << 18  # bytes: a smaller file is read as fast by csv
DELIMITERS = ",;\t|"

Octets = bytes | memoryview
Record = tuple[int, list[Any]]  # a row with its number in the file


class Block(NamedTuple):
    """Rows of full width that follow one another: their numbers in the file, and their cells."""

    numbers: pl.Series
    cells: pl.DataFrame


class _Taken(NamedTuple):
    """Octets that begin with a row and, where they end with one, what they are; their cells as polars reads them."""

    octets: Octets
    piece: Piece | None
    cells: pl.DataFrame | None = None


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

    def blocks(self, wanted: pl.Series | None = None) -> Iterator[Block | Iterator[Record]]:
        """Every row behind the header, in order; what is given to be read row by row is to be read before the next.

        Where only some rows are ``wanted``, by their numbers, others may be left out.
        """
        number = 1
        with self.path.open("rb") as stream:
            summed = _Summed(stream, self.resource)
            for taken in _ahead(self._taken(summed, parsed=wanted is None)):
                if taken.piece is None:
                    yield from self._by_csv(io.BufferedReader(_Behind(taken.octets, summed)), number)
                else:
                    number = yield from self._rows(taken, taken.piece, number, wanted)

    def _taken(self, stream: _Summed, *, parsed: bool) -> Iterator[_Taken]:
        """The file in pieces, their cells with them where all are asked for; the last may be what remains of it."""
        from validation.reading.pieces import first_piece  # numpy, where it is needed only

        rest = b""
        while chunk := rest + (more := stream.read(PIECE)):
            piece = first_piece(chunk, self.dialect.delimiter, last=not more)
            if piece is None:
                yield _Taken(chunk, None)
                return
            octets, rest = memoryview(chunk)[: piece.size], chunk[piece.size :]
            yield _Taken(octets, piece, self._by_polars(piece, octets) if parsed else None)

    def _rows(
        self, taken: _Taken, piece: Piece, number: int, wanted: pl.Series | None
    ) -> Generator[Block | Iterator[Record], None, int]:
        """The rows of a piece, the first of which has that number; returns the next one."""
        if wanted is not None and (some := self._some(taken.octets, piece, number, wanted)):
            yield some
            return number + piece.rows
        cells = taken.cells if wanted is None else self._by_polars(piece, taken.octets)
        if cells is None:
            return (yield from self._by_csv(io.BytesIO(taken.octets), number))
        numbers = pl.int_range(number, number + piece.rows, eager=True).alias("row")
        header = int(number == 1)
        yield Block(numbers[header:], cells[header:])
        return number + piece.rows

    def _some(self, octets: Octets, piece: Piece, number: int, wanted: pl.Series) -> Block | None:
        """The wanted rows of a piece alone; None where they can not be told by its lines."""
        from validation.reading.pieces import first_piece, lines_at

        here = wanted.filter(wanted.is_between(number, number + piece.rows, closed="left"))
        lines = lines_at(octets, piece, (here - number).to_numpy())
        if not lines:
            return Block(here, pl.DataFrame(schema=self._schema)) if lines is not None else None
        found = first_piece(lines, self.dialect.delimiter, last=True)
        cells = self._by_polars(found, lines) if found else None
        return None if cells is None or len(cells) != len(here) else Block(here, cells)

    @property
    def _schema(self) -> dict[str, type[pl.String]]:
        return {str(place): pl.String for place in range(self.width)}

    def _by_polars(self, piece: Piece, octets: Octets) -> pl.DataFrame | None:
        """The cells of a piece; None where they may not be what csv makes of it."""
        if not piece.plain or piece.delimiters != piece.rows * (self.width - 1):
            return None
        header = self.dialect.delimiter.join(self._schema).encode() + b"\n"  # no cell is taken for a mark of UTF-8
        try:
            cells = pl.read_csv(
                b"".join((header, octets)),
                separator=self.dialect.delimiter,
                schema=self._schema,
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


def _ahead(taken: Iterator[_Taken]) -> Iterator[_Taken]:
    """The same, each made while the one before it is worked on."""
    with ThreadPoolExecutor(1) as beside:
        coming = beside.submit(next, taken, None)
        while (now := coming.result()) is not None:
            coming = beside.submit(next, taken, None)
            yield now


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

    def __init__(self, octets: Octets, stream: _Summed) -> None:
        self.octets, self.stream = memoryview(octets), stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        octets = self.octets[: len(buffer)] or self.stream.read(len(buffer))
        self.octets = self.octets[len(octets) :]
        buffer[: len(octets)] = octets
        return len(octets)
