"""Bad cells in other datasets: wastewater, by-products, clusters, standards, households."""

from __future__ import annotations

from datetime import date
from functools import partial

from tests.publish.bad_files.bad import Bad, changed
from tests.publish.bad_files.tables import CLUSTERS, HOMES, STANDARDS, STRAW, WATER
from tests.publish.bad_files.write import cp1258, ods, old_xls, xlsx

OTHERS = (
    Bad(
        "13-so-viet-bang-chu.xlsx",
        "Ô số có chữ: “khoảng 26000”, “180-300”, hai số trong một ô, đơn vị khác, cách tính lạ.",
        changed(
            WATER,
            D2="khoảng 26000",
            D3="11000-12000",
            D4="1000 m3/ngày; 1100 m3/ngày",
            D5="1,5 nghìn m3/ngày đêm",
            E5="ước lượng",
            G2="ba mươi nghìn",
        ),
        [
            ("Biểu 01!D2", "ước"),
            ("Biểu 01!D3", "nhiều số"),
            ("Biểu 01!D4", "nhiều số"),
            ("Biểu 01!G2", "không đọc được thành số"),
            ("Biểu 01!E5", "do (Đo tại cửa xả hoặc trạm bơm)"),
        ],
        {"D2": 26000, "D3": 12000, "D4": 2100, "D5": 1500, "E5": "do", "G2": 30000},
        dataset="con-urban-wastewater",
    ),
    Bad(
        "15-don-vi-nghin-tan.xlsx",
        "Tiêu đề ghi nghìn tấn, bộ dữ liệu tính bằng tấn; một dòng lẫn số có dấu chấm.",
        changed(STRAW, D1="Khối lượng phát sinh (nghìn tấn)", D2=410.0, D3=82.0, D4=520.5, D5=104.1),
        [("Biểu 01!D1", "tấn")],
        {"D1": "Khối lượng phát sinh (tấn)", "D2": 410000, "D3": 82000, "D4": 520500, "D5": 104100},
    ),
    Bad(
        "16-ngay-sai.xlsx",
        "Ngày ban hành gõ tay: ngày không có, dư dấu gạch, thiếu năm, ngày sau kỳ báo cáo.",
        changed(STANDARDS, E2="05/5//2024", E3="31/02/2024", E4="tháng 6/2024", E5="30/09/2025"),
        [
            ("Biểu 01!E2", "05/05/2024"),
            ("Biểu 01!E3", "không có ngày này"),
            ("Biểu 01!E4", "tháng"),
            ("Biểu 01!E5", "Ngày ban hành"),
        ],
        {"E2": "05/05/2024", "E3": "20/04/2024", "E4": "01/06/2024", "E5": "30/09/2024"},
    ),
    Bad(
        "17-phan-tram.xlsx",
        "Tỷ lệ lấp đầy trên 100, không khớp số đã cho thuê; đã cho thuê nhiều hơn đất cho thuê được; có/không ghi x.",
        changed(CLUSTERS, H2=175, G3=8.8, H3=110, H4=45, I2="x", I3=None, I4="x"),
        [("Biểu 01!H2", "100"), ("Biểu 01!G3", "Đã cho thuê"), ("Biểu 01!H4", "45"), ("Biểu 01!I1", "trống")],
        {"H2": 75, "G3": 8.0, "H3": 100, "H4": 40, "I2": "Có", "I3": "Không", "I4": "Có"},
    ),
    Bad(
        "18-huyen-sai-ten.ods",
        "Tên huyện viết sai chính tả, viết tắt; “Châu Thành” có ở hai tỉnh.",
        changed(HOMES, B2="TP. Long Xuyên", B3="Châu Dốc", B4="Huyện Châu Thàn", B5="Huyện Núi Sậpp", B6="Tri Tôm"),
        [
            ("S!B4", "892 (Huyện Châu Thành, Tỉnh An Giang)"),
            ("S!B5", "không tìm thấy trong ref-admin-unit"),
            ("S!B6", "891 (Huyện Tri Tôn)"),
        ],
        {"B3": "884", "B4": "892", "B5": "894", "B6": "891"},
        make=ods,
    ),
    Bad(
        "19-xls-phong-cu.xls",
        "Sổ tính năm 1997 gõ bằng .VnTime: tổng số hộ nhỏ hơn số hộ phân loại, số hộ có phần lẻ, còn 2 hộ.",
        changed(HOMES, C3=52000, C4=1500.5, C6=2),
        [("Tờ 1!C3", "Tổng số hộ"), ("Tờ 1!C4", "số nguyên"), ("Tờ 1!C6", "không công bố")],
        {"C3": 5200, "C4": 1500, "C6": 900},
        make=old_xls,
    ),
    Bad(
        "20-cp1258.csv",
        "Tệp CSV bảng mã Windows cũ; mã loại tiêu chuẩn sai, số hiệu trùng nhau.",
        changed(STANDARDS, D3="Tiêu chuẩn cơ quan", B5="TCCS 02:2024"),
        [("D3", "TCCS (Tiêu chuẩn cơ sở)"), ("B5", "dòng 4")],
        {"D3": "TCCS", "B5": "TCCS 03:2024"},
        make=cp1258,
        dataset="sci-standards",
    ),
    Bad(
        "23-excel-doi-ngay.xlsx",
        "Excel đổi kỳ “7/2024” thành ngày (đọc được), số 3.5 thành ngày 3 tháng 5; ô hiện phần trăm ở cột m³.",
        changed(WATER, A2=date(2024, 7, 1), A3="2024", D3=date(2024, 5, 3), F4=0.25),
        [("Biểu 01!D3", "ngày"), ("Biểu 01!F4", "%")],
        {"D3": 12000, "F4": 500},
        make=partial(xlsx, formats={"A2": "mm/yyyy", "D3": "dd/mm", "F4": "0%"}),
        mended=partial(xlsx, formats={"A2": "mm/yyyy"}),
        dataset="con-urban-wastewater",
    ),
)
