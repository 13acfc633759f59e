"""Rows as the file an office would send: a workbook of this year, of 1997, of LibreOffice, or text."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from tests.validation.readers_support import ods as packed_ods
from tests.validation.readers_support import to_cp1258, to_tcvn3, xls

Rows = Sequence[Sequence[object]]
SHEET = "Biểu 01"


def xlsx(
    rows: Rows, *, merged: Sequence[str] = (), sheet: str = SHEET, formats: Mapping[str, str] | None = None
) -> bytes:
    """One sheet; ``formats`` are those of single cells."""
    return workbook({sheet: rows}, merged=merged, formats=formats)


def workbook(
    sheets: Mapping[str, Rows], *, merged: Sequence[str] = (), formats: Mapping[str, str] | None = None
) -> bytes:
    """Several sheets; merges and formats are of the first."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for cell in next(sheet.iter_rows(max_row=1), ()):
            cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="center")
        for number in range(1, sheet.max_column + 1):
            sheet.column_dimensions[get_column_letter(number)].width = 18
    first = book.worksheets[0]
    for area in merged:
        first.merge_cells(area)
    for place, said in (formats or {}).items():
        first[place].number_format = said
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def ods(rows: Rows) -> bytes:
    return packed_ods("".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows))


def _ods_cell(value: object) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, (int, float)):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'


def old_xls(rows: Rows) -> bytes:
    """All words in the letters of ``.VnTime``."""
    cells = {
        (r, c): (to_tcvn3(v) if isinstance(v, str) else v, 0)
        for r, row in enumerate(rows)
        for c, v in enumerate(row)
        if v is not None
    }
    return xls(cells, [".VnTime"])


def text(rows: Rows) -> str:
    stream = io.StringIO()
    written = ([_vietnamese(cell) for cell in row] for row in rows)
    csv.writer(stream, delimiter=";", lineterminator="\r\n").writerows(written)
    return stream.getvalue()


def _vietnamese(value: object) -> object:
    return str(value).replace(".", ",") if isinstance(value, float) else "" if value is None else value


def utf8(rows: Rows) -> bytes:
    return text(rows).encode()


def tcvn3(rows: Rows) -> bytes:
    return to_tcvn3(text(rows)).encode("latin-1")


def cp1258(rows: Rows) -> bytes:
    return to_cp1258(text(rows))
