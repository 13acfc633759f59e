"""What must not be shown: people in free text, small counts, a hidden part that could be computed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.core.rules import Complementary, NoPersonalData, SmallCells
from tests.schemas.rules_support import Rows, judged, mended


@pytest.mark.parametrize(
    "text",
    [
        "gọi 0912 345 678",
        "gọi 0912345678.",
        "02963.852.525",
        "(0296) 385 2525",
        "+84 912 345 678",
        "a.b@c.vn",
        "số 351234567",
        "CCCD 089012345678",
        "ông Nguyễn",
        "Ông Nguyễn Văn A",
        "ông/bà Trần B",
        "hộ bà Lan",
        "Hộ ông Sáu",
        "hộ Nguyễn Văn A",
        "chị Út",
        "Mr. Smith",
        "ÔNG NGUYỄN VĂN AN",
        "ông: Ba",
        "Bà. Lê Thị Hoa",
        "cô Lan",
        "chú Tư",
        "ông nguyễn văn an",
        "Ô. An",
        "Đ/c Hùng",
        "đồng chí Nguyễn An",
        "Chủ hộ: Nguyễn An",
        "hộ kinh doanh Trần Lan",
        "hộ kinh doanh Cao Lan",
        "liên hệ Nguyễn Văn An",
        "Nguyễn Văn An",
        "NGUYEN VAN AN",
        "Nguyen Van An",
        "nguyễn văn an",
        "LÊ THỊ HOA",
        "Lê Hoa",
        "Hồ Thị Lan",
        "Cao Minh Tuấn",
        "Yêu cầu Nguyễn Văn An",
        "gia đình Trần Lan",
        "84912345678",
        "(+84) 912.345.678",
        "0 9 1 2 3 4 5 6 7 8",
        "09.12.34.56.78",
        "0912-345-678",
        "351-234-567",
        "089-012-345-678",
        "an(a)mail.vn",
        "an (at) mail.vn",
        "10.38120 105.43210",
        "10.38120, 105.43210",
        "10°22'N",
    ],
)
def test_personal_data_is_found_in_a_text(text: str) -> None:
    assert judged(NoPersonalData(id="p", columns=("note", "more")), [{"note": None, "more": text}]) == [0]


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "kênh Ông Chưởng, tỉnh Bà Rịa - Vũng Tàu, miếu Bà Chúa Xứ",
        "bà con Khmer, danh sách ông, bà",
        "hộ Kim Sơn, các hộ ở Châu Đốc",
        "nước Anh Quốc, Anh hùng lao động",
        "31/12/2024, 01.07.2025, 2023-2024",
        "1.234.567.890 đồng; 0.123456789; 718/1.128 tấn",
        "Quyết định 0123/2024, số 473/KH-UBND ngày 18/07/2022",
        "https://bao.vn/123456789-0912345678.htm",
        "150000000000 đồng",
        "1.200.000.000 đồng, 1.012.345.678 kg, 84.000.000 đồng",
        "đường Ông Nguyễn Hữu Cảnh",
        "kênh Bà Lê Thái, cầu Nguyễn Thái Học",
        "chợ Lê Lợi, trường Nguyễn Trãi",
        "Tỉnh lộ 943, đường tỉnh 941",
        "huyện Trần Văn Thời, phường Lê Bình",
        "thành phố Hồ Chí Minh, Hoàng Sa",
        "Thành phố Hồ Chí Minh và TP. Hồ Chí Minh",
        "Công ty TNHH Nguyễn Văn An",
        "Doanh nghiệp tư nhân Trần Lan, DNTN Lê Hoa",
        "HTX Lê Minh, Hợp tác xã nông nghiệp Phan Rang",
        "Công ty cổ phần Hoàng Anh Gia Lai",
        "xoài cát Hòa Lộc, Trichoderma, vụ Đông Xuân, Bảy Núi",
        "nâng cao thị phần, trần thị trường, lý văn bản",
        "Ghi chú: Số liệu sơ bộ; chú thích: Bảng 2",
        "Châu Đốc, Hà Tiên, Thái Bình, Cao Lãnh, Kim Sơn",
        "Đoàn Thanh niên, Sở Văn hóa",
        "01.07.2025-31.12.2025",
        "Nghị định 08/2022/NĐ-CP ngày 10/01/2022",
        "25°C; 10,5 ha; 12.345 tấn, 67.890 tấn",
        "NGO quốc tế, LE quốc tế, VAN Bình",
        "liên hệ qua cổng thông tin",
        "cô đặc, chú trọng, anh em, chị em phụ nữ",
    ],
)
def test_places_days_figures_and_addresses_are_no_personal_data(text: str | None) -> None:
    assert judged(NoPersonalData(id="p", columns=("note",)), [{"note": text}]) == []


SMALL = SmallCells(id="s", count="n", values=("v",))


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({"n": 0, "v": 0.0, "obs_flag": "N"}, False),
        ({"n": 1, "v": 5.0, "obs_flag": None}, True),
        ({"n": 2, "v": None, "obs_flag": "C"}, True),
        ({"n": 3, "v": 5.0, "obs_flag": None}, False),
        ({"n": None, "v": None, "obs_flag": "C"}, False),
        ({"n": None, "v": 5.0, "obs_flag": "C"}, True),
        ({"n": None, "v": 5.0, "obs_flag": "M"}, False),
        ({"n": 9, "v": None, "obs_flag": "C"}, False),
    ],
)
def test_a_small_count_is_not_shown_nor_what_belongs_to_a_hidden_one(row: dict[str, object], found: bool) -> None:
    typed = [row, {"n": 7, "v": 1.0, "obs_flag": "x"}]
    assert judged(SMALL, typed) == ([0] if found else [])
    assert mended(SMALL, typed)[0] == ({"n": None, "v": None, "obs_flag": "C"} if found else row)


def test_an_example_of_small_cells_shows_a_count_and_one_that_shows_only_the_value() -> None:
    rows = [{"n": 5, "v": 2.0, "obs_flag": None}]
    assert [one[0] for one in SMALL.breakings(rows)] == [
        {"n": 2, "v": 2.0, "obs_flag": None},
        {"n": None, "v": 2.0, "obs_flag": "C"},
    ]


LONE = Complementary(id="c", by="kind", total="TONG", values=("v", "w"), within=("period",))


def group(*cells: tuple[str, float | None, str | None], period: str = "2024") -> Rows:
    return [{"period": period, "kind": kind, "v": v, "w": 1.0, "obs_flag": flag} for kind, v, flag in cells]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (group(("TONG", 9.0, None), ("A", 4.0, None), ("B", 5.0, None)), []),
        (group(("TONG", 9.0, None), ("A", None, "C"), ("B", 5.0, None)), [1]),
        (group(("TONG", 9.0, None), ("A", None, "C"), ("B", None, "C")), []),
        (group(("TONG", 9.0, None), ("A", None, "C"), ("B", None, "M")), [1]),
        (group(("TONG", None, "C"), ("A", None, "C"), ("B", 5.0, None)), []),
        (group(("A", None, "C"), ("B", 5.0, None)), []),
        (group(("TONG", 9.0, None), ("A", None, "M"), ("B", 5.0, None)), []),
    ],
)
def test_a_lone_hidden_part_is_found_where_its_total_is_shown(rows: Rows, found: list[int]) -> None:
    elsewhere = group(("TONG", 1.0, None), ("A", 1.0, None), ("Z", None, "x"), period="2023")
    assert judged(LONE, rows + elsewhere) == found


def test_hidden_parts_with_too_few_left_for_them_are_found() -> None:
    counted = Complementary(id="c", by="kind", total="TONG", values=("v",), count="v", within=("period",))
    nil = group(("TONG", 6.0, None), ("tht", 5.0, None), ("khac", 0.0, None), ("dn", None, "C"), ("htx", None, "N"))
    two = group(("TONG", 7.0, None), ("tht", 5.0, None), ("dn", None, "C"), ("htx", None, "C"))
    assert judged(counted, nil) == [3]
    assert judged(counted, two) == [2, 3]
    assert judged(counted, [{**row, "v": 99.0} if row["kind"] == "TONG" else row for row in two]) == []


def test_the_rest_of_a_small_part_is_small_too() -> None:
    women = SmallCells(id="s", count="w", of="n")
    rows = [{"n": 9, "w": w, "obs_flag": "x"} for w in (9, 8, 7, 6, 3, 2, 0)]
    assert judged(women, rows) == [1, 2, 5]


FLAGS = st.sampled_from([None, "C", "M"])
CELLS = st.tuples(st.sampled_from(["TONG", "A", "B", "D"]), st.sampled_from(["2023", "2024"]), st.booleans(), FLAGS)


@given(st.lists(CELLS, min_size=1, max_size=8, unique_by=lambda cell: cell[:2]))
def test_what_is_found_and_mended_is_what_a_reader_could_compute(
    cells: list[tuple[str, str, bool, str | None]],
) -> None:
    rows = [{"kind": k, "period": p, "v": 5.0 if v else None, "w": None, "obs_flag": f} for k, p, v, f in cells]
    found = judged(LONE, [*rows, {"kind": "A", "period": "x", "v": 1.0, "w": 1.0, "obs_flag": "x"}])
    naive = []
    for i, row in enumerate(rows):
        beside = [r for r in rows if r["period"] == row["period"] and r is not row and r["kind"] != "TONG"]
        shown = any(r["period"] == row["period"] and r["kind"] == "TONG" and r["v"] for r in rows)
        hidden = row["kind"] != "TONG" and row["v"] is None and row["obs_flag"] == "C"
        naive += [i] if hidden and shown and all(r["v"] is not None or r["obs_flag"] != "C" for r in beside) else []
    assert found == naive
    whole = [*rows, {"kind": "A", "period": "x", "v": 1.0, "w": 1.0, "obs_flag": "x"}]
    after = mended(LONE, whole)
    assert len(after) == len(whole)
    assert judged(LONE, after) == []
