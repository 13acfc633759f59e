"""Who must not be named in free text: people, and firms where they are not to be."""

from __future__ import annotations

import pytest

from schemas.core.rules import NoFirmNamed, NoPersonalData
from tests.schemas.rules_support import judged


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
        "hộ Tư Bé",
        "Chủ hộ Năm Lùn",
        "Chủ trang trại Tư Hùng",
        "chủ trang trại: Thu Hà",
        "Cán bộ phụ trách: Thu Hà",
        "Đầu mối: Trung Hiếu, phòng Kinh tế",
        "người lập: nguyễn thu hà",
        "NGƯỜI LẬP: NGUYỄN THU HÀ",
        "Danh Sóc Kha",
        "Chau Sóc Kha",
        "Thạch Sóc Kha",
        "Mai Thanh Tùng",
        "Lâm Thanh Liêm",
        "Doanh nghiệp tư nhân Lê Thị Bé Ba",
        "DNTN Mai Thanh Tùng",
        "trưởng khu Nguyễn Văn An",
        "chủ bãi Nguyễn Văn An",
        "MST 089012345678",
        "MST, điện thoại 0912345678",
        "351234567, 12 ha",
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
        "Khu dân cư Nguyễn Trung Trực, khu Lê Lợi",
        "Trạm bơm Nguyễn Văn Trỗi, bãi Trần Đề",
        "THPT Võ Thị Sáu, THCS Lê Lợi, Tiểu học Trần Quốc Toản",
        "tượng đài Nguyễn Hữu Cảnh",
        "MST 0312345678; mã số thuế: 1600123456-001",
        "123456789 m3 nước, 123456789 m³, 123456789 ha, 123456789 TOE, 123456789 lít",
        "Cơ quan đầu mối: Sở Nông nghiệp và Môi trường; phụ trách: Phòng Kinh tế",
        "đầu mối: UBND xã; người lập: Chi cục Bảo vệ môi trường",
        "địa bàn phụ trách: Long Xuyên, công trình đầu mối: Cống Tha La",
        "người lập kế hoạch, chủ trang trại ở Tri Tôn, các chủ trang trại Tri Tôn",
        "Danh mục Mã, DANH MỤC HÀNG HÓA, Danh sách Khu Vực",
        "hộ Ba Chúc, hộ Bảy Núi, Đoàn Thanh Niên, Từ Thanh Hóa",
        "trưởng ấp, chủ bãi, trưởng khu dân cư",
    ],
)
def test_places_days_figures_and_addresses_are_no_personal_data(text: str | None) -> None:
    assert judged(NoPersonalData(id="p", columns=("note",)), [{"note": text}]) == []


@pytest.mark.parametrize(
    "text",
    [
        "Công ty TNHH Thủy sản Minh Phát phản ánh",
        "công ty cổ phần “Sao Mai” đề nghị",
        "CÔNG TY TNHH MTV MINH PHÁT",
        "DNTN Lê Hoa",
        "HTX Nông nghiệp Phú Thạnh",
        "Hộ kinh doanh Minh Phát",
        "Doanh nghiệp Minh Phát",
    ],
)
def test_a_firm_is_found_in_a_text(text: str) -> None:
    assert judged(NoFirmNamed(id="f", columns=("note",)), [{"note": text}]) == [0]


@pytest.mark.parametrize(
    "text",
    [
        None,
        "Các công ty TNHH, công ty cổ phần và HTX phản ánh",
        "doanh nghiệp FDI tại KCN Bình Hòa, một công ty A",
        "Hiệp hội Doanh nghiệp tỉnh An Giang, Liên minh Hợp tác xã",
        "Luật Doanh nghiệp 2020, Luật Hợp tác xã 2023",
        "doanh nghiệp An Giang, doanh nghiệp Nhà nước, Doanh nghiệp nhỏ và vừa",
        "hợp tác xã nông nghiệp ở Tri Tôn, HTX OCOP",
        "Doanh nghiệp. Sở Công Thương trả lời",
        "Ngân hàng Nhà nước chi nhánh An Giang",
    ],
)
def test_firms_in_general_are_not_named(text: str | None) -> None:
    assert judged(NoFirmNamed(id="f", columns=("note",)), [{"note": text}]) == []
