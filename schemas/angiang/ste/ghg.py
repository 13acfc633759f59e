"""National and provincial greenhouse-gas inventories by sector and gas."""

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
from schemas.angiang.levels import province_or_country
from schemas.core.model import column, table
from schemas.core.rules import AtLeast, Given, Implication, Is, Patch, SumOfParts, rule
from schemas.core.site import Text


@rule(
    "ste-ghg-inventory.one-gwp",
    title=Text(
        "Một bộ hệ số GWP trong một chuỗi, trừ khi có ký hiệu đứt gãy B",
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
EXAMPLES = 15
CAIT = ("inventory", "CAIT")
KEY = ("period", "geo_code", "sector", "gas", "inventory")
ROUNDING = Text(
    "Sai số chừa chỗ cho nguồn làm tròn đến 0,01 triệu tấn.",
    "The tolerance leaves room for a source rounded to 0.01 million tonnes.",
)


def _adds_up(
    name: str, by: str, total: str, parts: tuple[str, ...], rounded: float, fails: Patch
) -> tuple[SumOfParts, SumOfParts]:
    """Of any inventory within a part of the total, of CAIT within its rounding."""
    within = tuple(c for c in KEY if c != by)
    rule_id, values = f"ste-ghg-inventory.{name}", ("emissions",)
    cait = {i: {"inventory": CAIT[1]} | dict(fails.get(i, {})) for i in range(EXAMPLES)}
    return (
        SumOfParts(
            id=rule_id,
            by=by,
            total=total,
            parts=parts,
            values=values,
            within=within,
            percent=0.5,
            unless=CAIT,
            fails=(fails,),
            note=Text("Trừ CAIT, có sai số riêng.", "Except CAIT, which has its own tolerance."),
        ),
        SumOfParts(
            id=f"{rule_id}-cait",
            by=by,
            total=total,
            parts=parts,
            values=values,
            within=within,
            tolerance=rounded,
            where=CAIT,
            fails=(cait,),
            note=ROUNDING,
        ),
    )


@table(
    "ste-ghg-inventory",
    key=KEY,
    references=(GEO,),
    rules=(
        *observed_rules("ste-ghg-inventory", "emissions"),
        province_or_country("ste-ghg-inventory"),
        Implication(
            id="ste-ghg-inventory.removals-only-lulucf",
            when=Is("sector", ("LULUCF", "TONG"), negate=True),
            then=AtLeast("emissions", 0),
            fails=({9: {"emissions": -1.0}},),
            note=Text(
                "Chỉ LULUCF hấp thụ, nên chỉ nó và tổng gồm nó có thể âm.",
                "Only LULUCF removes, so only it and the total with it may be negative.",
            ),
        ),
        *_adds_up(
            "total-without-lulucf",
            "sector",
            "TONG_KLULUCF",
            ("NL", "IPPU", "NN", "CT"),
            25,
            {1: {"emissions": 251_000.0}},
        ),
        *_adds_up("total", "sector", "TONG", ("TONG_KLULUCF", "LULUCF"), 15, {0: {"emissions": 370_000.0}}),
        *_adds_up("all-gases", "gas", "TD", GASES, 40, {8: {"emissions": 10_000.0}}),
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
    sector: str = column("Lĩnh vực kiểm kê", "Inventory sector", codelist="ghg-sector", required=True)
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
