"""The answer on a terminal and for programs, in both languages."""

from __future__ import annotations

import json
import sys

import frictionless

from schemas.core.registry import Content
from validation.findings import Finding, Report
from validation.intake.grid import Repair
from validation.render.frictionless import frictionless_report
from validation.render.json import report_dict, told_dict
from validation.render.text import report_lines, told_lines
from validation.render.told import Told
from validation.render.words import repair_words, shortened, visible


def test_a_cause_says_what_where_how_often_and_how_to_mend_it(told: Told, province: Content) -> None:
    text = "\n".join(told_lines(told, "vi", province))
    assert "✗ well-water Mực nước thấp nhất (low), 800 ô: không phải" in text
    assert "Biểu 01!C5 «5,x»\n" in text and "… và 795 chỗ nữa" in text
    assert "Biểu 01!E6 «tự đo» → ghi là: do" in text
    assert "dòng 1234 có cùng Giếng, Kỳ số liệu" in text
    assert "~ Biểu 01, cột D, 812 ô: đã chuyển dấu phẩy thập phân: 1.234,5 → 1234.5" in text
    assert "Biểu 01: 2 dòng: 2–3 (dòng trống)" in text
    assert text.endswith("Đã đọc 900 dòng: 805 lỗi, 2 cảnh báo")


def test_english_says_the_same(told: Told, province: Content) -> None:
    text = "\n".join(told_lines(told, "en", province))
    assert "✗ well-water Lowest level (low), 800 cells: not a number such as 1234.5" in text
    assert "→ write: do" in text and "row 1234 has the same Well, Period" in text


def test_every_finding_is_shown_where_all_are_asked_for(told: Told, province: Content) -> None:
    text = "\n".join(report_lines(told.report, "vi", province, shown=sys.maxsize))
    assert "chỗ nữa" not in text and text.count("Biểu 01!C") == 801


def test_a_value_can_not_write_to_the_terminal(province: Content) -> None:
    evil = "\x1b]0;x\x07\r\n\u202e\u200b"
    finding = Finding("cell.required", row=2, column=evil, cell="A2", value=evil, sheet=evil)
    text = "\n".join(report_lines(Report((finding,)), "vi", province))
    assert not set(text) & set("\x1b\x07\r\u202e\u200b") and "␛]0;x␇␍␊⟨U+202E⟩⟨U+200B⟩" in text


def test_a_long_value_is_cut_with_its_length() -> None:
    assert shortened("a" * 500, "vi") == "a" * 80 + "… (500 ký tự)"
    assert visible("Thoại Sơn") == "Thoại Sơn"


def test_a_repair_that_nobody_named_is_still_told() -> None:
    assert repair_words(Repair("repair.unheard-of", before="a", after="b"), "en") == "read as another spelling: a → b"


def test_json_holds_causes_repairs_and_rows_left_out(told: Told, province: Content) -> None:
    data = json.loads(json.dumps(told_dict(told, province)))
    assert (data["errors"], data["warnings"], len(data["findings"])) == (805, 2, 807)
    assert sum(cause["count"] for cause in data["causes"]) == 807
    code = next(cause for cause in data["causes"] if cause["rule"] == "cell.codelist")
    assert code["examples"] == [{"sheet": "Biểu 01", "row": 6, "cell": "E6", "value": "tự đo", "suggest": "do"}]
    assert data["repairs"][0]["message"]["en"] == "decimal commas turned into points: 1.234,5 → 1234.5"
    assert [row["row"] for row in data["left_out"]] == [1, 2, 3]
    assert data["parts"][0]["columns"] == [
        {"column": "A", "heading": "Giếng", "taken_as": {"vi": "Giếng", "en": "Well"}}
    ]


def test_equal_checks_equal_bytes(told: Told, province: Content) -> None:
    assert json.dumps(report_dict(told.report, province)) == json.dumps(report_dict(told.report, province))


def test_frictionless_reads_the_report_as_its_own(told: Told, province: Content) -> None:
    said = json.loads(json.dumps(frictionless_report(told.report, "en", province, told.name)))
    report = frictionless.Report.from_descriptor(said)
    assert report.to_descriptor() == said
    assert (report.valid, report.stats["errors"], report.stats["warnings"]) == (False, 805, 2)
    assert len(report.flatten()) == report.stats["errors"]
    (task,) = report.tasks
    assert (task.name, task.place, task.stats["rows"], len(task.errors)) == ("well-water", "bao cao.xlsx", 900, 805)
    flat = report.flatten(["rowNumber", "fieldNumber", "fieldName", "type"])
    assert [5, 3, "low", "type-error"] in flat and [6, 5, "origin", "constraint-error"] in flat
    assert {row[3] for row in flat} == {
        "type-error",
        "constraint-error",
        "primary-key",
        "missing-label",
        "row-constraint",
    }
    assert report.warnings == [
        "the text is not UTF-8 and no encoding is declared; it was read as cp1258 [file.encoding-guessed]"
    ]


def test_frictionless_reads_a_report_without_findings(province: Content) -> None:
    report = frictionless.Report.from_descriptor(frictionless_report(Report((), {("d", "t"): 3}), "vi", province))
    assert report.valid and report.flatten() == [] and report.stats["tasks"] == 1


def test_frictionless_takes_every_rule_of_the_engine(province: Content) -> None:
    from string import Formatter

    from validation.messages import MESSAGES

    found = []
    for rule, said in MESSAGES.items():
        names = {name for _, name, _, _ in Formatter().parse(said.what + said.common + said.mend) if name}
        params = dict.fromkeys(names, "1")
        found += [Finding(rule, params=params), Finding(rule, "error", "d", "t", 3, "x", "B3", "v", {}, params)]
    report = frictionless.Report.from_descriptor(frictionless_report(Report(tuple(found)), "vi", province))
    assert len(report.flatten()) == len(found)
