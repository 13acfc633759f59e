"""Organic waste: generated, recycled, and the capacity to recycle it."""

from __future__ import annotations

from datetime import date

import polars as pl

from schemas.angiang import units
from schemas.angiang.fields import (
    CITED,
    GEO,
    OFFICIAL,
    Observed,
    area_type,
    as_of_date,
    as_of_rule,
    geo_code,
    no_person,
    observed_rules,
    period,
)
from schemas.angiang.merger import split_breaks
from schemas.angiang.ste.flow import FLOW
from schemas.core.model import column, table
from schemas.core.rules import (
    All,
    Band,
    Filled,
    Given,
    Implication,
    Is,
    Order,
    SumOfParts,
    UnitsAddUp,
    UnitSlip,
    rule,
)
from schemas.core.site import Text

FIGURES = ("organic_generated", "organic_recycled", "recycling_capacity")
PLACE = ["period", "as_of_date", "geo_code", "area_type"]


def _with_flow(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    """Each row with all municipal waste (``generated``) and what CE models treat of it, of the same place and day."""
    flows = given.tables[FLOW].select(*PLACE, "generated", "treated_ce")
    return frame.join(flows, on=PLACE, how="left", nulls_equal=True, maintain_order="left")


@rule(
    "ste-organic-waste.within-capacity",
    title=Text(
        "Toàn tỉnh: hữu cơ được tái chế ≤ năng lực tái chế × 1,1",
        "Whole province: organic waste recycled ≤ recycling capacity × 1.1",
    ),
    columns=("organic_recycled", "recycling_capacity", "geo_code", "area_type"),
    severity="warning",
    fails=({3: {"organic_recycled": 600.0}},),
    note=Text(
        "Chỉ xét toàn tỉnh: một cơ sở nhận rác của nhiều huyện, của cả đô thị và nông thôn.",
        "Only of the whole province: a facility takes waste from several districts, urban and rural.",
    ),
)
def within_capacity(frame: pl.DataFrame, given: Given) -> pl.Series:
    whole = pl.col("geo_code").str.contains(r"^\d{2}$") & (pl.col("area_type") == "TS")
    kept = pl.col("organic_recycled") <= pl.col("recycling_capacity") * 1.1
    return frame.select(pl.when(whole).then(kept)).to_series()


def _shared_out(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    """The organic part made what its share says, where all municipal waste is known."""
    expected = pl.col("organic_share") / 100 * pl.col("generated")
    made = _with_flow(frame, given).select(pl.coalesce(expected, "organic_generated")).to_series()
    return frame.with_columns(organic_generated=made)


@rule(
    "ste-organic-waste.share-of-flow",
    title=Text(
        "Hữu cơ phát sinh = tỷ lệ hữu cơ ÷ 100 × CTRSH phát sinh của ste-msw-flow (±5%)",
        "Organic waste generated = organic share ÷ 100 × municipal waste generated in ste-msw-flow (±5 %)",
    ),
    columns=("organic_generated", "organic_share", "period", "geo_code", "area_type"),
    needs=(FLOW,),
    fails=({3: {"organic_share": 70.0}},),
    mend=_shared_out,
)
def share_of_flow(frame: pl.DataFrame, given: Given) -> pl.Series:
    expected = pl.col("organic_share") / 100 * pl.col("generated")
    near = (pl.col("organic_generated") - expected).abs() <= expected * 0.05
    return _with_flow(frame, given).select(near).to_series()


@rule(
    "ste-organic-waste.part-of-flow",
    title=Text(
        "Hữu cơ phát sinh ≤ CTRSH phát sinh của ste-msw-flow",
        "Organic waste generated ≤ municipal waste generated in ste-msw-flow",
    ),
    columns=("organic_generated", "period", "geo_code", "area_type"),
    needs=(FLOW,),
    fails=({3: {"organic_generated": 1_200.0, "organic_share": None}},),
)
def part_of_flow(frame: pl.DataFrame, given: Given) -> pl.Series:
    return _with_flow(frame, given).select(pl.col("organic_generated") <= pl.col("generated")).to_series()


@rule(
    "ste-organic-waste.t17-implies-t16",
    title=Text(
        "Đô thị: hữu cơ trên một nửa CTRSH và được tái chế hết (T17) thì xử lý qua mô hình KTTH ≥ 50% phát sinh (T16)",
        "Urban: where organics exceed half of the waste and all are recycled (T17), CE models treat ≥ 50 % of it (T16)",
    ),
    columns=("organic_recycled", "organic_generated", "organic_share", "area_type"),
    severity="warning",
    needs=(FLOW,),
    fails=({5: {"organic_recycled": 303.0}},),
    note=Text(
        "Trái lại thường là lỗi số liệu hoặc phạm vi khác nhau; tái chế ngoài mô hình KTTH cũng có thể là lý do.",
        "The contrary is most often an error or another coverage; recycling outside CE models may explain it too.",
    ),
)
def t17_implies_t16(frame: pl.DataFrame, given: Given) -> pl.Series:
    t17 = pl.col("organic_recycled") >= pl.col("organic_generated")
    applies = (pl.col("area_type") == "DT") & (pl.col("organic_share") > 50) & t17
    t16 = pl.col("treated_ce") >= pl.col("generated") * 0.5
    return _with_flow(frame, given).select(pl.when(applies).then(t16)).to_series()


def _organic(area: str, generated: float, recycled: float | None, **more: object) -> dict[str, object]:
    row = {"period": "2020", "as_of_date": None, "geo_code": "89", "area_type": area, "organic_share": 60.0}
    figures = {"organic_generated": generated, "organic_recycled": recycled, "recycling_capacity": None}
    return {**row, **figures, "composition_method": "MINH-HOA", **CITED, **more}


@table(
    "ste-organic-waste",
    key=("period", "geo_code", "area_type"),
    references=(GEO,),
    rules=(
        *observed_rules("ste-organic-waste", "organic_generated"),
        no_person("ste-organic-waste", "composition_method"),
        as_of_rule("ste-organic-waste"),
        split_breaks("ste-organic-waste", {1: {"period": "2025"}}),
        Order(
            id="ste-organic-waste.recycled-of-generated",
            rising=("organic_recycled", "organic_generated"),
            fails=({5: {"organic_recycled": 310.0, "organic_share": None}},),
        ),
        within_capacity,
        SumOfParts(
            id="ste-organic-waste.urban-rural",
            by="area_type",
            total="TS",
            parts=("DT", "NT"),
            values=FIGURES,
            within=("period", "geo_code"),
            tolerance=0.1,
        ),
        UnitsAddUp(
            id="ste-organic-waste.units-add-up",
            values=FIGURES,
            within=("period", "as_of_date", "area_type"),
            fails=({4: {"organic_generated": 500.0}},),
        ),
        share_of_flow,
        part_of_flow,
        Band(
            id="ste-organic-waste.share-plausible",
            severity="warning",
            column="organic_share",
            low=40,
            high=80,
            unit="%",
            fails=({6: {"organic_share": 85.0}},),
        ),
        Implication(
            id="ste-organic-waste.composition-method",
            when=All((Filled(("organic_share",)), Is("provenance", ("chinh_thuc",)))),
            then=Filled(("composition_method",)),
            note=Text(
                "Tỷ lệ hữu cơ không so sánh được nếu không biết cách xác định thành phần.",
                "A share cannot be compared without knowing how the composition was determined.",
            ),
        ),
        t17_implies_t16,
        UnitSlip(
            id="ste-organic-waste.unit-slip",
            columns=FIGURES,
            within=("geo_code", "area_type"),
            fails=({3: {"organic_recycled": 0.4}},),
        ),
    ),
    examples=(
        _organic("TS", 678.0, 400.0, recycling_capacity=500.0) | OFFICIAL,
        _organic("DT", 303.0, 303.0),
        _organic("NT", 375.0, 97.0),
        _organic("TS", 690.0, 420.0, period="2021", recycling_capacity=500.0),
        _organic("TS", 678.0, None, geo_code="883", organic_share=None),
        _organic("DT", 303.0, 200.0, period="2019-06", as_of_date=date(2019, 6, 6)),
        _organic("TS", 700.0, 390.0, period="2018"),
    ),
)
class OrganicWaste(Observed):
    period: str = period()
    as_of_date: pl.Date = as_of_date()
    geo_code: str = geo_code()
    area_type: str = area_type()
    organic_generated: float = column(
        "Hữu cơ phát sinh",
        "Organic waste generated",
        "Phần hữu cơ của chất thải rắn sinh hoạt; không gồm phụ phẩm nông nghiệp.",
        "The organic part of municipal solid waste; farming by-products are not included.",
        unit=units.TONNES_PER_DAY,
        ge=0,
    )
    organic_share: float = column(
        "Tỷ lệ hữu cơ trong CTRSH",
        "Organic share of municipal waste",
        "Theo khối lượng, từ khảo sát thành phần.",
        "By weight, from a survey of composition.",
        unit=units.PERCENT,
        ge=0,
        le=100,
    )
    organic_recycled: float = column(
        "Hữu cơ được tái chế",
        "Organic waste recycled",
        "Ủ phân, khí sinh học, thức ăn chăn nuôi, cả ở hộ gia đình.",
        "Compost, biogas, feed, at home too.",
        unit=units.TONNES_PER_DAY,
        ge=0,
    )
    recycling_capacity: float = column(
        "Năng lực tái chế hữu cơ",
        "Organic recycling capacity",
        "Công suất thiết kế của các cơ sở trên địa bàn, không phải lượng thực tế.",
        "Design capacity of the facilities in the unit, not what they take.",
        unit=units.TONNES_PER_DAY,
        ge=0,
    )
    composition_method: str = column(
        "Cách xác định thành phần",
        "How composition was determined",
        "Quy trình, số mẫu, thời gian lấy mẫu.",
        "Procedure, number of samples, time of sampling.",
        max_length=300,
    )
