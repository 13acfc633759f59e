"""Units of headings and unit lines against those of columns."""

from __future__ import annotations

from decimal import Decimal

import pytest

from validation.intake.values.units import heading_unit, match_unit, unit_line


@pytest.mark.parametrize(
    ("sent", "unit"),
    [
        ("Tr.đ", "triệu đồng"),
        ("trđ", "triệu đồng"),
        ("Triệu đồng", "triệu đồng"),
        ("1000đ", "nghìn đồng"),
        ("1.000 đồng", "nghìn đồng"),
        ("ngàn đồng", "nghìn đồng"),
        ("tỉ đồng", "tỷ đồng"),
        ("nghìn tỷ đồng", "1000 tỷ đồng"),
        ("m3/ngày", "m³/ngày đêm"),
        ("m3/ng.đ", "m³/ngày đêm"),
        ("m^3", "m³"),
        ("mét khối", "m³"),
        ("tCO2tđ", "tấn CO2tđ"),
        ("tấn CO₂ tđ", "tấn CO2tđ"),
        ("tấn CO2 tương đương", "tấn CO2tđ"),
        ("tCO2e", "tấn CO2tđ"),
        ("Ng. tấn", "nghìn tấn"),
        ("10³ tấn", "nghìn tấn"),
        ("Người", "người"),
        ("dự án", "dự án"),
        ("% / năm", "%/năm"),
        ("tonnes per day", "tấn/ngày"),
    ],
)
def test_one_unit_in_many_spellings(sent: str, unit: str) -> None:
    assert match_unit(sent, {"unit": unit}).kind == "equal"


@pytest.mark.parametrize(
    ("sent", "unit", "factor"),
    [
        ("kg", "tấn", "0.001"),
        ("1000 tấn", "tấn", "1000"),
        ("tạ/ha", "tấn/ha", "0.1"),
        ("km²", "ha", "100"),
        ("triệu kWh", "MWh", "1000"),
        ("VNĐ", "triệu đồng", "0.000001"),
        ("Tr. USD", "nghìn USD", "1000"),
        ("tỷ đồng", "triệu đồng", "1000"),
        ("nghìn người", "người", "1000"),
        ("nghìn", "người", "1000"),
        ("ngàn con", "con", "1000"),
    ],
)
def test_an_exact_multiple_has_its_factor(sent: str, unit: str, factor: str) -> None:
    match = match_unit(sent, {"unit": unit})
    assert (match.kind, match.factor) == ("factor", Decimal(factor))


@pytest.mark.parametrize(
    ("sent", "unit"),
    [
        ("tấn/năm", "tấn/ngày"),
        ("tấn CO2", "tấn CO2tđ"),
        ("%", "%/năm"),
        ("MWp", "MW"),
        ("TOE", "MWh"),
        ("tá", "tạ"),
        ("m3", "tấn"),
        ("USD", "đồng"),
        ("hộ", "người"),
        ("", "tấn"),
        ("/", "tấn"),
    ],
)
def test_what_no_exact_factor_joins_is_different(sent: str, unit: str) -> None:
    assert match_unit(sent, {"unit": unit}).kind == "different"


def test_either_language_of_the_field_will_do() -> None:
    field = {"unit": "doanh nghiệp", "unitEn": "enterprises"}
    assert [match_unit(sent, field).kind for sent in ("Doanh nghiệp", "enterprises", "hộ")] == ["equal"] * 2 + [
        "different"
    ]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("ĐVT: tấn/ngày", "tấn/ngày"),
        ("Đơn vị tính: triệu đồng", "triệu đồng"),
        ("(ĐVT : 1000 đồng)", "1000 đồng"),
        ("Đơn vị: triệu đồng", "triệu đồng"),
        ("Unit: tonnes", "tonnes"),
        ("Đơn vị B", None),
        ("Đơn vị sử dụng ngân sách: Sở X", None),
        ("Tổng số", None),
    ],
)
def test_a_line_that_only_names_the_unit(text: str, unit: str | None) -> None:
    assert unit_line(text) == unit


@pytest.mark.parametrize(
    ("heading", "title", "unit"),
    [
        ("Diện tích (ha)", "Diện tích", "ha"),
        ("Lượng\n(ĐVT: tấn)", "Lượng", "tấn"),
        ("Dân số (nghìn người)", "Dân số", "nghìn người"),
        ("Dân số (nghìn)", "Dân số", "nghìn"),
        ("Tỷ lệ (%)", "Tỷ lệ", "%"),
        ("Số cơ sở (cơ sở)", "Số cơ sở", "cơ sở"),
        ("Tổng (1)", "Tổng (1)", None),
        ("Cột (d)", "Cột (d)", None),
        ("Hộ (nghèo)", "Hộ (nghèo)", None),
        ("Chất thải (phân)", "Chất thải (phân)", None),
        ("Trống ( )", "Trống ( )", None),
    ],
)
def test_a_unit_behind_a_heading(heading: str, title: str, unit: str | None) -> None:
    assert heading_unit(heading, {"unit": "cơ sở"}) == (title, unit)
