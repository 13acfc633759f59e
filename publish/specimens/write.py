"""Rows as a file: a workbook as an office would lay it out, or text in one encoding or another."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from validation.intake.readers.legacy import TCVN3

Rows = Sequence[Sequence[object]]
MARK = "MINH-HOA"
_TCVN3 = {letter: chr(code) for code, letter in TCVN3.items()}


def workbook(rows: Rows, *, merged: Sequence[str] = (), bold: int = 1) -> bytes:
    """One sheet of ``rows``, the first ``bold`` of them in bold."""
    book = Workbook()
    book.properties.creator, book.properties.title = MARK, MARK
    sheet = book.worksheets[0]
    sheet.title = MARK
    for row in rows:
        sheet.append(list(row))
    for row in sheet.iter_rows(max_row=bold):
        for cell in row:
            cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="center")
    for number in range(1, sheet.max_column + 1):
        sheet.column_dimensions[get_column_letter(number)].width = 16
    for area in merged:
        sheet.merge_cells(area)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def text(rows: Rows, *, delimiter: str = ";") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator="\r\n").writerows(
        ["" if cell is None else cell for cell in row] for row in rows
    )
    return stream.getvalue()


def tcvn3(text: str) -> bytes:
    """Text as a program of the years of ``.VnTime`` wrote it; a capital letter with a tone is a small one there."""
    letters = (_TCVN3.get(c) or _TCVN3.get(c.lower()) or c for c in text)
    return "".join(letters).encode("latin-1", "replace")


def vietnamese(value: object) -> object:
    """A number as it is written in Vietnamese, ``1.234,5``; anything else as it is."""
    if not isinstance(value, float):
        return value
    return f"{value:,.1f}".translate(str.maketrans(",.", ".,"))


def english(value: object) -> object:
    """The same as ``1,234.5``."""
    return f"{value:,.1f}" if isinstance(value, float) else value
