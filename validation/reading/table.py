"""One resource -> its cells as text, and everything that is wrong with its shape: file, header, rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, time
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl
from frictionless import Field, FrictionlessException, Resource
from frictionless.checks import baseline
from frictionless.resources import TableResource

from validation.findings import Finding
from validation.reading.files import check_file
from validation.reading.header import cell_address, header_findings
from validation.reading.source import Cells, RefusedError, Source, make_resource, open_table

MAX_CELL = 900_000  # characters: no page, no database and no spreadsheet shows more
BATCH = 4_000  # rows turned into columns at a time

FILE_RULES = {
    "hash-count": "file.hash",
    "byte-count": "file.bytes",
    "field-count": "file.fields",
    "row-count": "file.rows",
    "scheme-error": "file.unreadable",
    "format-error": "file.unreadable",
    "encoding-error": "file.encoding",
    "compression-error": "file.compression",
    "source-error": "file.unreadable",
}


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


def read_table(resource: Mapping[str, Any], base: Path) -> TextTable:
    """The table of a resource whose descriptor :func:`load_descriptor` has accepted; trouble is among the findings.

    A resource that is no table is only looked at (there, its hash, its bytes) and comes back with ``tabular`` false.
    """
    findings: list[Finding] = []
    table = TextTable(findings=findings)
    with ExitStack() as opened:
        source = None
        with _findings_of(findings):
            made = make_resource(deepcopy(dict(resource)), base)
            table = replace(table, tabular=isinstance(made, TableResource))
            if isinstance(made, TableResource):
                source = opened.enter_context(open_table(made))
                fields = source.header.get_expected_fields()
            else:
                findings += [*check_file(made, base), *_sums(made)]
        if source and not findings:
            table = _read(source, fields, _declared(resource), findings)
            findings += _sums(source.resource)
    name = str(resource.get("name", ""))
    findings[:] = [replace(finding, table=name) for finding in findings]
    return table


@contextmanager
def _findings_of(findings: list[Finding]) -> Iterator[None]:
    """Turns whatever stops the reading of a file into a finding."""
    try:
        yield
    except RefusedError as refused:
        findings += refused.findings
    except FrictionlessException as error:
        for reason in error.reasons or [error.error]:
            rule = FILE_RULES.get(reason.type, "file.unreadable")
            findings.append(Finding(rule, params={"problem": reason.note or reason.message}))
    except UnicodeError as error:
        findings.append(Finding("file.encoding", params={"problem": str(error)}))
    except MemoryError:
        raise
    except Exception as error:  # whatever frictionless, csv or a workbook's reader raises over a broken file
        findings.append(Finding("file.unreadable", params={"problem": str(error) or type(error).__name__}))


def _sums(made: Resource) -> Iterator[Finding]:
    """Hash, size, number of fields and of rows against what the descriptor promises."""
    check = baseline()
    check.connect(made)
    for error in check.validate_end():
        yield Finding(FILE_RULES[error.type], params={"problem": error.note})


def _declared(resource: Mapping[str, Any]) -> list[str]:
    """The columns a file must have, in order; none where its schema only says which it may have."""
    schema = resource.get("schema")
    exact = isinstance(schema, Mapping) and schema.get("fieldsMatch", "exact") in ("exact", ["exact"])
    return [str(f.get("name")) for f in schema.get("fields") or ()] if isinstance(schema, Mapping) and exact else []


def _read(source: Source, fields: Sequence[Field], declared: Sequence[str], findings: list[Finding]) -> TextTable:
    """Every row of an open table."""
    if source.empty:
        findings.append(Finding("file.empty"))
    if source.encoding_guessed:
        findings.append(Finding("file.encoding-guessed", "warning", params={"encoding": str(source.resource.encoding)}))
    for place, label in enumerate(source.header.labels):
        if len(label) > MAX_CELL:
            findings.append(_too_long(None, cell_address(place, 1), 1, len(label)))
    findings += header_findings(source.header, declared)
    batches = _Batches(fields, source)
    batches.fill(findings)
    source.resource.stats.rows = batches.read
    columns, rows, cells = batches.table()
    return TextTable(source.header.labels, columns, rows, findings, _schema(source, fields), cells)


def _too_long(column: str | None, cell: str, row: int, length: int) -> Finding:
    params = {"found": str(length), "limit": str(MAX_CELL)}
    return Finding("cell.too-long", row=row, column=column, cell=cell, params=params)


def _schema(source: Source, fields: Sequence[Field]) -> dict[str, Any]:
    """The schema that really applies: declared properties kept, the fields those of the columns."""
    said = source.schema.to_descriptor()
    written = {f["name"]: f for f in said.get("fields", [])}
    return {**said, "fields": [{**written.get(f.name, f.to_descriptor()), "type": f.type} for f in fields]}


def missing_values(said: Field) -> list[str]:
    """The texts that mean "no value" in a field: its own, else its schema's."""
    if said.has_defined("missing_values") or not said.schema:
        return list(said.missing_values)
    return list(said.schema.missing_values)


class _Batches:
    """Rows gathered into columns, some thousands at a time, so that memory holds text once."""

    def __init__(self, fields: Sequence[Field], source: Source) -> None:
        self.names = [f.name for f in fields]
        self.missing = [missing_values(f) for f in fields]
        self.source = source
        self.frames: list[pl.DataFrame] = []
        self.numbers: list[pl.Series] = []
        self.cells: dict[str, list[object]] = {name: [] for name in self.names} if source.typed else {}
        self.read = 0

    def fill(self, findings: list[Finding]) -> None:
        rows = self._rows(findings)
        with _findings_of(findings):
            while batch := list(islice(rows, BATCH)):
                self._add(batch, findings)

    def _rows(self, findings: list[Finding]) -> Iterator[tuple[int, Cells]]:
        """Rows up to the end, or to the one that can not be read."""
        with _findings_of(findings):
            for row in self.source.rows:
                self.read += 1
                yield row

    def _add(self, batch: list[tuple[int, Cells]], findings: list[Finding]) -> None:
        width = len(self.names)
        ragged = any(len(c) != width for _, c in batch)
        rows = (c if len(c) == width else [*c[:width], *[None] * (width - len(c))] for _, c in batch)
        by_column = list(zip(*rows, strict=True)) if ragged else list(zip(*(c for _, c in batch), strict=True))
        text = by_column if not self.source.typed else [[_text(c) for c in column] for column in by_column]
        if self.source.typed:
            for column in text:
                "".join(filter(None, column)).encode()  # half a character in a JSON text: UnicodeEncodeError
        frame = pl.DataFrame({n: pl.Series(n, c, dtype=pl.String) for n, c in zip(self.names, text, strict=True)})
        blank = self._blank(frame, by_column, len(batch))
        numbers = pl.Series("row", [number for number, _ in batch], dtype=pl.Int64)
        findings += self._long_cells(frame, numbers)
        if ragged or blank.any():
            for (number, cells), is_blank in zip(batch, blank, strict=True):
                if is_blank:
                    findings.append(Finding("row.blank", row=number))
                elif len(cells) != width:
                    findings.append(self._wrong_width(number, cells))
        self.frames.append(frame.filter(~blank) if width else frame)
        self.numbers.append(numbers.filter(~blank))
        for name, column in zip(self.names, by_column, strict=True) if self.cells else ():
            self.cells[name] += [c for c, is_blank in zip(column, blank, strict=True) if not is_blank]

    def _long_cells(self, frame: pl.DataFrame, numbers: pl.Series) -> Iterator[Finding]:
        for place, name in enumerate(self.names):
            lengths = frame[name].str.len_chars().fill_null(0)
            for index in (lengths > MAX_CELL).arg_true():
                row = numbers[index]
                yield _too_long(name, cell_address(place, row), row, lengths[index])

    def _blank(self, frame: pl.DataFrame, by_column: list[Any], height: int) -> pl.Series:
        """Rows in which every field is missing."""
        blank = pl.Series("", [True] * height)
        for name, missing, column in zip(self.names, self.missing, by_column, strict=True):
            if self.source.typed:
                blank &= pl.Series("", [c is None or str(c) in missing for c in column], dtype=pl.Boolean)
            else:
                blank &= frame[name].is_null() | frame[name].is_in(missing).fill_null(False)
        return blank

    def _wrong_width(self, row: int, cells: Cells) -> Finding:
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

    def table(self) -> tuple[pl.DataFrame, pl.Series, dict[str, list[object]]]:
        if not self.frames:
            return pl.DataFrame(schema=dict.fromkeys(self.names, pl.String)), TextTable().rows, self.cells
        return pl.concat(self.frames, rechunk=True), pl.concat(self.numbers, rechunk=True), self.cells


def _text(cell: object) -> str | None:
    """A typed cell as the text that would stand in a CSV file."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return json.dumps(cell, ensure_ascii=False, default=str) if isinstance(cell, (dict, list)) else str(cell)
