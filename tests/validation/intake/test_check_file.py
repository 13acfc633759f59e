"""A file as it was sent -> its datasets checked, every finding at the cell where its sender sees it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from schemas.core.registry import Content
from schemas.core.rules.base import TableName
from tests.validation.intake.conftest import Sent, sheet_of
from validation.findings import Finding
from validation.intake.check import Answer, UnknownDatasetError, check_book
from validation.intake.grid import Book

FLOW = "ste-msw-flow"
LOOK = Callable[[TableName], pl.DataFrame | None]
HEAD = "Địa bàn|Khu vực|Phát sinh|Thu gom|Loại số liệu"


def only(answers: list[Answer]) -> Answer:
    assert len(answers) == 1, [(a.dataset, [f.rule for f in a.report.findings]) for a in answers]
    return answers[0]


def errors(answer: Answer) -> list[tuple[str, str | None]]:
    return [(f.rule, f.cell) for f in answer.report.errors]


def found(answer: Answer, rule: str) -> list[Finding]:
    return [f for f in answer.report.findings if f.rule == rule]


def rows(answer: Answer, *columns: str) -> list[tuple[object, ...]]:
    assert answer.typed is not None
    return answer.typed.frame.select(columns).rows()


def test_a_form_as_an_agency_sends_it_comes_through_without_an_error(sent: Sent) -> None:
    text = """
ỦY BAN NHÂN DÂN |||CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 12/BC-UBND |||An Giang, ngày 5 tháng 1 năm 2024

CHẤT THẢI RẮN SINH HOẠT NĂM 2023
|||||ĐVT: tấn/ngày
STT|Huyện, thị xã, thành phố|Khu vực|Phát sinh|Thu gom|Loại số liệu
(1)|(2)|(3)|(4)|(5)|(6)
1|TP. Long Xuyên|Tổng số|'250,5|'240,1|Chính thức
2|Tp Chau Doc|Tổng số|'120,0|'100,0|Chính thức
3|H. Châu Phú|Tổng số|'1.130,5|'1.000,0|Chính thức
Ghi chú: số liệu do huyện báo cáo
||||Người lập biểu
"""
    answer = only(sent.check(text, source_doc="12/BC-UBND"))
    assert (answer.dataset, answer.report.valid) == (FLOW, True)
    assert rows(answer, "period", "geo_code", "area_type", "generated", "data_status", "provenance", "source_doc") == [
        ("2023", "883", "TS", 250.5, "CT", "chinh_thuc", "12/BC-UBND"),
        ("2023", "884", "TS", 120.0, "CT", "chinh_thuc", "12/BC-UBND"),
        ("2023", "889", "TS", 1130.5, "CT", "chinh_thuc", "12/BC-UBND"),
    ]
    told = {(repair.rule, repair.column): repair for repair in answer.repairs}
    assert told["repair.decimal-comma", "D"].cells == 3
    assert (told["repair.code", "B"].before, told["repair.code", "B"].after) == ("TP. Long Xuyên", "883")
    assert told["repair.from-title", ""].after == "2023"


def test_a_finding_stands_at_the_senders_cell_with_the_value_as_sent(sent: Sent) -> None:
    text = f"Chất thải năm 2023\n\n{HEAD}\nLong Xuyên|Tổng số|'1.250,5|'20 xe|Chính thức\nChâu Đốc|Tổng|12.5|-3|CT"
    answer = only(sent.check(text, name="Tháng 1"))
    at = {f.cell: (f.rule, f.value, f.sheet, f.row, f.column) for f in answer.report.errors}
    assert at["D4"][1:] == ("20 xe", "Tháng 1", 4, "collected")
    assert at["B5"] == ("cell.codelist", "Tổng", "Tháng 1", 5, "area_type")
    assert at["D5"] == ("cell.minimum", "-3", "Tháng 1", 5, "collected")
    assert found(answer, "cell.codelist")[0].key == {"period": "2023", "geo_code": "884", "area_type": "Tổng"}


def test_a_finding_in_a_column_that_became_rows_stands_at_its_own_cell(sent: Sent) -> None:
    text = "Phát sinh năm 2023\nĐịa bàn|Đô thị|Nông thôn\nLong Xuyên|200|-5\nChâu Đốc|'x y|10"
    answer = only(sent.check(text, dataset=FLOW))
    assert rows(answer, "geo_code", "area_type", "generated") == [
        ("883", "DT", 200.0),
        ("883", "NT", -5.0),
        ("884", "DT", None),
        ("884", "NT", 10.0),
    ]
    assert ("cell.minimum", "C3") in errors(answer)
    assert [cell for rule, cell in errors(answer) if rule.startswith("number.")] == ["B4"]


def test_what_could_not_be_read_is_not_blamed_for_being_empty(sent: Sent) -> None:
    answer = only(sent.check(f"Năm 2023\n{HEAD}\nNơi nào đó|Tổng số|1.5|1|CT\nLong Xuyn|Tổng số|1.5|1|CT"))
    rules = [f.rule for f in answer.report.errors if f.column == "geo_code"]
    assert rules == ["reference.missing", "code.near"]


def test_a_column_that_was_not_read_makes_no_finding_of_its_rows(sent: Sent) -> None:
    answer = only(
        sent.check("Năm 2023\nĐịa bàn|Khu vực|Lượng phát sinh|Loại số liệu\nLong Xuyên|Tổng số|1.5|CT", dataset=FLOW)
    )
    assert [rule for rule, _ in errors(answer)] == ["column.doubtful"]


@pytest.mark.parametrize("heading", ["Huyện", "Địa bàn thu gom", "Nơi thu gom", ""])
@pytest.mark.parametrize("name", ["Bieu", "An Giang"])
def test_a_title_says_no_place_that_a_column_may_say_row_by_row(sent: Sent, heading: str, name: str) -> None:
    head = f"{heading}|Khu vực|Phát sinh|Thu gom|Loại số liệu"
    text = f"Chất thải rắn sinh hoạt tỉnh An Giang năm 2023\n{head}\nThoại Sơn|TS|90|80|CT\nTịnh Biên|DT|50|40|CT"
    answer = only(sent.check(f"{text}\nKhu CN Bình Hòa|NT|40|40|CT", name=name, dataset=FLOW))
    rule = "column.doubtful" if heading else "column.unnamed"
    assert errors(answer) == [(rule, "A2" if heading else "A3")]
    assert "Mã đơn vị hành chính" in str(found(answer, rule)[0].params["candidates"])
    assert answer.typed is not None and "geo_code" not in answer.typed.frame.columns


def test_a_column_of_one_district_under_the_title_of_a_province_is_asked(sent: Sent) -> None:
    text = "Tỉnh An Giang năm 2023\nHuyện|Khu vực|Phát sinh|Loại số liệu\nThoại Sơn|TS|90|CT\nThoại Sơn|DT|50|CT"
    assert errors(only(sent.check(text, dataset=FLOW))) == [("column.doubtful", "A2")]
    strange = text.replace("Thoại Sơn", "Khu CN Bình Hòa")
    assert errors(only(sent.check(strange, dataset=FLOW))) == [("column.doubtful", "A2")]


@pytest.mark.parametrize("cell", ["An Giang", "", "Số liệu ước tính"])
def test_a_column_that_says_what_the_title_says_or_nothing_of_places_is_no_trouble(sent: Sent, cell: str) -> None:
    text = f"Tỉnh An Giang năm 2023\nKhu vực|Phát sinh|Loại số liệu|Nhận xét\nTS|90|CT|{cell}\nDT|50|CT|{cell}"
    answer = only(sent.check(text, dataset=FLOW))
    assert errors(answer) == [] and rows(answer, "geo_code") == [("89",), ("89",)]


def test_a_required_column_that_is_missing_is_one_finding(sent: Sent) -> None:
    answer = only(
        sent.check("Năm 2023\nĐịa bàn|Phát sinh|Loại số liệu\nLong Xuyên|1.5|CT\nChâu Đốc|2|CT", dataset=FLOW)
    )
    assert [(f.rule, f.column) for f in answer.report.errors] == [("column.missing", "area_type")]
    assert "ste-msw-flow.urban-rural" in answer.report.unchecked


def test_nobody_said_which_document_the_figures_come_with(sent: Sent) -> None:
    answer = only(sent.check(f"Năm 2023\n{HEAD}\nLong Xuyên|Tổng số|1.5|1|CT"))
    assert [(f.rule, f.severity, f.column) for f in answer.report.findings] == [
        ("source.missing", "warning", "source_doc")
    ]


# Rows that are more, or less, than they seem


def test_a_total_that_the_model_has_a_code_for_is_data(sent: Sent) -> None:
    text = "Tỉnh An Giang năm 2023\nKhu vực|Phát sinh|Loại số liệu\nTổng số|30|CT\nĐô thị|20|CT\nNông thôn|10|CT"
    answer = only(sent.check(text, dataset=FLOW))
    assert [row[0] for row in rows(answer, "area_type")] == ["TS", "DT", "NT"]
    assert not answer.parts[0].left_out[1:]
    assert ("repair.total", "Tổng số", "TS") in [(r.rule, r.before, r.after) for r in answer.repairs]


def test_a_total_of_some_districts_is_left_out_and_told(sent: Sent) -> None:
    text = f"Năm 2023\n{HEAD}\nLong Xuyên|Tổng số|1.5|1|CT\nChâu Đốc|Tổng số|2|1|CT\nTổng cộng|Tổng số|3.5|2|CT"
    answer = only(sent.check(text))
    assert len(rows(answer, "geo_code")) == 2
    assert [(one.row + 1, one.reason) for one in answer.parts[0].left_out] == [(1, "title"), (5, "total")]


def test_a_total_of_all_districts_is_the_provinces(sent: Sent) -> None:
    codes = ("883", "884", *(str(code) for code in range(886, 895)))
    lines = [f"'{code}|Tổng số|1.5|1|CT" for code in codes]
    text = "\n".join(["Năm 2023", HEAD, *lines, "Toàn tỉnh|Tổng số|16.5|11|CT"])
    answer = only(sent.check(text))
    assert rows(answer, "geo_code", "generated")[-1] == ("89", 16.5)
    assert not [f for f in answer.report.errors if f.rule.endswith("units-add-up")]


def test_groups_between_the_rows_say_their_area(sent: Sent) -> None:
    text = (
        "Năm 2023 (tấn/ngày)\nSTT|Địa bàn|Phát sinh|Loại số liệu\nI|Đô thị||\n1|Long Xuyên|200|CT\nII|Nông thôn||\n"
        "1|Long Xuyên|-20|CT"
    )
    answer = only(sent.check(text, dataset=FLOW))
    assert rows(answer, "geo_code", "area_type", "generated") == [("883", "DT", 200.0), ("883", "NT", -20.0)]
    assert ("cell.minimum", "C6") in errors(answer)


def test_words_of_merged_cells_are_of_all_their_rows_figures_are_not(sent: Sent) -> None:
    text = f"Năm 2023\n{HEAD}\nLong Xuyên|Tổng số|30|25|CT\n|Đô thị|20||CT\n|Nông thôn|10||CT"
    answer = only(sent.check(text, "A3:A5", "D3:D5"))
    assert [row[0] for row in rows(answer, "geo_code")] == ["883"] * 3
    assert [f.cell for f in found(answer, "cell.merged")] == ["D4", "D5"]
    assert ("repair.merged", "A", 2) in [(r.rule, r.column, r.cells) for r in answer.repairs]


def test_rows_that_only_count_themselves_are_left_out(sent: Sent) -> None:
    text = f"Năm 2023\nSTT|{HEAD}\n1|Long Xuyên|Tổng số|30|25|CT\n2|||||\n3|||||"
    answer = only(sent.check(text))
    assert len(rows(answer, "geo_code")) == 1
    assert [(one.row + 1, one.reason) for one in answer.parts[0].left_out][1:] == [(4, "empty"), (5, "empty")]


# Marks


def test_marks_in_place_of_figures_become_flags(sent: Sent) -> None:
    text = f"Năm 2023\n{HEAD}\nLong Xuyên|Tổng số|..|..|CT\nChâu Đốc|Tổng số|-|-|CT\nThoại Sơn|Tổng số|5|-|CT"
    answer = only(sent.check(text))
    assert rows(answer, "obs_flag") == [("M",), ("N",), (None,)]
    told = [(f.rule, f.cell, f.severity) for f in answer.report.findings if f.cell]
    assert told == [("mark.not-kept", "D5", "warning")]


def test_a_status_beside_the_year_is_the_status_of_its_figures(sent: Sent) -> None:
    text = "Phát sinh\nĐịa bàn|Khu vực|2021|Sơ bộ 2022|Ước 2023\nLong Xuyên|Tổng số|1.5|2|3"
    answer = only(sent.check(text, dataset=FLOW))
    assert rows(answer, "period", "data_status") == [("2021", None), ("2022", "SB"), ("2023", "UT")]


def test_errors_and_formulas_without_a_value_are_findings(angiang: Content, registers: LOOK) -> None:
    text = f"Năm 2023\n{HEAD}\nLong Xuyên|Tổng số||20|CT\nChâu Đốc|Tổng số|15||CT"
    sheet = sheet_of(text, name="B", errors={(2, 2): "#REF!"}, no_value=frozenset({(3, 3)}))
    answer = only(check_book(Book("xlsx", (sheet,)), angiang, registers, today=date(2026, 1, 1)))
    assert [(f.rule, f.cell, f.value) for f in answer.report.errors] == [
        ("cell.error", "C3", "#REF!"),
        ("cell.no-value", "D4", None),
    ]


def test_a_heading_in_thousands_is_told_once_and_held_to_the_columns_own_unit(sent: Sent) -> None:
    text = "Năm 2023\nĐịa bàn|Khu vực|Dân số trung bình (Nghìn người)|Loại số liệu\nLong Xuyên|Tổng số|272.4|CT"
    answer = only(sent.check(text, dataset="ref-population"))
    assert rows(answer, "population_avg") == [(272400,)]
    assert [(f.rule, f.cell) for f in answer.report.errors] == [("unit.convertible", "C2")]


# Several sheets, several datasets


def test_a_sheet_for_each_district_is_one_table(sent: Sent) -> None:
    table = "Năm 2023\nKhu vực|Phát sinh|Loại số liệu\nĐô thị|{}|CT\nNông thôn|{}|CT"
    path = sent.workbook({"Long Xuyên": table.format(20, 10), "Châu Đốc": table.format(8, -1)})
    answer = only(sent.file(path, dataset=FLOW))
    assert rows(answer, "geo_code", "area_type") == [("883", "DT"), ("883", "NT"), ("884", "DT"), ("884", "NT")]
    assert [(f.sheet, f.cell) for f in found(answer, "cell.minimum")] == [("Châu Đốc", "B4")]
    assert len(answer.parts) == 2


def test_a_row_that_stands_in_another_sheet_too(sent: Sent) -> None:
    table = f"Năm 2023\n{HEAD}\nLong Xuyên|Tổng số|20|10|CT"
    answer = only(sent.file(sent.workbook({"Huyện": table, "Tổng hợp": table})))
    repeated = found(answer, "row.duplicate-key")
    assert [(f.sheet, f.row, f.params["first"]) for f in repeated] == [("Tổng hợp", 3, "3 (Huyện)")]


def test_a_row_that_repeats_a_key_is_pointed_at_where_it_stands_not_at_the_title(sent: Sent) -> None:
    title = "Chất thải rắn sinh hoạt tỉnh An Giang năm 2023"
    head = "Đơn vị|Khu vực|Phát sinh|Loại số liệu"
    rows_ = "TP Long Xuyên|TS|90|CT\nTP Châu Đốc|TS|50|CT\nCty MTĐT|TS|40|CT"
    without_units = "\n".join(line.split("|", 1)[1] for line in (head, *rows_.split("\n")))
    answer = only(sent.check(f"{title}\n{without_units}", dataset=FLOW))
    repeated = found(answer, "row.duplicate-key")
    assert [(f.row, f.cell, f.column, f.params["first"]) for f in repeated] == [
        (4, "A4", "area_type", 3.0),
        (5, "A5", "area_type", 3.0),
    ]
    asked = only(sent.check(f"{title}\n{head}\n{rows_}", dataset=FLOW))
    assert errors(asked) == [("column.doubtful", "A2")]


def test_a_row_that_repeats_a_key_said_around_the_table_alone_has_its_number(sent: Sent) -> None:
    title = "Chất thải rắn sinh hoạt đô thị tỉnh An Giang năm 2023"
    answer = only(sent.check(f"{title}\nPhát sinh|Thu gom|Loại số liệu\n90|80|CT\n50|40|CT", dataset=FLOW))
    assert [(f.row, f.cell, f.params["first"]) for f in found(answer, "row.duplicate-key")] == [(4, None, 3.0)]


def test_several_datasets_of_one_workbook(sent: Sent) -> None:
    flow = f"Năm 2023\n{HEAD}\nLong Xuyên|Tổng số|20|10|CT"
    people = "Năm|Địa bàn|Khu vực|Dân số trung bình|Số hộ|Loại số liệu\n2023|Long Xuyên|Tổng số|272400|70000|CT"
    answers = sent.file(sent.workbook({"Rác thải": flow, "Dân số": people}))
    assert [(a.dataset, a.report.valid) for a in answers] == [(FLOW, True), ("ref-population", True)]


def test_two_blocks_of_one_sheet(sent: Sent) -> None:
    text = f"Năm 2022\n{HEAD}\nLong Xuyên|Tổng số|20|10|CT\n\nNăm 2023\n{HEAD}\nLong Xuyên|Tổng số|21|11|CT"
    answer = only(sent.check(text))
    assert rows(answer, "period") == [("2022",), ("2023",)]
    assert [(part.block.top + 1, part.block.bottom + 1) for part in answer.parts] == [(1, 3), (4, 7)]


def test_a_hidden_sheet_is_told_and_not_read(angiang: Content, registers: LOOK) -> None:
    text = f"Năm 2023\n{HEAD}\nLong Xuyên|Tổng số|20|10|CT"
    seen, hidden = sheet_of(text, name="A"), sheet_of(text, name="Cũ", hidden=True)
    first, rest = check_book(Book("xlsx", (seen, hidden)), angiang, registers)
    assert len(rows(first, "period")) == 1
    assert [(f.rule, f.sheet, f.severity) for f in rest.report.findings] == [("sheet.hidden", "Cũ", "warning")]


# What is of no dataset


def test_a_table_of_no_dataset_is_checked_for_its_shape_and_numbers(sent: Sent) -> None:
    text = "Vùng|Số người|Số nhà\nA|'1.234,5|5\nB|'12 và 13|6\nC|'2.345,5|7"
    answer = only(sent.check(text))
    assert (answer.dataset, answer.typed) == ("", None)
    assert errors(answer)[0][0] == "dataset.unknown"
    assert [cell for rule, cell in errors(answer) if rule.startswith("number.")] == ["B3"]
    assert answer.report.rows == {("", "Bieu"): 3}


def test_headings_of_many_datasets_name_those_that_may_be_meant(sent: Sent) -> None:
    answer = only(sent.check("Kỳ số liệu|Mã đơn vị hành chính|Ghi chú\n2023|883|x"))
    unclear = answer.report.errors[0]
    assert unclear.rule == "dataset.unclear" and unclear.params["candidates"]


def test_a_text_without_a_table_is_told_in_the_end(sent: Sent) -> None:
    answer = only(sent.check("Kính gửi quý cơ quan\n\nXin gửi báo cáo."))
    assert [(f.rule, f.severity) for f in answer.report.findings] == [
        ("file.no-table", "error"),
        ("sheet.no-table", "warning"),
    ]


def test_an_empty_workbook_holds_no_table(sent: Sent) -> None:
    answer = only(sent.file(sent.workbook({"Sheet1": ""})))
    assert errors(answer) == [("file.no-table", None)]


def test_a_dataset_that_is_not_there(sent: Sent) -> None:
    with pytest.raises(UnknownDatasetError, match="no-such"):
        sent.check("a|b\n1|2", dataset="no-such")


def test_one_table_of_a_dataset_of_several(sent: Sent) -> None:
    text = "Kỳ số liệu|Địa bàn|Loại phụ phẩm|Khối lượng phát sinh\n2023|Tỉnh An Giang|Rơm rạ|20"
    answer = only(sent.check(text, dataset="agr-byproduct"))
    assert answer.table == "agr-byproduct-generated"
    assert only(sent.check(text, dataset="agr-byproduct-used")).table == "agr-byproduct-used"


def test_a_text_file(sent: Sent, tmp_path: Path) -> None:
    path = tmp_path / "rac.csv"
    lines = ["Kỳ số liệu;Địa bàn;Khu vực;Phát sinh;Loại số liệu", "2023;Long Xuyên;Tổng số;1.250,5;CT"]
    path.write_bytes("\r\n".join(lines).encode("utf-8-sig"))
    answer = only(sent.file(path))
    assert rows(answer, "geo_code", "generated") == [("883", 1250.5)]
    assert answer.report.valid


def test_a_file_that_cannot_be_opened_is_a_finding(sent: Sent, tmp_path: Path) -> None:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(b"PK\x03\x04 no workbook")
    answer = only(sent.file(path))
    assert not answer.report.valid and not answer.parts
