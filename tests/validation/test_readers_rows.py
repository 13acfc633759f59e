"""Rows of a text file that are damaged: the finding names exactly that row, and no other row suffers."""

from __future__ import annotations

import pytest

from tests.validation.test_readers_text import cells, rules, written
from validation.intake.readers import read_book

HEAD = ["ngày", "giờ", "mã", "giá", "loại", "mô tả", "ghi chú"]
TABLE = [
    HEAD,
    *(
        [f"{day:02}/01/2024", "08:30", f"MG-{day}", f"{day}.5", "Thùng rác", f'Loại {day}0", có nắp, màu "xanh"', ""]
        for day in range(1, 13)
    ),
]
PLACES = [(row, column) for row in range(len(TABLE)) for column in range(len(HEAD))]


def lines() -> list[str]:
    return written(TABLE, end="\n").splitlines()


def spans(line: str) -> list[tuple[int, int]]:
    """Where the cells of a line begin and end, quotation marks included."""
    found, start, quoted = [], 0, False
    for place, char in enumerate(line + ","):
        quoted ^= char == '"'
        if char == "," and not quoted:
            found.append((start, place))
            start = place + 1
    return found


def changed(row: int, line: str) -> bytes:
    return "\n".join([*lines()[:row], line, *lines()[row + 1 :]]).encode()


def test_undamaged() -> None:
    book = read_book("\n".join(lines()).encode())
    assert (cells(book), rules(book)) == (TABLE, [])


@pytest.mark.parametrize(("row", "column"), PLACES)
def test_a_quotation_mark_too_many(row: int, column: int) -> None:
    line = lines()[row]
    start = spans(line)[column][0]
    start += line[start : start + 1] == '"'
    book = read_book(changed(row, line[:start] + '"' + line[start:]))
    assert {found.row for found in book.findings} == {row + 1}
    others = [place for place in range(len(TABLE)) if place != row]
    assert [cells(book)[place] for place in others] == [TABLE[place] for place in others]
    if '"' not in TABLE[row][column]:
        assert cells(book)[row][column].lstrip('"') == TABLE[row][column]


@pytest.mark.parametrize(("row", "column"), PLACES)
def test_a_delimiter_too_many(row: int, column: int) -> None:
    line = lines()[row]
    start = spans(line)[column][0]
    book = read_book(changed(row, line[:start] + "," + line[start:]))
    assert rules(book) == [("row.extra-cell", row + 1)]


@pytest.mark.parametrize(("row", "column"), [p for p in PLACES if p[1]])
def test_a_delimiter_lost(row: int, column: int) -> None:
    line = lines()[row]
    start = spans(line)[column][0]
    book = read_book(changed(row, line[: start - 1] + line[start:]))
    assert {found.row for found in book.findings} == {row + 1}


@pytest.mark.parametrize("row", range(len(TABLE)))
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_row_cut_by_another_sign(row: int, delimiter: str) -> None:
    line = written([TABLE[row]], delimiter, end="")
    book = read_book(changed(row, line))
    assert {found.row for found in book.findings} == {row + 1}


def test_a_title_a_unit_and_a_note_are_no_damage() -> None:
    around = ["BIỂU 1: RÁC THẢI", "Đơn vị tính: tấn", "", *lines(), "", "Ghi chú: số ước tính"]
    assert rules(read_book("\n".join(around).encode())) == []


def test_two_tables_are_told_as_two() -> None:
    second = written([["mã", "tên"], *([f"{i}", "x"] for i in range(5))], end="\n")
    book = read_book(("\n".join(lines()) + "\n\n" + second).encode())
    assert rules(book) == [("row.width-changes", len(TABLE) + 2)]
    assert book.findings[0].severity == "warning"


def test_a_cell_of_several_lines_stays_one_where_another_row_is_damaged() -> None:
    book = read_book(b'a,b,c\n1,"x\ny",2\n3,"z"z,4\n5,6,7\n8,9,10\n')
    assert cells(book)[1] == ["1", "x\ny", "2"]
    assert rules(book) == [("row.quote", 3)]


def test_damage_everywhere_is_counted_and_not_told_line_by_line() -> None:
    book = read_book(b"a,b,c\n" + b"1,2,3\n1,2,3\n1,2,3\n1,2\n" * 6_000)
    assert len(book.findings) == 5_001
    assert book.findings[-1].rule == "file.ragged"
    assert book.findings[-1].params == {"found": "6000", "shown": "5000"}
