"""XLSX: values, and what there is to tell besides them, however the sheet is written; nothing in it is ever run."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from tests.validation.readers_support import MAIN, OFFICE, packed, sheet_xml, to_tcvn3, to_vni, xlsx
from validation.intake.grid import Book, Range
from validation.intake.limits import Limits
from validation.intake.readers import read_book

WORKBOOK = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{{}}</sheets></workbook>'
STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="mm/yyyy"/><numFmt numFmtId="165" formatCode="[h]:mm"/>'
    '<numFmt numFmtId="166" formatCode="dd/mm/yyyy"/><numFmt numFmtId="167" formatCode="#,##0&quot; tấn&quot;"/>'
    '</numFmts><fonts><font><name val="Calibri"/></font><font><name val=".VnTime"/></font>'
    '<font><name val="VNI-Times"/></font></fonts>'
    '<cellXfs><xf numFmtId="0" fontId="0"/><xf numFmtId="9" fontId="0"/><xf numFmtId="164" fontId="0"/>'
    '<xf numFmtId="165" fontId="0"/><xf numFmtId="166" fontId="0"/><xf numFmtId="167" fontId="0"/>'
    '<xf numFmtId="0" fontId="1"/><xf numFmtId="0" fontId="2"/></cellXfs>'
)
ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>0.5</v></c><c r="C1" s="4"><v>45473</v></c></row>'
    '<row r="2"><c r="A2" s="2"><v>45444</v></c><c r="B2" s="3"><v>1.5</v></c><c r="C2" t="b"><v>1</v></c></row>'
    '<row r="4"><c r="A4"><f>A1+1</f><v></v></c><c r="B4" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    '<c r="C4" t="str"><f>T("")</f><v></v></c><c r="D4" s="5"><v>12</v></c></row>'
    '<row r="5"><c r="A5"><f>B1</f><v>2</v></c><c r="F5" s="1"/></row>'
)
MERGED = '<mergeCells count="2"><mergeCell ref="A1:XFD1"/><mergeCell ref="A4:A5"/></mergeCells>'


def read(*sheets: str, limits: Limits | None = None, **parts: object) -> Book:
    return read_book(xlsx(*sheets, **parts), "t.xlsx", limits or Limits())  # type: ignore[arg-type]


def rules(book: Book) -> list[str]:
    return [found.rule for found in book.findings]


def as_others_write(sheet: str) -> str:
    """The same sheet with prefixes, attributes in another order, and line breaks."""
    for tag in ("worksheet", "sheetData", "row", "c", "v", "f", "mergeCells", "mergeCell"):
        sheet = (
            sheet.replace(f"<{tag} ", f"<x:{tag}\n")
            .replace(f"<{tag}>", f"<x:{tag}>")
            .replace(f"</{tag}>", f"</x:{tag}>")
        )
    return sheet.replace("xmlns=", "xmlns:x=").replace("><x:", ">\n <x:")


@pytest.mark.parametrize("write", [str, as_others_write], ids=["plain", "prefixed"])
def test_values_and_what_is_to_tell_besides(write: type[str]) -> None:
    book = read(write(sheet_xml(ROWS, MERGED)), strings=["<t>Xã</t>"], styles=STYLES)
    (sheet,) = book.sheets
    assert sheet.rows[0] == ["Xã", 0.5, date(2024, 6, 30), None]
    assert sheet.rows[1] == [date(2024, 6, 1), "36:00:00", True, None]
    assert sheet.rows[2] == [None] * 4
    assert sheet.rows[3] == [None, "#DIV/0!", None, 12.0]
    assert sheet.rows[4][0] == 2.0
    assert dict(sheet.formats) == {(0, 1): "0%", (1, 0): "mm/yyyy", (1, 1): "[h]:mm", (3, 3): '#,##0" tấn"'}
    assert sheet.no_value == {(3, 0)}
    assert sheet.errors == {(3, 1): "#DIV/0!"}
    assert sheet.merged == (Range(0, 0, 0, 3), Range(3, 0, 4, 0))  # as far as there are cells
    assert (book.format, book.findings, book.repairs) == ("xlsx", (), ())


def test_a_time_of_day_and_a_moment() -> None:
    styles = STYLES.replace('numFmtId="9"', 'numFmtId="20"').replace(
        'formatCode="mm/yyyy"', 'formatCode="dd/mm/yyyy hh:mm"'
    )
    book = read(
        sheet_xml('<row r="1"><c r="A1" s="1"><v>0.25</v></c><c r="B1" s="2"><v>45444.5</v></c></row>'), styles=styles
    )
    assert book.sheets[0].rows == [[time(6), datetime.fromisoformat("2024-06-01T12:00")]]


def test_hidden_sheets_are_read_and_said_to_be() -> None:
    one = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')
    listed = "".join(
        f'<sheet name="{name}" sheetId="{i}" {state} r:id="rId{i}"/>'
        for i, (name, state) in enumerate((("Hiện", ""), ("Ẩn", 'state="hidden"'), ("Kín", 'state="veryHidden"')), 1)
    )
    book = read(one, one, one, **{"xl__workbook.xml": WORKBOOK.format(listed)})
    assert [(s.name, s.hidden, s.rows) for s in book.sheets] == [
        ("Hiện", False, [[1.0]]),
        ("Ẩn", True, [[1.0]]),
        ("Kín", True, [[1.0]]),
    ]


def test_letters_by_font_over_runs_and_by_neighbours() -> None:
    tcvn3, vni = to_tcvn3("Tổng số huyện"), to_vni("Thành phố Long Xuyên")
    run = '<r><rPr><rFont val="{}"/></rPr><t>{}</t></r>'
    own = run.format("Arial", "F ") + run.format(".VnTime", to_tcvn3("dài"))
    strings = [
        f"<t>{tcvn3}</t>",
        f"<t>{vni}</t>",
        "<t>Xã Mỹ Hòa</t>",
        own,
        f"<t>{to_tcvn3('Lâm trường')}</t>",
        "<t>xa\u0303</t>",
    ]
    styles = (6, 7, 6, 0, 0, 0)
    cells = "".join(f'<c r="A{i}" s="{style}" t="s"><v>{i - 1}</v></c>' for i, style in enumerate(styles, 1))
    rows = "".join(f'<row r="{i}">{cell}</c></row>' for i, cell in enumerate(cells.split("</c>")[:-1], 1))
    book = read(sheet_xml(rows), strings=strings, styles=STYLES)
    texts = [row[0] for row in book.sheets[0].rows]
    assert texts == ["Tổng số huyện", "Thành phố Long Xuyên", "Xã Mỹ Hòa", "F dài", "Lâm trường", "xã"]
    assert {(r.rule, r.params.get("encoding", ""), r.cells) for r in book.repairs} == {
        ("repair.legacy-font", "TCVN3", 2),
        ("repair.legacy-font", "VNI", 1),
        ("repair.legacy-neighbour", "TCVN3", 1),
        ("repair.nfc", "", 1),
    }
    assert rules(book) == ["file.font-mixed"]  # the cell whose font was Calibri
    assert book.findings[0].cell == "A5"


def test_a_workbook_whose_fonts_were_all_changed_is_read_by_its_sense() -> None:
    strings = [f"<t>{to_tcvn3(text)}</t>" for text in ("Tổng số", "Huyện Châu Thành", "Lượng rác thải", "Đơn vị tính")]
    rows = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>{i - 1}</v></c></row>' for i in range(1, 5))
    book = read(sheet_xml(rows), strings=strings)
    assert [row[0] for row in book.sheets[0].rows] == ["Tổng số", "Huyện Châu Thành", "Lượng rác thải", "Đơn vị tính"]
    assert [(r.rule, r.params["encoding"], r.cells) for r in book.repairs] == [("repair.encoding", "TCVN3", 4)]


def test_marks_of_a_template() -> None:
    vt = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
    properties = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
    said = "".join(
        f'<property fmtid="x" pid="2" name="{name}"><vt:lpwstr>{value}</vt:lpwstr></property>'
        for name, value in (("ktth_dataset", "ste-msw-flow"), ("ktth_model", "1.2"), ("Người lập", "A"))
    )
    custom = f'<Properties xmlns="{properties}" xmlns:vt="{vt}">{said}</Properties>'
    book = read(sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>'), **{"docProps__custom.xml": custom})
    assert book.marks == {"ktth_dataset": "ste-msw-flow", "ktth_model": "1.2"}


@pytest.mark.parametrize(
    ("member", "rule"),
    [
        ("xl__vbaProject.bin", "file.macros"),
        ("xl__externalLinks__externalLink1.xml", "file.links"),
        ("xl__connections.xml", "file.links"),
        ("xl__embeddings__oleObject1.bin", "file.embedded"),
        ("xl__activeX__activeX1.xml", "file.embedded"),
    ],
)
def test_what_is_never_opened_is_told(member: str, rule: str) -> None:
    book = read(sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>'), **{member: b"\x00never read"})
    assert [(found.rule, found.severity) for found in book.findings] == [(rule, "warning")]
    assert book.sheets[0].rows == [[1.0]]


FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="{0}"><c r="{1}{0}"{2}</row>'


@pytest.mark.parametrize("filled", ["><v>1</v></c>", ' s="1"><v>1</v></c>', ' s="1"><f>A1</f></c>'])
@pytest.mark.parametrize(
    ("row", "column", "rule"),
    [(1_048_576, "XFD", "file.too-wide"), (1, "XFD", "file.too-wide"), (1_048_576, "M", "file.too-many-cells")],
)
def test_a_sheet_that_reaches_too_far_is_refused(row: int, column: str, rule: str, filled: str) -> None:
    book = read(sheet_xml(FAR.format(row, column, filled)))
    assert (book.sheets, rules(book)) == ((), [rule])


def test_empty_cells_far_away_do_no_harm() -> None:
    """Whoever formats a whole row or column sends such a sheet."""
    book = read(sheet_xml(FAR.format(1_048_576, "XFD", ' s="1"/>')))
    assert (book.sheets[0].rows, rules(book)) == ([[1.0]], [])


@pytest.mark.parametrize(
    ("limits", "rule"),
    [
        (Limits(sheets=1), "file.too-many-sheets"),
        (Limits(rows=1), "file.too-long"),
        (Limits(cells=3), "file.too-many-cells"),
        (Limits(unpacked=1_000), "archive.size"),
        (Limits(bytes=100), "file.too-large"),
    ],
)
def test_a_breach_of_a_limit_is_one_finding(limits: Limits, rule: str) -> None:
    sheet = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>')
    book = read(sheet, sheet, limits=limits)
    assert (book.sheets, rules(book)) == ((), [rule])


def test_a_long_cell_is_told() -> None:
    book = read(
        sheet_xml('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'),
        strings=[f"<t>{'x' * 90}</t>"],
        limits=Limits(characters=50),
    )
    assert [(found.rule, found.cell) for found in book.findings] == [("cell.too-long", "A1")]


def test_entities_bombs_and_what_is_broken() -> None:
    entities = '<!DOCTYPE w [<!ENTITY a "x">]>' + sheet_xml('<row r="1"><c r="A1"><v>&a;</v></c></row>')
    assert rules(read(entities)) == ["file.unreadable"]
    assert rules(read(" " * 40_000_000)) == ["archive.ratio"]
    assert rules(read(sheet_xml("<row><c><<"))) == ["file.unreadable"]
    assert rules(read_book(packed({"xl/workbook.xml": "<workbook/>"}))) == ["file.unreadable"]
    assert rules(read_book(packed({"a.csv": "a,b"}), "a.zip")) == ["file.format"]
    assert rules(read_book(packed({"xl/workbook.bin": b""}), "a.xlsb")) == ["file.resave"]
