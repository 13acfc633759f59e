"""Bad files of solid waste: districts, urban and rural, and their total."""

from __future__ import annotations

from tests.publish.bad_files.bad import DOCUMENT, Bad, Rows, changed
from tests.publish.bad_files.write import tcvn3, utf8

HEAD: list[object] = [
    "Kỳ số liệu",
    "Mã đơn vị hành chính",
    "Khu vực",
    "Phát sinh (tấn/ngày)",
    "Thu gom (tấn/ngày)",
    "Loại số liệu",
    "Văn bản nguồn",
]
FIGURES = (("DT", 120.5, 110.0), ("NT", 80.5, 60.0), ("TS", 201.0, 170.0))


def waste(*districts: object) -> Rows:
    """The header and three rows of each district."""
    rows = [["2024", d, area, made, got, "CT", DOCUMENT] for d in districts for area, made, got in FIGURES]
    return [HEAD, *rows]


def _broken(rows: Rows) -> bytes:
    lines = utf8(rows).decode().split("\r\n")
    lines[2] = lines[2].replace(";NT;", ";;NT;")
    lines[4] = lines[4].replace("884;DT", "884DT")
    lines[6] = lines[6].replace(";Công văn", ';"Công văn')
    return "\r\n".join(lines).encode()


WASTE = (
    Bad(
        "01-hai-kieu-so.xlsx",
        "Cột Phát sinh gõ dạng chữ, chỗ dấu phẩy chỗ dấu chấm thập phân.",
        changed(waste("883", "884"), D2="120,5", D3="80,5", D4="201,0", D5="120,5", D6="80.5", D7="201,0"),
        [("Biểu 01!D6", "hai kiểu dấu thập phân")],
        {"D2": 120.5, "D3": 80.5, "D4": 201, "D5": 120.5, "D6": 80.5, "D7": 201},
    ),
    Bad(
        "02-ma-sai.xlsx",
        "Khu vực gõ chữ không có trong danh mục; mã huyện 885 không có.",
        changed(waste("883", "884"), C2="Thành thị", C3="Vùng quê", C6="N.thôn", B5="885", B6="885", B7="885"),
        [("Biểu 01!C3", "NT (Nông thôn)"), ("Biểu 01!B5", "không tìm thấy trong ref-admin-unit")],
        {"C2": "DT", "C3": "NT", "C6": "NT", "B5": "884", "B6": "884", "B7": "884"},
    ),
    Bad(
        "03-trung-dong.xlsx",
        "Dòng 8 lặp lại dòng 3 với số khác.",
        [*waste("883", "884"), ["2024", "883", "NT", 82.0, 60.0, "CT", DOCUMENT]],
        [("Biểu 01!A8", "dòng 3")],
        drop=[8],
    ),
    Bad(
        "04-tong-khong-khop.xlsx",
        "Dòng tổng (TS) của Long Xuyên không bằng đô thị cộng nông thôn; thu gom lớn hơn phát sinh.",
        changed(waste("883", "884"), D4=212.0, E6=86.0, E7=196.0),
        [("Biểu 01!D4", "cộng lại là 201"), ("Biểu 01!E6", "Thu gom ≤ Phát sinh")],
        {"D4": 201.0, "E6": 60.0, "E7": 170.0},
    ),
    Bad(
        "05-mat-cot.xlsx",
        "Người gửi xóa cột Khu vực, nên ba dòng của một huyện giống hệt nhau.",
        [[c for n, c in enumerate(row) if n != 2] for row in waste("883")],
        [("Biểu 01", "không có cột “Khu vực”")],
        {"G1": "Khu vực", "G2": "DT", "G3": "NT", "G4": "TS"},
        dataset="ste-msw-flow",
    ),
    Bad(
        "06-cot-la.xlsx",
        "Tiêu đề “Thu gom” gõ thành “Lượng gom được”, thêm cột “Số xe ép rác”.",
        [
            [*row, extra]
            for row, extra in zip(
                changed(waste("883"), E1="Lượng gom được (tấn/ngày)"), ("Số xe ép rác", 3, 2, 5), strict=True
            )
        ],
        [("Biểu 01!E1", "không có cột này"), ("Biểu 01!H1", "không có cột này")],
        {"E1": "Thu gom (tấn/ngày)"},
        dataset="ste-msw-flow",
    ),
    Bad(
        "07-thieu-o.xlsx",
        "Bỏ trống kỳ, khu vực; chỗ chưa có số thì gõ ký hiệu lẫn lộn; thiếu loại số liệu.",
        changed(waste("883", "884"), A3=None, C6=None, D5="…", E5="n/a", D7="-", F4=None),
        [("Biểu 01!A3", "đang trống"), ("Biểu 01!C6", "đang trống"), ("Biểu 01!F4", "Loại số liệu")],
        {"A3": "2024", "C6": "NT", "D5": 120.5, "E5": 110.0, "D7": 201.0, "F4": "CT"},
    ),
    Bad(
        "08-ky-tuong-lai.xlsx",
        "Số “chính thức” của năm chưa hết, quý 5, khoảng nhiều năm, kỳ không có năm.",
        changed(
            waste("91", "884"),
            A2="2026",
            A3="2026",
            A4="2026",
            A5="Quý 5/2024",
            A6="2023-2024",
            A7="6 tháng đầu năm",
            D2=1500.0,
            D3=1100.0,
            D4=2600.0,
        ),
        [
            ("Biểu 01!F2", "khi Kỳ số liệu đã kết thúc"),
            ("Biểu 01!A5", "kỳ"),
            ("Biểu 01!A6", "nhiều năm"),
            ("Biểu 01!A7", "năm"),
        ],
        {"F2": "UT", "F3": "UT", "F4": "UT", "A5": "2024", "A6": "2024", "A7": "2024"},
    ),
    Bad(
        "09-cong-thuc.xlsx",
        "Dòng tổng là công thức chưa được tính; một ô là #REF!.",
        changed(waste("883", "884"), D4="=D2+D3", E4="=E2+E3", D7="#REF!"),
        [("Biểu 01!D4", "công thức"), ("Biểu 01!D7", "lỗi")],
        {"D4": 201.0, "E4": 170.0, "D7": 201.0},
    ),
    Bad(
        "10-tcvn3.csv",
        "Tệp CSV gõ bằng phông .VnTime, có mã khu vực lạ và số gõ nhầm chữ O.",
        changed(waste("883", "884"), C3="Nông thôn", C6="XX", D5="12O,5", F2="Chính thức"),
        [("C6", "Nông thôn"), ("D5", "chữ lẫn trong số")],
        {"C6": "NT", "D5": 120.5},
        make=tcvn3,
        dataset="ste-msw-flow",
    ),
    Bad(
        "11-nham-don-vi.xlsx",
        "Số năm 2024 của Long Xuyên gõ theo kg, hai năm trước theo tấn.",
        [
            HEAD,
            *(
                [str(y), "883", a, g * k, c * k, "CT", DOCUMENT]
                for y, k in ((2022, 1), (2023, 1), (2024, 1000))
                for a, g, c in FIGURES
            ),
        ],
        [("Biểu 01!D8", "1.000")],
        {"D8": 120.5, "E8": 110.0, "D9": 80.5, "E9": 60.0, "D10": 201.0, "E10": 170.0},
    ),
    Bad(
        "12-dong-csv-hong.csv",
        "Một dòng thừa dấu chấm phẩy, một dòng mất dấu, một dòng mở ngoặc kép không đóng.",
        waste("883", "884"),
        [("H3", "dòng có 8 ô"), ("G5", "dòng có 6 ô"), ("G7", "dấu nháy")],
        make=_broken,
        mended=utf8,
        dataset="ste-msw-flow",
        otherwise="dòng 3: bỏ một dấu chấm phẩy; dòng 5: thêm dấu chấm phẩy sau 884; dòng 7: bỏ dấu nháy",
    ),
)
