"""Tables are found in sheets as agencies draw them: titles, units, headers of several rows, groups, totals, notes."""

from __future__ import annotations

import pytest

from tests.validation.intake.conftest import sheet_of
from validation.intake.grid import Sheet
from validation.intake.layout import Block, find_blocks

FORM = """
UBND TỈNH ||||CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG ||||Độc lập - Tự do - Hạnh phúc
Số: 123/BC ||||ngày 12 tháng 01 năm 2025

BÁO CÁO CHẤT THẢI RẮN NĂM 2023
|||||ĐVT: tấn/ngày
STT|Địa bàn|Khu vực|Phát sinh|Thu gom|Ghi chú
(1)|(2)|(3)|(4)|(5)=(4)-1|(6)
1|Long Xuyên|Tổng số|250.5|240|
2|Châu Đốc|Tổng số|120|100|chưa đủ

|Tổng cộng||370.5|340|
Ghi chú: số liệu do huyện báo cáo
(*) ước tính
Nguồn: Phòng Tài nguyên và Môi trường
|||Người lập biểu||Giám đốc
|||Nguyễn Văn A||Trần Văn B
"""


def only(blocks: list[Block]) -> Block:
    assert len(blocks) == 1
    return blocks[0]


def reasons(block: Block) -> dict[int, str]:
    """Why each row that was left out was, by its number as a sender sees it."""
    return {one.row + 1: one.reason for one in block.left_out}


def headings(block: Block) -> list[str]:
    return [heading.text for heading in block.columns]


def test_a_form_with_everything() -> None:
    block = only(find_blocks(sheet_of(FORM, "A5:F5")))
    assert headings(block) == ["STT", "Địa bàn", "Khu vực", "Phát sinh", "Thu gom", "Ghi chú"]
    assert [h.serial for h in block.columns] == [True, False, False, False, False, False]
    assert [r + 1 for r in block.header] == [7]
    assert [r + 1 for r in block.rows] == [9, 10]
    assert block.unit == "tấn/ngày"
    assert "BÁO CÁO CHẤT THẢI RẮN NĂM 2023" in [text for _, text in block.title]
    found = reasons(block)
    assert {found[n] for n in (1, 2, 3, 5)} == {"title"}
    assert [found[n] for n in (4, 6, 8, 11, 12)] == ["blank", "unit", "numbering", "blank", "total"]
    assert [found[n] for n in (13, 14, 15, 16, 17)] == ["note", "note", "note", "signature", "signature"]


def test_left_out_rows_keep_their_text() -> None:
    block = only(find_blocks(sheet_of(FORM)))
    assert next(one.text for one in block.left_out if one.reason == "total") == "Tổng cộng | 370.5 | 340"


@pytest.mark.parametrize("merged", [("A1:A2", "B1:C1", "D1:E1"), ()])
def test_headers_of_two_rows_are_joined_merged_or_not(merged: tuple[str, ...]) -> None:
    text = "Huyện|Phát sinh||Thu gom|\n|Đô thị|Nông thôn|Đô thị|Nông thôn\nA|1.5|2|3|4\nB|5|6|7|8"
    block = only(find_blocks(sheet_of(text, *merged)))
    assert headings(block) == [
        "Huyện",
        "Phát sinh / Đô thị",
        "Phát sinh / Nông thôn",
        "Thu gom / Đô thị",
        "Thu gom / Nông thôn",
    ]
    assert len(block.rows) == 2


def test_a_header_of_years_under_which_words_stand() -> None:
    below = "|Dân số (Nghìn người)" * 3
    text = f"Dân số\n\n|2011|2012|2019 (*)\n{below}\nAn Giang|1.5|2|..\n"
    block = only(find_blocks(sheet_of(text)))
    assert headings(block) == ["", *(f"{year} / Dân số (Nghìn người)" for year in ("2011", "2012", "2019 (*)"))]
    assert [h.unit for h in block.columns] == ["", *["Nghìn người"] * 3]


def test_words_of_a_heading_may_stand_in_three_rows() -> None:
    text = "Số|Tên dự án|Kinh phí\nthứ||đầu tư\ntự||\n1|2|3\n1|Dự án A|20.5\n2|Dự án B|30"
    block = only(find_blocks(sheet_of(text)))
    assert headings(block) == ["Số / thứ / tự", "Tên dự án", "Kinh phí / đầu tư"]
    assert block.columns[0].serial
    assert [r + 1 for r in block.rows] == [5, 6]


def test_groups_are_carried_to_the_rows_below_them() -> None:
    text = (
        "STT|Địa bàn|Phát sinh|Thu gom\nA|Khu vực đô thị||\nI|Huyện X||\n1|Xã 1|1|2\n2|Xã 2|3|4\nII|Huyện Y||\n"
        "1|Xã 3|5|6\n|Cộng|15|18\nB|Khu vực nông thôn||\n1|Xã 4|7|8"
    )
    block = only(find_blocks(sheet_of(text)))
    under = {row + 1: [group.text for group in groups] for row, groups in block.carried.items()}
    assert under == {
        4: ["Khu vực đô thị", "Huyện X"],
        5: ["Khu vực đô thị", "Huyện X"],
        7: ["Khu vực đô thị", "Huyện Y"],
        10: ["Khu vực nông thôn"],
    }
    assert [n for n, reason in reasons(block).items() if reason == "group"] == [2, 3, 6, 9]


def test_a_group_may_be_a_merged_row_without_a_number() -> None:
    text = "Xã|Phát sinh|Thu gom\nHuyện Châu Phú||\nXã 1|1|2\nHuyện An Phú||\nXã 2|3|4"
    block = only(find_blocks(sheet_of(text, "A2:C2", "A4:C4")))
    assert {r + 1: [g.text for g in gs] for r, gs in block.carried.items()} == {
        3: ["Huyện Châu Phú"],
        5: ["Huyện An Phú"],
    }


def test_a_numbered_row_without_figures_is_data_not_a_group() -> None:
    block = only(find_blocks(sheet_of("STT|Tỉnh|Dự án|Vốn\n1|An Giang|3|4.5\n2|Nam Định (không có số liệu)||\n")))
    assert [r + 1 for r in block.rows] == [2, 3]


def test_the_people_of_cong_are_no_total() -> None:
    block = only(find_blocks(sheet_of("Dân tộc|Nam|Nữ\nTổng số|10|20\nCống|4|5\nCộng|10|20\nKinh|6|15")))
    assert [r + 1 for r in block.rows] == [3, 5]
    assert reasons(block) == {2: "total", 4: "total"}


def test_indicators_that_begin_with_total_are_data() -> None:
    block = only(find_blocks(sheet_of("Chỉ tiêu|2021|2022\nTổng mức bán lẻ|1.5|2\nTổng số hộ|3|4\nTổng đàn bò|5|6")))
    assert len(block.rows) == 3


def test_several_blocks_of_a_sheet_each_with_its_title() -> None:
    text = """
Đầu tư theo ngành
STT|Ngành|Số dự án|Vốn
1|Công nghiệp|10|2.5
|Tổng số|10|2.5
Nguồn: Cục Đầu tư

Đầu tư theo nước
STT|Nước|Số dự án|Vốn
1|Lào|4|5.5
2|Nga|3|2
"""
    first, second = find_blocks(sheet_of(text))
    assert (headings(first)[1], headings(second)[1]) == ("Ngành", "Nước")
    assert [text for _, text in second.title] == ["Đầu tư theo nước"]
    assert reasons(first) == {1: "title", 4: "total", 5: "note"}
    assert (first.bottom + 1, second.top + 1) == (5, 6)


def test_a_header_that_is_repeated_on_each_page_is_no_data() -> None:
    block = only(find_blocks(sheet_of("STT|Xã|Số hộ\n1|A|10\n2|B|20\n\nSTT|Xã|Số hộ\n3|C|30")))
    assert [r + 1 for r in block.rows] == [2, 3, 6]
    assert reasons(block) == {4: "blank", 5: "header"}


def test_a_sheet_without_a_table_keeps_every_row() -> None:
    block = only(find_blocks(sheet_of("Kính gửi quý cơ quan\n\nXin báo cáo như sau.")))
    assert not block.columns
    assert [one.text for one in block.left_out] == ["Kính gửi quý cơ quan", "", "Xin báo cáo như sau."]


def test_an_empty_sheet_has_no_block() -> None:
    assert find_blocks(Sheet("Sheet2", [])) == []


def test_a_column_without_a_heading_is_there_if_it_has_values() -> None:
    block = only(find_blocks(sheet_of("Xã|Số hộ||\nA|1||7\nB|2||")))
    assert [(h.text, h.column) for h in block.columns] == [("Xã", 0), ("Số hộ", 1), ("", 3)]


def test_a_known_heading_makes_a_header_of_a_row_of_words() -> None:
    text = "Danh mục\nTên cơ sở|Ghi chú\nMã cơ sở|Tên|Loại\nA|Nhà máy|x\nB|Bãi rác|y"
    block = only(find_blocks(sheet_of(text), {"ma co so", "ten", "loai"}))
    assert headings(block) == ["Mã cơ sở", "Tên", "Loại"]


def test_units_are_read_from_a_line_or_from_behind_the_title() -> None:
    line = only(find_blocks(sheet_of("Bảng 1\nĐơn vị tính: ha\nXã|Lúa|Màu\nA|1.5|2")))
    behind = only(find_blocks(sheet_of("Diện tích (ha)\nXã|Lúa|Màu\nA|1.5|2")))
    office = only(find_blocks(sheet_of("Đơn vị: Sở Nông nghiệp\nXã|Lúa|Màu\nA|1.5|2")))
    assert (line.unit, behind.unit, office.unit) == ("ha", "ha", "")
