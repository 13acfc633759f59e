"""How far the cells of a workbook reach, counted before a reader allots memory for all that lies between them.

The parser is the one openpyxl reads with (expat), and so are the words for places, so that no spelling of an address
means one thing here and another there. Every member is looked at: a workbook may keep its sheets under any name.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType
from zipfile import ZipFile

from validation.findings import Finding
from validation.safety import BROKEN

MAX_CELLS = 20_000_000  # rows x columns that a sheet may span
MAX_MERGED = 2_000_000  # cells that may be merged with others: a reader may be asked to fill each one
CHUNK = 1 << 20


def check_workbook(path: Path) -> list[Finding]:
    """A finding for each sheet of an XLSX file that spans more cells than we can hold; none for a broken file."""
    found = []
    try:
        with ZipFile(path) as packed:
            for name in packed.namelist():
                extent = _extent(packed, name)
                if extent.finding:
                    found.append(extent.finding)
    except BROKEN:
        pass  # its reader says so; what was found until then stands
    return found


def _extent(packed: ZipFile, name: str) -> _Extent:
    extent = _Extent(name)
    parser = extent.parser()
    try:
        with packed.open(name) as stream:
            while chunk := stream.read(CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
    except (ExpatError, _EnoughError, LookupError, *BROKEN):
        pass  # no XML, or broken: a reader gets no further either
    return extent


class _EnoughError(Exception):
    """What was found suffices to refuse the sheet."""


class _Extent:
    """Counts the rows and columns of one sheet while it is parsed."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows = self.columns = self.merged = 0
        self.row = self.column = 0
        self.finding: Finding | None = None

    def parser(self) -> XMLParserType:
        parser = ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self.element
        parser.EntityDeclHandler = self.entity
        return parser

    def entity(self, *_: object) -> None:
        self._refuse("file.entities")

    def element(self, name: str, attributes: Mapping[str, str]) -> None:
        kind = name.rpartition(" ")[2]
        with suppress(ValueError, OverflowError):  # no address: what follows is counted all the same
            if kind == "row":
                self._at_row(attributes.get("r"))
            elif kind == "c":
                self._at_cell(attributes.get("r"))
            elif kind in ("dimension", "mergeCell") and "ref" in attributes:
                self._over(attributes["ref"], merges=kind == "mergeCell")

    def _at_row(self, number: str | None) -> None:
        self.row = self.row + 1 if number is None else _whole(number)
        self.column = 0
        self._reaches(self.row, 0)

    def _at_cell(self, address: str | None) -> None:
        from openpyxl.utils.cell import coordinate_to_tuple  # where a workbook is read only: it takes a while

        row, self.column = coordinate_to_tuple(address) if address else (self.row, self.column + 1)
        self._reaches(row, self.column)

    def _over(self, area: str, *, merges: bool) -> None:
        from openpyxl.utils.cell import range_boundaries

        left, top, right, bottom = (int(side or 1) for side in range_boundaries(area))
        self._reaches(bottom, right)
        if merges:
            self.merged += (right - left + 1) * (bottom - top + 1)
            if self.merged > MAX_MERGED:
                self._refuse("file.merged", found=str(self.merged), limit=str(MAX_MERGED))

    def _reaches(self, row: int, column: int) -> None:
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)
        if self.rows * max(self.columns, 1) > MAX_CELLS:
            told = {"rows": str(self.rows), "columns": str(self.columns), "limit": str(MAX_CELLS)}
            self._refuse("file.extent", **told)

    def _refuse(self, rule: str, **params: str) -> None:
        self.finding = Finding(rule, value=self.name, params={"sheet": self.name, **params})
        raise _EnoughError


def _whole(number: str) -> int:
    """A row's number as openpyxl reads it."""
    try:
        return int(number)
    except ValueError:
        return int(float(number))
