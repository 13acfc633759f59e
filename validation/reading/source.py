"""The cells of one file as frictionless 5 reads them: loader, encoding, dialect and header are its own.

CSV and JSON are taken apart here: CSV because of the Sniffer (see :mod:`validation.reading.sniff`), JSON because
frictionless needs a further package for it. Only the formats named here are tables; no other reader is ever started.
"""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any

import polars as pl
from frictionless import Detector, Dialect, FrictionlessException, Resource, Schema, errors, system
from frictionless.formats.csv import CsvControl
from frictionless.formats.inline import InlineControl
from frictionless.formats.json import JsonControl
from frictionless.resources import TableResource
from frictionless.table.header import Header

import validation.reading.offline  # noqa: F401 - before anything asks frictionless
from validation.findings import Finding
from validation.reading.descriptor import MAX_COLUMNS, take_own_profiles
from validation.reading.plain import Block, Record, plain_file
from validation.reading.sniff import DELIMITERS, SAMPLED_ROWS, SNIFFED_LINES, sniff
from validation.reading.workbook import check_workbook
from validation.safety import LOCAL_SCHEMES, check_packed, leaves

TEXT = ("csv", "tsv")  # formats whose cells are text
JSON = ("json", "jsonl", "ndjson")
FORMATS = (*TEXT, *JSON, "xlsx", "inline")
MAX_JSON_BYTES = 200_000_000
NO_TEXT = ("utf-7", "unicode-escape", "raw-unicode-escape", "punycode", "idna")  # Python's own; give half characters
UTF_8 = ("utf-8", "utf-8-sig", "ascii")

Cells = list[Any]


class RefusedError(Exception):
    """A file that is not read at all; carries the findings that say why."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(findings)
        self.findings = findings


@dataclass(frozen=True)
class Source:
    """An open table: what its header says, the schema it is held to, and its content rows with their numbers.

    ``dialect`` says which rows are header and comments.
    """

    resource: TableResource
    schema: Schema
    header: Header
    empty: bool
    rows: Iterator[tuple[int, Cells]]
    encoding_guessed: bool
    dialect: Dialect

    @property
    def typed(self) -> bool:
        """Whether cells may be something else than text."""
        return self.resource.format not in TEXT

    def blocks(self, width: int, wanted: pl.Series | None = None) -> Iterable[Block | Iterator[Record]]:
        """The content rows, many at a time where they are plain; ``width`` is the number of columns expected.

        Where only some are ``wanted``, by their numbers, others may be left out.
        """
        written = CsvControl.from_dialect(self.resource.dialect).to_python()
        plain = plain_file(self.resource, self.dialect, written, self.header.labels, width)
        return plain.blocks(wanted) if plain else [self.rows]


def make_resource(said: dict[str, Any], base: Path) -> Resource:
    """frictionless' resource of a descriptor that :func:`load_descriptor` has accepted."""
    for _ in take_own_profiles(said):
        pass  # load_descriptor has told of them
    return Resource.from_descriptor(said, allow_invalid=True, basepath=str(base))


@contextmanager
def open_table(resource: TableResource) -> Iterator[Source]:
    """A table, opened to its first row.

    Raises:
        RefusedError: the file may not or can not be read as a table.
        FrictionlessException: frictionless finds it unreadable.
        UnicodeEncodeError: a JSON text holds half a character.
    """
    guard(resource)
    if resource.format not in FORMATS:
        raise RefusedError([Finding("file.format", value=resource.path, params={"format": resource.format or "?"})])
    guessed = resource.get_defined("encoding") is None
    if guessed:
        resource.detector = Detector(encoding_function=detect_encoding)
    with ExitStack() as opened:
        cells = _cells(resource, opened)
        sample = list(islice(cells, SAMPLED_ROWS))
        if (width := max(map(len, sample), default=0)) > MAX_COLUMNS:
            params = {"found": str(width), "limit": str(MAX_COLUMNS)}
            raise RefusedError([Finding("file.too-wide", params=params)])
        "".join(c for row in sample for c in row if isinstance(c, str)).encode()  # half a character in a name of JSON
        yield _source(resource, sample, chain(sample, cells), guessed and resource.encoding not in (None, *UTF_8))


def _source(resource: TableResource, sample: list[Cells], cells: Iterator[Cells], guessed: bool) -> Source:
    dialect = resource.detector.detect_dialect(sample, dialect=resource.dialect)
    labels, fragment = dialect.read_labels(sample), dialect.read_fragment(sample)
    schema = resource.detector.detect_schema(
        fragment,
        labels=labels,
        schema=resource.schema,
        field_candidates=system.detect_field_candidates(),
        header_case=dialect.header_case,
    )
    resource.stats.fields = len(schema.fields)
    header = Header(
        labels,
        fields=schema.fields,
        row_numbers=dialect.header_rows,
        ignore_case=not dialect.header_case,
        fields_match=schema.fields_match if schema.has_defined("fields_match") else "exact",
    )
    rows = dialect.read_enumerated_content_stream(cells)
    return Source(resource, schema, header, not (labels or fragment), rows, guessed, dialect)


def guard(resource: Resource) -> None:
    """Looks at the files of a resource before anything opens them.

    Raises:
        RefusedError: one of them is not there, or would unpack into too much.
    """
    found = _misplaced(resource)
    if found:
        raise RefusedError(found)
    for name, path in zip(resource.paths, map(Path, resource.normpaths), strict=True):
        if not path.is_file():
            found.append(Finding("file.missing", value=name, params={"path": name}))
        elif resource.compression:
            found += check_packed(path, resource.compression)
        elif resource.format == "xlsx":
            found += check_packed(path, "zip") or check_workbook(path)
        elif resource.format in JSON and resource.tabular and path.stat().st_size > MAX_JSON_BYTES:
            found.append(Finding("file.too-large", value=name, params={"path": name, "limit": str(MAX_JSON_BYTES)}))
    if found:
        raise RefusedError(found)


def _misplaced(resource: Resource) -> list[Finding]:
    """What frictionless made of the paths, looked at once more: it rewrites descriptors of older versions."""
    found, base = [], Path(resource.basepath or ".")
    for key, path in (("path", path) for path in resource.paths):
        if rule := leaves(path, base):
            found.append(Finding(rule, value=path, params={"key": key, "path": path}))
    if (resource.scheme or "") not in LOCAL_SCHEMES and resource.paths:
        found.append(Finding("path.remote", params={"key": "scheme", "path": str(resource.scheme)}))
    if len(resource.paths) > 1 and (resource.compression or resource.format == "xlsx"):
        found.append(Finding("file.packed-parts", params={"path": str(resource.path)}))
    if resource.compression and resource.format == "xlsx":  # its extent could not be looked at
        found.append(Finding("file.format", params={"format": f"xlsx.{resource.compression}"}))
    return found


def detect_encoding(buffer: bytes) -> str:
    """UTF-8 where the text is UTF-8, else what frictionless takes it for."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(buffer)
        if b"\0" not in buffer:
            return "utf-8-sig" if buffer.startswith(codecs.BOM_UTF8) else "utf-8"
    except UnicodeDecodeError:
        pass
    return Detector().detect_encoding(buffer)


def _cells(resource: TableResource, opened: ExitStack) -> Iterator[Cells]:
    """Every row of the file, header and comments too."""
    if resource.format not in (*TEXT, *JSON):
        return iter(opened.enter_context(system.create_parser(resource)).cell_stream)
    loader = opened.enter_context(system.create_loader(resource))
    _refuse_no_text(resource.encoding or "")
    if resource.format in TEXT:
        return _csv_rows(resource, loader.text_stream)
    keys = JsonControl.from_dialect(resource.dialect).keys
    items = _json_items(resource, loader.text_stream)
    inline = TableResource(data=items, format="inline", control=InlineControl(keys=keys))
    return iter(opened.enter_context(system.create_parser(inline)).cell_stream)


def _refuse_no_text(encoding: str) -> None:
    with suppress(LookupError):  # unknown: frictionless says so
        if codecs.lookup(encoding).name in NO_TEXT:
            raise RefusedError([Finding("file.encoding", params={"problem": encoding})])


def _csv_rows(resource: TableResource, lines: Iterator[str]) -> Iterator[Cells]:
    control = CsvControl.from_dialect(resource.dialect)
    if resource.format == "tsv":
        control.set_not_defined("delimiter", "\t")
    first = list(islice(lines, SNIFFED_LINES))
    found = sniff("".join(first), control.get_defined("delimiter", default=DELIMITERS))
    if found:
        control.set_not_defined("delimiter", found.delimiter, distinct=True)
        control.set_not_defined("skip_initial_space", found.skip_space, distinct=True)
    return csv.reader(chain(first, lines), dialect=control.to_python())


def _json_items(resource: TableResource, text: Any) -> list[Any]:
    """The rows of a JSON document (below ``property`` where the dialect names one) or of JSON lines."""
    try:
        if resource.format != "json":
            return [json.loads(line) for line in text if line.strip()]
        items = json.load(text, parse_float=Decimal)
        for key in filter(None, (JsonControl.from_dialect(resource.dialect).property or "").split(".")):
            items = items[key] if isinstance(items, dict) else None
    except (ValueError, KeyError, RecursionError) as error:
        raise FrictionlessException(errors.SourceError(note=str(error))) from error
    if not isinstance(items, list) or not items:
        raise FrictionlessException(errors.SourceError(note="no list of rows in the document"))
    return items
