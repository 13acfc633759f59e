"""How far the cells of a workbook reach, counted before a reader allots memory for all that lies between them."""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from validation.findings import Finding

MAX_CELLS = 20_000_000  # rows x columns that a sheet may span
CHUNK = 1 << 20
OVERLAP = 64  # longer than any cell address and its attribute

CELL = re.compile(rb'<(?:\w+:)?c [^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
ROW = re.compile(rb'<(?:\w+:)?row [^>]*?\br="([0-9]{1,7})"')
DIMENSION = re.compile(rb'<(?:\w+:)?dimension [^>]*?\bref="[A-Z0-9]*:?([A-Z]{1,3})([0-9]{1,7})"')


def check_workbook(path: Path) -> list[Finding]:
    """A finding for each sheet of an XLSX file that spans more cells than we can hold; none for a broken file."""
    found = []
    try:
        with ZipFile(path) as packed:
            for name in packed.namelist():
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    rows, columns = _extent(packed, name)
                    if rows * columns > MAX_CELLS:
                        place = {"sheet": name, "rows": str(rows), "columns": str(columns), "limit": str(MAX_CELLS)}
                        found.append(Finding("file.extent", value=path.name, params=place))
    except (BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError):
        return []  # its reader says so
    return found


def _extent(packed: ZipFile, name: str) -> tuple[int, int]:
    rows = columns = 0
    kept = b""
    with packed.open(name) as stream:
        while chunk := stream.read(CHUNK):
            text = kept + chunk
            for letters, number in (*CELL.findall(text), *DIMENSION.findall(text)):
                rows, columns = max(rows, int(number)), max(columns, _column(letters))
            rows = max([rows, *map(int, ROW.findall(text))])
            kept = text[-OVERLAP:]
    return rows, columns


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number
