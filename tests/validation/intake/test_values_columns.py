"""Days, yes and no, codes and names, text: each column read by what its field is."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from schemas.core.fold import fold
from validation.intake.grid import Value
from validation.intake.values import Labels, ParsedColumn, parse_column

DAY, FLAG, TEXT = {"type": "date"}, {"type": "boolean"}, {"type": "string"}
AREA = {"type": "string", "codelist": "area"}
CODES = {
    "area": {
        "TS": ("Tổng số", "Total"),
        "DT": ("Đô thị (thành thị)", "Urban"),
        "NT": ("Nông thôn", "Rural"),
        "01": ("Vùng một", "Zone one"),
        "H1": ("Đốt", "Burning"),
        "H2": ("Dột", "Leaking"),
    }
}
PLACES = Labels.of(
    [
        ("883", ["Thành phố Long Xuyên"]),
        ("892", ["Huyện Châu Thành"]),
        ("905", ["Huyện Châu Thành"]),
        ("887", ["Thị xã Tân Châu"]),
        ("1", ["Xã Mỹ Hòa", "Mỹ Hòa"]),
        ("2", ["Xã Mỹ Hoa"]),
        ("3", ["Phường 1"]),
        ("4", ["Xã Vĩ Dạ"]),
        ("890", ["Huyện Tịnh Biên"]),
        ("30520", ["Xã Ba Chúc", "Phường Tịnh Biên"]),
    ],
    places=True,
)


def rules(parsed: ParsedColumn) -> dict[int | None, str]:
    return {doubt.index: doubt.rule for doubt in parsed.doubts}


# Days


@pytest.mark.parametrize(
    "cell",
    [
        "05/06/2023",
        "5/6/2023",
        "05-06-2023",
        "5.6.2023",
        "2023-06-05",
        "2023/6/5",
        "ngày 5 tháng 6 năm 2023",
        "5 tháng 6, 2023",
        "Ngày 05/06/2023",
        "2023-06-05T00:00:00",
        date(2023, 6, 5),
        datetime(2023, 6, 5),  # noqa: DTZ001
    ],
)
def test_a_day_is_read_day_first(cell: Value) -> None:
    parsed = parse_column([cell], DAY)
    assert (parsed.text, parsed.doubts) == (["2023-06-05"], [])
    assert bool(parsed.repairs) == (isinstance(cell, str) and cell != "2023-06-05")


@pytest.mark.parametrize(
    ("cell", "rule", "near"),
    [
        ("5/6/23", "date.short-year", "2023-06-05"),
        ("5/6/98", "date.short-year", "1998-06-05"),
        ("05/5//2023", "date.form", "2023-05-05"),
        ("007/7/2023", "date.form", "2023-07-07"),
        ("31/02/2023", "date.impossible", None),
        ("5/6/1023", "date.impossible", None),
        ("6/2023", "date.incomplete", None),
        ("năm 2023", "date.incomplete", None),
        ("hôm qua", "date.form", None),
        ("05/06-2023", "date.form", "2023-06-05"),
        (45000, "date.serial", "2023-03-15"),
        (2023.0, "date.incomplete", None),
        (20230630, "date.form", "2023-06-30"),
        (True, "date.form", None),
        (float("nan"), "date.form", None),
        (date(1900, 1, 5), "date.impossible", None),
    ],
)
def test_what_is_not_strictly_a_day_is_a_doubt(cell: Value, rule: str, near: str | None) -> None:
    parsed = parse_column([cell], DAY)
    assert (parsed.text, rules(parsed)) == ([None], {0: rule})
    assert parsed.doubts[0].params.get("candidates") == near


def test_a_serial_number_is_a_day_where_its_format_says_so() -> None:
    assert parse_column([45000.0], DAY, formats=["dd/mm/yyyy"]).text == ["2023-03-15"]
    assert rules(parse_column([45000.0], DAY, formats=["0.00"])) == {0: "date.serial"}


def test_a_month_in_front_leaves_every_day_up_to_the_twelfth_open() -> None:
    parsed = parse_column(["06/30/2024", "05/06/2024", "13/01/2024", "05/05/2024", "2024-05-06"], DAY)
    assert parsed.text == [None, None, "2024-01-13", "2024-05-05", "2024-05-06"]
    assert rules(parsed) == {0: "date.month-first", 1: "date.either-order"}
    assert parsed.doubts[0].params == {"suggest": "2024-06-30"}
    assert parsed.doubts[1].params["candidates"] == "2024-06-05; 2024-05-06"


def test_dates_an_english_program_made_beside_texts_it_left_are_doubtful() -> None:
    made: list[Value] = [date(2023, 5, 6), date(2023, 3, 3), "30/06/2023", "28/2/2023"]
    parsed = parse_column(made, DAY)
    assert parsed.text == [None, "2023-03-03", "2023-06-30", "2023-02-28"]
    assert parsed.doubts[0].params == {"candidates": "2023-05-06; 2023-06-05"}
    assert parse_column([*made, date(2023, 5, 20)], DAY).doubts == []
    assert parse_column([*made, "05/06/2023"], DAY).doubts == []


def test_a_time_of_day_is_left_out_and_told() -> None:
    parsed = parse_column([datetime(2023, 6, 5, 17, 30)], DAY)  # noqa: DTZ001
    assert (parsed.text, [r.rule for r in parsed.repairs]) == (["2023-06-05"], ["repair.time-of-day"])


# Yes and no


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        (["Có", "Không", "có", "KHÔNG"], ["true", "false", "true", "false"]),
        ([1, 0, "1"], ["true", "false", "true"]),
        ([1.0, 0.0], ["true", "false"]),
        (["Đúng", "Sai"], ["true", "false"]),
        (["true", "FALSE", True, False], ["true", "false", "true", "false"]),
        (["✓", "✗"], ["true", "false"]),
    ],
)
def test_one_pair_of_words_is_yes_and_no(cells: list[Value], text: list[str]) -> None:
    parsed = parse_column(cells, FLAG)
    assert (parsed.text, parsed.doubts) == (text, [])


def test_words_of_another_pair_are_doubts() -> None:
    parsed = parse_column(["Có", "Không", "1", "có thể"], FLAG)
    assert (parsed.text, rules(parsed)) == (
        ["true", "false", None, None],
        {2: "boolean.mixed", 3: "boolean.unreadable"},
    )
    assert rules(parse_column(["Có", "1"], FLAG)) == {0: "boolean.mixed", 1: "boolean.mixed"}


def test_a_tick_beside_blanks_leaves_open_what_they_mean() -> None:
    parsed = parse_column(["x", None, "X", ""], FLAG)
    assert parsed.text == ["true", None, "true", None]
    assert [(d.index, d.rule, d.severity) for d in parsed.doubts] == [(None, "boolean.blank", "warning")]


# Codes and names


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("TS", "TS"),
        ("ts", "TS"),
        ("Tổng số", "TS"),
        ("tong so", "TS"),
        ("TỔNG  SỐ", "TS"),
        ("Total", "TS"),
        ("Đô thị", "DT"),
        ("đô thị (thành thị)", "DT"),
        ("ĐÔ THỊ", "DT"),
        ("Ðô thị", "DT"),
        ("Urban", "DT"),
        ("Đốt", "H1"),
        ("Dột", "H2"),
        ("zzz", "zzz"),
        ("-", None),
    ],
)
def test_a_name_of_a_code_is_the_code(cell: str, code: str | None) -> None:
    parsed = parse_column([cell], AREA, codes=CODES)
    assert (parsed.text, parsed.doubts) == ([code], [])
    assert bool(parsed.repairs) == (cell != code)


@pytest.mark.parametrize(
    ("cell", "rule", "params"),
    [
        ("dot", "code.several", {"candidates": "H1 (Đốt); H2 (Dột)"}),
        ("Nông thông", "code.near", {"candidates": "NT (Nông thôn)"}),
        ("1", "code.zeros", {"suggest": "01"}),
        (1, "code.zeros", {"suggest": "01"}),
        (1.0, "code.zeros", {"suggest": "01"}),
        ("001", "code.zeros", {"suggest": "01"}),
    ],
)
def test_several_or_similar_names_are_named(cell: Value, rule: str, params: dict[str, str]) -> None:
    parsed = parse_column([cell], AREA, codes=CODES)
    assert (parsed.text, rules(parsed), parsed.doubts[0].params) == ([None], {0: rule}, params)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("TP. Long Xuyên", "883"),
        ("Tp Long Xuyen", "883"),
        ("T.P Long Xuyên", "883"),
        ("thành phố long xuyên", "883"),
        ("Long Xuyên", "883"),
        ("TX Tân Châu", "887"),
        ("X. Mỹ Hoà", "1"),
        ("Xã Mỹ Hòa", "1"),
        ("Mỹ Hoa", "2"),
        ("Xã Vỹ Dạ", "4"),
        (883.0, "883"),
        (883, "883"),
        ("Phường 1", "3"),
        ("P.1", "3"),
        ("999", "999"),
        ("1", "1"),
    ],
)
def test_a_place_is_found_by_its_name_however_its_kind_is_written(cell: Value, code: str) -> None:
    parsed = parse_column([cell], TEXT, labels=PLACES)
    assert (parsed.text, parsed.doubts) == ([code], [])


@pytest.mark.parametrize(
    ("cell", "rule", "near"),
    [
        ("H. Châu Thành", "code.several", "892 (Huyện Châu Thành); 905 (Huyện Châu Thành)"),
        ("chau thanh", "code.several", "892 (Huyện Châu Thành); 905 (Huyện Châu Thành)"),
        ("Tịnh Biên", "code.several", "890 (Huyện Tịnh Biên); 30520 (Phường Tịnh Biên)"),
        ("Xã My Hoa", "code.several", "1 (Xã Mỹ Hòa); 2 (Xã Mỹ Hoa)"),
        ("Huyện Tân Châu", "code.near", "887 (Thị xã Tân Châu)"),
        ("TP Long Xuyêm", "code.near", "883 (Thành phố Long Xuyên)"),
    ],
)
def test_homonyms_and_other_kinds_of_a_place_are_doubts(cell: str, rule: str, near: str) -> None:
    parsed = parse_column([cell], TEXT, labels=PLACES)
    assert (parsed.text, rules(parsed), parsed.doubts[0].params) == ([None], {0: rule}, {"candidates": near})


@pytest.mark.parametrize("spelled", ["Đường Hòa", "ĐƯỜNG HOÀ", "ðường hoà", "Ɖường Hòa", "\u0110ường Ho\u0300a"])
def test_folding_knows_every_d_and_no_place_of_a_tone(spelled: str) -> None:
    assert fold(spelled) == "duong hoa"


# Text


def test_text_is_composed_trimmed_and_freed_of_what_is_not_seen() -> None:
    parsed = parse_column(["a\u200bb ", "hoa\u0300", "-", "…", "x\ny", "", None, "n/a", "\ufeffx"], TEXT)
    assert parsed.text == ["ab", "hoà", None, None, "x\ny", None, None, None, "x"]
    assert {r.rule: r.cells for r in parsed.repairs} == {
        "repair.invisible": 2,
        "repair.composed": 1,
        "repair.blanks": 1,
        "repair.mark-missing": 3,
    }


def test_joiners_stay_where_they_shape_what_is_read() -> None:
    family = "\U0001f469\u200d\U0001f467"
    assert parse_column([family, "a\u200db"], TEXT).text == [family, "ab"]


def test_typed_cells_in_a_column_of_text_are_as_the_sheet_shows_them() -> None:
    parsed = parse_column([12.0, 2.5, True, 7, date(2024, 1, 2)], TEXT)
    assert parsed.text == ["12", "2.5", "TRUE", "7", "2024-01-02"]
    assert [(d.index, d.rule, d.severity) for d in parsed.doubts] == [(4, "text.date", "warning")]


def test_half_a_character_is_replaced_and_told() -> None:
    parsed = parse_column(["a\ud800"], TEXT)
    assert (parsed.text, [r.rule for r in parsed.repairs]) == (["a?"], ["repair.broken-letter"])
