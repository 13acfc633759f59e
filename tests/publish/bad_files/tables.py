"""Tables as they should be, of which the bad files are made."""

from __future__ import annotations

from tests.publish.bad_files.bad import DOCUMENT, Rows

WATER: Rows = [
    [
        "Kỳ số liệu",
        "Đô thị",
        "Mã đơn vị hành chính",
        "Nước thải phát sinh (m³/ngày đêm)",
        "Cách tính lượng phát sinh",
        "Nước thải thu gom (m³/ngày đêm)",
        "Công suất thiết kế xử lý nước thải (m³/ngày đêm)",
        "Loại số liệu",
        "Văn bản nguồn",
    ],
    ["2024", "Long Xuyên", "883", 26000, "do", 9000, 30000, "CT", DOCUMENT],
    ["2024", "Châu Đốc", "884", 12000, "do", 5000, 5000, "CT", DOCUMENT],
    ["2024", "Núi Sập", "894", 2100, "do", 500, 1000, "CT", DOCUMENT],
    ["2024", "Phú Hòa", "894", 1500, "do", 400, 1000, "CT", DOCUMENT],
]
STRAW: Rows = [
    [
        "Kỳ số liệu",
        "Mã đơn vị hành chính",
        "Loại phụ phẩm",
        "Khối lượng phát sinh (tấn)",
        "Loại số liệu",
        "Văn bản nguồn",
    ],
    ["2024", "889", "Rơm rạ", 410000, "CT", DOCUMENT],
    ["2024", "889", "Trấu", 82000, "CT", DOCUMENT],
    ["2024", "894", "Rơm rạ", 520500, "CT", DOCUMENT],
    ["2024", "894", "Trấu", 104100, "CT", DOCUMENT],
]
CLUSTERS: Rows = [
    [
        "Kỳ số liệu",
        "Mã cụm công nghiệp",
        "Tên",
        "Mã đơn vị hành chính",
        "Diện tích cụm (ha)",
        "Đất công nghiệp cho thuê được (ha)",
        "Đã cho thuê (ha)",
        "Tỷ lệ lấp đầy (báo cáo) (%)",
        "Có xử lý nước thải tập trung",
        "Loại số liệu",
        "Văn bản nguồn",
    ],
    ["2024", "CCN-01", "Cụm công nghiệp Mỹ Quý", "883", 21.4, 16.0, 12.0, 75, "Có", "CT", DOCUMENT],
    ["2024", "CCN-02", "Cụm công nghiệp Phú Hòa", "894", 10.5, 8.0, 8.0, 100, "Không", "CT", DOCUMENT],
    ["2024", "CCN-03", "Cụm công nghiệp Tân Trung", "888", 35.0, 25.0, 10.0, 40, "Có", "CT", DOCUMENT],
]
STANDARDS: Rows = [
    [
        "Kỳ số liệu",
        "Số hiệu tiêu chuẩn",
        "Tên",
        "Loại tiêu chuẩn",
        "Ngày ban hành",
        "Số sản phẩm áp dụng (sản phẩm)",
        "Loại số liệu",
        "Văn bản nguồn",
    ],
    ["2024", "TCVN 7953:2024", "Phân bón hữu cơ", "TCVN", "15/03/2024", 4, "CT", DOCUMENT],
    ["2024", "TCCS 01:2024", "Viên nén trấu", "TCCS", "20/04/2024", 2, "CT", DOCUMENT],
    ["2024", "TCCS 02:2024", "Than trấu", "TCCS", "01/06/2024", 1, "CT", DOCUMENT],
    ["2024", "TCCS 03:2024", "Giá thể trồng nấm", "TCCS", "30/09/2024", 3, "CT", DOCUMENT],
]
HOMES: Rows = [
    [
        "Kỳ số liệu",
        "Mã đơn vị hành chính",
        "Số hộ phân loại tại nguồn (hộ)",
        "Tổng số hộ trên địa bàn (hộ)",
        "Loại số liệu",
        "Văn bản nguồn",
    ],
    ["2024", "Thành phố Long Xuyên", 12000, 70100, "CT", DOCUMENT],
    ["2024", "Thành phố Châu Đốc", 5200, 27300, "CT", DOCUMENT],
    ["2024", "Huyện Châu Phú", 1500, 41200, "CT", DOCUMENT],
    ["2024", "Huyện Thoại Sơn", 2200, 46700, "CT", DOCUMENT],
    ["2024", "Huyện Tri Tôn", 900, 31900, "CT", DOCUMENT],
]
