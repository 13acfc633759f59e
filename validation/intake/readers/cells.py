"""What calamine does not tell of the cells of an XLSX sheet, found in its XML without taking each cell in hand.

Nearly every program writes ``<c r="B7" s="3" t="s">``; such sheets are searched as bytes, for a tenth of what reading
them costs. Others are first written so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from xml.sax.saxutils import escape, quoteattr

from validation.intake.grid import Place
from validation.intake.limits import Limits
from validation.intake.readers.formats import Formats
from validation.intake.readers.parts import Styles
from validation.intake.readers.places import column_of, letters
from validation.intake.readers.xml import parse

ROW = re.compile(rb'<row r="(\d+)"')
FAR = re.compile(rb'<c r="([A-Z]{2,4})\d+"(?:[^>]*[^/>])?>')
FILLED = re.compile(rb'<c r="([A-Z]+)(\d+)"(?:[^>]*[^/>])?>')
CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"([^>]*?)(/?)>')
STYLE = re.compile(rb' s="(\d+)"')
STYLE_LATER = re.compile(rb'<c r="[A-Z]+\d+" (?!s=)[^>]* s="')
ERROR = re.compile(rb' t="e"')
ERROR_TEXT = re.compile(rb"<v>([^<]*)</v>")
NOTHING = rb"\s*(?:<v\s*/>|<v></v>)?\s*</c>"
NO_VALUE = [re.compile(formula + NOTHING) for formula in (rb"</f>", rb"<f\b[^>]*/>")]  # quick apart
STRING = re.compile(rb'<c r="([A-Z]+)(\d+)"([^>]*) t="s"([^>]*)>\s*<v>(\d+)</v>')
PLAIN_CELL = b'<c r="'
SAMPLE = 300_000  # bytes at each end of a sheet that show how its cells are written


@dataclass
class Extras:
    """Of one sheet, sparse."""

    formats: Mapping[Place, str] = field(default_factory=dict)
    no_value: frozenset[Place] = frozenset()
    errors: dict[Place, str] = field(default_factory=dict)
    texts: bool = False  # results of formulas


def plain(data: bytes) -> bytes:
    """The sheet with its cells written as nearly every program writes them."""
    head, begin, end = data[:4096], data.find(b"<sheetData"), data.rfind(b"</sheetData>")
    known = b"<worksheet" in head and b"<!" not in head and b"\0" not in head
    ends = ((begin, min(begin + SAMPLE, end)), (max(begin, end - SAMPLE), end))  # one program writes all cells alike
    if known and (begin < 0 or all(data.count(PLAIN_CELL, *part) == data.count(b"<c", *part) for part in ends)):
        return data
    return _rewritten(data) if data else data


def _rewritten(data: bytes) -> bytes:
    """The cells of a sheet and nothing else."""
    told, at, within = [""], [0, 0], [""]

    def start(name: str, said: Mapping[str, str]) -> None:
        kind = within[0] = name.rpartition(" ")[2]
        if kind == "row":
            number = said.get("r", "")
            at[:] = [int(number) if number.isdecimal() else at[0] + 1, 0]
            told.append(f'<row r="{at[0]}"></row>')
        elif kind == "c":
            address = said.get("r", "").upper() or f"{letters(at[1])}{at[0]}"
            at[1] = column_of(address.rstrip("0123456789")) + 1
            other = "".join(f" {key}={quoteattr(said[key])}" for key in ("s", "t") if key in said)
            told.append(f"<c r={quoteattr(address)}{other}>")
        elif kind in ("f", "v"):
            told.append(f"<{kind}>")

    def end(name: str) -> None:
        kind, within[0] = name.rpartition(" ")[2], ""
        if kind == "c" and told[-1].startswith("<c "):  # nothing in it
            told[-1] = f"{told[-1][:-1]}/>"
        elif kind in ("c", "f", "v"):
            told.append(f"</{kind}>")

    def text(part: str) -> None:
        if within[0] in ("f", "v"):
            told.append(escape(part))

    parse(data, start, end, text)
    return "".join(told).encode()


def extent(data: bytes, limits: Limits) -> tuple[int, int]:
    """Rows and columns up to the last cell that holds something; no less than that where they are within limits."""
    rows = max(map(int, ROW.findall(data)), default=0)
    columns = max((column_of(name.decode()) + 1 for name in set(FAR.findall(data))), default=26)
    if rows <= limits.rows and columns <= limits.columns and rows * columns <= limits.cells:
        return rows, columns
    filled = FILLED.findall(data)
    return (
        max((int(row) for _, row in filled), default=0),
        max((column_of(name.decode()) + 1 for name in {name for name, _ in filled}), default=0),
    )


def extras(data: bytes, styles: Styles) -> Extras:
    """Everything sparse there is to tell of a sheet."""
    found = Extras()
    if b' t="e"' in data:
        found.errors = {place: text for place, text in _errors(data) if place}
    if b"</f>" in data:
        found.texts = b' t="str"' in data
        found.no_value = frozenset(_no_value(data))
    if styles.formats:
        found.formats = _formats(data, styles.formats)
    return found


def _cell_before(data: bytes, place: int) -> re.Match[bytes] | None:
    return CELL.match(data, max(data.rfind(PLAIN_CELL, 0, place + 1), 0))


def _place(name: bytes, row: bytes) -> Place:
    return int(row) - 1, column_of(name.decode())


def _errors(data: bytes) -> Iterator[tuple[Place, str]]:
    for found in ERROR.finditer(data):
        cell = _cell_before(data, found.start())
        if cell and cell.end() >= found.end():
            text = ERROR_TEXT.search(data, cell.end(), cell.end() + 10_000)
            yield _place(cell[1], cell[2]), text[1].decode(errors="replace") if text else "#?"


def _no_value(data: bytes) -> Iterator[Place]:
    """Formulas whose result is not stored; one whose result is an empty text has its kind."""
    for found in chain.from_iterable(formula.finditer(data) for formula in NO_VALUE):
        cell = _cell_before(data, found.start())
        if cell and b' t="str"' not in cell[3]:
            yield _place(cell[1], cell[2])


def _formats(data: bytes, codes: Mapping[bytes, str]) -> Formats:
    """The formats of cells that hold a number."""
    found = Formats()
    wanted = b"|".join(sorted(codes))
    style = (
        rb'(?=[^>]* s="(' + wanted + rb')")[^>]*?'
        if STYLE_LATER.search(data, 0, SAMPLE)
        else rb' s="(' + wanted + rb')"'
    )
    cell = re.compile(rb'<c r="([A-Z]+)(\d+)"' + style + rb'(?: t="n")?(?: s="\d+")?>(?!\s*</c>)')
    for name, row, number in cell.findall(data):
        found.add(int(row) - 1, COLUMNS[name], codes[number])
    return found


class _Columns(dict[bytes, int]):
    """The column that some letters mean, known after the first time."""

    def __missing__(self, name: bytes) -> int:
        self[name] = column = column_of(name.decode())
        return column


COLUMNS = _Columns()


def string_cells(data: bytes) -> Iterator[tuple[Place, bytes, int]]:
    """Cells that hold a shared text: place, number of the style, number of the text."""
    for name, row, before, after, number in STRING.findall(data):
        style = STYLE.search(before) or STYLE.search(after)
        yield _place(name, row), style[1] if style else b"0", int(number)
