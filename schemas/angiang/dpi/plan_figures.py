"""What plans and decisions set for a period: kept apart from what was measured, and never mixed with it."""

from __future__ import annotations

from typing import Any

import polars as pl

from schemas.angiang.columns import NUMBER, document_no, indicator_version, issued, unit_of_value
from schemas.angiang.fields import GEO_WHOLE, SENT, Sourced, geo_code, period, sourced_rules
from schemas.core.model import Reference, column, table
from schemas.core.rules import Given, rule
from schemas.core.site import Text

INDICATORS = ("ref-indicator", "ref-indicator")
DEFINITION = ("indicator_id", "indicator_version")


def _with_unit(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    """The rows with ``_unit``, that of their indicator; null where the register has no such indicator."""
    said = given.tables[INDICATORS].select("indicator_id", indicator_version="version", _unit="unit")
    return frame.join(said, on=DEFINITION, how="left", maintain_order="left")


def _in_its_unit(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    return _with_unit(frame, given).with_columns(unit=pl.coalesce("_unit", "unit")).drop("_unit")


@rule(
    "dpi-plan-figures.unit",
    title=Text(
        "Đơn vị tính là đơn vị của chỉ tiêu trong danh mục chỉ tiêu",
        "The unit is that of the indicator in the register of indicators",
    ),
    columns=("unit", *DEFINITION),
    needs=(INDICATORS,),
    mend=_in_its_unit,
    fails=({0: {"unit": "tấn"}},),
)
def unit_of_indicator(frame: pl.DataFrame, given: Given) -> pl.Series:
    return _with_unit(frame, given).select(pl.col("unit") == pl.col("_unit")).to_series()


def _planned(**more: object) -> dict[str, Any]:
    what = {"indicator_id": "msw-recycling-rate", "indicator_version": 1, "period": "2030", "geo_code": "91"}
    by = {"document_no": "473/KH-UBND", "issued": None, "value": 30.0, "unit": "%"}
    return {**what, **by, **SENT, **more}


@table(
    "dpi-plan-figures",
    key=("indicator_id", "indicator_version", "period", "geo_code", "document_no"),
    references=(Reference(DEFINITION, "ref-indicator", ("indicator_id", "version")), GEO_WHOLE),
    rules=(*sourced_rules("dpi-plan-figures"), unit_of_indicator),
    examples=(
        _planned(),
        _planned(period="2024", geo_code="89", value=12.5, provenance="trich_dan"),
        _planned(period="2027-Q2", value=0.0),
    ),
)
class PlanFigure(Sourced):
    indicator_id: str = column(
        "Chỉ tiêu", "Indicator", "Mã trong danh mục chỉ tiêu.", "Its id in the register of indicators.", required=True
    )
    indicator_version: int = indicator_version()
    period: str = period()
    geo_code: str = geo_code()
    document_no: str = document_no(NUMBER)
    issued: pl.Date = issued()
    value: float = column(
        "Giá trị kế hoạch",
        "Planned value",
        "Do văn bản giao hoặc đặt ra cho kỳ đó; không phải số đã thực hiện.",
        "Set by the document for that period; not what came of it.",
        required=True,
    )
    unit: str = unit_of_value()
