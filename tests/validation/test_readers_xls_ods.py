"""XLS and ODS: the same book comes of them as of any other workbook."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from tests.validation.readers_support import ods, to_tcvn3, to_vni, xls
from validation.intake.grid import Book, Range
from validation.intake.limits import Limits
from validation.intake.readers import read_book

FONTS = ("Arial", ".VnTime", "VNI-Times", ".VnTimeH", "Arial", "Symbol")
FORMATS = (0, 0, 0, 9, 14, 20)
DAY = 45_473.0  # 30/06/2024


def rules(book: Book) -> list[str]:
    return [found.rule for found in book.findings]


def test_xls_values_formats_and_errors() -> None:
    cells = {(0, 0): ("Xã", 0), (0, 1): (12.5, 0), (0, 2): (0.25, 3), (1, 0): (DAY, 4), (1, 1): (DAY + 0.5, 4)}
    more = {(1, 2): (0.25, 5), (1, 3): (True, 0), (3, 0): (b"\x17", 0)}
    book = read_book(xls({**cells, **more}, FONTS, FORMATS), "bao-cao.xls")
    (sheet,) = book.sheets
    assert (book.format, sheet.name, sheet.hidden) == ("xls", "Tờ 1", False)
    assert sheet.rows == [
        ["Xã", 12.5, 0.25],
        [date(2024, 6, 30), datetime.fromisoformat("2024-06-30T12:00"), time(6), True],
        [],
        ["#REF!"],
    ]
    assert dict(sheet.formats) == {(0, 2): "0%", (1, 2): "h:mm"}
    assert sheet.errors == {(3, 0): "#REF!"}
    assert (book.findings, book.repairs) == ((), ())


def test_xls_letters_by_font_run_by_run() -> None:
    cells: dict[tuple[int, int], tuple[object, int]] = {
        (0, 0): (to_tcvn3("Tổng số huyện"), 1),
        (1, 0): (to_vni("Thành phố Long Xuyên"), 2),
        (2, 0): (to_tcvn3("chủ đề: chăn nuôi"), 3),
        (3, 0): ("Ubnd xã Mỹ Hòa", 1),  # Unicode typed in a font of TCVN3
        (4, 0): (to_tcvn3("Lâm trường"), 0),  # TCVN3 whose font was changed
        (5, 0): ("São Paulo", 0),
        (6, 0): (("Long ", to_tcvn3("Xuyên"), to_vni(" – Châu Đốc")), 0),
        (7, 0): ("UÛy ban", 2),
        (8, 0): ("Uûy ban", 2),
        (9, 0): (to_tcvn3("BÁO CÁO"), 1),  # capitals with tones are small letters there
    }
    book = read_book(xls(cells, FONTS))
    assert [row[0] for row in book.sheets[0].rows] == [
        "Tổng số huyện",
        "Thành phố Long Xuyên",
        "chủ đề: chăn nuôi",
        "Ubnd xã Mỹ Hòa",
        "Lâm trường",
        "São Paulo",
        "Long Xuyên – Châu Đốc",
        "Ủy ban",
        "Ủy ban",
        "BÁO CÁO",
    ]
    told = {(r.rule, r.params["encoding"]): r.cells for r in book.repairs}
    assert told == {
        ("repair.legacy-font", "TCVN3"): 4,
        ("repair.legacy-font", "VNI"): 3,
        ("repair.legacy-neighbour", "TCVN3"): 1,
    }
    assert [(found.rule, found.cell) for found in book.findings] == [("file.font-mixed", "A5")]


@pytest.mark.parametrize(
    ("limits", "rule"),
    [
        (Limits(rows=1), "file.too-long"),
        (Limits(columns=1), "file.too-wide"),
        (Limits(cells=3), "file.too-many-cells"),
        (Limits(sheets=0), "file.too-many-sheets"),
    ],
)
def test_xls_limits(limits: Limits, rule: str) -> None:
    book = read_book(xls({(0, 0): (1.0, 0), (1, 1): (1.0, 0)}, FONTS), limits=limits)
    assert (book.sheets, rules(book)) == ((), [rule])


def test_xls_that_is_broken_or_locked() -> None:
    whole = xls({(0, 0): (1.0, 0)}, FONTS)
    assert rules(read_book(whole[: len(whole) // 2])) == ["file.unreadable"]
    locked = whole[:20] + b"\x2f\x00\x36\x00" + b"\x01\x00" + bytes(52) + whole[20:]
    assert rules(read_book(locked)) == ["file.encrypted"]


def cell(kind: str = "", said: str = "", text: str = "", tag: str = "table-cell") -> str:
    kind = f' office:value-type="{kind}"' if kind else ""
    return f"<table:{tag}{kind} {said}>{text and f'<text:p>{text}</text:p>'}</table:{tag}>"


def row(*cells: str, said: str = "") -> str:
    return f"<table:table-row {said}>{''.join(cells)}</table:table-row>"


def test_ods_values_and_what_is_to_tell_besides() -> None:
    note = "<office:annotation><text:p>ghi chú</text:p></office:annotation>"
    rows = (
        row(
            cell(
                "string", 'table:number-columns-spanned="3" table:number-rows-spanned="2"', "Tổng<text:s text:c='2'/>số"
            ),
            cell(tag="covered-table-cell", said='table:number-columns-repeated="2"'),
            cell("float", 'office:value="1.5"', "1,5"),
        ),
        row(said='table:number-rows-repeated="2"'),
        row(
            cell("percentage", 'office:value="0.5"', "50%"),
            cell("date", 'office:date-value="2024-06-30"', "30/06/2024"),
            cell("date", 'office:date-value="2024-06-30T08:30:00"'),
            cell("time", 'office:time-value="PT06H00M00S"'),
            cell("time", 'office:time-value="PT36H00M00S"'),
            cell("boolean", 'office:boolean-value="true"'),
        ),
        row(cell("string", 'table:formula="of:=1/0"', "#DIV/0!"), cell(said='table:formula="of:=A1"')),
        row(cell("string", "", f"hai</text:p>{note}<text:p>dòng")),
        row(cell("float", 'office:value="7" table:number-columns-repeated="2"'), said='table:number-rows-repeated="2"'),
        row(cell(said='table:number-columns-repeated="16384"'), said='table:number-rows-repeated="1048000"'),
    )
    meta = (
        '<m xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0">'
        '<meta:user-defined meta:name="ktth_dataset">ste-x</meta:user-defined></m>'
    )
    book = read_book(ods("".join(rows), **{"meta.xml": meta}))
    (sheet,) = book.sheets
    assert sheet.rows == [
        ["Tổng  số", None, None, 1.5],
        [],
        [],
        [0.5, date(2024, 6, 30), datetime.fromisoformat("2024-06-30T08:30"), time(6), "36:00:00", True],
        ["#DIV/0!", None],
        ["hai\ndòng"],
        [7.0, 7.0],
        [7.0, 7.0],
    ]
    assert sheet.merged == (Range(0, 0, 1, 2),)
    assert dict(sheet.formats) == {(3, 0): "0%"}
    assert (sheet.errors, sheet.no_value) == ({(4, 0): "#DIV/0!"}, {(4, 1)})
    assert (book.format, book.marks, book.findings) == ("ods", {"ktth_dataset": "ste-x"}, ())


def test_ods_hidden_sheets_links_macros_and_passwords() -> None:
    one = row(cell("float", 'office:value="1"'))
    style = '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
    assert read_book(ods(one, before=style, style=' table:style-name="ta2"')).sheets[0].hidden
    assert rules(read_book(ods("<table:table-source/>" + one))) == ["file.links"]
    assert rules(read_book(ods(one, **{"Basic__Standard__Module1.xml": "<x/>"}))) == ["file.macros"]
    assert rules(read_book(ods(one, **{"Object 1__content.xml": "<x/>"}))) == ["file.embedded"]
    locked = "<manifest><encryption-data/></manifest>"
    assert rules(read_book(ods(one, **{"META-INF__manifest.xml": locked}))) == ["file.encrypted"]


@pytest.mark.parametrize(
    ("columns", "rows", "rule"),
    [(16_384, 1_048_576, "file.too-wide"), (20, 1_048_576, "file.too-many-cells"), (1, 2_000_000, "file.too-long")],
)
def test_ods_repeating_cells_are_counted_before_they_are_written_out(columns: int, rows: int, rule: str) -> None:
    filled = cell("float", f'office:value="1" table:number-columns-repeated="{columns}"')
    book = read_book(ods(row(filled, said=f'table:number-rows-repeated="{rows}"')))
    assert (book.sheets, rules(book)) == ((), [rule])


def test_ods_letters_are_composed_and_read_by_their_sense() -> None:
    texts = [to_tcvn3(text) for text in ("Tổng số", "Huyện Châu Thành", "Lượng rác thải", "Đơn vị tính")]
    book = read_book(ods("".join(row(cell("string", "", text)) for text in texts)))
    assert [r[0] for r in book.sheets[0].rows] == ["Tổng số", "Huyện Châu Thành", "Lượng rác thải", "Đơn vị tính"]
    assert [r.rule for r in book.repairs] == ["repair.encoding"]
