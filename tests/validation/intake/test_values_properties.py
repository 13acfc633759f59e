"""For any number, day and cell: the same value or a doubt, never another one; every change is told; nothing raises."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.core.fold import fold
from schemas.core.period import PATTERN
from validation.intake.grid import Value
from validation.intake.values import Labels, parse_column
from validation.intake.values.messages import DOUBTS

FIELDS: list[dict[str, Any]] = [
    {"type": "number"},
    {"type": "integer"},
    {"type": "number", "unit": "tấn"},
    {"type": "number", "unit": "%"},
    {"type": "date"},
    {"type": "boolean"},
    {"type": "string"},
    {"type": "string", "constraints": {"pattern": PATTERN}},
    {"type": "string", "codelist": "area"},
    {"type": "geojson"},
]
CODES = {"area": {"TS": ("Tổng số", "Total"), "01": ("Một", "One"), "x": ("Không rõ", "Unknown")}}
LABELS = Labels.of([("883", ["Thành phố Long Xuyên"]), ("1", ["Phường 1"])], places=True)

numbers = st.decimals(min_value=-(10**9), max_value=10**9, places=3, allow_nan=False).map(
    lambda number: number.normalize() if number else Decimal(0)
)
messy = st.text(st.sampled_from("0123456789.,-–()*+ %eE/\u00a0\u200btấnkgđQuýI năm²'…x１−"), max_size=14)
cells = st.one_of(
    st.none(),
    messy,
    st.text(max_size=8),
    st.text(st.characters(), max_size=4),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
)
formats = st.sampled_from([None, "0%", "dd/mm/yyyy", "mm/yyyy", "@", '0.0"%"', "[$-409]d-mmm;@"])
units = st.sampled_from([None, "kg", "tấn", "%", "nghìn", "/", "1000 tấn/ngày"])


def written(number: Decimal, group: str, decimal: str) -> str:
    """A number as someone with this keyboard writes it."""
    text = f"{number:,f}" if group else f"{number:f}"
    return text.translate({ord(","): group, ord("."): decimal})


@given(
    st.lists(numbers, min_size=1, max_size=12),
    st.sampled_from([("", ","), (".", ","), (" ", ","), ("", "."), (",", ".")]),
)
def test_a_column_in_one_style_reads_the_same_numbers_or_doubts(values: list[Decimal], style: tuple[str, str]) -> None:
    for field in FIELDS[:2]:
        if field["type"] == "integer":
            values = [value.to_integral_value() for value in values]
        sent = [written(value, *style) for value in values]
        parsed = parse_column(sent, field)
        doubted = {doubt.index for doubt in parsed.doubts}
        for index, (value, text) in enumerate(zip(values, parsed.text, strict=True)):
            assert (text is None and index in doubted) or (text is not None and Decimal(text) == value), sent


@given(
    st.lists(numbers, min_size=1, max_size=8),
    st.lists(st.sampled_from([(".", ","), (",", ".")]), min_size=8, max_size=8),
)
def test_cells_in_two_styles_are_read_right_or_doubted_unless_one_says_all(
    values: list[Decimal], style: list[tuple[str, str]]
) -> None:
    """A cell that fits one style only is never read in the other."""
    sent = [written(value, *own) for value, own in zip(values, style, strict=False)]
    parsed = parse_column(sent, {"type": "number"})
    alone = [parse_column([text], {"type": "number"}).text[0] for text in sent]
    for text, single in zip(parsed.text, alone, strict=True):
        assert text is None or single is None or Decimal(text) == Decimal(single)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=8))
def test_numbers_of_a_sheet_keep_fifteen_digits(values: list[float]) -> None:
    parsed = parse_column(values, {"type": "number"})
    assert [float(text or "nan") for text in parsed.text] == pytest.approx(values, rel=1e-14, abs=0)


@given(
    st.lists(st.dates(date(1901, 1, 1), date(2099, 12, 31)), min_size=1),
    st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"]),
)
def test_a_column_of_days_reads_the_same_days(days: list[date], spelled: str) -> None:
    parsed = parse_column([day.strftime(spelled) for day in days], {"type": "date"})
    assert parsed.text == [day.isoformat() for day in days] and not parsed.doubts


@given(st.lists(st.dates(date(1901, 1, 1), date(2099, 12, 31)), min_size=1))
def test_american_days_are_read_right_or_doubted_once_one_shows_it(days: list[date]) -> None:
    parsed = parse_column([day.strftime("%m/%d/%Y") for day in days], {"type": "date"})
    if any(day.day > 12 for day in days):
        assert all(t is None or t == d.isoformat() for t, d in zip(parsed.text, days, strict=True))


@given(st.lists(st.tuples(cells, formats), max_size=6), st.sampled_from(FIELDS), units)
def test_nothing_raises_and_no_cell_is_lost_in_silence(
    sent: list[tuple[Value, str | None]], field: dict[str, Any], unit: str | None
) -> None:
    column, shown = [cell for cell, _ in sent], [f for _, f in sent]
    for labels in (None, LABELS):
        parsed = parse_column(column, field, shown, unit, CODES, labels=labels)
        assert len(parsed.text) == len(column)
        for doubt in parsed.doubts:
            message = DOUBTS[doubt.rule]
            assert (message.what + message.mend + message.together).format(**doubt.params)
        doubted = {doubt.index for doubt in parsed.doubts}
        assert doubted <= {None, *range(len(column))}
        for index, cell in enumerate(column):
            if parsed.text[index] is None and cell not in (None, "") and index not in doubted:
                assert parsed.repairs, cell  # a mark for "nothing", or blanks
        assert all(parsed.text[d.index] is None for d in parsed.doubts if d.index is not None and d.severity == "error")


@given(st.one_of(messy, st.text(st.characters(exclude_categories=["Cs"]), max_size=6)), st.sampled_from(FIELDS))
def test_every_changed_cell_is_told(cell: str, field: dict[str, Any]) -> None:
    for labels in (None, LABELS):
        parsed = parse_column([cell], field, codes=CODES, labels=labels)
        changed = parsed.text[0] != cell and cell != ""
        told = bool(parsed.repairs or parsed.doubts)
        assert told or not changed
        assert all(repair.cells == 1 for repair in parsed.repairs)
        assert not parsed.repairs or changed


@given(st.lists(messy, max_size=10), st.sampled_from(FIELDS))
def test_repairs_count_at_least_the_cells_that_changed(column: list[str], field: dict[str, Any]) -> None:
    parsed = parse_column(column, field, codes=CODES)
    changed = [a for a, b in zip(column, parsed.text, strict=True) if b is not None and a != b]
    assert sum(repair.cells for repair in parsed.repairs) >= len(changed)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
