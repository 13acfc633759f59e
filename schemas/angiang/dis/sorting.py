"""Sorting at source (Law on Environmental Protection 2020, article 75): what is sorted, and by how many households."""

from __future__ import annotations

import polars as pl

from schemas.angiang import units
from schemas.angiang.dis.local import local_level
from schemas.angiang.fields import CITED, GEO, OFFICIAL, Observed, geo_code, observed_rules, period
from schemas.angiang.ste.flow import FLOW
from schemas.core.model import column, table
from schemas.core.rules import Given, Order, SmallCells, UnitSlip, rule
from schemas.core.site import Text

ID, HOUSEHOLDS = "dis-source-sorting", "dis-sorting-households"


@rule(
    f"{ID}.of-collected",
    title=Text(
        "Tổng các nhóm đã phân loại ≤ thu gom của ste-msw-flow (cùng địa bàn, cùng kỳ; cho phép vượt 1%)",
        "All sorted groups together ≤ collected in ste-msw-flow (same unit and period; 1 % more is let pass)",
    ),
    columns=("quantity", "period", "geo_code"),
    needs=(FLOW,),
    fails=({3: {"quantity": 950.0}},),
)
def of_collected(frame: pl.DataFrame, given: Given) -> pl.Series:
    whole = (pl.col("area_type") == "TS") & pl.col("as_of_date").is_null()
    flows = given.tables[FLOW].filter(whole).select("period", "geo_code", "collected")
    rows = frame.join(flows, on=["period", "geo_code"], how="left", maintain_order="left")
    return rows.select(pl.col("quantity").sum().over("period", "geo_code") <= pl.col("collected") * 1.01).to_series()


def _sorted(quarter: str, group: str, quantity: float, **more: object) -> dict[str, object]:
    return {"period": quarter, "geo_code": "883", "sort_group": group, "quantity": quantity, **CITED, **more}


@table(
    ID,
    key=("period", "geo_code", "sort_group"),
    references=(GEO,),
    rules=(
        *observed_rules(ID, "quantity"),
        local_level(ID),
        of_collected,
        UnitSlip(
            id=f"{ID}.unit-slip",
            columns=("quantity",),
            within=("geo_code", "sort_group"),
            fails=({4: {"quantity": 21_000.0}},),
        ),
    ),
    examples=(
        _sorted("2025-Q3", "TP", 3.0, geo_code="30307") | OFFICIAL,
        _sorted("2024-Q1", "TP", 20.0),
        _sorted("2024-Q1", "TCTSD", 8.0),
        _sorted("2020", "TP", 15.0),
        _sorted("2024-Q2", "TP", 21.0),
    ),
)
class SourceSorting(Observed):
    period: str = period()
    geo_code: str = geo_code()
    sort_group: str = column("Nhóm phân loại", "Sorting group", codelist="sort-group", required=True)
    quantity: float = column(
        "Khối lượng được phân loại",
        "Quantity sorted",
        "Thu gom riêng theo nhóm, bình quân một ngày trong kỳ; không gồm phần hộ dân tự xử lý.",
        "Collected apart by group, mean of a day in the period; not what households treat themselves.",
        unit=units.TONNES_PER_DAY,
        ge=0,
    )


def _households(quarter: str, sorting: int, **more: object) -> dict[str, object]:
    row = {"period": quarter, "geo_code": "883", "households_sorting": sorting, "households_total": 60_000}
    return {**row, **CITED, **more}


@table(
    ID,
    name=HOUSEHOLDS,
    key=("period", "geo_code"),
    references=(GEO,),
    rules=(
        *observed_rules(HOUSEHOLDS, "households_sorting"),
        local_level(HOUSEHOLDS),
        Order(id=f"{HOUSEHOLDS}.sorting-of-all", rising=("households_sorting", "households_total")),
        SmallCells(id=f"{HOUSEHOLDS}.small-cells", count="households_sorting"),
        UnitSlip(
            id=f"{HOUSEHOLDS}.unit-slip",
            columns=("households_sorting", "households_total"),
            within=("geo_code",),
            factors=(1000,),
            fails=({1: {"households_total": 60_000_000}},),
        ),
    ),
    examples=(
        _households("2025-Q3", 900, geo_code="30307", households_total=8_000) | OFFICIAL,
        _households("2024-Q1", 11_000),
        _households("2024-Q2", 12_000),
    ),
)
class SortingHouseholds(Observed):
    period: str = period()
    geo_code: str = geo_code()
    households_sorting: int = column(
        "Số hộ phân loại tại nguồn",
        "Households that sort",
        "Cuối kỳ; dưới 3 hộ thì để trống và ghi ký hiệu C.",
        "At the end of the period; below 3 it is left empty with flag C.",
        unit=units.HOUSEHOLDS,
        ge=0,
    )
    households_total: int = column(
        "Tổng số hộ trên địa bàn",
        "All households of the unit",
        "Cuối kỳ.",
        "At the end of the period.",
        unit=units.HOUSEHOLDS,
        gt=0,
    )
