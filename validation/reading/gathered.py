"""Rows as they are read, gathered into columns of text some thousands at a time; what is wrong with their shape."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, time
from itertools import islice

import polars as pl

from validation.findings import Finding
from validation.reading.header import cell_address
from validation.reading.plain import Block, Record
from validation.spelling import is_one_of

MAX_CELL = 900_000  # characters: no page, no database and no spreadsheet shows more
BATCH = 4_000  # rows turned into columns at a time

Told = Callable[[list[Finding]], AbstractContextManager[None]]  # turns what stops the reading of a file into a finding


@dataclass(frozen=True)
class Rows:
    """Some rows of a table: their cells by column, their numbers, and what was found in them."""

    columns: pl.DataFrame
    rows: pl.Series
    findings: list[Finding]
    cells: Mapping[str, Sequence[object]] = field(default_factory=dict)


class Gathered:
    """The rows of a table; of each column its name, and the texts that mean "no value" there.

    ``read`` counts the rows, blank ones too.
    """

    def __init__(
        self,
        columns: Sequence[tuple[str, Sequence[str]]],
        blocks: Iterable[Block | Iterator[Record]],
        *,
        typed: bool = False,
    ) -> None:
        self.names, self.missing = [name for name, _ in columns], [list(missing) for _, missing in columns]
        self.places = [str(place) for place in range(len(columns))]  # what the columns are called meanwhile
        self.blocks, self.typed = blocks, typed
        self.read = 0
        self.nothing = pl.DataFrame(schema=dict.fromkeys(self.names, pl.String))
        self.no_cells: dict[str, list[object]] = {name: [] for name in self.names} if typed else {}
        self._findings: list[Finding] = []
        self._stopped = False

    def parts(self, told: Told) -> Iterator[Rows]:
        """All rows, up to the end or to one that can not be read."""
        with told(self._findings):
            for block in self.blocks:
                if isinstance(block, Block):
                    self.read += len(block.numbers)
                    yield self._part(block)
                else:
                    yield from self._of_records(block, told)
                if self._stopped:
                    break
        if self._findings:
            yield Rows(self.nothing, pl.Series("row", [], dtype=pl.Int64), self._findings, self.no_cells)

    def _of_records(self, records: Iterator[Record], told: Told) -> Iterator[Rows]:
        rows = self._until_stopped(records, told)
        while batch := list(islice(rows, BATCH)):
            yield self._of_batch(batch)

    def _until_stopped(self, records: Iterator[Record], told: Told) -> Iterator[Record]:
        self._stopped = True
        with told(self._findings):
            for record in records:
                self.read += 1
                yield record
            self._stopped = False

    def _of_batch(self, batch: list[Record]) -> Rows:
        width = len(self.names)
        ragged = any(len(c) != width for _, c in batch)
        rows = (c if len(c) == width else [*c[:width], *[None] * (width - len(c))] for _, c in batch)
        by_column = list(zip(*rows, strict=True)) if ragged else list(zip(*(c for _, c in batch), strict=True))
        text = [[_text(c) for c in column] for column in by_column] if self.typed else by_column
        if self.typed:
            for column in text:
                "".join(filter(None, column)).encode()  # half a character in a JSON text: UnicodeEncodeError
        columns = [pl.Series(place, c, dtype=pl.String) for place, c in zip(self.places, text, strict=True)]
        numbers = pl.Series("row", [number for number, _ in batch], dtype=pl.Int64)
        return self._part(Block(numbers, pl.DataFrame(columns)), batch if ragged else (), by_column)

    def _part(self, block: Block, ragged: Sequence[Record] = (), by_column: Sequence[Sequence[object]] = ()) -> Rows:
        """A block without its blank rows. ``ragged``: its records, where some are not of full width."""
        numbers, cells = block
        blank, longest = (
            self._looked_at(cells, by_column) if self.names else (pl.repeat(True, len(numbers), eager=True), 0)
        )
        shape = [Finding("row.blank", row=number) for number in numbers.filter(blank)]
        wrong = (r for r, is_blank in zip(ragged, blank, strict=False) if not is_blank and len(r[1]) != len(self.names))
        shape += [self._wrong_width(*record) for record in wrong]
        shape.sort(key=lambda finding: finding.row or 0)
        found = [*self._findings, *(self._long_cells(numbers, cells) if longest > MAX_CELL else ()), *shape]
        self._findings.clear()
        kept: dict[str, list[object]] = {}
        if self.no_cells:
            for name, column in zip(self.names, by_column, strict=True):
                kept[name] = [c for c, is_blank in zip(column, blank, strict=True) if not is_blank]
        if blank.any():
            numbers, cells = numbers.filter(~blank), cells.filter(~blank) if self.names else cells
        named = dict(zip(self.names, self.places, strict=True))
        return Rows(cells.select(pl.col(place).alias(name) for name, place in named.items()), numbers, found, kept)

    def _looked_at(self, cells: pl.DataFrame, by_column: Sequence[Sequence[object]]) -> tuple[pl.Series, int]:
        """Which rows are blank (every field is missing there), and the bytes of the longest cell."""
        columns = [(pl.col(place), missing) for place, missing in zip(self.places, self.missing, strict=True)]
        blank = pl.all_horizontal([c.is_null() | is_one_of(c, missing) for c, missing in columns]).alias("blank")
        longest = pl.max_horizontal([c.str.len_bytes().max() for c, _ in columns]).alias("longest")
        seen = cells.select(blank, longest)
        size = int(seen["longest"][0] or 0) if seen.height else 0
        if not self.typed:
            return seen["blank"], size
        typed = zip(self.missing, by_column, strict=True)
        empty = [[c is None or str(c) in missing for c in column] for missing, column in typed]
        return pl.Series([all(row) for row in zip(*empty, strict=True)], dtype=pl.Boolean), size

    def _long_cells(self, numbers: pl.Series, cells: pl.DataFrame) -> Iterator[Finding]:
        for place, name in enumerate(self.names):
            lengths = cells[str(place)].str.len_chars().fill_null(0)
            for index in (lengths > MAX_CELL).arg_true():
                row = numbers[index]
                yield too_long(name, cell_address(place, row), row, lengths[index])

    def _wrong_width(self, row: int, cells: Sequence[object]) -> Finding:
        width = len(self.names)
        extra = len(cells) > width
        return Finding(
            "row.extra-cell" if extra else "row.missing-cell",
            row=row,
            column=None if extra else self.names[len(cells)],
            cell=cell_address(min(width, len(cells)), row),
            value=", ".join(map(str, cells[width:])) or None,
            params={"expected": str(width), "found": str(len(cells))},
        )


def too_long(column: str | None, cell: str, row: int, length: int) -> Finding:
    """A cell of more characters than anything shows."""
    params = {"found": str(length), "limit": str(MAX_CELL)}
    return Finding("cell.too-long", row=row, column=column, cell=cell, params=params)


def _text(cell: object) -> str | None:
    """A typed cell as the text that would stand in a CSV file."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return json.dumps(cell, ensure_ascii=False, default=str) if isinstance(cell, (dict, list)) else str(cell)
