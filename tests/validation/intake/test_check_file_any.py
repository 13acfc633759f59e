"""Whatever stands in a sheet, there is an answer, and each of its rows is data or left out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publish.told import told
from schemas.core.registry import Content
from schemas.core.rules.base import TableName
from validation.intake.check import check_book, tables_named
from validation.intake.grid import Book, Range, Sheet
from validation.render.text import told_lines

DATASETS = ("ste-msw-flow", "ref-population", "agr-byproduct", "dpi-ce-projects", "")
HEADINGS = (
    *("STT", "Kỳ số liệu", "Năm", "Địa bàn", "Khu vực", "Phát sinh", "Thu gom (tấn/năm)", "2022", "Sơ bộ 2023", ""),
    *("Dân số trung bình", "Đô thị", "Nông thôn", "Tổng số", "Mã dự án", "Tên", "Loại phụ phẩm", "Loại số liệu"),
)
CELLS = st.one_of(
    st.none(),
    st.sampled_from(HEADINGS),
    st.sampled_from(("Long Xuyên", "Châu Thành", "TP. Châu Đốc", "883", "An Giang", "Cả nước", "Rơm rạ", "TS", "CT")),
    st.sampled_from(("..", "-", "1.234,5", "20 tấn", "12/2/2024", "Quý I/2024", "Tổng cộng", "Ghi chú: x", "#REF!")),
    st.integers(-5, 3000),
    st.floats(-10, 1e9, allow_nan=False),
    st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    st.booleans(),
)


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    width = draw(st.integers(2, 6))
    title = draw(st.sampled_from(("Phát sinh năm 2023", "An Giang năm 2024 và 2025", "Bảng 1", "Dân số (người)")))
    header = draw(st.lists(st.sampled_from(HEADINGS), min_size=width, max_size=width))
    second = draw(st.one_of(st.just([]), st.lists(st.sampled_from(HEADINGS), min_size=width, max_size=width)))
    body = draw(st.lists(st.lists(CELLS, min_size=0, max_size=width + 1), max_size=8))
    rows = [[title], [h or None for h in header], *([[s or None for s in second]] if second else []), *body]
    corners = st.tuples(st.integers(0, 9), st.integers(0, 5), st.integers(0, 2), st.integers(0, 2))
    merged = tuple(Range(t, c, t + h, c + w) for t, c, h, w in draw(st.lists(corners, max_size=2)))
    places = st.tuples(st.integers(0, 9), st.integers(0, 5))
    errors = dict.fromkeys(draw(st.lists(places, max_size=1)), "#REF!")
    name = draw(st.sampled_from(("Sheet1", "Long Xuyên", "2023")))
    return Sheet(name, rows, merged, errors=errors, no_value=frozenset(draw(st.lists(places, max_size=1))))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(each=st.lists(sheets(), min_size=1, max_size=2), dataset=st.sampled_from(DATASETS))
def test_any_sheets_have_an_answer(
    angiang: Content, registers: Callable[[TableName], pl.DataFrame | None], each: list[Sheet], dataset: str
) -> None:
    tables = tables_named(angiang, dataset) if dataset else None
    answers = check_book(Book("xlsx", tuple(each)), angiang, registers, tables=tables, source_doc="1/BC")
    list(told_lines(told("a.xlsx", answers, angiang, {}), "vi", angiang))
    for part in (part for answer in answers for part in answer.parts):
        left = [one.row for one in part.left_out]
        header = set(part.block.header)
        taken = set(range(part.block.top, part.block.bottom + 1)) - header - set(left)
        assert len(left) == len(set(left)) and not header & set(left)
        assert set(part.block.rows) - set(left) <= taken
        assert taken <= {*part.block.rows, *(one.row for one in part.block.left_out if one.reason == "total")}
