"""Productivity and income of workers in circular-economy projects and models."""

from __future__ import annotations

from schemas.angiang import units
from schemas.angiang.columns import sector
from schemas.angiang.fields import (
    CITED,
    GEO,
    OFFICIAL,
    Observed,
    geo_code,
    observed_rules,
    period,
)
from schemas.angiang.levels import province_only
from schemas.core.model import column, table
from schemas.core.rules import Band, Filled, Implication, Ratio, SmallCells, UnitSlip
from schemas.core.site import Text

ID = "lab-ce-income"
PAID = ("value_added", "productivity", "income_month")


def _work(when: str, kind: str = "MT", employed: int | None = 1_000, **more: object) -> dict[str, object]:
    row = {"period": when, "geo_code": "89", "sector": kind, "employed": employed, **dict.fromkeys(PAID)}
    return {**row, **CITED, **more}


@table(
    ID,
    key=("period", "geo_code", "sector"),
    references=(GEO,),
    rules=(
        *observed_rules(ID, "employed", *PAID),
        province_only(ID),
        Ratio(
            id=f"{ID}.productivity",
            rate="productivity",
            numerator=("value_added",),
            denominator="employed",
            factor=1,
            tolerance=0.5,
        ),
        Band(
            id=f"{ID}.plausible-income",
            severity="warning",
            column="income_month",
            low=1_000,
            high=100_000,
        ),
        SmallCells(id=f"{ID}.small-cells", count="employed", values=PAID, fails=({1: {"employed": 2}},)),
        Implication(
            id=f"{ID}.employed-counted",
            when=Filled(PAID),
            then=Filled(("employed",)),
            note=Text(
                "Không biết số người thì không biết số liệu có phải ẩn hay không.",
                "Without the number of persons nobody can say whether the figures must be hidden.",
            ),
        ),
        UnitSlip(
            id=f"{ID}.unit-slip",
            columns=("value_added", "income_month"),
            within=("geo_code", "sector"),
            fails=({1: {"value_added": 85.0}},),
        ),
    ),
    examples=(
        _work("2024", value_added=90_000.0, productivity=90.0, income_month=7_500.0) | OFFICIAL,
        _work("2023", value_added=85_000.0, income_month=7_200.0),
        _work("2024", "DV", None, obs_flag="C"),
        _work("2025-Q3", geo_code="91", income_month=7_800.0) | OFFICIAL,
    ),
)
class CeIncome(Observed):
    period: str = period()
    geo_code: str = geo_code()
    sector: str = sector()
    employed: int = column(
        "Lao động đang làm việc",
        "Persons employed",
        "Bình quân trong kỳ, trong các dự án và mô hình KTTH; dưới 3 người thì để trống và ghi ký hiệu C.",
        "Mean of the period, in CE projects and models; below 3 it is left empty with flag C.",
        unit=units.PERSONS,
        gt=0,
    )
    value_added: float = column(
        "Giá trị gia tăng", "Value added", "Giá so sánh 2010.", "Constant 2010 prices.", unit=units.MILLION_DONG, ge=0
    )
    productivity: float = column(
        "Năng suất lao động (báo cáo)",
        "Labour productivity (as reported)",
        "Được đối chiếu với số tính lại; giá so sánh 2010.",
        "Checked against the recomputed figure; constant 2010 prices.",
        unit=units.MILLION_DONG_PER_PERSON,
        ge=0,
    )
    income_month: float = column(
        "Thu nhập bình quân tháng",
        "Average monthly income",
        "Một lao động một tháng, giá hiện hành.",
        "Per worker and month, current prices.",
        unit=units.THOUSAND_DONG_PER_MONTH,
        ge=0,
    )
