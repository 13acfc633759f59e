"""Numbers: one sign for a whole column or a doubt, and everything that hangs on a figure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from babel.numbers import NumberFormatError, parse_decimal

from validation.intake.grid import Value
from validation.intake.values import ParsedColumn, Product, parse_column
from validation.intake.values.numbers import canonical

NUMBER = {"name": "n", "type": "number"}
WHOLE = {"name": "n", "type": "integer"}
TONNES = {"name": "n", "type": "number", "unit": "tấn", "unitEn": "tonnes"}
PERCENT = {"name": "n", "type": "number", "unit": "%", "unitEn": "%"}


def rules(parsed: ParsedColumn) -> dict[int | None, str]:
    return {doubt.index: doubt.rule for doubt in parsed.doubts}


def repaired(parsed: ParsedColumn) -> dict[str, int]:
    return {repair.rule: repair.cells for repair in parsed.repairs}


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        (["1.234,5", "1.234", "7", "0,5"], ["1234.5", "1234", "7", "0.5"]),
        (["1,234.5", "1,234", "7", "0.5"], ["1234.5", "1234", "7", "0.5"]),
        (["1 234,5", "1\u00a0234", "1\u202f234\u202f567"], ["1234.5", "1234", "1234567"]),
        (["1.234.567", "1.234"], ["1234567", "1234"]),
        (["1,234,567", "1,234"], ["1234567", "1234"]),
        (["0.700", "1.234"], ["0.700", "1.234"]),
        (["1 234 567", "12", "-3"], ["1234567", "12", "-3"]),
        (["12,50", "1.234"], ["12.50", "1234"]),
    ],
)
def test_a_column_that_fits_one_sign_is_read_with_it(cells: list[str], text: list[str]) -> None:
    parsed = parse_column(cells, NUMBER)
    assert (parsed.text, parsed.doubts) == (text, [])


def test_what_was_rewritten_is_counted_once_a_cell() -> None:
    parsed = parse_column(["1.234,5", "1.234", "2,5", "7"], NUMBER)
    assert repaired(parsed) == {"repair.decimal-comma": 2, "repair.thousands": 1}
    assert (parsed.repairs[0].before, parsed.repairs[0].after) == ("1.234,5", "1234.5")


@pytest.mark.parametrize(("cell", "meant"), [("1.234", "1234; 1.2340"), ("1,234", "1234; 1,2340")])
def test_a_sign_that_nothing_decides_is_a_doubt_with_both_readings(cell: str, meant: str) -> None:
    parsed = parse_column([cell, "7", cell], NUMBER)
    assert parsed.text == [None, "7", None]
    assert rules(parsed) == {0: "number.ambiguous", 2: "number.ambiguous"}
    assert parsed.doubts[0].params == {"candidates": meant, "examples": cell, "cells": 2}
    assert parse_column([f"{cell}0", "7"], NUMBER).text == ["1.2340", "7"]  # the mend that the message names


def test_two_signs_in_one_column_are_named_with_their_cells() -> None:
    parsed = parse_column(["0.7", "2,3", "1.234", "5"], NUMBER)
    assert parsed.text == [None, None, None, "5"]
    assert rules(parsed) == {0: "number.mixed-locale", 1: "number.mixed-locale", 2: "number.ambiguous"}
    both = {"comma": "2,3", "comma_cells": 1, "point": "0.7", "point_cells": 1}  # one cause, whichever sign a cell has
    assert parsed.doubts[0].params == parsed.doubts[1].params == both


def test_a_single_cell_against_many_is_the_one_named_but_decides_enough_to_leave_thousands_open() -> None:
    parsed = parse_column([*["2,5"] * 20, "0.7", "1.234"], NUMBER)
    assert rules(parsed) == {20: "number.mixed-locale", 21: "number.ambiguous"}
    assert parsed.text[:20] == ["2.5"] * 20


def test_whole_numbers_have_no_decimals_so_the_sign_is_of_thousands() -> None:
    assert parse_column(["1.234", "12,0", "7"], WHOLE).text == ["1234", "12", "7"]
    assert parse_column(["1,234", "12.0", 3.0], WHOLE).text == ["1234", "12", "3"]
    parsed = parse_column([115.218, "12,5", 2.5, 1e16, True], WHOLE)
    assert parsed.text == [None, None, None, "10000000000000000", None]
    assert parsed.doubts[0].params == {"number": "115.218", "candidates": "115218"}
    assert parse_column(["1,234", "12,5"], WHOLE).text == [None, None]  # the other cell says what the comma is


@pytest.mark.parametrize(
    ("cell", "text", "repair"),
    [
        ("\u22125", "-5", "repair.sign"),
        ("–5", "-5", "repair.sign"),
        ("- 5", "-5", "repair.sign"),
        ("+7", "7", "repair.sign"),
        ("１２", "12", "repair.digits"),
        ("'0123", "123", "repair.apostrophe"),
        ("007", "7", "repair.leading"),
        ("1,2E+03", "1200", "repair.power"),
        ("1.2e-3", "0.0012", "repair.power"),
        ("(12,5)", "-12.5", "repair.brackets"),
        ("(1.234,5)", "-1234.5", "repair.brackets"),
        ("12,5(*)", "12.5", "repair.footnote"),
        ("12,5 **", "12.5", "repair.footnote"),
        ("12[3]", "12", "repair.footnote"),
        (" 12 ", "12", "repair.blanks"),
        ("1\u200b2", "12", "repair.invisible"),
    ],
)
def test_what_hangs_on_a_number_is_removed_and_told(cell: str, text: str, repair: str) -> None:
    parsed = parse_column([cell], NUMBER)
    assert (parsed.text, parsed.doubts) == ([text], [])
    assert repair in repaired(parsed)


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("798,6 +35", "number.several"),
        ("180-300", "number.several"),
        ("5m3/ngày; 75 m3/ngày", "number.several"),
        ("12/15", "number.several"),
        ("12 người (2 nữ)", "number.several"),
        ("khoảng 12", "number.about"),
        (">50", "number.about"),
        ("trên 100", "number.about"),
        ("10²", "number.footnote"),
        ("2.345 1)", "number.footnote"),
        ("(3)", "number.brackets"),
        ("12.34.567", "number.unreadable"),
        ("0.123.456", "number.unreadable"),
        ("1,23,456", "number.unreadable"),
        ("5.", "number.unreadable"),
        ("--5", "number.unreadable"),
        ("mười hai", "number.unreadable"),
        ("1_000", "number.several"),
        ("٣", "number.unreadable"),
        ("1E999999999", "number.several"),
        ("9" * 200 + "x", "number.unreadable"),
        ("12 ha", "number.unit-unasked"),
        ("12l", "number.unit-unasked"),
        ("12O", "number.letters"),
        ("9O,5", "number.letters"),
        ("1.200.50", "number.unreadable"),
        (float("nan"), "number.unreadable"),
        (float("inf"), "number.unreadable"),
        (True, "number.unreadable"),
        (date(2024, 5, 1), "number.date"),
    ],
)
def test_what_is_no_single_number_is_a_doubt(cell: Value, rule: str) -> None:
    parsed = parse_column([cell], NUMBER)
    assert (parsed.text, rules(parsed)) == ([None], {0: rule})


def test_marks_for_no_figure_are_kept_apart() -> None:
    parsed = parse_column(["-", "–", "..", "…", "...", "x", "k.có", "không có số liệu", "", None, "n/a", "0"], NUMBER)
    assert parsed.text == [None] * 11 + ["0"]
    assert parsed.flags == {
        **dict.fromkeys((0, 1, 6), "nil"),
        **dict.fromkeys((2, 3, 4, 7), "missing"),
        5: "not-applicable",
    }
    assert repaired(parsed) == {"repair.mark-nil": 3, "repair.mark-missing": 4, "repair.mark-not-applicable": 1}
    assert [(doubt.rule, doubt.severity) for doubt in parsed.doubts] == [("mark.two-meanings", "warning")]


def test_the_noise_of_sums_is_rounded_as_the_sheet_shows_it() -> None:
    parsed = parse_column([0.1 + 0.2, 2.5, 12.0, 938.52, 10**20], NUMBER)
    assert parsed.text == ["0.3", "2.5", "12", "938.52", "1" + "0" * 20]
    assert repaired(parsed) == {"repair.noise": 1}


def test_a_number_with_its_unit_is_as_open_as_one_without() -> None:
    alone = parse_column(["1.234 tấn"], TONNES)
    assert (rules(alone), alone.doubts[0].params["cells"]) == ({0: "number.ambiguous"}, 1)
    mixed = parse_column([*["2,5"] * 20, "0.7", "1.234 tấn"], TONNES)
    assert rules(mixed) == {20: "number.mixed-locale", 21: "number.ambiguous"}
    assert parse_column(["2,5", "1.234 tấn"], TONNES).text == ["2.5", "1234"]


# Units


def test_the_columns_own_unit_in_a_cell_is_removed() -> None:
    parsed = parse_column(["12 tấn", "12,5 Tấn", "3t", "7"], TONNES)
    assert (parsed.text, repaired(parsed)) == (["12", "12.5", "3", "7"], {"repair.unit": 3})
    assert parse_column(["85%", "85,5 %"], PERCENT).text == ["85", "85.5"]


@pytest.mark.parametrize(
    ("field", "cell", "rule", "suggest"),
    [
        (TONNES, "300 kg", "number.convertible", "0.3"),
        (TONNES, "1 nghìn tấn", "number.convertible", "1000"),
        ({"type": "number", "unit": "tỷ đồng"}, "1200 triệu", "number.convertible", "1.2"),
        ({"type": "number", "unit": "triệu đồng"}, "3 tỷ", "number.convertible", "3000"),
        (TONNES, "3 ha", "number.other-unit", None),
        (TONNES, "3 tấn/ngày", "number.other-unit", None),
        (TONNES, "85%", "number.other-unit", None),
    ],
)
def test_another_unit_in_a_cell_is_never_converted_in_silence(
    field: dict[str, Any], cell: str, rule: str, suggest: str | None
) -> None:
    parsed = parse_column([cell], field)
    assert (parsed.text, rules(parsed)) == ([None], {0: rule})
    assert parsed.doubts[0].params.get("suggest") == suggest


def test_a_suggestion_is_spelled_as_the_column_is() -> None:
    parsed = parse_column(["1.225,2", "300 kg"], TONNES)
    assert parsed.doubts[0].params["suggest"] == "0,3"
    assert parse_column(["1.225,2", "0,3"], TONNES).doubts == []


def test_a_heading_in_another_unit_is_an_error_that_names_the_factor() -> None:
    parsed = parse_column(["1234", "5", None], TONNES, header_unit="kg")
    assert parsed.text == ["1.234", "0.005", None]
    assert rules(parsed) == {None: "unit.convertible"} and parsed.doubts[0].severity == "error"
    assert parsed.doubts[0].params["factor"] == "0.001"
    different = parse_column(["1234"], TONNES, header_unit="tấn/năm")
    assert (different.text, rules(different)) == (["1234"], {None: "unit.different"})
    assert parse_column(["12 kg"], TONNES, header_unit="kg").text == ["0.012"]
    assert parse_column(["12"], TONNES, header_unit="Tấn").doubts == []


# Percent


def test_cells_shown_as_percent_are_what_the_sheet_shows() -> None:
    parsed = parse_column([0.85, 0.07, 12], PERCENT, formats=["0%", "0.0%", None])
    assert (parsed.text, repaired(parsed)) == (["85", "7", "12"], {"repair.percent": 2})
    other = parse_column([0.85], TONNES, formats=["0%"])
    assert (other.text, rules(other)) == ([None], {0: "number.percent"})
    quoted = parse_column([85.0], PERCENT, formats=['0"%"'])
    assert (quoted.text, quoted.repairs) == (["85"], [])


def test_shares_in_a_column_of_percent_are_asked_about() -> None:
    parsed = parse_column([0.85, 0.5, 1, 0], PERCENT)
    assert rules(parsed) == {None: "number.fraction-for-percent"} and parsed.doubts[0].severity == "warning"
    assert parse_column([0.85, 12.5], PERCENT).doubts == []
    assert parse_column([0, 1], PERCENT).doubts == []


# Lost signs


def test_thousands_that_a_program_took_for_decimals_are_suspected() -> None:
    parsed = parse_column(["46.0", "288.0", "1.878", "329.0", "2.616", "40.0", "24.119"], NUMBER)
    assert rules(parsed) == dict.fromkeys((2, 4, 6), "number.lost-thousands")
    assert parsed.text[2] == "1.878" and parsed.doubts[0].params["candidates"] == "1878; 1.878"
    assert rules(parse_column([46.0, 288.0, 1.878, 329.0, 40.0], NUMBER)) == {2: "number.lost-thousands"}
    assert parse_column([1.5, 2.25, 1.878, 7.0, 3.1, 4.75], NUMBER).doubts == []
    assert parse_column([1.511, 2.225, 1.878, 7.123, 3.1, 4.75], NUMBER).doubts == []


def test_numbers_among_vietnamese_texts_may_be_thousands_that_were_typed() -> None:
    parsed = parse_column(["1.234,5", 2.345, 7.5, 1200.0], NUMBER)
    assert rules(parsed) == {1: "number.lost-thousands", 2: "number.lost-thousands"}


def test_an_identity_decides_the_sign_and_contradicts_what_lost_its_own() -> None:
    people, area, density = ["148.615", "101.765", "272.365"], ["2262", "105,2", "1154"], ["657.0", "967.0", "2.36"]
    identity = Product([people, area, density], whole=[True, False, False])
    assert parse_column(people, NUMBER).text == [None] * 3
    assert parse_column(people, NUMBER, evidence=identity.evidence(0)).text == ["148615", "101765", "272365"]
    areas = parse_column(area, NUMBER, evidence=identity.evidence(1))
    assert areas.text == [None, "105.2", None]
    assert [doubt.params["suggest"] for doubt in areas.doubts] == ["226,2", "115,4"]
    densities = parse_column(density, NUMBER, evidence=identity.evidence(2))
    assert [(d.index, d.params["suggest"]) for d in densities.doubts] == [(2, "2360")]


def test_figures_that_fit_in_no_reading_are_a_doubt_without_suggestion() -> None:
    people, area, density = ["143098"], ["354.6"], ["306"]
    identity = Product([people, area, density], whole=[True, False, False])
    parsed = parse_column(density, NUMBER, evidence=identity.evidence(2))
    assert rules(parsed) == {0: "number.contradicted"} and "suggest" not in parsed.doubts[0].params
    silent = Product([["abc"], area, density])
    assert parse_column(density, NUMBER, evidence=silent.evidence(2)).doubts == []


# Babel, which this grammar is stricter than


@pytest.mark.parametrize("text", ["0.7", "2.36", "1,234.5", "12.34.567", "1.2345", "0.700"])
def test_babel_without_strict_makes_other_numbers_of_these(text: str) -> None:
    assert parse_decimal(text, locale="vi_VN") != Decimal(text) if text.count(".") == 1 and "," not in text else True
    with pytest.raises(NumberFormatError):
        parse_decimal(text, locale="vi_VN", strict=True)
    assert canonical(text, "comma") is None


@pytest.mark.parametrize("text", ["12,", "1_000", "NaN", "Infinity", "1e5", "١٢"])
def test_babel_accepts_even_strictly_what_is_no_plain_number(text: str) -> None:
    parse_decimal(text, locale="vi_VN", strict=True)
    assert canonical(text, "comma") is None


@pytest.mark.parametrize("text", ["1.234,5", "1.234", "1234,5", "12", "-5", "1.234.567,89"])
def test_what_both_read_they_read_alike(text: str) -> None:
    assert Decimal(canonical(text, "comma") or "nan") == parse_decimal(text, locale="vi_VN", strict=True)
