"""A text file (CSV, TSV, TXT, whatever its delimiter, quotes, line ends and encoding) as a book of one sheet."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from validation.findings import Finding
from validation.intake.grid import Book, Repair, Sheet
from validation.intake.limits import Limits
from validation.intake.readers.dialect import Dialect, find_dialect
from validation.intake.readers.encodings import BROKEN, Decoded, decode
from validation.intake.readers.places import a1
from validation.intake.readers.ragged import ragged_findings
from validation.intake.readers.records import Records, read_records

NUL = "\0"
NAMES = {"\t": "tab", " ": "space"}

Rows = list[list[str]]


def read_text(data: bytes, limits: Limits) -> Book:
    """The rows of a text; row numbers count rows, as a spreadsheet does, not lines."""
    read = decode(data)
    del data  # a large file is held once
    if any(found.severity == "error" for found in read.findings):
        return Book("csv", findings=read.findings)
    if not read.text.strip("\r\n\t ,;|\0"):
        return Book("csv", findings=(*read.findings, Finding("file.empty")))
    dialect = find_dialect(read.text)
    if refusal := _too_many(read.text, limits):
        return Book("csv", findings=(refusal,))
    records = read_records(read.text, dialect)
    if refusal := _too_wide(records.rows, limits):
        return Book("csv", findings=(refusal,))
    findings = [*read.findings, *_doubts(dialect), *ragged_findings(records.rows, records.odd, dialect)]
    findings += _marks(read, records.rows)
    findings += _long_cells(records.rows, len(read.text), limits)
    repairs = [*_encoding_repair(read, records), *_compose(records.rows, read.text)]
    rows = [[cell or None for cell in row] if "" in row else row for row in records.rows]
    return Book("csv", (Sheet("", rows),), tuple(findings), tuple(repairs))


def _too_many(text: str, limits: Limits) -> Finding | None:
    rows = max(text.count("\n"), text.count("\r"))
    if rows <= limits.rows:
        return None
    return Finding("file.too-long", params={"found": str(rows), "limit": str(limits.rows)})


def _too_wide(rows: Rows, limits: Limits) -> Finding | None:
    width = max(map(len, rows), default=0)
    if width > limits.columns:
        return Finding("file.too-wide", params={"found": str(width), "limit": str(limits.columns)})
    cells = sum(map(len, rows))
    if cells > limits.cells:
        return Finding("file.too-many-cells", params={"found": str(cells), "limit": str(limits.cells)})
    return None


def _doubts(dialect: Dialect) -> Iterator[Finding]:
    if dialect.rivals:
        told = [f"“{NAMES.get(d, d)}”" for d in (dialect.delimiter, *dialect.rivals)]
        yield Finding("file.delimiter-doubt", "warning", params={"candidates": "; ".join(told), "delimiter": told[0]})


def _marks(read: Decoded, rows: Rows) -> Iterator[Finding]:
    """Rows in which bytes were no text, or none at all; a NUL that stands for nothing goes."""
    for mark, rule in ((BROKEN, "row.bytes"), (NUL, "row.nul")):
        if mark not in read.text:
            continue
        for place, row in enumerate(rows):
            columns = [i for i, cell in enumerate(row) if mark in cell]
            if columns:
                value = row[columns[0]].replace(NUL, "␀")[:200]
                yield Finding(rule, row=place + 1, cell=a1((place, columns[0])), value=value)
            for column in columns if mark == NUL else ():
                row[column] = row[column].replace(NUL, "")


def _long_cells(rows: Rows, characters: int, limits: Limits) -> Iterator[Finding]:
    if characters <= limits.characters:
        return
    for place, row in enumerate(rows):
        if sum(map(len, row)) > limits.characters:
            for column, cell in enumerate(row):
                if len(cell) > limits.characters:
                    params = {"found": str(len(cell)), "limit": str(limits.characters)}
                    yield Finding("cell.too-long", row=place + 1, cell=a1((place, column)), params=params)


def _encoding_repair(read: Decoded, records: Records) -> Iterator[Repair]:
    if read.now:
        cells = sum(not cell.isascii() for row in records.rows for cell in row)
        yield Repair(
            "repair.encoding", cells=cells, before=read.was, after=read.now, params={"encoding": read.encoding}
        )


def _compose(rows: Rows, text: str) -> Iterator[Repair]:
    """NFC, cell by cell: on the whole text it could make a delimiter of something else."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return
    cells, before, after = 0, "", ""
    for row in rows:
        for column, cell in enumerate(row):
            if not unicodedata.is_normalized("NFC", cell):
                composed = unicodedata.normalize("NFC", cell)
                cells, before, after = cells + 1, before or cell, after or composed
                row[column] = composed
    yield Repair("repair.nfc", cells=cells, before=before, after=after)
