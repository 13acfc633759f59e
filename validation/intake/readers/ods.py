"""ODS, read in one pass over its content; what repeats is written out up to the limits, and only where it is filled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZipFile

from validation.findings import Finding
from validation.intake.grid import Book, Place, Range, Repair, Sheet, Value
from validation.intake.limits import Limits
from validation.intake.readers.extent import Extents, within
from validation.intake.readers.fonts import Letters, letters_of_sheet
from validation.intake.readers.formats import Formats
from validation.intake.readers.ods_cells import Cell, count, value_of
from validation.intake.readers.parts import MARK
from validation.intake.readers.xml import nodes, parse

INSIDE = {"file.macros": "basic/", "file.embedded": "object "}
TEXTS = ("p", "span", "a", "h")  # elements whose characters are those of the cell they stand in
CELLS = ("table-cell", "covered-table-cell")
KNOWN = frozenset((*CELLS, "table", "table-row", "p", "s", "tab", "line-break", "style", "table-properties"))


def read_ods(path: Path, limits: Limits) -> Book:
    """The sheets of a workbook whose size has been looked at."""
    with ZipFile(path) as packed:
        names = packed.namelist()
        if "META-INF/manifest.xml" in names and b"encryption-data" in packed.read("META-INF/manifest.xml"):
            return Book("ods", findings=(Finding("file.encrypted"),))
        content = packed.read("content.xml")
        marks = _marks(packed.read("meta.xml")) if "meta.xml" in names else {}
    findings = list(_inside(names, content))
    reading = _Reading(limits)
    try:
        parse(content, reading.start, reading.end, reading.text)
    except _RefusedError as refused:
        return Book("ods", findings=(refused.finding,))
    sheets: list[Sheet] = []
    repairs: list[Repair] = []
    for sheet in reading.sheets:
        letters = Letters(sheet.name)
        findings += _letters(sheet, letters)
        repairs += letters.repairs()
        sheets.append(sheet.done(hidden=reading.styles.get(sheet.style) == "false"))
    return Book("ods", tuple(sheets), tuple(findings), tuple(repairs), marks)


def _inside(names: list[str], content: bytes) -> Iterator[Finding]:
    for rule, start in INSIDE.items():
        if found := next((name for name in names if name.lower().startswith(start)), ""):
            yield Finding(rule, "warning", value=found)
    if b"table-source" in content:
        yield Finding("file.links", "warning")


def _marks(data: bytes) -> dict[str, str]:
    said = ((n.attributes.get("name", ""), n.text.strip()) for n in nodes(data, ("user-defined",)))
    return {name: text for name, text in said if name.startswith(MARK) and text}


class _RefusedError(Exception):
    def __init__(self, finding: Finding) -> None:
        super().__init__(finding)
        self.finding = finding


@dataclass
class _Page:
    """One sheet while it is read; rows and cells that are empty are written once something follows them."""

    name: str
    style: str
    rows: list[list[Value]] = field(default_factory=list)
    row: int = 0
    column: int = 0
    width: int = 0
    merged: list[Range] = field(default_factory=list)
    formats: Formats = field(default_factory=Formats)
    no_value: set[Place] = field(default_factory=set)
    errors: dict[Place, str] = field(default_factory=dict)
    cells: list[tuple[int, int, Value, Cell]] = field(default_factory=list)  # of this row: column, repeated, …

    def done(self, *, hidden: bool) -> Sheet:
        return Sheet(
            self.name,
            self.rows,
            within(self.merged, self.rows),
            self.formats,
            frozenset(self.no_value),
            self.errors,
            hidden,
        )


class _Reading:
    """Handlers of the content's elements."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.before = 0  # cells of the sheets that are read
        self.sheets: list[_Page] = []
        self.styles: dict[str, str] = {}  # of a table -> whether it is shown
        self.path: list[str] = []
        self.style = ""
        self.tables = 0  # of one another: a table within a cell is no sheet
        self.repeated = 1
        self.cell: Cell | None = None
        self.depth = 0  # of that cell

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        kind = name.rpartition(" ")[2]
        self.path.append(kind)
        if kind not in KNOWN:
            return
        said = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if kind == "table":
            self.tables += 1
            if self.tables == 1:
                self._sheet(said)
        elif self.tables == 1 and self.sheets:
            self._inside(kind, said)
        elif kind == "style":
            self.style = said.get("name", "")
        elif kind == "table-properties":
            self.styles[self.style] = said.get("display", "true")

    def _sheet(self, said: Mapping[str, str]) -> None:
        if len(self.sheets) == self.limits.sheets:
            found = {"found": str(len(self.sheets) + 1), "limit": str(self.limits.sheets)}
            raise _RefusedError(Finding("file.too-many-sheets", params=found))
        self.sheets.append(_Page(said.get("name", ""), said.get("style-name", "")))

    def _inside(self, kind: str, said: Mapping[str, str]) -> None:
        if kind == "table-row":
            self.repeated = count(said, "number-rows-repeated")
        elif kind in CELLS:
            self.cell, self.depth = Cell(said, count(said, "number-columns-repeated")), len(self.path)
        elif self.cell and self._of_cell():
            if kind == "p" and self.cell.parts:
                self.cell.parts.append("\n")
            elif kind in ("s", "tab", "line-break"):
                blank = {"s": " " * min(count(said, "c"), 1_000), "tab": "\t", "line-break": "\n"}
                self.cell.parts.append(blank[kind])

    def _of_cell(self) -> bool:
        """Whether an element stands in the text of a cell, not in a note or a drawing on it."""
        return all(kind in TEXTS for kind in self.path[self.depth : -1])

    def text(self, part: str) -> None:
        if self.cell and self.path[-1] in TEXTS and self._of_cell():
            self.cell.parts.append(part)

    def end(self, _: str) -> None:
        kind = self.path.pop()
        if kind == "table":
            self.tables -= 1
            self.before += 0 if self.tables or not self.sheets else len(self.sheets[-1].rows) * self.sheets[-1].width
        elif self.tables != 1 or not self.sheets:
            return
        elif kind in CELLS and self.cell:
            self._cell_ends(self.sheets[-1], self.cell)
            self.cell = None
        elif kind == "table-row":
            self._row_ends(self.sheets[-1])

    def _cell_ends(self, page: _Page, cell: Cell) -> None:
        value = value_of(cell)
        if value is not None or "formula" in cell.said:
            page.cells.append((page.column, cell.repeated, value, cell))
        down, right = count(cell.said, "number-rows-spanned"), count(cell.said, "number-columns-spanned")
        if down * right > 1 and value is not None:
            page.merged.append(Range(page.row, page.column, page.row + down - 1, page.column + right - 1))
        page.column += cell.repeated

    def _row_ends(self, page: _Page) -> None:
        if page.cells:
            last, repeated, _, _ = page.cells[-1]
            page.width = max(page.width, last + repeated)
            height = page.row + self.repeated
            if refused := Extents(self.limits, self.before).refusal(page.name, height, page.width):
                raise _RefusedError(refused)
            page.rows += ([] for _ in range(page.row - len(page.rows)))
            for row in range(page.row, height):
                page.rows.append(_filled(page, row))
        page.row += self.repeated
        page.column, page.cells, self.repeated = 0, [], 1


def _filled(page: _Page, row: int) -> list[Value]:
    """The values of the row that just ended, standing as the given one."""
    values: list[Value] = []
    for column, repeated, value, cell in page.cells:
        values += [None] * (column - len(values)) + [value] * repeated
        kind = cell.said.get("value-type", "")
        for place in ((row, column + i) for i in range(repeated)):
            if kind == "percentage":
                page.formats.add(*place, "0%")
            if cell.is_error:
                page.errors[place] = cell.text
            elif "formula" in cell.said and not kind:
                page.no_value.add(place)
    return values


def _letters(page: _Page, letters: Letters) -> list[Finding]:
    """Texts composed, and read as another encoding where all of them make sense so."""
    texts: dict[Place, str] = {}
    for place, row in enumerate(page.rows):
        for column, value in enumerate(row):
            if isinstance(value, str) and not value.isascii():
                texts[place, column] = row[column] = letters.composed(value)
    changed, found = letters_of_sheet(texts, (), letters)
    for (place, column), text in changed.items():
        page.rows[place][column] = text
    return found
