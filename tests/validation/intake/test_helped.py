"""A finding says what its reader needs besides: what codes stand for, which of two homonyms, a cell that is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.core.i18n import LANGS
from schemas.core.registry import Content
from tests.validation.intake.conftest import Sent
from validation.findings import Finding
from validation.intake.check import Answer
from validation.messages import cause_message, mending
from validation.narrowed import narrowed
from validation.render.words import address, hint

HEAD = "Kỳ số liệu|Địa bàn|Khu vực|Phát sinh|Thu gom|Loại số liệu|Văn bản nguồn"
WATER = "con-urban-wastewater"
SAME = "'2024|'883|NT|80|60|CT|Công văn 15/SNNMT-MT"


def found(answers: list[Answer], rule: str) -> list[Finding]:
    return [f for answer in answers for f in answer.report.findings if f.rule == rule]


def test_the_codes_of_a_list_are_told_with_their_names(sent: Sent, angiang: Content) -> None:
    (wrong,) = found(sent.check(f"{HEAD}\n{SAME.replace('NT', 'X9')}"), "cell.codelist")
    assert "NT (Nông thôn)" in mending(wrong, "vi", angiang)
    assert "NT (Rural)" in mending(wrong, "en", angiang)


def test_of_two_units_of_one_name_it_says_where_they_are(sent: Sent) -> None:
    (wrong,) = found(sent.check(f"{HEAD}\n{SAME.replace(chr(39) + '883', 'Huyện Châu Thành')}"), "code.several")
    assert "892 (Huyện Châu Thành, Tỉnh An Giang)" in hint(wrong, "vi")


def test_a_code_that_there_is_not_is_told_with_its_neighbours(sent: Sent, angiang: Content) -> None:
    (wrong,) = found(sent.check(f"{HEAD}\n{SAME.replace('883', '885')}"), "reference.missing")
    assert "883 (Thành phố Long Xuyên); 884 (Thành phố Châu Đốc); 886" in mending(wrong, "vi", angiang)


def test_a_rule_of_many_columns_is_said_of_the_one_that_breaks_it(sent: Sent, angiang: Content) -> None:
    rows = "\n".join(SAME.replace("NT|80", f"{area}|{value}") for area, value in (("DT", 70), ("NT", 80), ("TS", 190)))
    (wrong,) = found(sent.check(f"{HEAD}\n{rows}".replace("|60|", "||")), "ste-msw-flow.urban-rural")
    assert cause_message(wrong, "vi", angiang).startswith("trái quy tắc “Phát sinh: DT + NT = TS")
    assert "DT = Đô thị (thành thị); NT = Nông thôn; TS = Tổng số" in mending(wrong, "vi", angiang)


def test_every_rule_of_the_content_can_be_said_of_any_of_its_columns(angiang: Content) -> None:
    for table, rule in angiang.rules.values():
        for column in rule.columns:
            of_it = narrowed(rule, Finding(rule.id, params={"column": column}))
            assert all(of_it.say(lang, table.titles) for lang in LANGS) and set(of_it.columns) <= set(rule.columns)


def test_where_the_file_lacks_the_column_another_cell_of_the_rule_is_told(sent: Sent, angiang: Content) -> None:
    answers = sent.check(f"{HEAD}\n{SAME}\n{SAME.replace('NT|80', 'DT|')}")
    (wrong,) = found(answers, "ste-msw-flow.missing-flag")
    assert address(wrong, "vi") == "Bieu!D3"
    assert "không có cột “Ký hiệu tình trạng số liệu”" in mending(wrong, "vi", angiang)


def test_a_column_that_all_rows_lack_is_one_finding(sent: Sent, angiang: Content) -> None:
    rows = [HEAD, *(SAME.replace("883", str(unit)) for unit in (883, 884, 886))]
    answers = sent.check("\n".join(row.replace("|CT", "").replace("|Loại số liệu", "") for row in rows))
    (wrong,) = found(answers, "ste-msw-flow.official-status")
    assert mending(wrong, "vi", angiang).startswith("Tệp không có cột “Loại số liệu”, mà cả 3 dòng đều cần")
    assert "SB = Sơ bộ" in mending(wrong, "vi", angiang)


@pytest.mark.parametrize("column", ["Loại số liệu", "Văn bản nguồn"])
def test_an_empty_cell_is_offered_the_codes_of_its_own_column_only(sent: Sent, angiang: Content, column: str) -> None:
    place = HEAD.split("|").index(column)
    cells = SAME.split("|")
    answers = sent.check(f"{HEAD}\n{'|'.join([*cells[:place], '', *cells[place + 1 :]])}\n{SAME.replace('883', '884')}")
    (wrong,) = [f for a in answers for f in a.report.errors]
    told = mending(wrong, "vi", angiang)
    assert told.startswith("Điền giá trị vào ô") and "chinh_thuc" not in told
    assert ("Mã: CT = Chính thức; SB = Sơ bộ; UT = " in told) == (column == "Loại số liệu")


def test_a_column_that_some_rows_lack_is_told_with_its_own_codes(sent: Sent, angiang: Content) -> None:
    head = "Kỳ số liệu|Đô thị|Đơn vị hành chính|Nước thải phát sinh|Loại số liệu|Văn bản nguồn"
    row = "'2024|long-xuyen|'883|30000|CT|Công văn 15/SNNMT-MT"
    answers = sent.check(f"{head}\n{row}\n{row.replace('30000', '').replace('2024', '2023')}", dataset=WATER)
    (wrong,) = found(answers, f"{WATER}.method-said")
    told = mending(wrong, "vi", angiang)
    assert "không có cột “Cách tính lượng phát sinh”" in told and "chinh_thuc" not in told
    assert "do = " in told and "dau_nguoi = " in told and "nuoc_cap = " in told


def test_rows_whose_keys_could_not_be_read_are_not_called_equal(sent: Sent) -> None:
    answers = sent.check(f"{HEAD}\n{SAME.replace('NT', 'X8')}\n{SAME.replace('NT', '')}\n{SAME.replace('NT', '')}")
    assert len(found(answers, "cell.required")) == 2
    assert found(answers, "row.duplicate-key") == []


def test_what_is_no_code_is_not_judged_by_rules_besides(sent: Sent) -> None:
    answers = sent.check(f"{HEAD}\n{SAME.replace(chr(39) + '883', 'Xyz')}")
    assert len(found(answers, "reference.missing")) == 1
    assert {f.column for answer in answers for f in answer.report.findings} == {"geo_code"}


def test_a_heading_that_is_not_known_is_told_what_it_may_be(sent: Sent, angiang: Content) -> None:
    (wrong,) = found(sent.check(f"{HEAD}|Số xe\n{SAME}|3"), "column.unknown")
    assert "Tái chế, tái sử dụng" in mending(wrong, "vi", angiang)
    assert "Phát sinh;" not in mending(wrong, "vi", angiang)


def test_totals_that_are_data_are_told_once(sent: Sent) -> None:
    units = ("Thành phố Long Xuyên", "Thành phố Châu Đốc", "Huyện An Phú")
    blocks = "\n".join(f"{unit}|||\nTổng số|30|CT|\nĐô thị|20|CT|\nNông thôn|10|CT|" for unit in units)
    answers = sent.check(f"Năm 2024\nKhu vực|Phát sinh|Loại số liệu|Văn bản nguồn\n{blocks}", dataset="ste-msw-flow")
    told = [r for answer in answers for r in answer.repairs if r.rule == "repair.total"]
    assert [(r.cells, r.before, r.after) for r in told] == [(3, "Tổng số", "TS")]


def test_what_stands_in_a_row_that_is_cut_wrong_is_not_blamed(sent: Sent, tmp_path: Path, angiang: Content) -> None:
    path = tmp_path / "sent.csv"
    lines = [line.replace("|", ";").replace("'", "") for line in (HEAD, *[SAME] * 6)]
    units = (883, 884, 886, 887, 888, 889)
    lines[1:] = [line.replace("883", str(unit)) for line, unit in zip(lines[1:], units, strict=True)]
    lines[2] = lines[2].replace(";NT;", ";;NT;")
    path.write_text("\n".join(lines), encoding="utf-8")
    answers = sent.file(path, dataset="ste-msw-flow")
    (wrong,) = [f for answer in answers for f in answer.report.errors]
    assert (wrong.rule, wrong.row) == ("row.extra-cell", 3)
    assert mending(wrong, "vi", angiang).endswith("Nội dung của dòng chỉ được xét sau khi dòng được ngăn ô đúng.")
