"""XLS, the workbooks of Excel up to 2003: values, fonts and formats as xlrd finds them; no formula is worked out."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time

import xlrd
from xlrd.biffh import XLRDError
from xlrd.sheet import Sheet as Page

from validation.findings import Finding
from validation.intake.grid import Book, Place, Range, Sheet, Value
from validation.intake.limits import Limits
from validation.intake.readers.extent import Extents, within
from validation.intake.readers.fonts import Letters, Run, letters_of_sheet
from validation.intake.readers.formats import Formats, matters
from validation.intake.readers.legacy import encoding_of_font

OF_EXCEL = 2_958_466  # the day after the last one of its calendar
INSIDE = {  # names in the directory of the file, as they stand in its bytes
    "file.macros": ("_VBA_PROJECT_CUR", "Macros"),
    "file.embedded": ("MBD0", "\x01Ole10Native"),
}


def read_xls(data: bytes, limits: Limits) -> Book:
    """The sheets of an XLS workbook."""
    try:
        book = xlrd.open_workbook(
            file_contents=data, logfile=io.StringIO(), formatting_info=True, ragged_rows=True, on_demand=True
        )
    except XLRDError as error:
        rule = "file.encrypted" if "encrypted" in str(error) else "file.unreadable"
        return Book("xls", findings=(Finding(rule, params={"problem": str(error)}),))
    if book.nsheets > limits.sheets:
        params = {"found": str(book.nsheets), "limit": str(limits.sheets)}
        return Book("xls", findings=(Finding("file.too-many-sheets", params=params),))
    return _Workbook(book, limits).read(list(_inside(book, data)))


def _inside(book: xlrd.Book, data: bytes) -> Iterator[Finding]:
    """What is never opened, told."""
    for rule, names in INSIDE.items():
        if any(name.encode("utf-16-le") in data for name in names):
            yield Finding(rule, "warning")
    if xlrd.book.SUPBOOK_EXTERNAL in getattr(book, "_supbook_types", ()):
        yield Finding("file.links", "warning")


@dataclass
class _Found:
    """What is sparse on a sheet; ``mute`` are texts whose font says nothing of their letters."""

    formats: Formats = field(default_factory=Formats)
    errors: dict[Place, str] = field(default_factory=dict)
    mute: dict[Place, str] = field(default_factory=dict)


class _Workbook:
    """The sheets of a workbook, one after the other."""

    def __init__(self, book: xlrd.Book, limits: Limits) -> None:
        self.book = book
        self.extents = Extents(limits)
        fonts = [self.font_of(i) for i in range(len(book.xf_list))]
        self.encodings = sorted({name for font in fonts if (name := encoding_of_font(font))})

    def read(self, findings: list[Finding]) -> Book:
        sheets, letters = [], []
        for number in range(self.book.nsheets):
            page = self.book.sheet_by_index(number)
            if refused := self.extents.refusal(page.name, page.nrows, page.ncols):
                return Book("xls", findings=(refused,))
            done = Letters(page.name)
            sheet, found = self.sheet(page, done)
            sheets.append(sheet)
            letters.append(done)
            findings += found
            self.book.unload_sheet(number)
        return Book("xls", tuple(sheets), tuple(findings), tuple(r for done in letters for r in done.repairs()))

    def sheet(self, page: Page, letters: Letters) -> tuple[Sheet, list[Finding]]:
        found = _Found()
        rows = [_trimmed(self.row(page, row, letters, found)) for row in range(page.nrows)]
        changed, findings = letters_of_sheet(found.mute, self.encodings, letters)
        for (row, column), text in changed.items():
            rows[row][column] = text
        while rows and not rows[-1]:
            rows.pop()
        merged = (Range(top, left, bottom - 1, right - 1) for top, bottom, left, right in page.merged_cells)
        hidden = page.visibility != 0
        return Sheet(page.name, rows, within(merged, rows), found.formats, errors=found.errors, hidden=hidden), findings

    def row(self, page: Page, row: int, letters: Letters, found: _Found) -> list[Value]:
        values: list[Value] = []
        for column, (kind, value) in enumerate(zip(page.row_types(row), page.row_values(row), strict=True)):
            xf = page.cell_xf_index(row, column)
            if kind == xlrd.XL_CELL_TEXT:
                runs = self.runs(page, (row, column), str(value), xf)
                values.append(letters.of_cell(runs) or None)
                if not str(value).isascii() and not any(encoding_of_font(font) for _, font in runs):
                    found.mute[row, column] = str(values[-1])
            elif kind == xlrd.XL_CELL_ERROR:
                values.append(xlrd.error_text_from_code.get(int(value), "#?"))
                found.errors[row, column] = str(values[-1])
            else:
                values.append(self.value(kind, value))
                if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE) and matters(code := self.code_of(xf)):
                    found.formats.add(row, column, code)
        return values

    def value(self, kind: int, value: object) -> Value:
        if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) or not isinstance(value, (int, float)):
            return None
        if kind == xlrd.XL_CELL_BOOLEAN:
            return bool(value)
        if kind == xlrd.XL_CELL_DATE and 0 <= value < OF_EXCEL:
            return self.moment(value)
        return value

    def moment(self, value: float) -> Value:
        """A date, a time of day, or both."""
        try:
            found = xlrd.xldate.xldate_as_datetime(value, self.book.datemode)
        except (ValueError, OverflowError):
            return value
        if value < 1:
            return found.time()
        return found.date() if found.time() == time() else datetime.combine(found.date(), found.time())

    def code_of(self, xf: int) -> str:
        form = self.book.format_map.get(self.book.xf_list[xf].format_key)
        return str(form.format_str) if form else ""

    def font_of(self, xf: int) -> str:
        number = self.book.xf_list[xf].font_index
        return str(self.book.font_list[number].name) if number < len(self.book.font_list) else ""

    def runs(self, page: Page, place: Place, text: str, xf: int) -> list[Run]:
        """A text cut where its font changes."""
        changes = [(0, self.font_of(xf))]
        for start, number in page.rich_text_runlist_map.get(place, ()):
            if number < len(self.book.font_list):
                changes.append((start, self.book.font_list[number].name))
        ends = [*(start for start, _ in changes[1:]), len(text)]
        return [(text[start:end], font) for (start, font), end in zip(changes, ends, strict=True) if end > start]


def _trimmed(values: list[Value]) -> list[Value]:
    """A row up to its last cell that is not empty."""
    while values and values[-1] is None:
        values.pop()
    return values
