"""Group 02, Department of Natural Resources and Environment: waste flows and greenhouse gases."""

from __future__ import annotations

from datetime import date

import polars as pl

from schemas.angiang import units
from schemas.angiang.fields import (
    BREAK,
    CITED,
    GEO,
    OFFICIAL,
    Observed,
    area_type,
    as_of_date,
    geo_code,
    observed_rules,
    period,
)
from schemas.core.model import column, table
from schemas.core.rules import AtLeast, Change, Given, Implication, Is, Order, Ratio, SumOfParts, rule
from schemas.core.site import Text

POPULATION = ("ref-population", "ref-population")
FLOWS = (
    "generated",
    "collected",
    "treated_standard",
    "treated_ce",
    "direct_landfill",
    "direct_landfill_ce",
    "recycled",
    "self_treated",
)


@rule(
    "ste-msw-flow.per-person",
    title=Text(
        "Phát sinh trên đầu người trong khoảng 0,2–1,6 kg/người/ngày (dân số trung bình của năm)",
        "Generated per person between 0.2 and 1.6 kg a day (average population of the year)",
    ),
    columns=("generated", "period", "geo_code", "area_type"),
    severity="warning",
    needs=(POPULATION,),
    fails=({3: {"generated": 1.128}}, {3: {"generated": 411_720.0}}),
)
def per_person(frame: pl.DataFrame, given: Given) -> pl.Series:
    people = given.tables[POPULATION].select(pl.col("period").alias("_year"), "geo_code", "area_type", "population_avg")
    rows = frame.select("generated", "geo_code", "area_type", pl.col("period").str.slice(0, 4).alias("_year"))
    joined = rows.join(people, on=["_year", "geo_code", "area_type"], how="left", maintain_order="left")
    kilograms = pl.col("generated") * 1000 / pl.col("population_avg")
    return joined.select(kilograms.is_between(0.2, 1.6)).to_series()


def _waste(area: str, generated: float, **more: object) -> dict[str, object]:
    row = {"period": "2019-06", "as_of_date": date(2019, 6, 6), "geo_code": "89", "area_type": area}
    empty = dict.fromkeys(FLOWS)
    return {**row, **empty, "generated": generated, "rate_collected": None, **CITED, **more}


@table(
    "ste-msw-flow",
    key=("period", "geo_code", "area_type"),
    references=(GEO,),
    rules=(
        *observed_rules("ste-msw-flow", "generated"),
        SumOfParts(
            id="ste-msw-flow.urban-rural",
            by="area_type",
            total="TS",
            parts=("DT", "NT"),
            values=FLOWS,
            within=("period", "geo_code"),
            tolerance=0.1,
        ),
        Order(
            id="ste-msw-flow.treated-of-collected", rising=("treated_ce", "treated_standard", "collected", "generated")
        ),
        Order(id="ste-msw-flow.landfill-of-collected", rising=("direct_landfill_ce", "direct_landfill", "collected")),
        Order(id="ste-msw-flow.recycled-of-generated", rising=("recycled", "generated")),
        Order(id="ste-msw-flow.self-treated-of-generated", rising=("self_treated", "generated")),
        Ratio(
            id="ste-msw-flow.rate-collected",
            rate="rate_collected",
            numerator=("collected",),
            denominator="generated",
            tolerance=0.5,
            fails=({3: {"rate_collected": 64.3}},),
            note=Text(
                "Báo in 64,3% cho 718/1.128 tấn, đúng ra là 63,65%.",
                "The press printed 64.3 % for 718 of 1,128 tonnes; it is 63.65 %.",
            ),
        ),
        Change(
            id="ste-msw-flow.yearly-change",
            severity="warning",
            column="generated",
            percent=30,
            within=("geo_code", "area_type"),
            unless=BREAK,
        ),
        per_person,
    ),
    examples=(
        _waste("TS", 1130.0, period="2020", as_of_date=None) | OFFICIAL,
        _waste("DT", 505.0, recycled=10.0, self_treated=5.0),
        _waste("NT", 623.0),
        _waste("TS", 1128.0, collected=718.0, treated_standard=400.0, direct_landfill=318.0, rate_collected=63.65),
        _waste("TS", 1150.0, period="2021", as_of_date=None),
    ),
)
class MswFlow(Observed):
    period: str = period()
    as_of_date: pl.Date = as_of_date()
    geo_code: str = geo_code()
    area_type: str = area_type()
    generated: float = column(
        "Phát sinh",
        "Generated",
        "Bình quân một ngày trong kỳ, hoặc mức tại một ngày.",
        "Mean of a day in the period, or the level of a day.",
        unit=units.TONNES_PER_DAY,
        ge=0,
    )
    collected: float = column("Thu gom", "Collected", unit=units.TONNES_PER_DAY, ge=0)
    treated_standard: float = column(
        "Xử lý đạt tiêu chuẩn, quy chuẩn",
        "Treated to standard",
        "Chôn lấp hợp vệ sinh được tính là xử lý.",
        "Sanitary landfill counts as treatment.",
        unit=units.TONNES_PER_DAY,
        ge=0,
    )
    treated_ce: float = column("Xử lý qua mô hình KTTH", "Treated through CE models", unit=units.TONNES_PER_DAY, ge=0)
    direct_landfill: float = column(
        "Chôn lấp trực tiếp",
        "Direct landfill",
        "Phần không qua xử lý.",
        "What is not treated.",
        unit=units.TONNES_PER_DAY,
        ge=0,
    )
    direct_landfill_ce: float = column(
        "Chôn lấp trực tiếp từ mô hình KTTH", "Direct landfill from CE models", unit=units.TONNES_PER_DAY, ge=0
    )
    recycled: float = column("Tái chế, tái sử dụng", "Recycled or reused", unit=units.TONNES_PER_DAY, ge=0)
    self_treated: float = column(
        "Hộ dân tự xử lý",
        "Treated by households",
        "Chủ yếu ở nông thôn; không gồm phần thải ra môi trường.",
        "Mostly rural; not what is dumped.",
        unit=units.TONNES_PER_DAY,
        ge=0,
    )
    rate_collected: float = column(
        "Tỷ lệ thu gom (báo cáo)",
        "Collection rate (as reported)",
        "Được đối chiếu với số tính lại.",
        "Checked against the recomputed rate.",
        unit=units.PERCENT,
        ge=0,
        le=100,
    )


@rule(
    "ste-ghg-inventory.one-gwp",
    title=Text(
        "Một bộ hệ số GWP trong một chuỗi, trừ khi có cờ đứt gãy B",
        "One GWP set within a series, unless the break is flagged B",
    ),
    columns=("gwp_set", "obs_flag"),
    fails=({9: {"gwp_set": "AR4"}},),
)
def one_gwp(frame: pl.DataFrame, given: Given) -> pl.Series:
    series = ["geo_code", "sector", "gas", "inventory"]
    before = pl.col("gwp_set").shift(1).over(series, order_by="period")
    kept = (pl.col("gwp_set") == before) | (pl.col("obs_flag") == "B").fill_null(False)
    return frame.select(kept).to_series()


def _gas(sector: str, emissions: float, gas: str = "TD", year: str = "2018", **more: object) -> dict[str, object]:
    row = {"period": year, "geo_code": "VN", "sector": sector, "gas": gas, "inventory": "KKQG", "emissions": emissions}
    return {**row, "gwp_set": "AR5", **CITED, **more}


GASES = ("CO2", "CH4", "N2O", "HFC", "PFC", "SF6", "NF3")
SERIES = ("period", "geo_code", "sector", "inventory")
ROUNDING = Text(
    "Sai số chừa chỗ cho nguồn làm tròn đến 0,01 triệu tấn.",
    "The tolerance leaves room for a source rounded to 0.01 million tonnes.",
)


@table(
    "ste-ghg-inventory",
    key=("period", "geo_code", "sector", "gas", "inventory"),
    references=(GEO,),
    rules=(
        *observed_rules("ste-ghg-inventory", "emissions"),
        Implication(
            id="ste-ghg-inventory.removals-only-lulucf",
            when=Is("sector", ("LULUCF", "TONG"), negate=True),
            then=AtLeast("emissions", 0),
            note=Text(
                "Chỉ LULUCF hấp thụ, nên chỉ nó và tổng gồm nó có thể âm.",
                "Only LULUCF removes, so only it and the total with it may be negative.",
            ),
        ),
        SumOfParts(
            id="ste-ghg-inventory.total-without-lulucf",
            by="sector",
            total="TONG_KLULUCF",
            parts=("NL", "IPPU", "NN", "CT"),
            values=("emissions",),
            within=("period", "geo_code", "gas", "inventory"),
            tolerance=25,
            note=ROUNDING,
        ),
        SumOfParts(
            id="ste-ghg-inventory.total",
            by="sector",
            total="TONG",
            parts=("TONG_KLULUCF", "LULUCF"),
            values=("emissions",),
            within=("period", "geo_code", "gas", "inventory"),
            tolerance=15,
            note=ROUNDING,
        ),
        SumOfParts(
            id="ste-ghg-inventory.all-gases",
            by="gas",
            total="TD",
            parts=GASES,
            values=("emissions",),
            within=SERIES,
            tolerance=40,
            note=ROUNDING,
        ),
        one_gwp,
    ),
    examples=(
        _gas("TONG", 364_430.0) | OFFICIAL,
        _gas("NL", 248_020.0),
        _gas("IPPU", 37_130.0),
        _gas("NN", 70_990.0),
        _gas("CT", 20_400.0),
        _gas("LULUCF", -12_090.0),
        _gas("TONG_KLULUCF", 376_530.0),
        *(_gas("CT", 20_400.0 if gas == "CH4" else 0.0, gas) for gas in GASES[:2]),
        _gas("CT", 20_600.0, year="2020"),
        *(_gas("CT", 0.0, gas) for gas in GASES[2:]),
    ),
)
class GhgInventory(Observed):
    period: str = period()
    geo_code: str = geo_code()
    sector: str = column("Lĩnh vực", "Sector", codelist="ghg-sector", required=True)
    gas: str = column("Loại khí", "Gas", codelist="ghg-gas", required=True)
    inventory: str = column(
        "Bộ kiểm kê",
        "Inventory",
        "Không so sánh giữa các bộ.",
        "Never compared across inventories.",
        codelist="ghg-inventory",
        required=True,
    )
    emissions: float = column(
        "Phát thải ròng", "Net emissions", "Số âm là hấp thụ.", "Negative is removal.", unit=units.THOUSAND_TONNES_CO2E
    )
    gwp_set: str = column(
        "Bộ hệ số GWP",
        "GWP set",
        "Trống khi nguồn trích dẫn không nêu.",
        "Empty where a cited source does not say.",
        codelist="gwp-set",
    )
