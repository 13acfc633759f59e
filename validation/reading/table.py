"""One resource -> its cells as text, and everything that is wrong with its shape: file, header, rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

import polars as pl

from validation.findings import Finding
from validation.reading.gathered import Gathered
from validation.reading.header import cell_address
from validation.reading.simple import simple_file


@dataclass(frozen=True)
class TextTable:
    """A resource as it was read.

    ``columns``: one string column per field of ``schema`` that stands in the file, null = the row has no such cell.
    ``rows``: the number of each row in the file (the header is row 1 in the plain case). Blank rows are not among them:
    each is a finding. ``cells`` holds the typed cells of each column where the format has any (workbook, JSON, inline).
    ``schema``: the Table Schema the rows are held to, fields in the order of the columns, inferred where none is given.
    """

    labels: list[str] = field(default_factory=list)
    columns: pl.DataFrame = field(default_factory=pl.DataFrame)
    rows: pl.Series = field(default_factory=lambda: pl.Series("row", [], dtype=pl.Int64))
    findings: list[Finding] = field(default_factory=list)
    schema: Mapping[str, Any] = field(default_factory=dict)
    cells: Mapping[str, Sequence[object]] = field(default_factory=dict)
    tabular: bool = True

    def where(self, index: int, column: str) -> tuple[str, int, str | None]:
        """Where a cell stands as its sender sees it: sheet, row, address; no address where there is no such column."""
        row = int(self.rows[index])
        return "", row, cell_address(self.labels.index(column), row) if column in self.labels else None

    def sent(self, index: int, column: str) -> str | None:
        """A cell as it was sent; None where there is no such column or cell."""
        return self._columns[column][index] if column in self._columns else None

    def told(self, cells: Sequence[tuple[int, str]]) -> Iterator[tuple[tuple[str, int, str | None], str | None]]:
        """:meth:`where` and :meth:`sent` of many cells, which cost little more together than a few would."""
        rows = self.rows[pl.Series([index for index, _ in cells], dtype=pl.Int64)].to_list()
        wanted: dict[str, list[int]] = {}
        for index, column in cells:
            wanted.setdefault(column, []).append(index)
        letters = {name: cell_address(self.labels.index(name), 0)[:-1] for name in wanted if name in self.labels}
        values = {
            name: iter(self._columns[name][pl.Series(at)]) for name, at in wanted.items() if name in self._columns
        }
        for row, (_, column) in zip(rows, cells, strict=True):
            address = f"{letters[column]}{row}" if column in letters else None
            yield ("", row, address), next(values[column]) if column in values else None

    @cached_property
    def _columns(self) -> dict[str, pl.Series]:
        return {series.name: series for series in self.columns}


def read_table(resource: Mapping[str, Any], base: Path) -> TextTable:
    """The table of a resource whose descriptor :func:`load_descriptor` has accepted; trouble is among the findings.

    A resource that is no table is only looked at (there, its hash, its bytes) and comes back with ``tabular`` false.
    """
    first, *parts = read_parts(resource, base)
    cells = {name: list(chain.from_iterable(part.cells[name] for part in parts)) for name in first.cells}
    return replace(
        first,
        columns=pl.concat([first.columns, *(p.columns for p in parts)], rechunk=True),
        rows=pl.concat([first.rows, *(p.rows for p in parts)], rechunk=True),
        findings=[*first.findings, *chain.from_iterable(p.findings for p in parts)],
        cells=cells,
    )


def read_parts(resource: Mapping[str, Any], base: Path, wanted: pl.Series | None = None) -> Iterator[TextTable]:
    """The same some rows at a time: first a part without rows, with what the file and its header say, then rows.

    Where only some rows are ``wanted``, by their numbers, others may be left out.
    """
    name = str(resource.get("name", ""))
    for part in _parts(resource, base, wanted):
        yield replace(part, findings=[replace(finding, table=name) for finding in part.findings])


def _parts(resource: Mapping[str, Any], base: Path, wanted: pl.Series | None) -> Iterator[TextTable]:
    simple = simple_file(resource, base)
    if simple is None:
        from validation.reading.careful import parts  # frictionless, where it is needed only

        yield from parts(resource, base, wanted)
        return
    head = TextTable(list(simple.missing), schema=simple.schema)
    gathered = Gathered(list(simple.missing.items()), [simple.rows])
    yield replace(head, columns=gathered.nothing)
    yield from (replace(head, **vars(rows)) for rows in gathered.parts(lambda _: nullcontext()))
