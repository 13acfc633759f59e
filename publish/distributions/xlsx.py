"""A table as a workbook: the rows, their dictionary, the code lists, and where they are from.

The first sheet is for programs and people alike: one row of column names, then the rows, so that it reads as the CSV
does; the titles stand on the second sheet. A table that a sheet cannot hold whole is not cut: there is no workbook.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import polars as pl

from publish.distributions import words
from publish.distributions.cells import STYLES, WRAPPED, listed, sheet, tab
from publish.distributions.subject import Subject, Unavailable
from publish.rows import typed_rows
from validation.render.workbook.grid import CHARACTERS, COLUMNS, ROWS, STYLES_TYPE, TYPES
from validation.render.workbook.package import BOOK_TYPE, EPOCH, HEAD, LEVEL, SHEET_TYPE, Package
from validation.render.workbook.xml import MAIN, OFFICE

FORMAT = 1
LARGE = 100_000_000  # bytes of CSV that may become more than 2 GiB of XML
OWN = ("Từ điển · Dictionary", "Danh mục mã · Code lists", "Giới thiệu · About")
NOTES = (
    "The first sheet holds the rows of the CSV file, value for value; its header row names the columns.",
    "Kept as text: whole numbers of more than 15 digits, days before 1 March 1900, fractions of a second, NaN and INF.",
)


def write(subject: Subject, path: Path) -> None:
    """Write the workbook; the same bytes for the same release.

    Raises:
        Unavailable: it has more rows or columns than a sheet holds, or a longer text than a cell does.
    """
    frame = typed_rows(subject.worked, subject.table.schema)
    _fits(subject.table.name, frame)
    kinds = {column.name: column.type for column in subject.table.columns}
    package, parts = _package([tab(subject.table.name, OWN), *OWN])
    sheets = [sheet(frame, kinds), *(sheet(made, {}, text=WRAPPED) for made in _own(subject))]
    large = subject.csv.stat().st_size > LARGE
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=LEVEL) as packed:
        for name, data in package.parts.items():
            if name not in parts:
                packed.writestr(ZipInfo(name, EPOCH), data, ZIP_DEFLATED)
        for name, chunks in zip(parts, sheets, strict=True):
            _stream(packed, name, chunks, large=large)


def _fits(table: str, frame: pl.DataFrame) -> None:
    """Pass where a sheet holds the rows and their header, and a cell each text."""
    if frame.height >= ROWS or frame.width > COLUMNS:
        message = "{table} has {rows} rows and {columns} columns, more than a sheet of Excel holds: take the CSV file"
        raise Unavailable(message, table=table, rows=frame.height, columns=frame.width)
    for column in frame.select(pl.col(pl.String)):
        texts = column.alias("")  # a name like a pattern would be taken for one
        long = texts.filter(texts.str.len_bytes() > CHARACTERS)
        if any(len(said.encode("utf-16-le")) // 2 > CHARACTERS for said in long):  # Excel counts in UTF-16
            message = "{table} has a text longer than a cell of Excel holds ({column}): take the CSV file"
            raise Unavailable(message, table=table, column=column.name)


def _own(subject: Subject) -> Iterator[pl.DataFrame]:
    """The sheets of words, in the order of ``OWN``."""
    notes = [("note", *words.pair(words.both("Note")), *words.pair(words.both(said))) for said in NOTES]
    for names, rows in (
        (words.DICTIONARY, words.dictionary(subject)),
        (words.CODES, words.codes(subject)),
        (words.FACTS, [*words.facts(subject), *notes]),
    ):
        yield _frame(names, rows)


def _frame(names: Sequence[str], rows: Sequence[words.Row]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def _package(names: Sequence[str]) -> tuple[Package, list[str]]:
    """All parts but the worksheets, and what these are called."""
    package = Package({"[Content_Types].xml": HEAD + TYPES.encode()})
    package.add("xl/styles.xml", HEAD + STYLES.encode(), STYLES_TYPE)
    parts = [f"xl/worksheets/sheet{i}.xml" for i in range(1, len(names) + 1)]
    for part in parts:
        package.add(part, b"", SHEET_TYPE)
    relations = [package.relate("xl/workbook.xml", "worksheet", part) for part in parts]
    package.relate("xl/workbook.xml", "styles", "xl/styles.xml")
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed(names, relations)}</sheets></workbook>'
    package.add("xl/workbook.xml", HEAD + book.encode(), BOOK_TYPE)
    package.relate("", "officeDocument", "xl/workbook.xml")
    return package, parts


def _stream(packed: ZipFile, name: str, chunks: Iterator[bytes], *, large: bool) -> None:
    with packed.open(name, "w", force_zip64=large) as part:  # a member opened by its name has EPOCH for its time
        part.write(HEAD)
        for chunk in chunks:
            part.write(chunk)
