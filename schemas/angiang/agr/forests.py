"""Forest area and cover, by two definitions that never meet."""

from __future__ import annotations

from datetime import date

import polars as pl

from schemas.angiang import units
from schemas.angiang.fields import (
    CITED,
    GEO,
    OFFICIAL,
    Observed,
    as_of_date,
    as_of_rule,
    geo_code,
    observed_rules,
    period,
)
from schemas.core.model import column, table
from schemas.core.rules import Filled, Implication, Is, Order, Ratio, SumOfColumns
from schemas.core.site import Text

AREAS = (
    "natural_forest",
    "planted_forest",
    "planted_qualified",
    "scattered_trees",
    "forest_and_scattered",
    "natural_area",
)


def _forest(definition: str, **more: object) -> dict[str, object]:
    row = {"period": "2023", "as_of_date": None, "geo_code": "89", "definition": definition, **dict.fromkeys(AREAS)}
    return {**row, "cover_rate": None, **CITED, **more}


@table(
    "agr-forest-cover",
    key=("period", "geo_code", "definition"),
    references=(GEO,),
    rules=(
        as_of_rule("agr-forest-cover"),
        *observed_rules("agr-forest-cover", "natural_forest", "planted_forest", "forest_and_scattered"),
        Order(
            id="agr-forest-cover.qualified-of-planted",
            rising=("planted_qualified", "planted_forest", "natural_area"),
            fails=({0: {"planted_qualified": 13_000.0}},),
        ),
        Order(
            id="agr-forest-cover.scattered-of-all",
            rising=("scattered_trees", "forest_and_scattered", "natural_area"),
            fails=({2: {"natural_forest": None, "scattered_trees": 79_000.0}},),
        ),
        SumOfColumns(
            id="agr-forest-cover.all-forest-and-trees",
            total="forest_and_scattered",
            parts=("natural_forest", "planted_forest", "scattered_trees"),
            tolerance=1,
        ),
        Ratio(
            id="agr-forest-cover.national-rate",
            rate="cover_rate",
            numerator=("natural_forest", "planted_qualified"),
            denominator="natural_area",
            tolerance=0.05,
            where=("definition", "QG"),
        ),
        Ratio(
            id="agr-forest-cover.local-rate",
            rate="cover_rate",
            numerator=("forest_and_scattered",),
            denominator="natural_area",
            tolerance=0.05,
            where=("definition", "DP"),
        ),
        Implication(
            id="agr-forest-cover.trees-are-local",
            when=Filled(("scattered_trees", "forest_and_scattered")),
            then=Is("definition", ("DP",)),
            fails=({0: {"scattered_trees": 10.0}},),
            note=Text(
                "Cây phân tán không thuộc định nghĩa quốc gia.", "Scattered trees are not in the national definition."
            ),
        ),
    ),
    examples=(
        _forest("QG", period="2024", planted_forest=12_000.0) | OFFICIAL,
        _forest(
            "QG",
            as_of_date=date(2023, 12, 31),
            natural_forest=1_000.0,
            planted_forest=12_000.0,
            planted_qualified=10_000.0,
            natural_area=350_000.0,
            cover_rate=3.14,
        ),
        _forest(
            "DP",
            natural_forest=1_000.0,
            planted_forest=12_000.0,
            scattered_trees=65_000.0,
            forest_and_scattered=78_000.0,
            natural_area=350_000.0,
            cover_rate=22.29,
        ),
        _forest("QG", period="2025-12", geo_code="91", planted_forest=12_000.0) | OFFICIAL,
    ),
)
class ForestCover(Observed):
    period: str = period()
    as_of_date: pl.Date = as_of_date()
    geo_code: str = geo_code()
    definition: str = column(
        "Định nghĩa áp dụng",
        "Definition",
        "Không bao giờ nối QG với DP thành một chuỗi.",
        "QG and DP are never one series.",
        codelist="forest-definition",
        required=True,
    )
    natural_forest: float = column("Rừng tự nhiên", "Natural forest", unit=units.HECTARES, ge=0)
    planted_forest: float = column("Rừng trồng", "Planted forest", unit=units.HECTARES, ge=0)
    planted_qualified: float = column(
        "Rừng trồng đủ tiêu chí", "Planted forest meeting the criteria", unit=units.HECTARES, ge=0
    )
    scattered_trees: float = column(
        "Cây phân tán (quy đổi)", "Scattered trees (area equivalent)", unit=units.HECTARES, ge=0
    )
    forest_and_scattered: float = column(
        "Rừng và cây phân tán",
        "Forest and scattered trees",
        "Như nguồn in.",
        "As printed in the source.",
        unit=units.HECTARES,
        ge=0,
    )
    natural_area: float = column("Diện tích tự nhiên", "Natural area", unit=units.HECTARES, gt=0)
    cover_rate: float = column(
        "Tỷ lệ che phủ (báo cáo)",
        "Cover rate (as reported)",
        "Chỉ khi nguồn in cho đúng năm; được đối chiếu với số tính lại theo định nghĩa.",
        "Only where the source prints it for that year; checked against the rate recomputed by definition.",
        unit=units.PERCENT,
        ge=0,
        le=100,
    )
