"""Twenty and more bad files: each report says what is wrong, where and how to mend it, and who does so is done."""

from __future__ import annotations

import re
from io import BytesIO

import frictionless
import pytest
from openpyxl import load_workbook

from tests.publish.bad_files import ALL
from tests.publish.bad_files.bad import Bad
from tests.publish.bad_files.record import CONTENT, RECORD, answered, record
from validation.intake.limits import DEFAULT
from validation.intake.readers import read_book
from validation.render.frictionless import frictionless_report
from validation.render.html import html_page
from validation.render.workbook import annotated

CELL = re.compile(r"(?:(?P<sheet>.+)!)?(?P<cell>[A-Z]+\d+)")


@pytest.fixture(params=ALL, ids=[bad.name for bad in ALL])
def bad(request: pytest.FixtureRequest) -> Bad:
    found: Bad = request.param
    return found


def causes(lines: list[str]) -> list[str]:
    """What is said of each cause, its examples below it."""
    told = re.split(r"\n(?=[✗!?] |Đã đọc)", "\n" + "\n".join(lines))
    return [one for one in told if one[:1] in ("✗", "!")]


def test_there_are_twenty_and_more_of_all_formats() -> None:
    assert len(ALL) >= 20
    assert {bad.name.rpartition(".")[2] for bad in ALL} == {"xlsx", "xls", "ods", "csv"}


def test_the_report_says_what_is_wrong_and_where(bad: Bad) -> None:
    told = causes(answered(bad).lines)
    for place, words in bad.says:
        line = re.compile(rf"^    {re.escape(place)}(?![A-Z0-9])", re.MULTILINE)
        assert [one for one in told if words in one and (not place or line.search(one))], (place, words, told)


def test_every_cause_says_how_to_mend_it(bad: Bad) -> None:
    """And a few are enough: a report that tells of everything tells of nothing."""
    told = causes(answered(bad).lines)
    assert all("\n    → " in one for one in told), told
    assert len(told) <= 2 * len(bad.says)


def test_who_mends_what_the_report_says_has_no_error_left(bad: Bad) -> None:
    assert answered(bad, Bad.corrected).told.report.errors == ()


def test_it_says_it_in_vietnamese_alone(bad: Bad) -> None:
    english = re.compile(r"\b(?:the|of|row|column|not|cell|file|is|and|may|must|rule|code)\b", re.IGNORECASE)
    said = re.sub(r"«[^»]*»|\[[^\]]*\]|\([a-z_]+\)|[a-z-]+\.[a-z-]+", "", "\n".join(answered(bad).lines))
    assert english.findall(said) == []


def test_the_workbook_comes_back_with_the_cells_marked(bad: Bad) -> None:
    """Each place that the report names has a comment, and what it holds is as it was sent."""
    answer = answered(bad)
    if not answer.book.sheets:  # what could not be opened is not marked, and said to be so
        assert {f.rule.partition(".")[0] for f in answer.told.report.errors} == {"file"}
        return
    back = load_workbook(BytesIO(annotated(answer.told, answer.book, CONTENT, answer.data)))
    assert back.sheetnames[0] == "Kết quả kiểm tra"
    for place, _ in bad.says:
        if found := CELL.fullmatch(place):
            sheet = back[found["sheet"]] if found["sheet"] else back.worksheets[1]
            cell = sheet[found["cell"]]
            top = next((m for m in sheet.merged_cells.ranges if cell.coordinate in m), None)
            shown = sheet.cell(top.min_row, top.min_col) if top else cell
            assert shown.comment and "Cách sửa: " in shown.comment.text, place


def test_the_marked_workbook_is_read_as_the_file_was(bad: Bad) -> None:
    answer = answered(bad)
    again = read_book(annotated(answer.told, answer.book, CONTENT, answer.data), "again.xlsx", DEFAULT)
    assert len(again.sheets) == len(answer.book.sheets) + 1


def test_the_page_says_every_place_too(bad: Bad) -> None:
    page = html_page(answered(bad).told, "vi", CONTENT)
    assert [place for place, _ in bad.says if place.replace("«", "").replace("»", "") not in page] == []


def test_frictionless_loads_the_report_as_its_own(bad: Bad) -> None:
    told = answered(bad).told
    report = frictionless.Report.from_descriptor(frictionless_report(told.report, "vi", CONTENT, bad.name))
    assert report.valid == told.report.valid
    assert len(report.flatten(["type"])) == len(told.report.errors)


def test_the_record_is_what_the_reports_say() -> None:
    """Where it is not: ``python -m tests.publish.bad_files.record`` writes it anew; read what changed."""
    assert RECORD.read_text(encoding="utf-8") == record()
