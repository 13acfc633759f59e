"""Bad files whose shape is the trouble: an office's form, years side by side, two tables, an old template."""

from __future__ import annotations

from functools import partial

from tests.publish.bad_files.bad import DOCUMENT, Bad, Rows, changed
from tests.publish.bad_files.tables import HOMES, STRAW
from tests.publish.bad_files.template import filled
from tests.publish.bad_files.write import workbook, xlsx

FORM: Rows = [
    ["UBND TỈNH AN GIANG"],
    ["BÁO CÁO NƯỚC THẢI ĐÔ THỊ NĂM 2024"],
    [None, None, None, None, None, "Đơn vị tính: m³/ngày đêm"],
    ["STT", "Đô thị", "Mã đơn vị hành chính", "Nước thải", None, None, "Loại số liệu", "Văn bản nguồn"],
    [None, None, None, "Phát sinh", "Cách tính lượng phát sinh", "Thu gom"],
    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"],
    ["I", "Thành phố"],
    [1, "Long Xuyên", "883", 26000, "do", 9000, "CT", DOCUMENT],
    [2, "Châu Đốc", "884", 12000, "do", None, "CT", DOCUMENT],
    ["II", "Thị trấn"],
    [3, "Núi Sập", "894", "2100 (ước)", "do", 500, "CT", DOCUMENT],
    [4, "Phú Hoà", "894", 1500, "do", 400, "CT", DOCUMENT],
    [None, "Tổng số", None, 41600, None, 9900],
    ["Ghi chú: số liệu do các công ty cấp nước báo cáo."],
]
YEARS: Rows = [
    ["Mã đơn vị hành chính", "Loại phụ phẩm", "Năm 2023", "Năm 2024", "Loại số liệu", "Văn bản nguồn"],
    ["889", "Rơm rạ", 400000, 410000, "CT", DOCUMENT],
    ["894", "Rơm rạ", 515000, 520500, "CT", DOCUMENT],
]
MERGED = ("A2:H2", "D4:F4", "A4:A5", "B4:B5", "C4:C5", "G4:G5", "H4:H5")


def _noted(rows: Rows, note: str) -> Rows:
    return [[*row, said] for row, said in zip(rows, ("Ghi chú", note, None, None, None), strict=True)]


FORMS = (
    Bad(
        "14-bieu-co-tieu-de-gop.xlsx",
        "Biểu của cơ quan: tiêu đề gộp, dòng nhóm, dòng tổng; một số kèm chữ “(ước)”, một ô gộp hai dòng.",
        FORM,
        [("Biểu 01!D11", "2100"), ("Biểu 01!F9", "gộp")],
        {"D11": 2100, "F9": 5000},
        make=partial(xlsx, merged=(*MERGED, "F8:F9")),
        mended=partial(xlsx, merged=MERGED),
        otherwise="bỏ gộp ô F8:F9",
        dataset="con-urban-wastewater",
    ),
    Bad(
        "21-nam-theo-cot.xlsx",
        "Mỗi năm một cột nhưng không chỗ nào ghi số đó là gì.",
        YEARS,
        [("Biểu 01!C1", "không nói đó là chỉ tiêu gì")],
        {"C1": "Khối lượng phát sinh năm 2023", "D1": "Khối lượng phát sinh năm 2024"},
        dataset="agr-byproduct",
    ),
    Bad(
        "22-hai-bang-mot-tep.xlsx",
        "Hai bộ dữ liệu ở hai trang tính, không nói là bộ nào; trang sau sai mã phụ phẩm, ghi chú có số điện thoại.",
        HOMES,
        [("Phụ phẩm!C3", "TRAU (Trấu)"), ("Phụ phẩm!G2", "điện thoại")],
        make=lambda rows: workbook(
            {"Hộ": rows, "Phụ phẩm": _noted(changed(STRAW, C3="Vỏ trấu"), "Gọi 0912 345 678 để hỏi")}
        ),
        otherwise="Phụ phẩm!C3 ← TRAU; bỏ số điện thoại ở Phụ phẩm!G2",
        mended=lambda rows: workbook({"Hộ": rows, "Phụ phẩm": _noted(STRAW, "Hỏi Chi cục Trồng trọt")}),
    ),
    Bad(
        "24-khong-phai-so-tinh.xlsx",
        "Trang web được đặt tên .xlsx.",
        STRAW,
        [("«24-khong-phai-so-tinh.xlsx»", "không phải sổ tính")],
        make=lambda rows: b"<html><body><table><tr><td>2024</td></tr></table></body></html>",
        mended=xlsx,
        otherwise="mở bằng chương trình bảng tính rồi lưu thành XLSX",
    ),
    Bad(
        "25-bieu-mau-cu.xlsx",
        "Điền trên biểu mẫu cũ (chưa có cột Ghi chú), và thiếu mã đơn vị ở dòng 5.",
        [[], [], [], *changed(HOMES, B3=None)[1:]],
        [("", "tệp được lập trên mẫu cũ"), ("Hộ!B5", "đang trống")],
        {"B5": "884"},
        make=partial(filled, lacking=("note",)),
        mended=filled,
        otherwise="chép số liệu sang biểu mẫu hiện hành",
    ),
)
