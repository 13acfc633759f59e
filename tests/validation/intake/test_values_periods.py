"""Periods as reports name them."""

from __future__ import annotations

from datetime import date

import pytest

from schemas.core.period import PATTERN, parse_period
from validation.intake.grid import Value
from validation.intake.values import parse_column

PERIOD = {"type": "string", "constraints": {"pattern": PATTERN}}
YEAR = {"type": "string", "constraints": {"pattern": r"^\d{4}$"}}

READ: dict[str, list[Value]] = {
    "2023": ["2023", "năm 2023", "Năm 2023", "Cả năm 2023", "12 tháng năm 2023", "2023.0", 2023, 2023.0],
    "2024-Q1": [
        "Quý I/2024",
        "quý 1 năm 2024",
        "Quí I năm 2024",
        "Q1/2024",
        "Q1-2024",
        "2024Q1",
        "2024-Q1",
        "2024-q1",
        "3 tháng đầu năm 2024",
        "QUÝ I - 2024",
    ],
    "2024-Q4": ["Quý IV/2024", "3 tháng cuối năm 2024"],
    "2023-H1": ["6 tháng đầu năm 2023", "Sáu tháng đầu năm 2023", "nửa đầu năm 2023", "H1/2023", "6 tháng đầu 2023"],
    "2023-H2": ["6 tháng cuối năm 2023", "nửa cuối năm 2023"],
    "2024-9M": ["9 tháng năm 2024", "9 tháng đầu năm 2024", "9 tháng/2024", "Chín tháng năm 2024"],
    "2024-07": ["tháng 7/2024", "Tháng 07 năm 2024", "T7/2024", "7/2024", "07-2024", "2024-7", "Tháng bảy năm 2024"],
    "2024-05": ["tháng năm năm 2024", "tháng 5/2024"],
    "2024-DX": ["vụ Đông Xuân 2023-2024", "Đông Xuân 2023-24", "ĐX 2023/2024", "Vụ lúa Đông Xuân 2023 - 2024"],
    "2024-HT": ["Hè Thu 2024", "vụ Hè Thu năm 2024", "hè thu 2024"],
    "2024-TD": ["Vụ Thu Đông 2024"],
}


@pytest.mark.parametrize(("period", "cell"), [(p, cell) for p, cells in READ.items() for cell in cells])
def test_a_period_is_read_however_it_is_named(period: str, cell: Value) -> None:
    parsed = parse_column([cell], PERIOD)
    assert (parsed.text, parsed.doubts, parsed.flags) == ([period], [], {})
    assert bool(parsed.repairs) == (isinstance(cell, str) and cell != period)
    parse_period(period)


@pytest.mark.parametrize(
    ("cell", "flag"),
    [
        ("Sơ bộ 2022", "preliminary"),
        ("Sơ bộ năm 2022", "preliminary"),
        ("2022 (sơ bộ)", "preliminary"),
        ("Ước 2022", "estimate"),
        ("Ước thực hiện năm 2022", "estimate"),
        ("Ước TH 2022", "estimate"),
        ("2022 (*)", "footnote"),
        ("2022*", "footnote"),
    ],
)
def test_how_final_the_figures_are_is_a_flag(cell: str, flag: str) -> None:
    parsed = parse_column([cell], PERIOD)
    assert (parsed.text, parsed.flags) == (["2022"], {0: flag})


@pytest.mark.parametrize(
    ("cell", "rule", "near"),
    [
        ("6 tháng năm 2024", "period.doubtful", "2024-H1; 2024-H2"),
        ("Đông Xuân 2023", "period.doubtful", "2023-DX; 2024-DX"),
        ("I/2024", "period.doubtful", "2024-Q1; 2024-01"),
        ("6 tháng cuối năm", "period.no-year", None),
        ("9 tháng", "period.no-year", None),
        ("Quý I", "period.no-year", None),
        ("5 tháng năm 2024", "period.no-such", None),
        ("2021-2025", "period.span", None),
        ("giai đoạn 2021 - 2025", "period.span", None),
        ("Kế hoạch 2024", "period.plan", None),
        ("Quý V/2024", "period.unreadable", "2024"),
        ("Đông Xuân 2022-2024", "period.unreadable", None),
        ("tháng 13/2024", "period.unreadable", None),
        ("tháng năm 2024", "period.unreadable", "2024"),
        ("Vụ Mùa 2024", "period.unreadable", "2024"),
        ("Năm 2024 so với 2023", "period.unreadable", None),
        ("x" * 500, "period.unreadable", None),
        (2024.07, "period.unreadable", "2024-07"),
        (202407, "period.unreadable", "2024-07"),
        (45292, "period.unreadable", None),
        (True, "period.unreadable", None),
        (date(2024, 7, 1), "period.date", "2024-07; 2024"),
    ],
)
def test_what_could_be_two_periods_or_none_is_a_doubt(cell: Value, rule: str, near: str | None) -> None:
    parsed = parse_column([cell], PERIOD)
    assert (parsed.text, [d.rule for d in parsed.doubts]) == ([None], [rule])
    assert parsed.doubts[0].params.get("candidates") == near


def test_a_date_shown_without_its_day_is_the_month() -> None:
    parsed = parse_column([date(2024, 7, 1)] * 3, PERIOD, formats=["mm/yyyy", "yyyy", "dd/mm/yyyy"])
    assert parsed.text == ["2024-07", "2024", None]
    assert [(r.rule, r.cells) for r in parsed.repairs] == [("repair.period", 2)]


def test_a_column_of_years_is_one_of_periods() -> None:
    assert parse_column([2023.0, "Năm 2022", "Sơ bộ 2021"], YEAR).text == ["2023", "2022", "2021"]
