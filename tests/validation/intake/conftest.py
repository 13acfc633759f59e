"""What tests of the intake need: sheets drawn as text, workbooks of them, and the content with its registers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from schemas.core.registry import Content, load_content
from schemas.core.rules.base import TableName
from validation.intake.check import Answer, check_file
from validation.intake.grid import Range, Sheet, Value
from validation.package import read_package

HOUSE = Path(__file__).parents[3]

Drawn = Sequence[Sequence[Value]]


def cell(text: str) -> Value:
    """``12`` and ``1.5`` are numbers, ``'12`` is text, nothing is nothing."""
    text = text.strip()
    if not text:
        return None
    if text.startswith("'"):
        return text[1:]
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text


def drawn(text: str) -> list[list[Value]]:
    """Rows of cells from lines with ``|`` between the cells; an empty line is an empty row."""
    return [[cell(part) for part in line.split("|")] for line in text.strip("\n").split("\n")]


def sheet_of(text: str, *merged: str, name: str = "Sheet1", **more: object) -> Sheet:
    """A sheet drawn as text, with merged areas such as ``B2:D2``."""
    from openpyxl.utils import range_boundaries

    areas = (range_boundaries(area) for area in merged)
    ranges = tuple(Range(top - 1, left - 1, bottom - 1, right - 1) for left, top, right, bottom in areas)
    return Sheet(name, drawn(text), ranges, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def angiang() -> Content:
    return load_content("schemas.angiang")


@pytest.fixture(scope="session")
def registers(angiang: Content) -> Callable[[TableName], pl.DataFrame | None]:
    """The shipped registers of the content."""

    @cache
    def look(table: TableName) -> pl.DataFrame | None:
        dataset, name = table
        folder = HOUSE / "datapackages" / dataset
        if not dataset.startswith("ref-") or dataset in angiang.derived or not folder.is_dir():
            return None
        return {t.table.name: t.frame for t in read_package(folder, angiang).tables}.get(name)

    return look


class Sent:
    """Makes workbooks and checks them as the content would."""

    def __init__(self, folder: Path, content: Content, look: Callable[[TableName], pl.DataFrame | None]) -> None:
        self.folder = folder
        self.content = content
        self.look = look

    def workbook(self, sheets: Mapping[str, tuple[str, Sequence[str]] | str], name: str = "sent.xlsx") -> Path:
        book = Workbook()
        book.remove(book.active)
        for title, said in sheets.items():
            text, merged = (said, ()) if isinstance(said, str) else said
            sheet = book.create_sheet(title)
            for number, row in enumerate(drawn(text), 1):
                for column, value in enumerate(row, 1):
                    if value is not None:
                        sheet[f"{get_column_letter(column)}{number}"] = value
            for area in merged:
                sheet.merge_cells(area)
        path = self.folder / name
        book.save(path)
        return path

    def check(self, text: str, *merged: str, name: str = "Bieu", **asked: str) -> list[Answer]:
        return self.file(self.workbook({name: (text, merged)}), **asked)

    def file(self, path: Path, **asked: str) -> list[Answer]:
        return check_file(path, self.content, self.look, **asked)  # type: ignore[arg-type]


@pytest.fixture
def sent(tmp_path: Path, angiang: Content, registers: Callable[[TableName], pl.DataFrame | None]) -> Sent:
    return Sent(tmp_path, angiang, registers)
