"""Templates: every dataset's is whole and the same each time; what comes back on one is read for what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import polars as pl
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from publish.forms import Forms, form_of, is_asked
from publish.settings import Settings
from schemas.core.model import Reference
from schemas.core.registry import Content, load_content
from schemas.core.site import Text
from schemas.core.table import Table
from validation.intake.grid import Book, Sheet, Value
from validation.intake.readers import read_book
from validation.template.book import write_template
from validation.template.choices import code_choices, reference_choices
from validation.template.example import is_marked
from validation.template.fields import header
from validation.template.form import Form
from validation.template.returned import Returned, returned
from validation.template.stamp import DATASET, MODEL, digest

HOUSE = Path(__file__).parents[2]
DAY = date(2026, 11, 22)
FLOW = "ste-msw-flow"


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content("schemas.angiang")


@pytest.fixture(scope="module")
def forms(content: Content) -> Mapping[str, Form]:
    """The form of every dataset that agencies send."""
    made = Forms(content, Settings(datapackages=HOUSE / "datapackages", root=HOUSE / "absent"))
    return {name: made.form(name, DAY) for name in content.datasets if is_asked(name, content)}


@pytest.fixture(scope="module")
def files(forms: Mapping[str, Form]) -> Mapping[str, bytes]:
    return {name: write_template(form, "vi") for name, form in forms.items()}


def opened(data: bytes) -> Workbook:
    return load_workbook(BytesIO(data))


def tables_of(book: Workbook, form: Form) -> Iterator[tuple[Table, Worksheet]]:
    for table in form.tables:
        yield table, book[form.sheet_names("vi")[table.name]]


def test_every_dataset_has_a_template_with_its_columns_in_words_and_by_name(
    forms: Mapping[str, Form], files: Mapping[str, bytes]
) -> None:
    assert len(forms) > 50
    for name, form in forms.items():
        book = opened(files[name])
        assert [s.title for s in book.worksheets][len(form.tables) :] == ["Hướng dẫn", "Danh mục"][
            : 1 + form.offers_lists
        ]
        for table, sheet in tables_of(book, form):
            fields = form.fields(table)
            assert [c.value for c in sheet[1]] == [header(f, "vi") for f in fields]
            assert [c.value for c in sheet[2]] == [f["name"] for f in fields]
            assert all(
                f.get("title") in c.comment.text or f.get("titleEn") in c.comment.text
                for f, c in zip(fields, sheet[1], strict=True)
            )
            assert sheet.freeze_panes == "B3"
            assert is_marked([c.value for c in sheet[3]])
        assert {p.name: p.value for p in book.custom_doc_props.props} == {DATASET: name, MODEL: digest(form.tables)}


def test_cells_take_what_the_model_allows(forms: Mapping[str, Form], files: Mapping[str, bytes]) -> None:
    for name, form in forms.items():
        book = opened(files[name])
        for table, sheet in tables_of(book, form):
            checks = {str(c.sqref).split("4:")[0]: c for c in sheet.data_validations.dataValidation}
            for place, said in enumerate(form.fields(table), start=1):
                letter, choices = get_column_letter(place), form.choices(table, said)
                check, style = checks.get(letter), sheet.column_dimensions[letter].number_format
                if choices:
                    assert check.type == "list" and in_range(book, check.formula1) == choices.shown
                    assert check.errorStyle == ("stop" if choices.whole else "warning")
                else:
                    kinds = {"integer": "whole", "number": "decimal", "date": "date", "boolean": "list"}
                    assert said["type"] == "string" or check.type == kinds[said["type"]]
                expected = {
                    "number": "#,##0.0###",
                    "date": "dd/mm/yyyy",
                    "integer": "#,##0" if said.get("unit") else "0",
                }
                assert style == expected.get(said["type"], "@"), (table.name, said["name"])


def in_range(book: Workbook, formula: str) -> list[str]:
    sheet, _, cells = formula.rpartition("!")
    left, top, right, bottom = range_boundaries(cells.replace("$", ""))
    rows = book[sheet.strip("'")].iter_rows(top, bottom, left, right, values_only=True)
    return [value for (value,) in rows]


def test_what_programs_cannot_hold_is_not_written(files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        book = opened(data)
        titles = [s.title for s in book.worksheets]
        assert len({t.casefold() for t in titles}) == len(titles) and max(map(len, titles)) <= 31
        for check in (c for s in book.worksheets for c in s.data_validations.dataValidation):
            assert len(check.prompt or "") <= 255 and len(check.error or "") <= 225
            assert max(len(check.promptTitle or ""), len(check.errorTitle or "")) <= 32
        assert all((row.height or 0) <= 409 for s in book.worksheets for row in s.row_dimensions.values())
        with ZipFile(BytesIO(data)) as packed:
            parts = [n for n in packed.namelist() if "worksheets/sheet" in n]
            assert not any(re.search(rb"<f[ >]", packed.read(n)) for n in parts), name
            assert {i.date_time for i in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_same_form_gives_the_same_bytes(forms: Mapping[str, Form], files: Mapping[str, bytes]) -> None:
    assert write_template(forms[FLOW], "vi") == files[FLOW]
    assert write_template(replace(forms[FLOW], today=date(2026, 11, 23)), "vi") != files[FLOW]


def test_the_instructions_say_who_when_and_how_in_both_languages(files: Mapping[str, bytes]) -> None:
    cells = [str(c.value) for row in opened(files[FLOW])["Hướng dẫn"].iter_rows() for c in row if c.value]
    text = "\n".join(cells)
    for words in ("Sở Tài nguyên và Môi trường", "Trước ngày 30/11", "hằng năm", "every year", "Before 30 November"):
        assert words in text
    assert "Thu gom + hộ dân tự xử lý ≤ phát sinh" in text
    assert "chinh_thuc" not in text and "trich_dan" not in text
    assert text.index("Cách ghi") < text.index("How to fill it in")


def test_an_english_template_has_english_headers_and_the_same_names(forms: Mapping[str, Form]) -> None:
    sheet = opened(write_template(forms[FLOW], "en")).worksheets[0]
    assert sheet["A1"].value == "Period" and sheet["A2"].value == "period"
    assert str(sheet["A3"].value).startswith("Example – delete this row")


# What comes back


def sent(data: bytes, rows: Sequence[Mapping[str, Any]] = (), first: int = 4) -> Book:
    """The book that is read where ``rows`` were written into the first sheet, by the names of the columns."""
    book = opened(data)
    sheet = book.worksheets[0]
    names = [c.value for c in sheet[2]]
    for down, row in enumerate(rows, start=first):
        for name, value in row.items():
            sheet.cell(down, names.index(name) + 1, value)
    stream = BytesIO()
    book.save(stream)
    return read_book(stream.getvalue(), "sent.xlsx")


def rules(back: Returned) -> list[str]:
    return [f.rule for f in back.book.findings]


ROW = {"period": "2025-H2", "geo_code": "91 – Tỉnh An Giang", "area_type": "TS", "generated": 1200.5}


def test_an_agencys_rows_are_read_and_everything_else_is_told(files: Mapping[str, bytes], content: Content) -> None:
    back = returned(sent(files[FLOW], [ROW, {}, ROW]), content)
    [(name, block)] = back.blocks.items()
    assert (back.dataset, rules(back), name) == (FLOW, [], "Chất thải rắn sinh hoạt")
    assert (block.rows, [one.row for one in block.left_out]) == ((3, 5), [4])
    assert [(h.parts, h.unit) for h in block.columns][2:5] == [
        (("Mã đơn vị hành chính", "geo_code"), ""),
        (("Khu vực", "area_type"), ""),
        (("Phát sinh (tấn/ngày)", "generated"), "tấn/ngày"),
    ]
    assert block.sheet.rows[3][:5] == ["2025-H2", None, "91", "TS", 1200.5]
    told = [(r.rule, r.sheet, r.column, r.cells, r.before, dict(r.params)) for r in back.book.repairs]
    assert told == [
        ("repair.template-sheet", "Hướng dẫn", "", 0, "", {}),
        ("repair.template-sheet", "Danh mục", "", 0, "", {}),
        ("repair.template-example", name, "", 0, "", {"row": "3"}),
        ("repair.template-choice", name, "C", 2, "91 – Tỉnh An Giang", {}),
    ]


@pytest.mark.parametrize(
    ("row", "left_out"),
    [
        ({"period": "Tổng cộng", "generated": 4000}, True),
        ({"note": "TỔNG CỘNG:", "generated": "4.000"}, True),
        ({"period": 2025, "note": "Tổng cộng", "generated": 4000}, False),
        ({**ROW, "area_type": "Tổng số"}, False),
        ({"period": "Tổng hợp", "generated": 4000}, False),
    ],
)
def test_a_total_below_the_rows_is_left_out_and_told(
    files: Mapping[str, bytes], content: Content, row: dict[str, Any], left_out: bool
) -> None:
    [block] = returned(sent(files[FLOW], [ROW, row]), content).blocks.values()
    assert block.rows == ((3,) if left_out else (3, 4))
    told = [(one.row, one.reason) for one in block.left_out]
    assert told == ([(4, "total")] if left_out else [])


@pytest.mark.parametrize(
    ("rows", "first", "found"),
    [
        ([{"generated": 5.0}], 3, [3]),  # the example written over, its mark left
        ([{"period": "Ví dụ – xóa dòng này: 2020", "generated": 5.0}], 4, [4]),  # the example copied down
        ([{"period": "2025"}], 3, []),  # its first cell written over: a row like any other
        ([{"period": "VI DU - xoa dong nay: 2020"}], 3, []),
    ],
)
def test_a_row_that_says_it_is_the_example_and_is_not_is_never_left_out_in_silence(
    files: Mapping[str, bytes], content: Content, rows: list[dict[str, Any]], first: int, found: list[int]
) -> None:
    back = returned(sent(files[FLOW], rows, first), content)
    assert [(f.rule, f.row, f.severity) for f in back.book.findings] == [
        ("template.example", r, "error") for r in found
    ]


def without(content: Content, change: Any) -> Content:
    """The content with the fields of one table changed."""
    table = content.tables[FLOW, FLOW]
    tables = {**content.tables, (FLOW, FLOW): replace(table, fields=tuple(change(table.fields)))}
    return replace(content, tables=tables)


def test_a_template_of_an_older_model_is_recognised_and_told_what_changed(
    files: Mapping[str, bytes], content: Content
) -> None:
    def change(fields: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
        for said in fields:
            if said["name"] == "generated":
                yield {**said, "unit": "tấn/năm"}
            elif said["name"] == "recycled":
                yield {**said, "name": "reused"}
            else:
                yield said

    back = returned(sent(files[FLOW], [ROW]), without(content, change))
    [finding] = back.book.findings
    assert (finding.rule, finding.severity) == ("template.outdated", "warning")
    assert finding.params == {"dataset": FLOW, "changes": "generated: tấn/ngày → tấn/năm; + reused; − recycled"}
    assert [block.rows for block in back.blocks.values()] == [(3,)]


def test_other_words_for_the_same_columns_do_not_make_a_template_old(
    files: Mapping[str, bytes], content: Content
) -> None:
    def reworded(fields: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
        yield from ({**said, "description": "Mới", "title": "Mới"} for said in fields)

    assert rules(returned(sent(files[FLOW]), without(content, reworded))) == []


def test_without_properties_the_mark_on_the_instructions_counts(files: Mapping[str, bytes], content: Content) -> None:
    back = returned(replace(sent(files[FLOW]), marks={}), content)
    assert (back.dataset, rules(back)) == (FLOW, [])


def test_a_template_of_elsewhere_is_said_to_be_one(files: Mapping[str, bytes], content: Content) -> None:
    other = replace(content, tables={k: t for k, t in content.tables.items() if k[0] != FLOW})
    back = returned(sent(files[FLOW]), other)
    assert (back.dataset, rules(back), back.blocks) == ("", ["template.unknown"], {})


def test_a_book_of_their_own_is_left_alone_but_for_a_copied_example(content: Content) -> None:
    rows: list[list[Value]] = [["Năm", "Phát sinh"], ["Ví dụ – xóa dòng này: 2020", 3.0], ["2024", 5.0]]
    book = Book("xlsx", (Sheet("Sheet1", rows),))
    back = returned(book, content)
    assert (back.dataset, back.blocks) == ("", {})
    assert [list(row) for row in back.book.sheets[0].rows] == [["Năm", "Phát sinh"], [], ["2024", 5.0]]
    assert [r.rule for r in back.book.repairs] == ["repair.template-example"]


def test_where_the_names_are_gone_the_sheet_is_read_like_any_other(
    files: Mapping[str, bytes], content: Content
) -> None:
    book = sent(files[FLOW], [ROW])
    bare = replace(book.sheets[0], rows=[book.sheets[0].rows[0], *book.sheets[0].rows[3:]])
    back = returned(replace(book, sheets=(bare, *book.sheets[1:])), content)
    assert (back.dataset, back.blocks, [s.name for s in back.book.sheets]) == (FLOW, {}, [bare.name])


# Choices


def test_only_what_is_valid_on_the_day_can_be_chosen() -> None:
    frame = pl.DataFrame(
        [
            ("fuel", "a", "Than", "Coal", date(2000, 1, 1), date(2025, 1, 1)),
            ("fuel", "b", "Trấu", "Husk", date(2000, 1, 1), None),
            ("area", "x", "Đô thị", "Urban", date(2000, 1, 1), None),
            ("area", "y", "Mới", "New", date(2026, 11, 23), None),
            ("old", "o", "Cũ", "Old", date(2000, 1, 1), date(2026, 11, 22)),
        ],
        schema=["list", "code", "name_vi", "name_en", "valid_from", "valid_to"],
        orient="row",
    )
    found = code_choices(frame, DAY)
    assert {name: (c.shown, c.whole) for name, c in found.items()} == {"fuel": (["b"], False), "area": (["x"], False)}
    assert found["fuel"].items[0].name == Text("Trấu", "Husk")


def test_a_register_is_offered_with_names_unless_it_is_too_long(content: Content) -> None:
    table = replace(content.tables[FLOW, FLOW], references=(Reference(("geo_code",), "land", ("code",)),))
    few = pl.DataFrame(
        {"code": ["883", "VN", "91", "91"], "name_vi": ["Long Xuyên", "Việt Nam", "Kiên Giang", "An Giang"]}
    )
    assert reference_choices(table, lambda _: few, DAY)["geo_code"].shown == [
        "91 – An Giang",
        "VN – Việt Nam",
        "883 – Long Xuyên",
    ]
    many = pl.DataFrame({"code": [str(n) for n in range(2001)]})
    assert reference_choices(table, lambda _: many, DAY) == reference_choices(table, lambda _: None, DAY) == {}


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (["Nước thải: phát sinh, thu gom và xử lý ở đô thị"], ["Nước thải"]),
        (["A/B [c]?"], ["A B c"]),
        (
            ["Rác: một hai ba bốn năm sáu bảy tám", "Rác: một hai ba bốn năm sáu bảy chín"],
            ["Rác", "Rác một hai ba bốn năm sáu bảy…"],
        ),
        (["Hướng dẫn", "Hướng dẫn"], ["Hướng dẫn 2", "Hướng dẫn 3"]),
        (["x" * 40], ["x" * 30 + "…"]),
    ],
)
def test_sheets_are_named_after_their_tables(
    forms: Mapping[str, Form], content: Content, titles: list[str], names: list[str]
) -> None:
    tables = [replace(content.tables[FLOW, FLOW], name=f"t{n}") for n in range(len(titles))]
    named = {table.name: Text(title) for table, title in zip(tables, titles, strict=True)}
    assert [*replace(forms[FLOW], tables=tables, titles=named).sheet_names("vi").values()] == names


def test_a_content_without_registers_has_templates_too(province: Content) -> None:
    descriptor = {"title": "Giếng", "frequency": "year", "publisher": "Sở", "resources": [{"name": "well-water"}]}
    form = form_of("well-water", descriptor, province, lambda _: None, DAY)
    book = read_book(write_template(form, "vi"), "x.xlsx")
    assert returned(book, province).dataset == "well-water"
    assert form.agency == Text("Sở")
