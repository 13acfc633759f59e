"""The economy that targets are measured against: GDP and GRDP."""

from __future__ import annotations

from schemas.angiang import units
from schemas.angiang.fields import (
    BREAK,
    CITED,
    GEO,
    OFFICIAL,
    Observed,
    geo_code,
    observed_rules,
    period,
)
from schemas.angiang.levels import province_or_country
from schemas.core.model import column, table
from schemas.core.rules import Change
from schemas.core.site import Text


def _gdp(year: str, base: str, value: float, **more: object) -> dict[str, object]:
    return {"period": year, "geo_code": "VN", "price_base": base, "gdp": value, **CITED, **more}


@table(
    "dpi-macro",
    key=("period", "geo_code", "price_base"),
    references=(GEO,),
    rules=(
        *observed_rules("dpi-macro", "gdp"),
        province_or_country("dpi-macro"),
        Change(
            id="dpi-macro.real-growth",
            severity="warning",
            column="gdp",
            percent=15,
            within=("geo_code", "price_base"),
            yearly=True,
            unless=BREAK,
            where=("price_base", "ss2010"),
            note=Text(
                "Chỉ xét số cả năm, giá so sánh 2010; không so qua điểm đứt gãy chuỗi (ký hiệu B).",
                "Whole years at constant 2010 prices only; not compared across a break in the series (flag B).",
            ),
        ),
    ),
    examples=(
        _gdp("2011", "ss2010", 2_900_000.0) | OFFICIAL,
        _gdp("2009", "ss2010", 2_000_000.0),
        _gdp("2010", "ss2010", 2_700_000.0, obs_flag="B"),
        _gdp("2010", "hh", 2_700_000.0),
        _gdp("2011", "hh", 3_500_000.0),
    ),
)
class Macro(Observed):
    period: str = period()
    geo_code: str = geo_code()
    price_base: str = column(
        "Loại giá",
        "Price base",
        "Giá hiện hành chỉ dùng cho cơ cấu, không dùng cho T01.",
        "Current prices serve structure only, never T01.",
        codelist="price-base",
        required=True,
    )
    gdp: float = column(
        "GDP hoặc GRDP",
        "GDP or GRDP",
        "GDP với cả nước, GRDP với tỉnh.",
        "GDP of the country, GRDP of a province.",
        unit=units.BILLION_DONG,
        gt=0,
    )
