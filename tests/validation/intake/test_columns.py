"""Columns are matched by what they are called, one to one; what is not certain is asked, never taken."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest

from schemas.core.registry import Content
from schemas.core.rules.base import TableName
from tests.validation.intake.conftest import sheet_of
from validation.intake.columns import Proposer, winner
from validation.intake.keys import Keys, code_names
from validation.intake.layout import Block, find_blocks
from validation.intake.matching import Matching, match
from validation.intake.problems import Problems
from validation.intake.said import periods_in

Match = Callable[..., Matching]
FLOW = ("ste-msw-flow", "ste-msw-flow")


@pytest.fixture
def keys(angiang: Content, registers: Callable[[TableName], pl.DataFrame | None]) -> Callable[[TableName], Keys]:
    codes = code_names(registers(("ref-codes", "ref-codes")))
    return lambda name: Keys(angiang.tables[name], angiang, registers, codes)


def block_of(text: str, *merged: str, name: str = "Bieu") -> Block:
    return find_blocks(sheet_of(text, *merged, name=name))[0]


@pytest.fixture
def matched(keys: Callable[[TableName], Keys]) -> Match:
    """Matches a drawn sheet with the table of waste flows."""

    def one(text: str, *merged: str, name: str = "Bieu", table: TableName = FLOW) -> Matching:
        return match(block_of(text, *merged, name=name), keys(table))

    return one


def told(found: Matching, keys: Keys, block: Block) -> dict[str, str]:
    """Rules of the matching's findings, with what they name."""
    return {
        f.rule: str(f.params.get("candidates", f.params.get("titles", "")))
        for f in Problems(block, found, keys).findings()
    }


@pytest.mark.parametrize(
    "heading",
    [
        "generated",
        "Generated",
        "Phát sinh",
        "PHÁT SINH",
        "phat  sinh",
        "Phát sinh (tấn/ngày)",
        "Phát sinh\n(ĐVT: tấn/ngày)",
        "(1) Phát sinh",
        "4. Phát sinh",
        "Phát sinh *",
        "Phát sinh (tonnes/day)",
    ],
)
def test_a_column_by_any_of_its_names(matched: Match, heading: str) -> None:
    assert "generated" in matched(f"Kỳ số liệu|{heading}\n2023|1.5").columns


def test_spelling_with_i_or_y_and_what_a_title_adds_in_brackets(matched: Match) -> None:
    found = matched("Kì số liệu|Tỉ lệ thu gom\n2023|1.5")
    assert set(found.columns) == {"period", "rate_collected"}


def test_other_headings_of_the_site(matched: Match) -> None:
    found = matched("Năm|Địa bàn|Khu vực|Phát sinh\n2023|Long Xuyên|Đô thị|1.5")
    assert {"period", "geo_code", "area_type", "generated"} == set(found.columns)
    assert not found.by_values


def test_a_heading_under_another_is_known_by_either_part(matched: Match) -> None:
    text = "Kỳ|Khối lượng||Kết quả\n||Thu gom|Tái chế, tái sử dụng\n2023||1.5|2"
    assert {"collected", "recycled"} <= set(matched(text, "B1:C1").columns)


def test_no_heading_is_taken_for_one_that_is_near(matched: Match, keys: Callable[[TableName], Keys]) -> None:
    text = "Kỳ số liệu|Lượng phát sinh (nghìn tấn)|Thu góm rác|Vật tư\n2023|1.5|2|3"
    found = matched(text)
    assert set(found.columns) == {"period"}
    problems = Problems(block_of(text), found, keys(FLOW))
    said = {f.value: (f.rule, f.severity, f.params.get("candidates")) for f in problems.findings() if f.cell}
    with_unit = said["Lượng phát sinh (nghìn tấn)"]  # who writes what is offered keeps the unit of the figures
    assert with_unit == ("column.doubtful", "error", "Phát sinh (nghìn tấn)")
    assert said["Thu góm rác"] == ("column.doubtful", "error", "Thu gom")
    assert said["Vật tư"] == ("column.unknown", "warning", None)


def test_two_headings_of_one_column_and_neither_is_read(matched: Match, keys: Callable[[TableName], Keys]) -> None:
    text = "Kỳ số liệu|Thu gom|Thu gom (tấn/ngày)\n2023|1.5|2"
    found = matched(text)
    assert "collected" not in found.columns
    assert told(found, keys(FLOW), block_of(text))["column.twice"] == "Thu gom"


def test_a_column_without_heading_is_told_and_named_where_its_cells_say_what_it_is(
    matched: Match, keys: Callable[[TableName], Keys]
) -> None:
    text = "|Phát sinh|Thu gom\nLong Xuyên|1.5|2\nHà Nội|3|4"
    found = matched(text)
    assert told(found, keys(FLOW), block_of(text))["column.unnamed"] == "Mã đơn vị hành chính"


def test_a_column_whose_cells_all_are_names_of_one_list_is_that_column(matched: Match) -> None:
    found = matched("Nơi phát sinh|Phát sinh|Thu gom\nTP. Long Xuyên|1.5|2\nH. Châu Phú|3|4\nChâu Thành|5|6")
    assert found.by_values == ("geo_code",)


def test_the_count_of_rows_is_no_column(matched: Match) -> None:
    found = matched("STT|Kỳ số liệu|Phát sinh\n1|2023|1.5\n2|2024|2")
    assert not found.unmatched and not found.doubtful


# What the words around a table say


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Báo cáo năm 2024", "2024"),
        ("Quý I/2024", "2024-Q1"),
        ("Kỳ báo cáo: 6 tháng đầu năm 2023", "2023-H1"),
        ("Vụ Đông Xuân 2023-2024", "2024-DX"),
        ("(Kèm theo Quyết định số 09/2006/QĐ-UBND ngày 02 tháng 3 năm 2006)", None),
        ("An Giang, ngày 12 tháng 01 năm 2025", None),
        ("tính đến ngày 31/12/2024", None),
        ("giai đoạn 2021-2025", None),
        ("Dân số 2024", "2024"),
    ],
)
def test_periods_within_a_title(text: str, period: str | None) -> None:
    assert [read.period for _, read in periods_in(text) if read.period] == ([period] if period else [])


def test_period_and_place_from_the_title(matched: Match) -> None:
    table = "Khu vực|Phát sinh\nĐô thị|1.5\nNông thôn|2"
    for year, code in (("2024", "89"), ("2026", "91")):
        found = matched(f"Chất thải tỉnh An Giang năm {year}\n{table}")
        assert {n: (f.value, f.source) for n, f in found.fixed.items()} == {
            "period": (year, "title"),
            "geo_code": (code, "title"),
        }
        assert found.missing == ("provenance",)


def test_a_unit_and_the_one_above_it_is_the_unit(matched: Match) -> None:
    found = matched("Báo cáo của huyện Châu Phú, tỉnh An Giang năm 2023\nKhu vực|Phát sinh\nĐô thị|1.5")
    assert found.fixed["geo_code"].value == "889"


def test_a_place_from_the_name_of_the_sheet(matched: Match) -> None:
    found = matched("Năm 2023\nKhu vực|Phát sinh\nĐô thị|1.5\nNông thôn|2", name="Long Xuyên")
    assert (found.fixed["geo_code"].value, found.fixed["geo_code"].source) == ("883", "sheet")


def test_a_place_of_two_units_is_asked(matched: Match, keys: Callable[[TableName], Keys]) -> None:
    text = "Huyện Châu Thành năm 2023\nKhu vực|Phát sinh\nĐô thị|1.5"
    found = matched(text)
    assert found.several == {"geo_code": ("892", "905")}
    asked = told(found, keys(FLOW), block_of(text))["column.contradicted"]
    assert asked == "892 (Huyện Châu Thành); 905 (Huyện Châu Thành)"


def test_two_periods_in_the_title_are_asked(matched: Match) -> None:
    found = matched("Long Xuyên, so sánh năm 2022 và năm 2023\nKhu vực|Phát sinh\nĐô thị|1.5")
    assert found.several["period"] == ("2022", "2023")
    assert "period" not in found.fixed


def test_areas_from_the_groups_between_the_rows(matched: Match) -> None:
    text = "Năm 2023\nSTT|Địa bàn|Phát sinh|Thu gom\nI|Đô thị||\n1|Long Xuyên|1.5|2\nII|Nông thôn||\n1|Long Xuyên|3|4"
    found = matched(text)
    assert {row + 1: value for row, (value, _) in found.grouped["area_type"].items()} == {4: "DT", 6: "NT"}


def test_what_nothing_says_is_missing(matched: Match, keys: Callable[[TableName], Keys]) -> None:
    text = "Bảng số liệu\nPhát sinh|Thu gom\n1.5|1"
    found = matched(text)
    assert found.missing == ("period", "geo_code", "area_type", "provenance")
    titles = [
        f.params["title"] for f in Problems(block_of(text), found, keys(FLOW)).findings() if f.rule == "column.missing"
    ]
    assert titles == ["Kỳ số liệu", "Mã đơn vị hành chính", "Khu vực", "Xuất xứ"]


# Columns that become rows again


def spread(found: Matching) -> list[tuple[str, dict[str, str]]]:
    return [(one.measure, dict(one.keys)) for one in found.spread]


def test_one_column_for_each_area(matched: Match) -> None:
    header = "Địa bàn|Phát sinh|||Thu gom|\n|Tổng số|Trong đó: Đô thị|Nông thôn|Tổng số|Đô thị"
    found = matched(f"Năm 2023\n{header}\nLong Xuyên|3|1|2|4|5.5", "A2:A3", "B2:D2", "E2:F2")
    assert spread(found) == [
        ("generated", {"area_type": "TS"}),
        ("generated", {"area_type": "DT"}),
        ("generated", {"area_type": "NT"}),
        ("collected", {"area_type": "TS"}),
        ("collected", {"area_type": "DT"}),
    ]


def test_one_column_for_each_year_of_what_the_title_says(matched: Match) -> None:
    text = "Lượng chất thải rắn phát sinh\nĐịa bàn|Khu vực|2021|Năm 2022|Sơ bộ 2023\nLong Xuyên|Đô thị|1.5|2|3"
    found = matched(text)
    assert spread(found) == [("generated", {"period": year}) for year in ("2021", "2022", "2023")]
    assert found.by_title == "generated"
    assert [one.flag for one in found.spread] == [None, None, "preliminary"]


def test_years_within_headings_and_areas_below_years(matched: Match) -> None:
    within = matched(
        "Địa bàn|Khu vực|Phát sinh năm 2022 (tấn/ngày)|Phát sinh năm 2023 (tấn/ngày)\nLong Xuyên|Đô thị|1.5|2"
    )
    assert spread(within) == [("generated", {"period": "2022"}), ("generated", {"period": "2023"})]
    text = "Phát sinh\nĐịa bàn|2022||2023|\n|Đô thị|Nông thôn|Đô thị|Nông thôn\nLong Xuyên|1.5|2|3|4"
    both = matched(text, "A2:A3", "B2:C2", "D2:E2")
    assert [keys for _, keys in spread(both)][:2] == [
        {"period": "2022", "area_type": "DT"},
        {"period": "2022", "area_type": "NT"},
    ]


def test_places_over_columns(matched: Match) -> None:
    found = matched("Phát sinh năm 2023\nKhu vực|Long Xuyên|Châu Đốc\nĐô thị|1.5|2")
    assert spread(found) == [("generated", {"geo_code": "883"}), ("generated", {"geo_code": "884"})]


def test_columns_of_years_of_nobody_knows_what_are_asked(matched: Match, keys: Callable[[TableName], Keys]) -> None:
    text = "Số liệu chất thải\nĐịa bàn|Khu vực|2021|2022\nLong Xuyên|Đô thị|1.5|2"
    found = matched(text)
    assert not found.spread and len(found.unnamed) == 2
    assert "column.measure-unsaid" in told(found, keys(FLOW), block_of(text))


def test_planned_figures_are_no_figures_of_their_year(matched: Match) -> None:
    found = matched("Phát sinh\nĐịa bàn|Khu vực|Thực hiện năm 2022|Kế hoạch năm 2023\nLong Xuyên|Đô thị|1.5|2")
    assert spread(found) == [("generated", {"period": "2022"})]
    assert [h.text for h in found.unmatched] == ["Kế hoạch năm 2023"]


def test_a_column_beside_those_of_parts_is_asked_what_it_is_of(
    matched: Match, keys: Callable[[TableName], Keys]
) -> None:
    text = "Năm 2023\nĐịa bàn|Thu gom|Phát sinh|\n||Đô thị|Nông thôn\nLong Xuyên|3|1.5|2"
    merged = ("A2:A3", "B2:B3", "C2:D2")
    found = matched(text, *merged)
    assert list(found.half) == ["collected"] and "collected" not in found.columns
    assert "column.beside-spread" in told(found, keys(FLOW), block_of(text, *merged))


def test_two_columns_of_one_measure_and_year_and_neither_is_read(matched: Match) -> None:
    found = matched("Phát sinh\nĐịa bàn|Khu vực|2022|2023|Năm 2023\nLong Xuyên|Đô thị|1.5|2|3")
    assert spread(found) == [("generated", {"period": "2022"})]
    assert {h.text for h in found.unclear} == {"2023", "Năm 2023"}


# Which dataset


def test_the_dataset_that_the_headings_speak_for(angiang: Content) -> None:
    ranked = Proposer(angiang).propose(block_of("Kỳ số liệu|Khu vực|Phát sinh|Thu gom\n2023|Đô thị|1.5|2"))
    assert ranked[0].table.dataset == "ste-msw-flow"
    clear = winner(ranked)
    assert clear and clear.table.dataset == "ste-msw-flow"


def test_headings_that_many_datasets_have_speak_for_none(angiang: Content) -> None:
    ranked = Proposer(angiang).propose(block_of("Kỳ số liệu|Mã đơn vị hành chính|Ghi chú\n2023|883|x"))
    assert len(ranked) > 3 and winner(ranked) is None


def test_no_dataset_is_proposed_for_headings_nobody_has(angiang: Content) -> None:
    assert Proposer(angiang).propose(block_of("Region|all_total|all_m\nA|1.5|2")) == []
