"""Plastic waste: generated, reused, recycled, treated, landfilled, unmanaged."""

from __future__ import annotations

import polars as pl

from schemas.angiang import units
from schemas.angiang.fields import CITED, GEO, OFFICIAL, Observed, geo_code, observed_rules, period
from schemas.angiang.ste.flow import FLOW
from schemas.core.model import column, table
from schemas.core.period import period_bounds
from schemas.core.rules import Band, Given, SumOfColumns, UnitsAddUp, UnitSlip, rule
from schemas.core.site import Text

WAYS = ("reused", "recycled", "treated", "landfilled", "unmanaged")
FIGURES = ("generated", *WAYS)


@rule(
    "ste-plastic-waste.covers-municipal",
    title=Text(
        "Nhựa thải ≥ tỷ lệ nhựa ÷ 100 × CTRSH phát sinh của ste-msw-flow × số ngày của kỳ (cho phép thiếu 5%)",
        "Plastic waste ≥ plastic share ÷ 100 × municipal waste in ste-msw-flow × days of the period (less 5 %)",
    ),
    columns=("generated", "plastic_share_msw", "period", "geo_code"),
    severity="warning",
    needs=(FLOW,),
    fails=({1: {"plastic_share_msw": 12.0}},),
    note=Text(
        "Thấp hơn nhiều lần thường là tấn/ngày nhập vào cột tấn của cả kỳ.",
        "Much below is most often tonnes a day in a column of tonnes of the period.",
    ),
)
def covers_municipal(frame: pl.DataFrame, given: Given) -> pl.Series:
    whole = (pl.col("area_type") == "TS") & pl.col("as_of_date").is_null()
    flows = given.tables[FLOW].filter(whole).select("period", "geo_code", pl.col("generated").alias("_all"))
    bounds = period_bounds(frame["period"])
    days = (bounds["period_end"] - bounds["period_start"]).dt.total_days()
    rows = frame.with_columns(_days=days).join(flows, on=["period", "geo_code"], how="left", maintain_order="left")
    municipal = pl.col("plastic_share_msw") / 100 * pl.col("_all") * pl.col("_days")
    return rows.select(pl.col("generated") >= municipal * 0.95).to_series()


def _known(frame: pl.DataFrame) -> pl.Series:
    """What the ways that are known come to, over what was generated; null where all are known, or none."""
    known = pl.sum_horizontal(pl.col(way).fill_null(0) for way in WAYS) / pl.col("generated")
    return frame.select(pl.when(pl.any_horizontal(pl.col(way).is_null() for way in WAYS)).then(known)).to_series()


def _scaled(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    over = _known(frame).clip(lower_bound=1).fill_null(1)
    return frame.with_columns(pl.col(way) / over for way in WAYS)


@rule(
    "ste-plastic-waste.known-ways",
    title=Text(
        "Các phần đã biết cộng lại ≤ nhựa thải phát sinh (+1%), khi chưa biết đủ các phần",
        "The ways that are known add up to no more than was generated (+1 %), where not all are known",
    ),
    columns=FIGURES,
    mend=_scaled,
    fails=({3: {"recycled": 50_000.0}}, {2: {"reused": 30_000.0, "recycled": 30_000.0}}),
)
def known_ways(frame: pl.DataFrame, given: Given) -> pl.Series:
    return _known(frame) <= 1.01


def _plastic(year: str, generated: float, **more: object) -> dict[str, object]:
    row = {"period": year, "geo_code": "89", "plastic_scope": "sinh_hoat", **dict.fromkeys(FIGURES)}
    return {**row, "generated": generated, "plastic_share_msw": None, **CITED, **more}


def _ways(reused: float, recycled: float, treated: float, landfilled: float, unmanaged: float) -> dict[str, object]:
    return dict(zip(WAYS, (reused, recycled, treated, landfilled, unmanaged), strict=True))


@table(
    "ste-plastic-waste",
    key=("period", "geo_code", "plastic_scope"),
    references=(GEO,),
    rules=(
        *observed_rules("ste-plastic-waste", "generated"),
        SumOfColumns(
            id="ste-plastic-waste.all-ways",
            total="generated",
            parts=WAYS,
            percent=1,
            fails=({1: {"unmanaged": 9_000.0}},),
        ),
        Band(
            id="ste-plastic-waste.share-plausible",
            severity="warning",
            column="plastic_share_msw",
            low=3,
            high=25,
            unit="%",
            fails=({3: {"plastic_share_msw": 30.0}},),
        ),
        known_ways,
        covers_municipal,
        UnitsAddUp(
            id="ste-plastic-waste.units-add-up",
            values=FIGURES,
            within=("period", "plastic_scope"),
            fails=({2: {"generated": 30_000.0}},),
        ),
        UnitSlip(
            id="ste-plastic-waste.unit-slip",
            columns=FIGURES,
            within=("geo_code", "plastic_scope"),
            fails=({3: {"generated": 40.0}},),
        ),
    ),
    examples=(
        _plastic("2020", 42_000.0, plastic_share_msw=10.0, **_ways(2_000.0, 10_000.0, 8_000.0, 15_000.0, 7_000.0))
        | OFFICIAL,
        _plastic("2021", 42_500.0, plastic_share_msw=10.0, **_ways(2_500.0, 10_000.0, 8_000.0, 15_000.0, 7_000.0)),
        _plastic("2020", 42_000.0, geo_code="883"),
        _plastic("2019", 40_000.0, plastic_share_msw=10.0),
    ),
)
class PlasticWaste(Observed):
    period: str = period()
    geo_code: str = geo_code()
    plastic_scope: str = column(
        "Phạm vi nhựa thải",
        "Plastic waste counted",
        "Có tính nhựa thải công nghiệp hay không; không so sánh giữa các phạm vi.",
        "Whether industrial plastic counts; never compared across scopes.",
        codelist="plastic-scope",
        required=True,
    )
    generated: float = column(
        "Nhựa thải phát sinh",
        "Plastic waste generated",
        "Khối lượng của cả kỳ.",
        "Of the whole period.",
        unit=units.TONNES,
        ge=0,
    )
    reused: float = column("Nhựa được tái sử dụng", "Plastic reused", unit=units.TONNES, ge=0)
    recycled: float = column("Nhựa được tái chế", "Plastic recycled", unit=units.TONNES, ge=0)
    treated: float = column(
        "Nhựa được xử lý, không tính chôn lấp",
        "Plastic treated, landfill not counted",
        "Đốt, thu hồi năng lượng, xử lý khác đạt tiêu chuẩn, quy chuẩn.",
        "Incinerated, used for energy, or otherwise treated to standard.",
        unit=units.TONNES,
        ge=0,
    )
    landfilled: float = column(
        "Nhựa chôn lấp hợp vệ sinh",
        "Plastic in sanitary landfill",
        "Cột riêng, vì T12 được công bố cả khi tính và khi không tính chôn lấp là xử lý.",
        "A column of its own, because T12 is published with and without landfill counted as treatment.",
        unit=units.TONNES,
        ge=0,
    )
    unmanaged: float = column(
        "Nhựa không được quản lý",
        "Plastic not managed",
        "Bãi hở, đốt ngoài trời, thải ra môi trường.",
        "Open dumps, open burning, left in the environment.",
        unit=units.TONNES,
        ge=0,
    )
    plastic_share_msw: float = column(
        "Tỷ lệ nhựa trong CTRSH",
        "Plastic share of municipal waste",
        "Theo khối lượng, từ khảo sát thành phần.",
        "By weight, from a survey of composition.",
        unit=units.PERCENT,
        ge=0,
        le=100,
    )
