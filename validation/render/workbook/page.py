"""A sheet of words: rows of texts with a look, links into other sheets, and heights that show every line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from validation.render.workbook.cells import letters
from validation.render.workbook.styles import FONTS, Styles
from validation.render.workbook.xml import MAIN, quoted, text

LINE = 14.5  # points
SMALL = 1.1  # small words are so much smaller
WIDTHS = (8.0, 62.0, 10.0, 26.0, 30.0, 38.0)  # of the columns, in characters
MAX_HEIGHT = 400.0


@dataclass(frozen=True, slots=True)
class Words:
    """A cell: its text, with a bold line above and small words below; its look, and the place that it leads to."""

    text: str
    look: str = "plain"
    link: str = ""
    lead: str = ""
    below: str = ""


@dataclass
class Page:
    """The rows written so far. Everything is text: no program takes any of it for a formula."""

    styles: Styles
    rows: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def row(self, *cells: Words, height: float = 0, wide: int = 0) -> int:
        """A row of cells from the first column on; its number. It is as high as its highest text needs.

        ``wide``: the column whose text goes on to the last one.
        """
        number = len(self.rows) + 1
        made, needed = [], LINE
        for column, cell in enumerate(cells, 1):
            ref = f"{letters(column)}{number}"
            made.append(_cell(ref, cell, self.styles.look(cell.look)))
            if cell.link:
                self.links.append(f"<hyperlink ref={quoted(ref)} location={quoted(cell.link)}/>")
            width = sum(WIDTHS[wide - 1 :]) if column == wide else WIDTHS[column - 1]
            needed = max(needed, high(cell, width))
        self._put(number, made, height or needed)
        if wide:
            self.merged.append(f"{letters(wide)}{number}:{letters(len(WIDTHS))}{number}")
        return number

    def across(self, cell: Words, until: int = len(WIDTHS)) -> None:
        """One text over several columns."""
        number = len(self.rows) + 1
        style = self.styles.look(cell.look)
        size = 1.5 if cell.look == "title" else 1.25 if cell.look == "section" else 1.0
        height = high(cell, sum(WIDTHS[:until]) / size) * size
        self._put(number, [_cell(f"A{number}", cell, style)], height)
        self.merged.append(f"A{number}:{letters(until)}{number}")

    def blank(self) -> None:
        self._put(len(self.rows) + 1, [], LINE)

    def height(self, cell: Words, column: int) -> float:
        """What a cell needs in a column, the first being 0."""
        return high(cell, WIDTHS[column])

    def merge(self, column: int, first: int, last: int) -> None:
        if last > first:
            self.merged.append(f"{letters(column)}{first}:{letters(column)}{last}")

    def _put(self, number: int, cells: Sequence[str], height: float) -> None:
        high = f"{min(height + 3, MAX_HEIGHT):g}"
        self.rows.append(f'<row r="{number}" ht="{high}" customHeight="1">{"".join(cells)}</row>')

    def written(self) -> bytes:
        columns = "".join(
            f'<col min="{i}" max="{i}" width="{width}" customWidth="1"/>' for i, width in enumerate(WIDTHS, 1)
        )
        merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in self.merged)
        return (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}">'
            '<sheetPr><tabColor rgb="FFB42318"/><pageSetUpPr fitToPage="1"/></sheetPr>'
            '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0"/></sheetViews>'
            f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols>'
            f"<sheetData>{''.join(self.rows)}</sheetData>"
            + (f'<mergeCells count="{len(self.merged)}">{merged}</mergeCells>' if self.merged else "")
            + (f"<hyperlinks>{''.join(self.links)}</hyperlinks>" if self.links else "")
            + '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
            '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
        ).encode()


def high(cell: Words, width: float) -> float:
    """What a text needs in a column; small words take less."""
    small = lines(cell.below, width * SMALL) / SMALL if cell.below else 0
    return sum(lines(said, width) * LINE for said in (cell.lead, cell.text) if said) + small * LINE


def lines(said: str, width: float) -> int:
    """How many lines a text takes in a column; words are not cut."""
    return sum(max(1, -(-int(len(line) * 1.08) // max(int(width), 1))) for line in said.split("\n"))


def _cell(ref: str, cell: Words, style: int) -> str:
    parts = [("bold", cell.lead), ("", cell.text), ("quiet", cell.below)]
    said = [(look, part) for look, part in parts if part]
    runs = "".join(_run(look, ("\n" if i else "") + part) for i, (look, part) in enumerate(said))
    return f'<c r="{ref}" s="{style}" t="inlineStr"><is>{runs or "<t/>"}</is></c>'


def _run(look: str, said: str) -> str:
    shown = f'<t xml:space="preserve">{text(said)}</t>'
    font = FONTS[look].replace("<name ", "<rFont ") if look else ""
    return f"<r><rPr>{font}</rPr>{shown}</r>" if look else f"<r>{shown}</r>"


def place(sheet: str, address: str) -> str:
    """Where a link leads, in the form spreadsheets have for it."""
    name = sheet.replace("'", "''")
    return f"'{name}'!{address}"
