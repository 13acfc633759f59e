"""Primary energy supply of the province, from which the share of renewables is computed."""

from __future__ import annotations

import polars as pl

from schemas.angiang import units
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
from schemas.core.rules import All, AtLeast, Filled, Given, Implication, Is, Order, UnitSlip, rule
from schemas.core.site import Text

USE = ("ind-energy-use", "ind-energy-use")
CONVERTED = ("MT", "GIO", "TD", "DIEN")  # what is not burned: its primary energy is a matter of method
WHOLE = ("period", "geo_code")


def _supply() -> pl.Expr:
    """All forms together; null where one of them is missing."""
    return pl.when(pl.col("tpes").is_not_null().all().over(WHOLE)).then(pl.col("tpes").sum().over(WHOLE))


def _nothing_sold(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    return frame.with_columns(pl.col("tpes").abs())


@rule(
    "ind-energy-balance.supply-positive",
    title=Text("Tổng cung năng lượng sơ cấp của tỉnh lớn hơn 0", "The province's total primary supply is above 0"),
    columns=("tpes", *WHOLE),
    fails=({1: {"tpes": -5_000_000.0}},),
    mend=_nothing_sold,
)
def supply_positive(frame: pl.DataFrame, given: Given) -> pl.Series:
    return frame.select(_supply() > 0).to_series()


def _used(frame: pl.DataFrame, given: Given) -> pl.Series:
    """Total final use in the place and period of each row; null where it is not wholly known."""
    complete = pl.when(pl.col("quantity").is_not_null().all()).then(pl.col("quantity").sum())
    used = given.tables[USE].group_by(WHOLE).agg(complete.alias("_used"))
    return frame.select(WHOLE).join(used, on=WHOLE, how="left", maintain_order="left")["_used"]


def _supplied_enough(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    lack = (pl.lit(_used(frame, given)) / _supply()).clip(1).fill_null(1)
    return frame.with_columns(pl.when(_supply() > 0).then((pl.col("tpes") * lack).ceil()).otherwise("tpes"))


@rule(
    "ind-energy-balance.use-within-supply",
    title=Text(
        "Tổng năng lượng tiêu thụ cuối cùng (ind-energy-use) không vượt tổng cung sơ cấp",
        "Total final energy use (ind-energy-use) does not exceed total primary supply",
    ),
    columns=("tpes", *WHOLE),
    severity="warning",
    needs=(USE,),
    fails=({0: {"tpes": 30_000.0}, 3: {"tpes": 50_000.0}},),
    note=Text(
        "Thường là hai bảng dùng hai bộ hệ số quy đổi, hoặc nhầm đơn vị.",
        "Most often the two tables use two sets of factors, or a unit slipped.",
    ),
    mend=_supplied_enough,
)
def use_within_supply(frame: pl.DataFrame, given: Given) -> pl.Series:
    supply = frame.select(_supply()).to_series()
    return frame.select(pl.when(supply > 0).then(_used(frame, given) <= supply)).to_series()


def _same_method(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    method = pl.col("primary_method")
    return frame.with_columns(pl.when(method.is_not_null()).then(method.drop_nulls().first().over("geo_code")))


@rule(
    "ind-energy-balance.one-method",
    title=Text(
        "Trong một kỳ của một tỉnh chỉ dùng một phương pháp quy đổi năng lượng sơ cấp",
        "One primary-equivalent method within a period of a province",
    ),
    columns=("primary_method", *WHOLE),
    fails=({1: {"primary_method": "thay_the"}},),
    mend=_same_method,
)
def one_method(frame: pl.DataFrame, given: Given) -> pl.Series:
    method = pl.col("primary_method")
    return frame.select(pl.when(method.is_not_null()).then(method.drop_nulls().n_unique().over(WHOLE) == 1)).to_series()


@rule(
    "ind-energy-balance.method-break",
    title=Text(
        "Đổi phương pháp quy đổi so với kỳ trước thì phải có ký hiệu đứt gãy B",
        "A method other than the period before needs the break flag B",
    ),
    columns=("primary_method", "obs_flag", "period", "geo_code", "energy"),
    fails=({0: {"primary_method": "thay_the"}, 1: {"primary_method": "thay_the"}},),
    mend=_same_method,
)
def method_break(frame: pl.DataFrame, given: Given) -> pl.Series:
    before = pl.col("primary_method").shift(1).over("geo_code", "energy", order_by="period")
    return frame.select((pl.col("primary_method") == before) | pl.col("obs_flag").eq_missing("B")).to_series()


def _supplied(energy: str, tpes: float, **more: object) -> dict[str, object]:
    row = {"period": "2024", "geo_code": "89", "energy": energy, "tpes": tpes, "organic_part": None}
    return {**row, "primary_method": "noi_nang" if energy in CONVERTED else None, **CITED, **more}


@table(
    "ind-energy-balance",
    key=("period", "geo_code", "energy"),
    references=(GEO,),
    rules=(
        *observed_rules("ind-energy-balance", "tpes"),
        province_only("ind-energy-balance"),
        supply_positive,
        use_within_supply,
        one_method,
        method_break,
        Implication(
            id="ind-energy-balance.method-said",
            when=All((Is("provenance", ("chinh_thuc",)), Is("energy", CONVERTED))),
            then=Filled(("primary_method",)),
            note=Text(
                "Tỷ trọng tái tạo đổi theo phương pháp, nên số chính thức phải nói đã dùng phương pháp nào.",
                "The share of renewables changes with the method, so official figures must say which was used.",
            ),
        ),
        Implication(
            id="ind-energy-balance.only-power-negative",
            when=Is("energy", ("DIEN",), negate=True),
            then=AtLeast("tpes", 0),
            note=Text(
                "Chỉ điện trao đổi với lưới có thể âm (bán ra nhiều hơn mua vào).",
                "Only the exchange with the grid may be negative (more sold than bought).",
            ),
        ),
        Order(id="ind-energy-balance.organic-of-waste", rising=("organic_part", "tpes")),
        Implication(
            id="ind-energy-balance.organic-is-waste",
            when=Is("energy", ("CTR",), negate=True),
            then=Filled(("organic_part",), negate=True),
            fails=({0: {"organic_part": 1.0}},),
            note=Text(
                "Chất thải rắn không tái tạo toàn bộ; các dạng khác không có phần này.",
                "Solid waste is not wholly renewable; no other form has such a part.",
            ),
        ),
        UnitSlip(
            id="ind-energy-balance.unit-slip",
            columns=("tpes",),
            within=("geo_code", "energy"),
            factors=(1000,),
            note=Text(
                "Thường là nghìn TOE ghi thành TOE hoặc ngược lại.",
                "Most often thousand toe written as toe, or the other way.",
            ),
        ),
    ),
    examples=(
        _supplied("MT", 300_000.0) | OFFICIAL,
        _supplied("DIEN", -20_000.0),
        _supplied("CTR", 10_000.0, organic_part=6_000.0),
        _supplied("DAU", 900_000.0),
        _supplied("MT", 250_000.0, period="2023"),
    ),
)
class EnergyBalance(Observed):
    period: str = period()
    geo_code: str = geo_code()
    energy: str = column(
        "Nguồn năng lượng",
        "Energy source",
        "DIEN là điện mua lưới trừ điện bán ra: năng lượng thứ cấp, không bao giờ tính là tái tạo.",
        "DIEN is power bought from the grid less power sold: secondary energy, never counted as renewable.",
        codelist="energy-form",
        required=True,
    )
    tpes: float = column(
        "Cung năng lượng sơ cấp",
        "Primary energy supply",
        "Khai thác trong tỉnh + đưa vào − đưa ra ± thay đổi tồn kho.",
        "Produced in the province + brought in − sent out ± change of stocks.",
        unit=units.TOE,
    )
    organic_part: float = column(
        "Trong đó: phần hữu cơ của chất thải",
        "Of which: organic part of the waste",
        "Chỉ cho chất thải rắn (CTR): phần được tính là tái tạo.",
        "For solid waste (CTR) only: the part that counts as renewable.",
        unit=units.TOE,
        ge=0,
    )
    primary_method: str = column(
        "Phương pháp quy đổi sơ cấp",
        "Primary-equivalent method",
        "Cho điện mặt trời, gió, thủy điện và điện mua lưới; nhiên liệu đốt để trống.",
        "For solar, wind and hydro power and grid power; empty for fuels that are burned.",
        codelist="primary-energy-method",
    )
