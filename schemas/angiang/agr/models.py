"""Circular-economy models in value chains and new-rural communes."""

from __future__ import annotations

import polars as pl

from schemas.angiang import units
from schemas.angiang.columns import model_id, name
from schemas.angiang.fields import CITED, GEO, OFFICIAL, Observed, geo_code, observed_rules, period
from schemas.core.model import column, table
from schemas.core.rules import Advance, Given, NoPersonalData, SmallCells, UnitSlip, rule
from schemas.core.rules.base import OK, set_where
from schemas.core.site import Text

ID = "agr-ce-model"
PARTAKERS = ("n_households", "n_coops", "n_enterprises")
MEASURES = ("area_ha", "input_saved", "added_value")


@rule(
    f"{ID}.somebody-takes-part",
    title=Text(
        "Mô hình có ít nhất một hộ, hợp tác xã hoặc doanh nghiệp tham gia",
        "At least one household, cooperative or enterprise takes part in a model",
    ),
    columns=PARTAKERS,
    fails=({0: dict.fromkeys(PARTAKERS, 0)},),
)
def somebody_takes_part(frame: pl.DataFrame, given: Given) -> pl.Series:
    return frame.select(pl.max_horizontal(PARTAKERS) > 0).to_series()


def _no_commune(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    return set_where(frame, ~commune_of_new_rural.judge(frame, given)[OK], {"ntm_commune": pl.lit(False)})


@rule(
    f"{ID}.commune-of-new-rural",
    title=Text("Mô hình ở xã nông thôn mới phải ghi mã cấp xã", "A model in a new-rural commune has a commune's code"),
    columns=("geo_code", "ntm_commune"),
    fails=({0: {"ntm_commune": True}},),
    mend=_no_commune,
)
def commune_of_new_rural(frame: pl.DataFrame, given: Given) -> pl.Series:
    return frame.select(pl.when("ntm_commune").then(pl.col("geo_code").str.len_chars() == 5)).to_series()


def _model(when: str, scale: str, **more: object) -> dict[str, object]:
    row = {"period": when, "model_id": "minh-hoa-001", "name": "Mô hình minh họa 001", "value_chain": "lua_gao"}
    place = {"geo_code": "883", "ntm_commune": False, "scale": scale}
    people = {"n_households": 120, "n_coops": 2, "n_enterprises": None}
    return {**row, **place, **people, "area_ha": 350.0, "input_saved": 900.0, "added_value": 2_000.0, **CITED, **more}


@table(
    ID,
    key=("model_id", "period"),
    references=(GEO,),
    rules=(
        *observed_rules(ID, *PARTAKERS),
        NoPersonalData(id=f"{ID}.no-person-named", columns=("name",)),
        somebody_takes_part,
        commune_of_new_rural,
        Advance(
            id=f"{ID}.scale-forward",
            column="scale",
            steps=("thi_diem", "nhan_rong", "on_dinh"),
            within=("model_id",),
            free=("ngung",),
        ),
        SmallCells(
            id=f"{ID}.small-cells",
            count="n_households",
            values=MEASURES,
            fails=({0: {"n_households": 2}},),
        ),
        UnitSlip(id=f"{ID}.unit-slip", columns=MEASURES, within=("model_id",)),
    ),
    examples=(
        _model("2024-H2", "on_dinh") | OFFICIAL,
        _model("2024-H1", "nhan_rong", n_households=100),
        _model("2024-H2", "on_dinh", model_id="minh-hoa-002", geo_code="30358", ntm_commune=True, n_enterprises=1),
        _model("2024-H2", "thi_diem", model_id="minh-hoa-003", obs_flag="C", **dict.fromkeys((*PARTAKERS, *MEASURES))),
        _model("2025-H2", "thi_diem", model_id="minh-hoa-004", geo_code="91") | OFFICIAL,
    ),
)
class AgrCeModel(Observed):
    model_id: str = model_id()
    period: str = period()
    name: str = name()
    value_chain: str = column("Chuỗi giá trị", "Value chain", codelist="value-chain", required=True)
    geo_code: str = geo_code()
    ntm_commune: bool = column(
        "Ở xã nông thôn mới",
        "In a new-rural commune",
        "Xã đã được công nhận đạt chuẩn nông thôn mới.",
        "A commune recognised as meeting the new-rural standard.",
    )
    scale: str = column(
        "Giai đoạn nhân rộng",
        "Scaling stage",
        "Không lùi lại, trừ khi ngừng rồi tiếp tục.",
        "Never goes back, but may stop and resume.",
        codelist="model-scale",
        required=True,
    )
    n_households: int = column(
        "Số hộ tham gia",
        "Households taking part",
        "Không nêu tên chủ hộ; dưới 3 hộ thì để trống và ghi ký hiệu C.",
        "No owner is named; below 3 it is left empty with flag C.",
        unit=units.HOUSEHOLDS,
        ge=0,
    )
    n_coops: int = column("Số HTX, tổ hợp tác", "Cooperatives and groups", unit=units.COOPERATIVES, ge=0)
    n_enterprises: int = column("Số doanh nghiệp tham gia", "Enterprises taking part", unit=units.ENTERPRISES, ge=0)
    area_ha: float = column("Diện tích áp dụng mô hình", "Area of the model", unit=units.HECTARES, ge=0)
    input_saved: float = column(
        "Vật tư tiết kiệm",
        "Inputs saved",
        "Giá trị vật tư giảm được trong kỳ so với cách làm cũ, giá hiện hành.",
        "Value of inputs saved in the period against the former practice, current prices.",
        unit=units.MILLION_DONG,
        ge=0,
    )
    added_value: float = column(
        "Giá trị tăng thêm của mô hình",
        "Value added by the model",
        "Trong kỳ, giá hiện hành.",
        "In the period, current prices.",
        unit=units.MILLION_DONG,
        ge=0,
    )
