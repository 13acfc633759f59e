"""The sender's own workbook back: marked where it is wrong, and otherwise as it was."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from schemas.core.registry import Content
from tests.validation.render.workbooks import (
    MACRO,
    PLAIN,
    SHEET,
    cells_of,
    changed,
    comments_in,
    marks_in,
    opened,
    parts,
    read,
    sent,
    told_of,
)
from validation.findings import Finding, Report
from validation.intake.answer_sheet import SIGN, is_answer
from validation.intake.grid import Book, Range, Sheet
from validation.render.told import Told
from validation.render.workbook import annotated
from validation.render.workbook.marks import COMMENTS
from validation.render.workbook.summary import NAME

WRONG = {"A5": "error", "C6": "error", "D8": "warning", "B20": "error", "Z4": "warning"}


@pytest.fixture(scope="module")
def original() -> bytes:
    return sent()


@pytest.fixture
def marked(original: bytes, province: Content) -> bytes:
    return annotated(told_of({c: k for c, k in WRONG.items() if c != "B20"}), read(original), province, original)


def test_the_wrong_cells_are_filled_and_no_others(marked: bytes) -> None:
    assert marks_in(marked) == {"A5": "error", "C6": "error", "D8": "warning", "Z4": "warning"}
    assert marks_in(marked, "Ghi chú") == {}


def test_a_comment_says_it_in_vietnamese_then_in_english_behind_the_senders_own(marked: bytes) -> None:
    said = comments_in(marked)
    assert said.keys() == {"A5", "B7", "C6", "D8", "Z4"} and said["B7"] == "Kỳ cũ"
    own, sign, ours = said["A5"].partition(SIGN)
    assert (own.strip(), sign) == ("Giếng mới khoan", SIGN)
    assert ours.index("LỖI · cột") < ours.index("Cách sửa:") < ours.index("ERROR · cột") < ours.index("How to mend")
    assert "CẢNH BÁO" in said["D8"]


def test_what_the_sender_wrote_and_how_it_looks_is_kept(original: bytes, marked: bytes) -> None:
    before, after = opened(original), opened(marked)
    assert after.sheetnames == [NAME, SHEET, "Ghi chú"] and after.active.title == NAME
    for name in (SHEET, "Ghi chú"):
        for row in before[name].iter_rows():
            for cell in row:
                same = after[name][cell.coordinate]
                assert (same.value, same.data_type, same.number_format) == (
                    cell.value,
                    cell.data_type,
                    cell.number_format,
                )
                assert [repr(x) for x in (same.border, same.font, same.alignment)] == [
                    repr(x) for x in (cell.border, cell.font, cell.alignment)
                ]
        assert after[name].merged_cells.ranges == before[name].merged_cells.ranges
        assert (after[name].freeze_panes, after[name].print_area) == (
            before[name].freeze_panes,
            before[name].print_area,
        )
    assert after.defined_names["VUNG"].attr_text == before.defined_names["VUNG"].attr_text
    assert len(after[SHEET]._charts) == 1
    assert opened(marked, values=True)[SHEET]["D8"].value == 8004


def test_parts_that_need_no_change_are_the_same_bytes(original: bytes, marked: bytes) -> None:
    before, after = parts(original), parts(marked)
    different = {name for name in before if before[name] != after.get(name)}
    assert not [name for name in different if "chart" in name or "theme" in name or "sharedStrings" in name]
    assert before.keys() <= after.keys()


def test_reading_it_again_gives_the_same_cells(original: bytes, marked: bytes) -> None:
    again = read(marked)
    data = Book(again.format, tuple(sheet for sheet in again.sheets if not is_answer(sheet)))
    assert cells_of(data) == cells_of(read(original))


def test_the_first_sheet_sums_up_and_leads_to_the_cells(told: Told, book: Book, province: Content) -> None:
    made = opened(annotated(told, book, province))
    sheet = made.worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
    text = "\n".join(str(cell.value) for cell in cells)
    assert sheet["A1"].value == SIGN
    for words in ("Có lỗi cần sửa", "805 lỗi, 2 cảnh báo", "ghi là: do", "1.234,5 → 1234.5", "UBND TỈNH", "Well water"):
        assert words in text
    assert "… và 795 chỗ nữa" in text and "không phải XLSX" in text
    links = {cell.value: cell.hyperlink.location for cell in cells if cell.hyperlink}
    assert links[f"{SHEET}!C5"] == f"'{SHEET}'!C5" and f"{SHEET}!E6" in links


def test_nothing_we_write_is_a_formula(province: Content) -> None:
    evil = "=cmd|'/c calc'!A1"
    found = Finding("cell.codelist", "error", evil, evil, 1, evil, "A1", evil, {}, {"list": evil, "expected": evil})
    sheet = Sheet(evil, [[evil, "+1", "-1", "@x", "\t=1", True, 1.5, None, "a<b>&\"'"]])
    made = annotated(Told(evil, Report((found,))), Book("csv", (sheet,)), province)
    cells = [cell for one in opened(made).worksheets for row in one.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b"}
    assert not any(b"<f" in re.sub(rb"<fo|<fi", b"", part) for name, part in parts(made).items() if "sheet" in name)
    own = opened(made).worksheets[1]
    assert [cell.value for cell in own[1]] == [evil, "+1", "-1", "@x", "\t=1", True, 1.5, None, "a<b>&\"'"]
    assert own["A1"].quotePrefix


def test_a_text_file_comes_back_as_a_workbook_of_the_same_cells(told: Told, book: Book, province: Content) -> None:
    made = annotated(told, book, province)
    assert [sheet.name for sheet in read(made).sheets] == [NAME, SHEET]
    assert opened(made)[SHEET]["C5"].value == "5,x" and len(marks_in(made)) == 800 + 6


def test_what_a_spreadsheet_cannot_hold_is_told(province: Content) -> None:
    rows = [["x" * 40_000, "\x00\x1b\ud800"], *([["y"]] * 3)]
    made = opened(annotated(Told("a.csv"), Book("csv", (Sheet("a" * 40 + "[]:*?/\\", rows),)), province))
    assert len(made.worksheets[1]["A1"].value) == 32_767 and len(made.sheetnames[1]) <= 31
    assert "1 ô dài hơn" in "\n".join(str(c.value) for c in made.worksheets[0]["A"])


def test_merged_cells_are_marked_where_they_show(province: Content) -> None:
    sheet = Sheet("S", [["a", None], [None, None], ["b", "c"]], merged=(Range(0, 0, 1, 1),))
    made = annotated(told_of({"B2": "error", "A3": "warning"}, "S"), Book("ods", (sheet,)), province)
    assert marks_in(made, "S") == {"A1": "error", "A3": "warning"}


def test_of_a_row_its_first_cell_is_marked(province: Content) -> None:
    found = Finding("row.blank", row=2, sheet="S")
    made = annotated(Told("x", Report((found,))), Book("csv", (Sheet("S", [["a"], [None, "b"]]),)), province)
    assert marks_in(made, "S") == {"B2": "error"}


def test_macros_are_never_kept(original: bytes, province: Content) -> None:
    types = {
        "[Content_Types].xml": lambda part: part.replace(PLAIN.encode(), MACRO.encode()),
        "xl/vbaProject.bin": b"macro",
        "xl/_rels/workbook.xml.rels": lambda part: part.replace(
            b"</Relationships>",
            b'<Relationship Id="vba" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
            b'Target="vbaProject.bin"/></Relationships>',
        ),
    }
    data = changed(original, types)
    made = annotated(told_of({"C5": "error"}), read(data, "x.xlsm"), province, data)
    assert "xl/vbaProject.bin" not in parts(made) and b"vbaProject" not in parts(made)["xl/_rels/workbook.xml.rels"]
    assert MACRO.encode() not in parts(made)["[Content_Types].xml"]
    assert "macro" in str([c.value for c in opened(made).worksheets[0]["A"]]) and marks_in(made) == {"C5": "error"}


@pytest.mark.parametrize(
    ("part", "change"),
    [
        (
            "xl/_rels/workbook.xml.rels",
            lambda part: part.replace(b"relationships/worksheet", b"relationships/xlMacrosheet", 1),
        ),
        ("xl/worksheets/sheet1.xml", lambda part: part.replace(b"<sheetData>", b"<![CDATA[ ]]><sheetData>")),
        ("xl/worksheets/sheet1.xml", lambda part: part.replace(b'<row r="5"', b'<row r="3"')),
        ("xl/styles.xml", lambda part: part[: len(part) // 2]),
        ("xl/workbook.xml", lambda part: part.replace(b"<sheets>", b"<!DOCTYPE x><sheets>")),
        (
            "xl/workbook.xml",
            lambda part: part.replace(b"schemas.openxmlformats.org/spreadsheetml", b"purl.oclc.org/ooxml"),
        ),
    ],
)
def test_an_unusual_workbook_comes_back_as_its_cells(
    original: bytes, province: Content, part: str, change: Callable[[bytes], bytes]
) -> None:
    made = annotated(told_of({"C5": "error"}), read(original), province, changed(original, {part: change}))
    assert cells_of(read(original)).items() <= cells_of(read(made)).items() and marks_in(made) == {"C5": "error"}
    assert "Không giữ được định dạng" in str([c.value for c in opened(made).worksheets[0]["A"]])


def test_elements_may_have_a_prefix(original: bytes, province: Content) -> None:
    def prefixed(part: bytes) -> bytes:
        return re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", part).replace(b'xmlns="', b'xmlns:x="', 1)

    data = changed(original, {"xl/worksheets/sheet1.xml": prefixed, "xl/styles.xml": prefixed})
    made = annotated(told_of(WRONG), read(original), province, data)
    assert marks_in(made) == {"A5": "error", "C6": "error", "D8": "warning", "Z4": "warning"}
    assert b"<x:legacyDrawing" in parts(made)["xl/worksheets/sheet1.xml"]


def test_comments_are_capped_in_a_huge_file_and_that_is_said(province: Content) -> None:
    rows = [[n] for n in range(COMMENTS + 500)]
    cells = {f"A{n}": "error" if n % 2 else "warning" for n in range(1, len(rows) + 1)}
    made = annotated(told_of(cells, "S"), Book("csv", (Sheet("S", rows),)), province)
    assert len(marks_in(made, "S")) == len(rows) and len(comments_in(made, "S")) == COMMENTS
    assert "Chỉ 1.000 ô đầu của mỗi nguyên nhân" in str([c.value for c in opened(made).worksheets[0]["A"]])


def test_a_sheet_of_the_senders_may_have_our_name(province: Content) -> None:
    made = annotated(told_of({"A1": "error"}, NAME), Book("ods", (Sheet(NAME, [["x"]]),)), province)
    assert opened(made).sheetnames == [f"{NAME} 2", NAME]


def test_equal_answers_are_equal_bytes(original: bytes, province: Content, marked: bytes) -> None:
    again = annotated(told_of({c: k for c, k in WRONG.items() if c != "B20"}), read(original), province, original)
    assert again == marked


def test_marks_of_an_earlier_check_are_taken_off(original: bytes, marked: bytes, province: Content) -> None:
    again = annotated(told_of({"C6": "warning", "C9": "error"}), read(marked), province, marked)
    assert opened(again).sheetnames == [NAME, SHEET, "Ghi chú"]
    assert marks_in(again) == {"C6": "warning", "C9": "error"}
    assert {cell: said for cell, said in comments_in(again).items() if SIGN not in said} == {
        "A5": "Giếng mới khoan",
        "B7": "Kỳ cũ",
    }
    assert comments_in(again).keys() == {"A5", "B7", "C6", "C9"}
    clean = annotated(Told("x", Report()), read(again), province, again)
    assert marks_in(clean) == {} and comments_in(clean) == comments_in(original)
