"""A book that was read from another format, as a workbook: the same cells at the same places, nothing calculated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from itertools import accumulate
from math import isfinite

from validation.intake.grid import Book, Sheet, Value
from validation.render.workbook.book import NAME_LENGTH
from validation.render.workbook.cells import letters
from validation.render.workbook.package import BOOK_TYPE, HEAD, SHEET_TYPE, Package
from validation.render.workbook.xml import FORBIDDEN, MAIN, OFFICE, quoted, text

ROWS, COLUMNS, CHARACTERS = 1_048_576, 16_384, 32_767  # what a sheet can hold
KEPT = 1_000_000  # cells written
LOOKED_AT = 200  # rows by which columns get their widths
NARROW, WIDE = 9, 40  # characters
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  # spreadsheets know no zones
DAY, MOMENT, HOUR, TEXT = 1, 2, 3, 4  # styles
ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="3"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
    '<numFmt numFmtId="165" formatCode="dd/mm/yyyy hh:mm:ss"/><numFmt numFmtId="166" formatCode="hh:mm:ss"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/><name val="Arial"/></font></fonts><fills count="2"><fill><patternFill '
    'patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border>'
    '<left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="5"><xf/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/>'
    '<xf numFmtId="166" applyNumberFormat="1"/><xf numFmtId="49" applyNumberFormat="1" quotePrefix="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


def package_of(book: Book) -> tuple[Package, Mapping[str, str]]:
    """A workbook of the book's sheets, and the name each sheet has in it."""
    names = _names(book.sheets)
    package = Package({"[Content_Types].xml": HEAD + TYPES.encode()})
    package.add("xl/styles.xml", HEAD + STYLES.encode(), STYLES_TYPE)
    listed = []
    for count, sheet in enumerate(book.sheets, 1):
        part = f"xl/worksheets/sheet{count}.xml"
        package.add(part, HEAD + b"".join(_sheet(sheet)), SHEET_TYPE)
        relation = package.relate("xl/workbook.xml", "worksheet", part)
        hidden = ' state="hidden"' if sheet.hidden else ""
        listed.append(f'<sheet name={quoted(names[sheet.name])} sheetId="{count}"{hidden} r:id="{relation}"/>')
    package.relate("xl/workbook.xml", "styles", "xl/styles.xml")
    data = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{"".join(listed)}</sheets></workbook>'
    package.add("xl/workbook.xml", HEAD + data.encode(), BOOK_TYPE)
    package.relate("", "officeDocument", "xl/workbook.xml")
    return package, names


def kept(book: Book) -> tuple[Book, int]:
    """The book as far as it goes into a workbook that can still be opened, and how many rows do not."""
    room, sheets = KEPT, []
    for sheet in book.sheets:
        widths = accumulate(max(min(len(row), COLUMNS), 1) for row in sheet.rows)
        rows = min(sum(1 for cells in widths if cells <= room), ROWS)
        room -= sum(min(len(row), COLUMNS) for row in sheet.rows[:rows])
        sheets.append(sheet if rows == len(sheet.rows) else replace(sheet, rows=sheet.rows[:rows], merged=()))
    lost = sum(len(whole.rows) - len(sheet.rows) for whole, sheet in zip(book.sheets, sheets, strict=True))
    return replace(book, sheets=tuple(sheets)), lost


def shortened(book: Book) -> int:
    """How many texts are longer than a cell can hold; columns beyond the last are counted by their cells."""
    rows = (row for sheet in book.sheets for row in sheet.rows)
    return sum(
        max(len(row) - COLUMNS, 0) + sum(isinstance(v, str) and len(v) > CHARACTERS for v in row[:COLUMNS])
        for row in rows
    )


def _names(sheets: Sequence[Sheet]) -> dict[str, str]:
    """Names that a workbook allows."""
    found: dict[str, str] = {}
    for count, sheet in enumerate(sheets, 1):
        plain = "".join("_" if c in "[]:*?/\\" else c for c in sheet.name).strip("'")[:NAME_LENGTH] or f"Sheet{count}"
        taken = {name.casefold() for name in found.values()}
        tried = (plain if i == 1 else f"{plain[: NAME_LENGTH - 5]} {i}" for i in range(1, len(taken) + 2))
        found[sheet.name] = next(name for name in tried if name.casefold() not in taken)
    return found


def _sheet(sheet: Sheet) -> Iterator[bytes]:
    yield f'<worksheet xmlns="{MAIN}">{_widths(sheet)}<sheetData>'.encode()
    for number, row in enumerate(sheet.rows):
        cells = "".join(
            _cell(number, column, value, sheet) for column, value in enumerate(row[:COLUMNS]) if value is not None
        )
        if cells:
            yield f'<row r="{number + 1}">{cells}</row>'.encode()
    yield b"</sheetData>"
    if sheet.merged:
        refs = (f"{_ref(m.top, m.left)}:{_ref(m.bottom, m.right)}" for m in sheet.merged)
        yield ("<mergeCells>" + "".join(f'<mergeCell ref="{ref}"/>' for ref in refs) + "</mergeCells>").encode()
    yield b"</worksheet>"


def _widths(sheet: Sheet) -> str:
    """Columns as wide as most of what stands in them needs; titles, which stand in a row alone, go over the others."""
    needed: dict[int, int] = {}
    for row in sheet.rows[:LOOKED_AT]:
        filled = [(column, str(v)) for column, v in enumerate(row[:COLUMNS]) if v not in (None, "")]
        for column, said in filled if len(filled) > 1 else ():
            needed[column] = max(needed.get(column, NARROW), min(len(said) + 2, WIDE))
    columns = (f'<col min="{c + 1}" max="{c + 1}" width="{w}" customWidth="1"/>' for c, w in sorted(needed.items()))
    return f"<cols>{''.join(columns)}</cols>" if needed else ""


def _ref(row: int, column: int) -> str:
    return f"{letters(column + 1)}{row + 1}"


def _cell(row: int, column: int, value: Value, sheet: Sheet) -> str:
    ref = _ref(row, column)
    if isinstance(value, bool):
        return f'<c r="{ref}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float) and isfinite(value):
        return f'<c r="{ref}"><v>{value!r}</v></c>'
    if isinstance(value, datetime | date | time):
        serial, style = _serial(value)
        if serial >= 0:
            return f'<c r="{ref}" s="{style}"><v>{serial!r}</v></c>'
    said = str(value)
    look = f' s="{TEXT}"' if said[:1] in ("=", "+", "-", "@", "\t", "\r") else ""
    return (
        f'<c r="{ref}"{look} t="inlineStr"><is><t xml:space="preserve">{text(_stored(said[:CHARACTERS]))}</t></is></c>'
    )


def _stored(said: str) -> str:
    """A text whose characters XML cannot hold are written as spreadsheets write them: ``_x001B_``."""
    escaped = ESCAPE.sub("_x005F_", said)
    return FORBIDDEN.sub(lambda found: f"_x{ord(found[0]):04X}_", escaped).replace("\r", "_x000D_")


def _serial(value: datetime | date | time) -> tuple[float, int]:
    """A day as spreadsheets count it; those before 1900 have no number."""
    if isinstance(value, time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86400, HOUR
    if isinstance(value, datetime):
        whole = (value.replace(tzinfo=None) - EPOCH).total_seconds() / 86400
        return (whole if whole >= 61 else -1), MOMENT
    days = (datetime(value.year, value.month, value.day) - EPOCH).days  # noqa: DTZ001
    return (days if days >= 61 else -1), DAY
