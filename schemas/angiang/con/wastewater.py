"""Wastewater of urban areas: what is generated, collected and treated."""

from __future__ import annotations

from datetime import date

import polars as pl

from schemas.angiang import units
from schemas.angiang.fields import (
    CITED,
    GEO,
    OFFICIAL,
    Observed,
    as_of_date,
    as_of_rule,
    geo_code,
    observed_rules,
    period,
)
from schemas.core.model import column, table
from schemas.core.rules import All, Band, Filled, Implication, Is, Order, SmallCells, UnitSlip
from schemas.core.site import Text

FLOWS = ("generated", "collected", "treated_standard", "design_capacity", "water_supply")


def _town(urban: str, year: str = "2024", **more: object) -> dict[str, object]:
    row = {"period": year, "as_of_date": None, "urban_id": urban, "urban_class": None, "geo_code": "883"}
    counts = {"urban_population": None, "households_connected": 1_000, "generated_method": None}
    return {**row, **counts, **dict.fromkeys(FLOWS), **CITED, **more}


@table(
    "con-urban-wastewater",
    key=("period", "urban_id"),
    references=(GEO,),
    rules=(
        *observed_rules("con-urban-wastewater", "generated", "design_capacity"),
        SmallCells(id="con-urban-wastewater.small-cells", count="households_connected"),
        as_of_rule("con-urban-wastewater"),
        Order(id="con-urban-wastewater.treated-of-collected", rising=("treated_standard", "collected")),
        Order(
            id="con-urban-wastewater.collected-of-generated",
            severity="warning",
            rising=("collected", "generated"),
            note=Text(
                "Cảnh báo: cống chung thu cả nước mưa nên có thể thu nhiều hơn phát sinh.",
                "A warning: combined sewers take rain too and may collect more than was generated.",
            ),
        ),
        Order(
            id="con-urban-wastewater.treated-of-generated",
            severity="warning",
            rising=("treated_standard", "generated"),
            note=Text("Cảnh báo, vì cống chung có cả nước mưa.", "A warning, as combined sewers take rain too."),
        ),
        Order(
            id="con-urban-wastewater.generated-of-supply",
            severity="warning",
            rising=("generated", "water_supply"),
            note=Text(
                "Cảnh báo: nơi dùng giếng, nước thải có thể nhiều hơn lượng nước cấp.",
                "A warning: where wells are used there may be more wastewater than water supplied.",
            ),
        ),
        Order(
            id="con-urban-wastewater.treated-within-capacity",
            severity="warning",
            rising=("treated_standard", "design_capacity"),
            factor=1.05,
        ),
        Band(
            id="con-urban-wastewater.per-person",
            severity="warning",
            column="generated",
            per="urban_population",
            low=0.06,
            high=0.2,
            unit="m³/người/ngày đêm",
            note=Text("60–200 lít mỗi người mỗi ngày.", "60 to 200 litres a person and day."),
        ),
        Implication(
            id="con-urban-wastewater.method-said",
            when=All((Is("provenance", ("chinh_thuc",)), Filled(("generated",)))),
            then=Filled(("generated_method",)),
            note=Text(
                "Lượng phát sinh thường là ước tính: số chính thức phải nói cách tính.",
                "What is generated is mostly an estimate: official figures must say how it was made.",
            ),
        ),
        UnitSlip(
            id="con-urban-wastewater.unit-slip",
            columns=FLOWS,
            within=("urban_id",),
            factors=(365, 1000),
        ),
    ),
    examples=(
        _town("long-xuyen", generated=30_000.0, collected=20_000.0, treated_standard=15_000.0, generated_method="do")
        | OFFICIAL,
        _town("chau-doc", generated=8_000.0, water_supply=10_000.0),
        _town("tan-chau", as_of_date=date(2024, 6, 30), treated_standard=5_000.0, design_capacity=6_000.0),
        _town("tinh-bien", generated=12_000.0, urban_population=100_000),
        _town("tri-ton", "2023", generated=1_000.0),
        _town("tri-ton", "2022", generated=1_100.0),
    ),
)
class UrbanWastewater(Observed):
    period: str = period()
    as_of_date: pl.Date = as_of_date()
    urban_id: str = column(
        "Đô thị",
        "Urban area",
        "Đô thị là khái niệm khác với khu vực thành thị của thống kê dân số.",
        "An urban area (đô thị) is not the urban part (thành thị) of population statistics.",
        codelist="urban-area",
        required=True,
    )
    urban_class: str = column(
        "Loại đô thị",
        "Class of the urban area",
        "Tại kỳ số liệu; trống khi nguồn trích dẫn không nêu.",
        "At the period; empty where a cited source does not say.",
        codelist="urban-class",
    )
    geo_code: str = geo_code()
    urban_population: int = column(
        "Dân số đô thị",
        "Population of the urban area",
        "Bình quân của kỳ.",
        "Mean of the period.",
        unit=units.PERSONS,
        gt=0,
    )
    generated: float = column("Nước thải phát sinh", "Wastewater generated", unit=units.CUBIC_METRES_PER_DAY, ge=0)
    generated_method: str = column(
        "Cách tính lượng phát sinh", "How what is generated was found", codelist="wastewater-method"
    )
    collected: float = column(
        "Nước thải thu gom",
        "Wastewater collected",
        "Vào hệ thống thoát nước đến nhà máy; cống chung có cả nước mưa.",
        "Brought by sewers to the plant; combined sewers carry rain too.",
        unit=units.CUBIC_METRES_PER_DAY,
        ge=0,
    )
    treated_standard: float = column(
        "Nước thải xử lý đạt tiêu chuẩn, quy chuẩn",
        "Wastewater treated to standard",
        unit=units.CUBIC_METRES_PER_DAY,
        ge=0,
    )
    design_capacity: float = column(
        "Công suất thiết kế xử lý nước thải",
        "Design capacity of wastewater treatment",
        "Của mọi nhà máy xử lý nước thải đang có của đô thị; là công suất, không phải lượng đã xử lý.",
        "Of all the treatment plants the urban area has; a capacity, not what was treated.",
        unit=units.CUBIC_METRES_PER_DAY,
        ge=0,
    )
    households_connected: int = column("Số hộ đấu nối trực tiếp", "Households connected", unit=units.HOUSEHOLDS, ge=0)
    water_supply: float = column(
        "Lượng nước cấp",
        "Water supplied",
        "Của nhà máy nước; không gồm nước giếng.",
        "By waterworks; without water from wells.",
        unit=units.CUBIC_METRES_PER_DAY,
        ge=0,
    )
