"""No row of a sheet is lost, whatever stands in it: header, data, or left out for a reason, each exactly once."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from validation.intake.grid import Range, Sheet, Value
from validation.intake.layout import Block, find_blocks
from validation.intake.view import blank

WORDS = (
    *("STT", "Tên xã", "Huyện", "Phát sinh (tấn/ngày)", "Thu gom", "Năm 2023", "Ghi chú", "Đơn vị tính"),
    *("Tổng số", "Cộng", "Toàn tỉnh", "I", "II", "A", "1. Nông nghiệp", "I. Đô thị", "(1)", "(2)", "(3)=(1)+(2)"),
    *("Ghi chú: số liệu ước", "(*) sơ bộ", "Nguồn: Cục Thống kê", "Người lập biểu", "Giám đốc", "ĐVT: tấn"),
    *(
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "An Giang, ngày 1 tháng 2 năm 2024",
        "..",
        "-",
        "  ",
        "1.234,5",
        "2019 (*)",
    ),
)
CELLS = st.one_of(
    st.none(),
    st.sampled_from(WORDS),
    st.integers(-5, 3000),
    st.floats(-10, 1e6, allow_nan=False),
    st.text(string.printable + "ăâđêôơưÁ\u00a0\u200b", max_size=8),
    st.booleans(),
)
ROWS = st.lists(st.one_of(st.lists(CELLS, max_size=7), st.just([])), max_size=30)


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    rows: list[list[Value]] = draw(ROWS)
    corners = st.tuples(*[st.integers(0, 31), st.integers(0, 7), st.integers(0, 4), st.integers(0, 4)])
    merged = [Range(t, c, t + h, c + w) for t, c, h, w in draw(st.lists(corners, max_size=5))]
    return Sheet("S", rows, tuple(merged))


def rows_of(block: Block) -> list[int]:
    return [*block.header, *block.rows, *(one.row for one in block.left_out)]


@given(sheets())
def test_every_row_of_a_sheet_is_accounted_for_once(sheet: Sheet) -> None:
    blocks = find_blocks(sheet)
    assert sorted(row for block in blocks for row in rows_of(block)) == list(range(len(sheet.rows)))
    for block in blocks:
        assert all(block.top <= row <= block.bottom for row in rows_of(block))
        assert set(block.carried) <= set(block.rows)


@given(sheets())
def test_every_filled_cell_of_data_stands_under_a_column(sheet: Sheet) -> None:
    for block in find_blocks(sheet):
        columns = {heading.column for heading in block.columns}
        for row in block.rows:
            assert {c for c, value in enumerate(sheet.rows[row]) if not blank(value)} <= columns


@given(sheets())
def test_what_is_left_out_keeps_its_text(sheet: Sheet) -> None:
    for block in find_blocks(sheet):
        for one in block.left_out:
            filled = [value for value in sheet.rows[one.row] if not blank(value)]
            assert bool(filled) == bool(one.text)
            assert (one.reason == "blank") == (not filled)
