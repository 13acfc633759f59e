"""Workbooks as senders make them, and how the marked ones are looked at."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName

from validation.findings import Finding, Report
from validation.intake.grid import Book
from validation.intake.readers import read_book
from validation.render.told import Told
from validation.render.workbook.cells import spot
from validation.render.workbook.styles import FILLS

SHEET = "Biểu 01"
COLOURS = {colour: kind for kind, colour in FILLS.items()}
MACRO = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def sent() -> bytes:
    """Title over merged cells, formats, a chart, a comment, a formula with its value, names, a second sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet["A1"] = "Biểu 01: Mực nước"
    sheet.merge_cells("A1:D1")
    for column, heading in enumerate(["Giếng", "Kỳ", "Thấp nhất", "Cao nhất"], 1):
        sheet.cell(3, column, heading).fill = PatternFill("solid", fgColor="FFD9E1F2")
    line = Side("thin")
    for row in range(4, 10):
        for column, value in enumerate([f"G{row}", "2024", row * 1000.5, "=C4*2"], 1):
            cell = sheet.cell(row, column, value)
            cell.border, cell.number_format = Border(line, line, line, line), "#,##0.00"
    sheet["A5"].font = Font(bold=True, italic=True)
    sheet["A5"].comment = Comment("Giếng mới khoan", "Phòng")
    sheet["B7"].comment = Comment("Kỳ cũ", "Phòng")
    sheet.freeze_panes = "B4"
    sheet.print_area = "A1:D9"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=3, max_row=9), titles_from_data=True)
    sheet.add_chart(chart, "F3")
    other = book.create_sheet("Ghi chú")
    other["A1"] = "=1+1"
    other["A2"].value, other["A2"].data_type = "=không phải công thức", "s"
    other.print_area = "A1:B2"
    book.defined_names["VUNG"] = DefinedName("VUNG", attr_text=f"'{SHEET}'!$C$4:$C$9")
    stream = BytesIO()
    book.save(stream)
    return changed(stream.getvalue(), {"xl/worksheets/sheet1.xml": _calculated})


def _calculated(part: bytes) -> bytes:
    """With the value of its formulas, as a program that has run them stores it."""
    return re.sub(rb"<v\s*/>|<v></v>", b"<v>8004</v>", part)


def changed(data: bytes, changes: Mapping[str, Callable[[bytes], bytes] | bytes | None]) -> bytes:
    """The workbook with other, more or fewer parts."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as packed, ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name in dict.fromkeys((*packed.namelist(), *changes)):
            change = changes.get(name, packed.read(name) if name in packed.namelist() else None)
            if change is not None:
                made.writestr(name, change(packed.read(name)) if callable(change) else change)
    return out.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def told_of(cells: Mapping[str, str], sheet: str = SHEET) -> Told:
    """An answer that finds something in each of the cells: ``{"C5": "error"}``."""
    found = [
        Finding("cell.required", kind, "d", "t", spot(cell)[0], "cột", cell, "x", sheet=sheet)  # type: ignore[arg-type, index]
        for cell, kind in cells.items()
    ]
    return Told("bao cao.xlsx", Report(tuple(found), {("d", "t"): 6}))


def read(data: bytes, name: str = "x.xlsx") -> Book:
    book = read_book(data, name)
    assert book.sheets, book.findings
    return book


def opened(data: bytes, *, values: bool = False) -> Workbook:
    return load_workbook(BytesIO(data), data_only=values)


def marks_in(data: bytes, sheet: str = SHEET) -> dict[str, str]:
    """The filled cells of a sheet, and as what."""
    cells = (cell for row in opened(data)[sheet].iter_rows() for cell in row)
    return {c.coordinate: COLOURS[c.fill.fgColor.rgb] for c in cells if c.fill.fgColor.rgb in COLOURS}


def comments_in(data: bytes, sheet: str = SHEET) -> dict[str, str]:
    cells = (cell for row in opened(data)[sheet].iter_rows() for cell in row)
    return {c.coordinate: c.comment.text for c in cells if c.comment}


def cells_of(book: Book) -> dict[tuple[str, int, int], object]:
    return {
        (sheet.name, row, column): value
        for sheet in book.sheets
        for row, values in enumerate(sheet.rows)
        for column, value in enumerate(values)
        if value not in (None, "")
    }
