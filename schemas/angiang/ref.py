"""Registers that every dataset leans on: code lists and population. Administrative units are in ``admin``."""

from __future__ import annotations

import polars as pl

from schemas.angiang import units
from schemas.angiang.columns import code, name_en, name_vi
from schemas.angiang.fields import (
    BREAK,
    CITED,
    COMPILED,
    GEO,
    OFFICIAL,
    YEARS,
    Observed,
    Sourced,
    area_type,
    geo_code,
    observed_rules,
    sourced_rules,
    valid_from,
    valid_to,
)
from schemas.angiang.merger import MERGER, split_breaks
from schemas.angiang.plan import PLAN_DAY
from schemas.core.model import column, table
from schemas.core.rules import Change, NoOverlap, SumOfParts
from schemas.core.site import Text


@table(
    "ref-codes",
    key=("list", "code", "valid_from"),
    rules=(*sourced_rules("ref-codes"), NoOverlap(id="ref-codes.once-at-a-time", of=("list", "code"))),
    examples=(
        {
            "list": "area-type",
            "code": "DT",
            "name_vi": "Đô thị",
            "name_en": "Urban",
            "valid_from": PLAN_DAY,
            "valid_to": None,
        }
        | COMPILED,
        {
            "list": "area-type",
            "code": "X",
            "name_vi": "Khác",
            "name_en": "Other",
            "valid_from": PLAN_DAY,
            "valid_to": MERGER,
        }
        | COMPILED
        | {"provenance": "trich_dan"},
    ),
)
class Codes(Sourced):
    list: str = column("Danh mục mã", "Code list", required=True, pattern=r"^[a-z][a-z0-9-]*$")
    code: str = code("Không bao giờ đổi nghĩa.", "Never changes its meaning.")
    name_vi: str = name_vi()
    name_en: str = name_en()
    valid_from: pl.Date = valid_from("2022-07-18 là ngày của kế hoạch.", "2022-07-18 is the date of the plan.")
    valid_to: pl.Date = valid_to()


def _people(period: str, area: str, number: int) -> dict[str, object]:
    row = {"period": period, "geo_code": "89", "area_type": area, "population_avg": number, "households": None}
    return row | CITED


@table(
    "ref-population",
    key=("period", "geo_code", "area_type"),
    references=(GEO,),
    rules=(
        *observed_rules("ref-population", "population_avg"),
        split_breaks("ref-population", {1: {"period": "2025"}}),
        SumOfParts(
            id="ref-population.urban-rural",
            by="area_type",
            total="TS",
            parts=("DT", "NT"),
            values=("population_avg", "households"),
            within=("period", "geo_code"),
            tolerance=20,
            note=Text("Nguồn in tròn chục người.", "The source prints tens of people."),
        ),
        Change(
            id="ref-population.yearly-change",
            severity="warning",
            column="population_avg",
            percent=3,
            within=("geo_code", "area_type"),
            unless=BREAK,
        ),
    ),
    examples=(
        _people("2020", "TS", 1_905_000) | OFFICIAL,
        _people("2020", "DT", 605_000),
        _people("2020", "NT", 1_300_000),
        _people("2019", "TS", 1_900_000),
    ),
)
class Population(Observed):
    period: str = column("Năm", "Year", required=True, pattern=YEARS)
    geo_code: str = geo_code()
    area_type: str = area_type()
    population_avg: int = column(
        "Dân số trung bình",
        "Average population",
        "Số dân thường trú bình quân trong năm.",
        "Average number of usual residents over the year.",
        unit=units.PERSONS,
        gt=0,
    )
    households: int = column("Số hộ", "Households", unit=units.HOUSEHOLDS, ge=0)
