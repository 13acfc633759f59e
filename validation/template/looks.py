"""How a template looks: fills, fonts, widths, and rows high enough for what stands in them."""

from __future__ import annotations

from math import ceil

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

LINE = 15.0  # points of one line of text
LINES = 25  # of a cell, at most: 409 points are all that a row may have
THIN = Side(style="thin", color="C8CFCC")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
WRAPPED = Alignment(wrap_text=True, vertical="top")
LEVEL = Alignment(vertical="center")
CENTRED = Alignment(wrap_text=True, vertical="center", horizontal="center")
FACE = "Calibri"
TITLE, HEADING, BOLD = (Font(FACE, size, bold=True) for size in (16, 13, 11))
NAMES = Font(FACE, 8, color="6B6B6B")
EXAMPLE, EXAMPLE_FILL = Font(FACE, 11, italic=True, color="6B6B6B"), PatternFill("solid", fgColor="F0F0F0")
ON_DARK, ON_LIGHT = Font(FACE, 11, bold=True, color="FFFFFF"), Font(FACE, 11, bold=True, color="1F2A26")
LIGHT = PatternFill("solid", fgColor="DDE9E4")


def dark(accent: str) -> PatternFill:
    """The site's colour, ``#rrggbb``."""
    return PatternFill("solid", fgColor=accent.removeprefix("#").upper())


def lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of ``width`` characters."""
    return min(LINES, sum(max(1, ceil(len(part) * 1.1 / width)) for part in text.split("\n")))


def fit(sheet: Worksheet, row: int, *cells: tuple[str, float]) -> None:
    """Make a row as high as the highest of its cells, each a text and the width it has."""
    sheet.row_dimensions[row].height = LINE * max(lines(text, width) for text, width in cells) + 2


def for_print(sheet: Worksheet, repeated: str = "", *, fit_width: bool = True) -> None:
    """A4 across, as wide as the paper where that stays readable."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = fit_width
    if repeated:
        sheet.print_title_rows = repeated
