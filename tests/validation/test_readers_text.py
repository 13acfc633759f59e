"""Text files: whatever their encoding and dialect, cells come out as they were written, or a finding says why not."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.validation.readers_support import to_cp1258, to_tcvn3, to_vni
from validation.intake.grid import Book
from validation.intake.limits import Limits
from validation.intake.readers import read_book

Table = list[list[str]]
HEAD = ["Xã, phường", "Kỳ báo cáo", "Lượng rác (tấn/ngày)"]
ROWS = [
    ["Phường Mỹ Hòa", "Quý I/2024", "1.234,5"],
    ["Xã Bình Thạnh Đông", "Quý II/2024", "0,7"],
    ["Xã Óc Eo", "2024", ".."],
]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SPREADSHEET_ML = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
CELLS = st.one_of(
    st.sampled_from(
        ["Xã", "1.234,5", "2024", "", "a;b", "x|y", 'nói "rác"', "dòng\nhai", "x, y", " ", "-", "\t", '5"']
    ),
    st.text(alphabet="aăâếơđ019 ,;|\"\t\n'.", max_size=8),
)


def written(table: Table, delimiter: str = ",", quoting: int = csv.QUOTE_MINIMAL, end: str = "\r\n") -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(table)  # type: ignore[arg-type]
    return stream.getvalue()


def cells(book: Book) -> Table:
    return [[str(cell or "") for cell in row] for row in book.sheets[0].rows]


def rules(book: Book) -> list[tuple[str, int | None]]:
    return [(found.rule, found.row) for found in book.findings]


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(2, 6))
    return [[draw(CELLS) for _ in range(width)] for _ in range(draw(st.integers(2, 12)))]


dialects = (
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]),
)


@given(tables(), *dialects)
def test_any_quoted_table_comes_back(table: Table, delimiter: str, end: str, encoding: str) -> None:
    book = read_book(written(table, delimiter, csv.QUOTE_ALL, end).encode(encoding))
    assert cells(book) == table
    assert not [found for found in book.findings if found.severity == "error"]


@given(tables(), *dialects)
def test_a_table_with_a_plain_header_comes_back_however_it_is_quoted(
    table: Table, delimiter: str, end: str, encoding: str
) -> None:
    table = [[f"cột {i}" for i in range(len(table[0]))], *table]
    if end == "\r":  # Python's writer does not quote a cell because of it
        table = [[cell.replace("\n", " ") for cell in row] for row in table]
    book = read_book(written(table, delimiter, end=end).encode(encoding))
    assert cells(book) == table
    assert not [found for found in book.findings if found.severity == "error"]


@given(tables())
def test_any_table_comes_back_whose_delimiter_is_said(table: Table) -> None:
    apostrophes = [cell for row in table for cell in row if cell.startswith("'") and cell.endswith("'")]
    assume(not apostrophes)  # two or more such cells are read as quoted by them
    read = cells(read_book(("sep=|\r\n" + written(table, "|")).encode()))
    assert [[cell.lstrip(" ") for cell in row] for row in read] == [[cell.lstrip(" ") for cell in row] for row in table]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("TCVN3", to_tcvn3(written([HEAD, *ROWS])).encode("cp1252")),
        ("VNI", to_vni(written([HEAD, *ROWS])).encode("cp1252")),
        ("CP1258", to_cp1258(written([HEAD, *ROWS]))),
        ("TCVN3", to_tcvn3(written([HEAD, *ROWS])).encode()),
        ("VNI", to_vni(written([HEAD, *ROWS])).encode("utf-16")),
        ("UTF-8 × 2", written([HEAD, *ROWS]).encode().decode("latin-1").encode()),
    ],
    ids=["tcvn3", "vni", "cp1258", "tcvn3 in utf-8", "vni in utf-16", "utf-8 twice"],
)
def test_letters_of_before_unicode_are_read_and_told(name: str, data: bytes) -> None:
    book = read_book(data)
    assert [[c.lower() for c in row] for row in cells(book)] == [[c.lower() for c in row] for row in [HEAD, *ROWS]]
    assert not book.findings
    (repair,) = book.repairs
    assert (repair.rule, repair.params["encoding"]) == ("repair.encoding", name)
    assert repair.cells == 8  # those with a letter beyond ASCII
    assert repair.before != repair.after


def test_letters_in_parts_are_put_together_and_told() -> None:
    book = read_book("xa\u0303,số\ne\u0302\u0301,1\n".encode())
    assert cells(book) == [["xã", "số"], ["ế", "1"]]
    assert [(r.rule, r.cells, r.after) for r in book.repairs] == [("repair.nfc", 2, "xã")]


def test_what_letters_mean_is_not_guessed() -> None:
    """``Bé`` in CP1258 is ``Bộ`` in TCVN3: with nothing else to tell them apart, the file is not read."""
    book = read_book("Bé,2024\n".encode("cp1258"))
    assert not book.sheets
    (found,) = book.findings
    assert (found.rule, found.severity) == ("file.encoding-doubt", "error")
    assert found.params["candidates"] == "CP1258: Bé; TCVN3: Bộ"


def test_some_words_of_another_encoding_are_left_and_told() -> None:
    odd = to_tcvn3("tổng cộng huyện phường")
    book = read_book(f"Xã Mỹ Hòa,Phường Bình Đức,{odd}\nquận, thị trấn,thành phố\n".encode())
    assert [found.rule for found in book.findings] == ["file.letters-doubt"]
    assert book.findings[0].severity == "warning"
    assert cells(book)[0][2] == odd


def test_bytes_that_are_no_letter_are_told_by_row() -> None:
    book = read_book("tên,số\n".encode() + "Xã Mỹ Hòa,1\n".encode() + b"X\xe3,2\n" + "Phường,3\n".encode())
    assert rules(book) == [("row.bytes", 3)]
    assert cells(book)[2] == ["X\ufffd", "2"]


def test_characters_without_meaning_are_taken_out_and_told() -> None:
    book = read_book(b"a,b\n1,2\n\x003,4\n5,6\n")
    assert (rules(book), cells(book)[2]) == ([("row.nul", 3)], ["3", "4"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\r\n1,2\n3,4\r5,6", [["a", "b"], ["1", "2"], ["3", "4"], ["5", "6"]]),
        ('a, b\n"x, y", "z"\n', [["a", "b"], ["x, y", "z"]]),
        ("a;b\n1,5;2,5\n0,7;3\n", [["a", "b"], ["1,5", "2,5"], ["0,7", "3"]]),
        ("'a','b'\n'x, y','1'\n", [["a", "b"], ["x, y", "1"]]),
        ('a,b\n"x \\"y\\"",1\n', [["a", "b"], ['x "y"', "1"]]),
        ("a^b^c\n1^2^3\n4^5^6\n", [["a", "b", "c"], ["1", "2", "3"], ["4", "5", "6"]]),
        ("một cột\nSố 1, đường A\nB\nC\n", [["một cột"], ["Số 1, đường A"], ["B"], ["C"]]),
        ('ống 5" pipe,1\nống 7",2\n', [['ống 5" pipe', "1"], ['ống 7"', "2"]]),
        ("a,b\n\n1,2\n", [["a", "b"], [], ["1", "2"]]),
    ],
    ids=["ends", "spaces", "decimal comma", "apostrophes", "backslash", "caret", "one column", "inches", "blank"],
)
def test_dialects(text: str, expected: Table) -> None:
    book = read_book(text.encode())
    assert (cells(book), rules(book)) == (expected, [])


def test_a_sign_that_fits_as_well_is_told() -> None:
    book = read_book(b"a;b,c;d\n1;2,3;4\n5;6,7;8\n")
    assert [found.rule for found in book.findings] == ["file.delimiter-doubt"]
    assert book.findings[0].params["candidates"] == "“;”; “,”"


@pytest.mark.parametrize(
    ("limits", "text", "rule"),
    [
        (Limits(rows=2), "a\n1\n2\n3\n", "file.too-long"),
        (Limits(columns=2), "a,b,c\n", "file.too-wide"),
        (Limits(cells=5), "a,b\n1,2\n3,4\n", "file.too-many-cells"),
        (Limits(bytes=3), "a,b\n", "file.too-large"),
        (Limits(characters=3), "a,abcd\n1,2\n", "cell.too-long"),
        (Limits(), "", "file.empty"),
        (Limits(), " ,\n,\n", "file.empty"),
    ],
)
def test_a_breach_of_a_limit_is_one_finding(limits: Limits, text: str, rule: str) -> None:
    book = read_book(text.encode(), "t.csv", limits)
    assert [found.rule for found in book.findings] == [rule]
    assert bool(book.sheets) == (rule == "cell.too-long")


@pytest.mark.parametrize(
    ("data", "name", "rule", "kind"),
    [
        (b"<html><table><tr><td>1</td></tr></table></html>", "bao-cao.xls", "file.resave", "html"),
        (b"\xef\xbb\xbf<!DOCTYPE html><body></body>", "b.xls", "file.resave", "html"),
        (
            b'<?xml version="1.0"?><x xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "b.xls",
            "file.resave",
            "xml-spreadsheet",
        ),
        (b"%PDF-1.7", "b.pdf", "file.format", "pdf"),
        (b"\x1f\x8b\x08\0", "b.csv", "file.format", "gz"),
        (b'{"a": 1}', "b.json", "file.format", "json"),
        (bytes(range(256)) * 4, "b.csv", "file.format", "binary"),
        (b"PK\x03\x04broken", "b.xlsx", "file.unreadable", "broken-zip"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") + bytes(9),
            "b.xls",
            "file.format",
            "doc",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + bytes(9),
            "b.xlsx",
            "file.encrypted",
            "",
        ),
    ],
    ids=["html", "html 5", "spreadsheet xml", "pdf", "gz", "json", "binary", "zip", "doc", "encrypted"],
)
def test_what_is_no_table_is_refused_by_what_it_is(data: bytes, name: str, rule: str, kind: str) -> None:
    book = read_book(data, name)
    assert (book.sheets, [found.rule for found in book.findings]) == ((), [rule])
    assert book.findings[0].params.get("format", "") == kind
