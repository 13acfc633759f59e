"""By-products of farming: how much comes about, and what is made of it."""

from __future__ import annotations

from typing import Any

import polars as pl

from schemas.angiang import units
from schemas.angiang.agr.seasons import seasons_add_up
from schemas.angiang.fields import CITED, GEO, OFFICIAL, Observed, geo_code, observed_rules, period
from schemas.core.model import column, table
from schemas.core.rules import Band, Filled, Given, Implication, Is, Ratio, UnitsAddUp, UnitSlip, rule
from schemas.core.site import Text

MADE, USED = "agr-byproduct-generated", "agr-byproduct-used"
GENERATED = ("agr-byproduct", MADE)
OF = ("period", "geo_code", "byproduct")
ROUNDING, ACCOUNTED = 1.005, 0.98


def byproduct() -> Any:
    return column("Loại phụ phẩm", "By-product", codelist="by-product", required=True)


def _made(kind: str, generated: float | None, when: str = "2016", geo: str = "89", **more: object) -> dict[str, object]:
    row = {"period": when, "geo_code": geo, "byproduct": kind, "base_product": None, "byproduct_ratio": None}
    return {**row, "generated": generated, **CITED, **more}


@table(
    "agr-byproduct",
    name=MADE,
    key=OF,
    references=(GEO,),
    rules=(
        *observed_rules(MADE, "generated", most={"generated": (30e6, units.TONNES)}),
        Ratio(
            id=f"{MADE}.ratio",
            rate="byproduct_ratio",
            numerator=("generated",),
            denominator="base_product",
            factor=1,
            tolerance=0.05,
        ),
        Band(
            id=f"{MADE}.plausible-ratio",
            severity="warning",
            column="byproduct_ratio",
            low=0,
            high=3,
            unit="t/t",
            fails=({0: {"byproduct_ratio": 4.0, "generated": 16_000_000.0}},),
        ),
        Implication(
            id=f"{MADE}.no-ratio-of-manure",
            when=Is("byproduct", ("PHAN", "BUN")),
            then=Filled(("byproduct_ratio", "base_product"), negate=True),
            fails=({1: {"byproduct_ratio": 0.5}},),
            note=Text(
                "Phân tính theo đầu con, bùn theo diện tích ao: không có hệ số trên tấn sản phẩm.",
                "Manure is reckoned by head and sludge by pond area: there is no ratio to tonnes of produce.",
            ),
        ),
        *seasons_add_up(
            MADE,
            "generated",
            within=OF[1:],
            over=({3: {"generated": 320_000.0}},),
            short=({3: {"generated": 280_000.0}},),
        ),
        UnitsAddUp(id=f"{MADE}.units-add-up", values=("generated",), within=("period", "byproduct")),
        UnitSlip(
            id=f"{MADE}.unit-slip",
            columns=("generated", "base_product"),
            within=OF[1:],
            fails=({8: {"generated": 490.0}},),
        ),
    ),
    examples=(
        _made("ROM", 4_000_000.0, base_product=4_000_000.0, byproduct_ratio=1.0) | OFFICIAL,
        _made("PHAN", 500_000.0),
        _made("TRAU", 800_000.0),
        _made("TRAU", 300_000.0, "2016-DX"),
        _made("TRAU", 300_000.0, "2016-HT"),
        _made("TRAU", 200_000.0, "2016-TD"),
        _made("PHAN", 500_000.0, geo="883"),
        _made("TRAU", None, "2015", obs_flag="M"),
        _made("PHAN", 490_000.0, "2015"),
        _made("CAM", 50_000.0),
        _made("RAUQUA", 30_000.0, "2025-Q3", "91") | OFFICIAL,
    ),
)
class Generated(Observed):
    period: str = period()
    geo_code: str = geo_code()
    byproduct: str = byproduct()
    base_product: float = column(
        "Sản lượng gốc",
        "Produce it comes from",
        "Sản lượng cây trồng, vật nuôi hoặc nguyên liệu sinh ra phụ phẩm.",
        "The crop, animals or raw material that the by-product comes from.",
        unit=units.TONNES,
        ge=0,
    )
    byproduct_ratio: float = column(
        "Hệ số phụ phẩm trên sản phẩm (báo cáo)",
        "Ratio to the produce (as reported)",
        "Được đối chiếu với số tính lại; không có với phân và bùn.",
        "Checked against the recomputed ratio; manure and sludge have none.",
        unit=units.TONNES_PER_TONNE,
        ge=0,
    )
    generated: float = column("Khối lượng phát sinh", "Quantity generated", unit=units.TONNES, ge=0)


def _beside_generated(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    """Each row with what was generated (``made``), what all uses of it come to, and whether all of them are known."""
    made = given.tables[GENERATED].select(*OF, pl.col("generated").alias("made"))
    rows = frame.join(made, on=list(OF), how="left", maintain_order="left")
    return rows.with_columns(
        pl.col("quantity").sum().over(OF).alias("uses"),
        pl.col("quantity").is_not_null().all().over(OF).alias("known"),
        (pl.int_range(pl.len()).over(OF) == 0).alias("first"),
    )


def _share_out(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    """Uses scaled to what was generated."""
    rows = _beside_generated(frame, given)
    scaled = pl.when(pl.col("uses") > 0).then(pl.col("quantity") * pl.col("made") / pl.col("uses"))
    return rows.with_columns(pl.coalesce(scaled, "quantity").alias("quantity")).select(frame.columns)


@rule(
    f"{USED}.of-generated",
    title=Text(
        "Các hình thức sử dụng của một loại phụ phẩm cộng lại không vượt khối lượng phát sinh (chừa 0,5% làm tròn)",
        "All uses of one by-product add up to no more than was generated (0.5 % left for rounding)",
    ),
    columns=("quantity", *OF),
    needs=(GENERATED,),
    fails=({1: {"quantity": 2_600_000.0}},),
    mend=_share_out,
)
def of_generated(frame: pl.DataFrame, given: Given) -> pl.Series:
    rows = _beside_generated(frame, given)
    return rows.select(pl.when("first").then(pl.col("uses") <= pl.col("made") * ROUNDING + 1)).to_series()


@rule(
    f"{USED}.accounted-for",
    title=Text(
        "Các hình thức sử dụng, kể cả không xác định (KXD), cộng lại được ít nhất 98% khối lượng phát sinh",
        "All uses, the unknown one (KXD) included, add up to at least 98 % of what was generated",
    ),
    columns=("quantity", *OF),
    severity="warning",
    needs=(GENERATED,),
    fails=({4: {"quantity": 100_000.0}},),
    mend=_share_out,
)
def accounted_for(frame: pl.DataFrame, given: Given) -> pl.Series:
    rows = _beside_generated(frame, given)
    return rows.select(pl.when("first", "known").then(pl.col("uses") >= pl.col("made") * ACCOUNTED)).to_series()


def _use(
    kind: str, use: str, quantity: float, when: str = "2016", geo: str = "89", **more: object
) -> dict[str, object]:
    row = {"period": when, "geo_code": geo, "byproduct": kind, "use": use, "quantity": quantity}
    return {**row, **CITED, **more}


@table(
    "agr-byproduct",
    name=USED,
    key=(*OF, "use"),
    references=(GEO,),
    rules=(
        *observed_rules(USED, "quantity", most={"quantity": (30e6, units.TONNES)}),
        of_generated,
        accounted_for,
        *seasons_add_up(
            USED,
            "quantity",
            within=(*OF[1:], "use"),
            over=({5: {"quantity": 785_000.0}, 6: {"quantity": 300_000.0}},),
            short=({6: {"quantity": 295_000.0}, 7: {"quantity": 295_000.0}},),
        ),
        UnitsAddUp(
            id=f"{USED}.units-add-up",
            values=("quantity",),
            within=("period", "byproduct", "use"),
            fails=({11: {"quantity": 494_000.0}},),
        ),
        UnitSlip(
            id=f"{USED}.unit-slip",
            columns=("quantity",),
            within=(*OF[1:], "use"),
            fails=({9: {"quantity": 790.0}},),
        ),
    ),
    examples=(
        _use("CAM", "TACN", 50_000.0) | OFFICIAL,
        _use("ROM", "VUI", 2_500_000.0),
        _use("ROM", "DOT", 500_000.0),
        _use("ROM", "BAN", 600_000.0),
        _use("ROM", "KXD", 400_000.0),
        _use("TRAU", "NL", 800_000.0),
        _use("TRAU", "NL", 300_000.0, "2016-DX"),
        _use("TRAU", "NL", 300_000.0, "2016-HT"),
        _use("TRAU", "NL", 200_000.0, "2016-TD"),
        _use("TRAU", "NL", 790_000.0, "2015"),
        _use("PHAN", "PHANBON", 500_000.0),
        _use("PHAN", "PHANBON", 500_000.0, geo="883"),
        _use("RAUQUA", "PHANBON", 30_000.0, "2025-Q3", "91") | OFFICIAL,
    ),
)
class Used(Observed):
    period: str = period()
    geo_code: str = geo_code()
    byproduct: str = byproduct()
    use: str = column(
        "Hình thức sử dụng",
        "Use",
        "Đốt ngoài đồng và thải bỏ không phải tuần hoàn; bán và không xác định không nói được có tuần hoàn hay không.",
        "Open burning and discarding are not circular; of what is sold or unknown it cannot be said.",
        codelist="by-product-use",
        required=True,
    )
    quantity: float = column("Khối lượng sử dụng", "Quantity used", unit=units.TONNES, ge=0)
