"""Technical measures: guidance, energy norms, best available techniques and practice, mutual recognition."""

from __future__ import annotations

from datetime import date

import polars as pl

from schemas.angiang import columns, units
from schemas.angiang.fields import CITED, OFFICIAL, Observed, no_person, observed_rules, period
from schemas.core.model import column, table
from schemas.core.rules import Dated, Filled, Implication, Is, SmallCells
from schemas.core.site import Text


def _measure(number: int, kind: str, adopters: int, **more: object) -> dict[str, object]:
    row = {"period": "2024", "measure_id": f"minh-hoa-{number}", "measure_type": kind, "name": "Biện pháp minh họa"}
    norm = {"energy_norm_value": None, "energy_norm_unit": None}
    return {**row, "issued": None, "n_adopters": adopters, **norm, **CITED, **more}


@table(
    "ind-technical-measures",
    key=("measure_id", "period"),
    rules=(
        *observed_rules("ind-technical-measures", "n_adopters"),
        SmallCells(id="ind-technical-measures.small-cells", count="n_adopters"),
        no_person("ind-technical-measures", "name", "energy_norm_unit"),
        Implication(
            id="ind-technical-measures.norm-has-value",
            when=Is("measure_type", ("DMNL",)),
            then=Filled(("energy_norm_value",)),
            both=True,
            note=Text(
                "Định mức tiêu hao năng lượng là một con số; biện pháp khác không có.",
                "An energy norm is a number; no other measure has one.",
            ),
        ),
        Implication(
            id="ind-technical-measures.norm-has-unit",
            when=Filled(("energy_norm_value",)),
            then=Filled(("energy_norm_unit",)),
        ),
        Dated(id="ind-technical-measures.issued-by-then", date="issued", period="period", within=False),
    ),
    examples=(
        _measure(1, "DMNL", 3, issued=date(2024, 5, 1), energy_norm_value=250.0, energy_norm_unit="kWh/tấn sản phẩm")
        | OFFICIAL,
        _measure(2, "BAT", 10),
    ),
)
class TechnicalMeasures(Observed):
    period: str = period()
    measure_id: str = columns.record_id("Mã biện pháp", "Measure id")
    measure_type: str = column("Loại biện pháp", "Kind of measure", codelist="technical-measure", required=True)
    name: str = columns.name()
    issued: pl.Date = columns.issued()
    n_adopters: int = column(
        "Số cơ sở áp dụng",
        "Establishments applying it",
        "Đến cuối kỳ.",
        "At the end of the period.",
        unit=units.ESTABLISHMENTS,
        ge=0,
    )
    energy_norm_value: float = column("Giá trị định mức", "Value of the norm", ge=0)
    energy_norm_unit: str = column(
        "Đơn vị của định mức",
        "Unit of the norm",
        "Ví dụ kWh/tấn sản phẩm; đổi theo từng định mức.",
        "For example kWh per tonne of product; it differs by norm.",
        max_length=50,
    )
