"""One resource -> its cells as text, and everything that is wrong with its shape: file, header, rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

import polars as pl
from frictionless import Field, FrictionlessException, Resource
from frictionless.checks import baseline
from frictionless.resources import TableResource

from validation.findings import Finding
from validation.reading.fields import applied_schema, missing_values
from validation.reading.files import check_file
from validation.reading.gathered import MAX_CELL, Gathered, too_long
from validation.reading.header import cell_address, header_findings
from validation.reading.simple import simple_file
from validation.reading.source import RefusedError, Source, make_resource, open_table

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

    def where(self, index: int, column: str) -> tuple[str, int, str | None]:
        """Where a cell stands as its sender sees it: sheet, row, address; no address where there is no such column."""
        row = int(self.rows[index])
        return "", row, cell_address(self.labels.index(column), row) if column in self.labels else None

    def sent(self, index: int, column: str) -> str | None:
        """A cell as it was sent; None where there is no such column or cell."""
        return self._columns[column][index] if column in self._columns else None

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


def read_parts(resource: Mapping[str, Any], base: Path) -> Iterator[TextTable]:
    """The same some rows at a time: first a part without rows, with what the file and its header say, then rows."""
    name = str(resource.get("name", ""))
    for part in _parts(resource, base):
        yield replace(part, findings=[replace(finding, table=name) for finding in part.findings])


def _parts(resource: Mapping[str, Any], base: Path) -> Iterator[TextTable]:
    if simple := simple_file(resource, base):
        head = TextTable(list(simple.missing), schema=simple.schema)
        gathered = Gathered(list(simple.missing.items()), [simple.rows])
        yield replace(head, columns=gathered.nothing)
        yield from (replace(head, **vars(rows)) for rows in gathered.parts(_findings_of))
        return
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
        if findings or not source:
            yield table
        else:
            yield from _of_source(source, fields, _declared(resource))


def _of_source(source: Source, fields: Sequence[Field], declared: Sequence[str]) -> Iterator[TextTable]:
    """An open table: what its header shows, its rows, whether it is what its descriptor promises."""
    head = TextTable(source.header.labels, schema=applied_schema(source.schema, fields))
    gathered = Gathered([(f.name, missing_values(f)) for f in fields], source.blocks(len(fields)), typed=source.typed)
    nothing = replace(head, columns=gathered.nothing, cells=gathered.no_cells)
    yield replace(nothing, findings=list(_of_header(source, declared)))
    yield from (replace(head, **vars(rows)) for rows in gathered.parts(_findings_of))
    source.resource.stats.rows = gathered.read
    yield replace(nothing, findings=list(_sums(source.resource)))


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


def _of_header(source: Source, declared: Sequence[str]) -> Iterator[Finding]:
    """What an open table shows before its rows are read."""
    if source.empty:
        yield Finding("file.empty")
    if source.encoding_guessed:
        yield Finding("file.encoding-guessed", "warning", params={"encoding": str(source.resource.encoding)})
    for place, label in enumerate(source.header.labels):
        if len(label) > MAX_CELL:
            yield too_long(None, cell_address(place, 1), 1, len(label))
    yield from header_findings(source.header, declared)
