"""Registers that every dataset leans on: code lists, administrative units with validity, population."""

from __future__ import annotations

from datetime import date

import polars as pl

from schemas.angiang import units
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
from schemas.core.model import Reference, column, table
from schemas.core.rules import Change, Filled, Given, Implication, Is, NoOverlap, SumOfParts, rule
from schemas.core.rules.time import FOREVER
from schemas.core.site import Text

PLAN_DAY = date(2022, 7, 18)
MERGER = date(2025, 7, 1)


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
    code: str = column("Mã", "Code", "Không bao giờ đổi nghĩa.", "Never changes its meaning.", required=True)
    name_vi: str = column("Tên", "Name (Vietnamese)", required=True)
    name_en: str = column("Tên tiếng Anh", "Name (English)", required=True)
    valid_from: pl.Date = valid_from("2022-07-18 là ngày của kế hoạch.", "2022-07-18 is the date of the plan.")
    valid_to: pl.Date = valid_to()


@rule(
    "ref-admin-unit.parent-valid",
    title=Text(
        "Đơn vị cấp trên có hiệu lực trong cả thời gian hiệu lực của đơn vị",
        "The parent unit is valid for as long as the unit is",
    ),
    columns=("parent_code", "valid_from", "valid_to"),
    fails=({1: {"valid_from": date(1975, 1, 1)}}, {2: {"valid_to": None}}),
)
def parent_valid(frame: pl.DataFrame, given: Given) -> pl.Series:
    until = pl.col("valid_to").fill_null(FOREVER)
    spans = frame.select(pl.col("code").alias("parent_code"), pl.col("valid_from").alias("since"), until.alias("until"))
    covered = (
        frame.select("parent_code", "valid_from", until.alias("valid_to"))
        .with_row_index("_row")
        .join(spans, on="parent_code", how="left")
        .group_by("_row", maintain_order=True)
        .agg(((pl.col("since") <= pl.col("valid_from")) & (pl.col("until") >= pl.col("valid_to"))).any())
    )
    return covered.select(covered.columns[1]).to_series() | frame["parent_code"].is_null()


def _unit(
    code: str, name: str, since: date, until: date | None, level: str, kind: str, parent: str | None
) -> dict[str, object]:
    dates = {"valid_from": since, "valid_to": until}
    names = {"name_vi": name, "name_en": name, "legal_basis": "124/2004/QĐ-TTg", "aliases": None}
    return {"code": code, **dates, **names, "level": level, "unit_type": kind, "parent_code": parent, **COMPILED}


@table(
    "ref-admin-unit",
    key=("code", "valid_from"),
    references=(Reference(("parent_code",), "ref-admin-unit", ("code",)),),
    rules=(
        *sourced_rules("ref-admin-unit"),
        NoOverlap(id="ref-admin-unit.once-at-a-time", of=("code",)),
        parent_valid,
        Implication(
            id="ref-admin-unit.districts-ended",
            when=Is("level", ("huyen",)),
            then=Filled(("valid_to",)),
            note=Text("Cấp huyện chấm dứt ngày 01/07/2025.", "District level ended on 1 July 2025."),
        ),
    ),
    examples=(
        _unit("VN", "Việt Nam", date(1976, 7, 2), None, "quoc_gia", "quoc_gia", None),
        _unit("89", "Tỉnh An Giang", date(2004, 7, 8), MERGER, "tinh", "tinh", "VN"),
        _unit("883", "Thành phố Long Xuyên", date(2004, 7, 8), MERGER, "huyen", "thanh_pho", "89"),
        _unit("91", "Tỉnh Kiên Giang", date(2004, 7, 8), MERGER, "tinh", "tinh", "VN"),
        _unit("91", "Tỉnh An Giang", MERGER, None, "tinh", "tinh", "VN") | {"provenance": "trich_dan"},
    ),
)
class AdminUnit(Sourced):
    code: str = column(
        "Mã",
        "Code",
        "2 số (tỉnh), 3 số (huyện), 5 số (xã), giữ số 0 đầu; VN là cả nước.",
        "2 digits (province), 3 (district), 5 (commune), leading zeros kept; VN is the country.",
        required=True,
        pattern=r"^(VN|\d{2}|\d{3}|\d{5})$",
    )
    valid_from: pl.Date = valid_from(
        "Mã chỉ định danh đơn vị cùng với ngày này.", "A code names a unit only with this day."
    )
    valid_to: pl.Date = valid_to()
    name_vi: str = column("Tên đầy đủ", "Full name (Vietnamese)", required=True)
    name_en: str = column("Tên tiếng Anh", "Name (English)", required=True)
    level: str = column("Cấp", "Level", codelist="admin-level", required=True)
    unit_type: str = column("Loại đơn vị", "Unit type", codelist="admin-unit-type", required=True)
    parent_code: str = column("Mã cấp trên", "Parent code")
    legal_basis: str = column("Căn cứ", "Legal basis", required=True)
    aliases: str = column("Tên gọi khác", "Other names", "Cách nhau bằng dấu chấm phẩy.", "Separated by semicolons.")


def _people(period: str, area: str, number: int) -> dict[str, object]:
    row = {"period": period, "geo_code": "89", "area_type": area, "population_avg": number, "households": None}
    return row | CITED


@table(
    "ref-population",
    key=("period", "geo_code", "area_type"),
    references=(GEO,),
    rules=(
        *observed_rules("ref-population", "population_avg"),
        SumOfParts(
            id="ref-population.urban-rural",
            by="area_type",
            total="TS",
            parts=("DT", "NT"),
            values=("population_avg", "households"),
            within=("period", "geo_code"),
            tolerance=1,
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
