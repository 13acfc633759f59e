"""Local circular-economy models: what they are, how far they are, what they take in and make."""

from __future__ import annotations

from datetime import date

import polars as pl

from schemas.angiang import units
from schemas.angiang.columns import HALTS, PROJECT, STAGES, linked_project, model_id, name, sector, stage, started
from schemas.angiang.dis.local import local_level
from schemas.angiang.fields import CITED, GEO, OFFICIAL, Observed, geo_code, observed_rules, period
from schemas.core.model import column, table
from schemas.core.rules import Advance, Dated, Filled, Given, Implication, Is, NoPersonalData, UnitSlip, rule
from schemas.core.rules.personal import personal
from schemas.core.site import Text

ID = "dis-ce-model"
INITIALS = r"\b\p{Lu}\.\s*\p{Lu}\b"
NOT_RUNNING = STAGES[:3]  # before it is built


@rule(
    f"{ID}.household-unnamed",
    title=Text(
        "Mô hình của hộ, cá nhân: tên mô hình không chứa tên người",
        "A household's model: its name names no person",
    ),
    columns=("name", "owner_type"),
    fails=(
        {2: {"name": "Mô hình ủ phân của Nguyễn Văn Minh Họa"}},
        {2: {"name": "Mô hình nuôi trùn quế của N.V.A"}},
        {2: {"name": "Mô hình nuôi trùn quế của N. V. A"}},
    ),
    note=Text("Chủ hộ không bao giờ được nêu tên.", "A household's owner is never named."),
)
def household_unnamed(frame: pl.DataFrame, given: Given) -> pl.Series:
    unnamed = personal("name").is_null() & ~pl.col("name").str.contains(INITIALS)
    return frame.select(pl.when(pl.col("owner_type") == "ho").then(unnamed)).to_series()


@rule(
    f"{ID}.product-of-waste",
    title=Text(
        "Sản phẩm ≤ chất thải đầu vào × 1,1, trừ khi có thêm nước hoặc nguyên liệu khác",
        "Product ≤ waste taken in × 1.1, unless water or other inputs are added",
    ),
    columns=("product_out", "waste_in", "other_inputs"),
    fails=({1: {"product_out": 13.0}},),
)
def product_of_waste(frame: pl.DataFrame, given: Given) -> pl.Series:
    alone = ~pl.col("other_inputs").fill_null(False)
    kept = pl.col("product_out") <= pl.col("waste_in") * 1.1
    return frame.select(pl.when(alone).then(kept)).to_series()


def _model(number: int, quarter: str, state: str, **more: object) -> dict[str, object]:
    row = {"model_id": f"MH-{number:03}", "period": quarter, "name": f"Mô hình minh họa {number:03}", "geo_code": "883"}
    said = {"sector": "NN", "owner_type": "htx", "stage": state, "start": date(2023, 6, 1)}
    flows = {"waste_in": 10.0, "product_out": 4.0, "other_inputs": False, "linked_project": None}
    return {**row, **said, **flows, **CITED, **more}


@table(
    ID,
    key=("model_id", "period"),
    references=(GEO, PROJECT),
    rules=(
        *observed_rules(ID, "waste_in", "product_out"),
        local_level(ID),
        NoPersonalData(id=f"{ID}.no-personal-data", columns=("name",)),
        household_unnamed,
        Advance(id=f"{ID}.stage-forward", column="stage", steps=STAGES, free=HALTS, within=("model_id",)),
        Dated(id=f"{ID}.started-by-then", date="start", within=False),
        Implication(
            id=f"{ID}.flows-when-built",
            when=Filled(("waste_in", "product_out")),
            then=Is("stage", NOT_RUNNING, negate=True),
            fails=({1: {"stage": "DX"}},),
            note=Text(
                "Số thiết kế của mô hình chưa xây dựng không phải số liệu.",
                "What a model is designed for before it is built is no figure.",
            ),
        ),
        product_of_waste,
        UnitSlip(
            id=f"{ID}.unit-slip",
            columns=("waste_in", "product_out"),
            within=("model_id",),
            factors=(1000, 30),
            fails=({3: {"waste_in": 10_000.0}}, {3: {"product_out": 0.13}}),
            note=Text(
                "Tấn/ngày nhập vào cột tấn/tháng lệch khoảng 30 lần; kg nhập thay tấn lệch 1.000 lần.",
                "Tonnes a day in a column of tonnes a month are about 30 times off; kilograms for tonnes 1,000 times.",
            ),
        ),
    ),
    examples=(
        _model(3, "2025-Q3", "VH", geo_code="30307", product_out=30.0, other_inputs=True) | OFFICIAL,
        _model(1, "2024-Q1", "VH", waste_in=11.0),
        _model(2, "2024-Q1", "DX", owner_type="ho", name="Mô hình ủ phân hữu cơ xã Vĩnh Trung", start=None)
        | {"waste_in": None, "product_out": None, "obs_flag": "N"},
        _model(1, "2024-Q2", "VH"),
    ),
)
class DisCeModel(Observed):
    model_id: str = model_id()
    period: str = period()
    name: str = name()
    geo_code: str = geo_code()
    sector: str = sector()
    owner_type: str = column(
        "Loại chủ thể",
        "Kind of owner",
        "Hộ và cá nhân chỉ ghi loại, không bao giờ nêu tên.",
        "Of households and individuals only the kind, never the name.",
        codelist="model-owner",
        required=True,
    )
    stage: str = stage()
    start: pl.Date = started()
    waste_in: float = column(
        "Chất thải đầu vào",
        "Waste taken in",
        "Bình quân một tháng trong kỳ; chất thải và phụ phẩm các loại.",
        "Mean of a month in the period; waste and by-products of all kinds.",
        unit=units.TONNES_PER_MONTH,
        ge=0,
    )
    product_out: float = column(
        "Sản phẩm làm ra",
        "Product made",
        "Bình quân một tháng trong kỳ.",
        "Mean of a month in the period.",
        unit=units.TONNES_PER_MONTH,
        ge=0,
    )
    other_inputs: bool = column(
        "Có thêm nước, nguyên liệu khác",
        "Water or other inputs added",
        "Khi đó sản phẩm có thể nặng hơn chất thải đầu vào.",
        "The product may then weigh more than the waste.",
    )
    linked_project: str = linked_project()
