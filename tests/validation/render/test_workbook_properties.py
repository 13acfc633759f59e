"""Whatever is in a workbook and wherever it is wrong: its cells stay, the wrong ones are marked, nothing breaks."""

from __future__ import annotations

from io import BytesIO
from unicodedata import normalize
from zipfile import ZipFile

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from schemas.core.registry import load_content
from tests.validation.render.workbooks import cells_of, changed, marks_in, read, sent, told_of
from validation.intake.grid import Book, Sheet
from validation.render.workbook import annotated
from validation.render.workbook.cells import letters, spot

CONTENT = load_content("province")
ORIGINAL = sent()
NAMES = ZipFile(BytesIO(ORIGINAL)).namelist()
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=8)
values = st.one_of(st.none(), texts, st.integers(-(10**9), 10**9), st.floats(-1e9, 1e9), st.booleans())
grids = st.lists(st.lists(values, max_size=6), min_size=1, max_size=12)
places = st.dictionaries(st.tuples(st.integers(1, 12), st.integers(1, 30)), st.sampled_from(["error", "warning"]))


def written(grid: list[list[object]]) -> bytes:
    """As openpyxl writes it: empty cells and rows have no element."""
    book = Workbook()
    for row, cells in enumerate(grid, 1):
        for column, value in enumerate(cells, 1):
            if isinstance(value, int | float) and not isinstance(value, bool):
                book.active.cell(row, column, value)
    book.active.cell(len(grid), 1, "x")
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def by_address(marks: dict[tuple[int, int], str]) -> dict[str, str]:
    return {f"{letters(column)}{row}": kind for (row, column), kind in marks.items()}


@given(grids, places)
def test_a_workbook_keeps_its_cells_and_gets_its_marks(
    grid: list[list[object]], marks: dict[tuple[int, int], str]
) -> None:
    data = written(grid)
    told = told_of(by_address({(row, c): kind for (row, c), kind in marks.items() if row <= len(grid)}), "Sheet")
    made = annotated(told, read(data), CONTENT, data)
    before = cells_of(read(data))
    assert {key: value for key, value in cells_of(read(made)).items() if key[0] == "Sheet"} == before
    assert marks_in(made, "Sheet") == {f.cell: f.severity for f in told.report.findings}


@given(grids)
def test_a_grid_comes_back_as_it_was_read(grid: list[list[object]]) -> None:
    sheet = Sheet("S", grid)  # type: ignore[arg-type]
    again = cells_of(read(annotated(told_of({}), Book("csv", (sheet,)), CONTENT)))
    said = {key: normalize("NFC", v) if isinstance(v, str) else v for key, v in cells_of(Book("", (sheet,))).items()}
    assert {key: value for key, value in again.items() if key[0] == "S"} == said


@given(st.sampled_from(NAMES), st.data())
def test_a_damaged_workbook_never_breaks_the_answer(name: str, data: st.DataObject) -> None:
    def damaged(part: bytes) -> bytes:
        start = data.draw(st.integers(0, len(part)))
        length = data.draw(st.integers(0, 200))
        return part[:start] + data.draw(st.binary(max_size=20)) + part[start + length :]

    broken = changed(ORIGINAL, {name: damaged})
    assert annotated(told_of({"C5": "error"}), read(ORIGINAL), CONTENT, broken)[:2] == b"PK"


@given(st.integers(1, 16_384), st.integers(1, 1_048_576))
def test_an_address_is_read_as_it_is_written(column: int, row: int) -> None:
    assert spot(f"{letters(column)}{row}") == (row, column)
