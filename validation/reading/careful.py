"""Tables as frictionless 5 opens them, whatever they are; what stops their reading is a finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from dataclasses import replace
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
from validation.reading.source import RefusedError, Source, make_resource, open_table
from validation.reading.table import TextTable

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


def parts(resource: Mapping[str, Any], base: Path, wanted: pl.Series | None = None) -> Iterator[TextTable]:
    """A table some rows at a time: first a part without rows, with what the file and its header say, then rows.

    Where only some rows are ``wanted``, by their numbers, others may be left out.
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
        if findings or not source:
            yield table
        else:
            yield from _of_source(source, fields, _declared(resource), wanted)


def _of_source(
    source: Source, fields: Sequence[Field], declared: Sequence[str], wanted: pl.Series | None
) -> Iterator[TextTable]:
    """An open table: what its header shows, its rows, whether it is what its descriptor promises."""
    head = TextTable(source.header.labels, schema=applied_schema(source.schema, fields))
    blocks = source.blocks(len(fields), wanted)
    gathered = Gathered([(f.name, missing_values(f)) for f in fields], blocks, typed=source.typed)
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
