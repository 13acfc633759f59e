"""Renewable power plants and rooftop solar: capacity and output."""

from __future__ import annotations

from datetime import date

import polars as pl

from schemas.angiang import columns, units
from schemas.angiang.fields import (
    CITED,
    GEO,
    OFFICIAL,
    Observed,
    as_of_date,
    as_of_rule,
    geo_code,
    no_person,
    observed_rules,
    period,
)
from schemas.core.model import column, table
from schemas.core.period import period_bounds
from schemas.core.rules import Band, Filled, Given, Implication, Is, rule
from schemas.core.site import Text


def _hours(frame: pl.DataFrame) -> pl.Series:
    bounds = period_bounds(frame["period"])
    return (bounds["period_end"] - bounds["period_start"]).dt.total_hours()


@rule(
    "ind-re-power.within-capacity",
    title=Text(
        "Sản lượng không vượt công suất nhân số giờ của kỳ",
        "Output does not exceed capacity times the hours of the period",
    ),
    columns=("generation", "capacity_mwac", "capacity_mwp", "period"),
    fails=({2: {"generation": 100_000.0}},),
)
def within_capacity(frame: pl.DataFrame, given: Given) -> pl.Series:
    capacity = frame.select(pl.max_horizontal("capacity_mwac", "capacity_mwp")).to_series()
    return frame["generation"] <= capacity * _hours(frame)


@rule(
    "ind-re-power.measured-yield",
    title=Text(
        "Sản lượng đo được của điện mặt trời một năm trong khoảng 1.000–1.800 kWh trên mỗi kWp",
        "Measured yearly solar yield between 1,000 and 1,800 kWh per kWp",
    ),
    columns=("generation", "capacity_mwp", "period"),
    severity="warning",
    fails=({0: {"generation": 400_000.0}},),
)
def measured_yield(frame: pl.DataFrame, given: Given) -> pl.Series:
    yearly = period_bounds(frame["period"])["freq"] == "year"
    ok = (frame["generation"] / frame["capacity_mwp"]).is_between(1000, 1800)
    return frame.select(pl.when(yearly).then(ok)).to_series()


@rule(
    "ind-re-power.after-start",
    title=Text("Không có sản lượng trước ngày vận hành thương mại", "No output before the commercial operation date"),
    columns=("cod", "period", "generation"),
    severity="warning",
    fails=({2: {"cod": date(2030, 1, 1)}},),
    note=Text("Cảnh báo: chạy thử cũng có sản lượng.", "A warning: tests before it make electricity too."),
)
def after_start(frame: pl.DataFrame, given: Given) -> pl.Series:
    started = frame["cod"] < period_bounds(frame["period"])["period_end"]
    return started | frame["generation"].is_null()


def _plant(plant: str, period_text: str, energy: str = "MT", **more: object) -> dict[str, object]:
    row = {
        "plant_id": plant,
        "period": period_text,
        "as_of_date": None,
        "name": "Dự án minh họa 001",
        "geo_code": "890",
    }
    power = {"capacity_mwp": None, "capacity_mwac": None, "generation": None, "expected_generation": None, "cod": None}
    return {**row, "energy": energy, **power, **CITED, **more}


@table(
    "ind-re-power",
    key=("plant_id", "period"),
    references=(GEO,),
    rules=(
        *observed_rules("ind-re-power", "capacity_mwp", "capacity_mwac"),
        no_person("ind-re-power", "name"),
        as_of_rule("ind-re-power"),
        Band(
            id="ind-re-power.expected-yield",
            severity="warning",
            column="expected_generation",
            per="capacity_mwp",
            low=1000,
            high=1800,
            unit="kWh/kWp",
            fails=({1: {"capacity_mwp": 210.0, "expected_generation": 400_000.0}},),
            note=Text(
                "Báo nêu 400 GWh một năm từ 210 MWp: 1.905 kWh trên mỗi kWp, ngoài khoảng hợp lý.",
                "The press told of 400 GWh a year from 210 MWp: 1,905 kWh per kWp, outside the plausible range.",
            ),
        ),
        Implication(
            id="ind-re-power.peak-is-solar",
            when=Filled(("capacity_mwp",)),
            then=Is("energy", ("MT",)),
            fails=({0: {"energy": "GIO"}},),
            note=Text("MWp chỉ dùng cho điện mặt trời.", "MWp is a measure of solar power only."),
        ),
        within_capacity,
        measured_yield,
        after_start,
    ),
    examples=(
        _plant("minh-hoa-1", "2021", capacity_mwp=100.0, generation=150_000.0, cod=date(2019, 6, 30)) | OFFICIAL,
        _plant("minh-hoa-1", "2019-07", as_of_date=date(2019, 7, 6), capacity_mwp=100.0, expected_generation=150_000.0),
        _plant("minh-hoa-1", "2020-03", capacity_mwp=100.0, generation=12_000.0, cod=date(2019, 6, 30)),
    ),
)
class RePower(Observed):
    plant_id: str = column("Mã nhà máy", "Plant id", required=True, pattern=r"^[a-z0-9][a-z0-9-]*$")
    period: str = period()
    as_of_date: pl.Date = as_of_date()
    name: str = columns.name()
    geo_code: str = geo_code()
    energy: str = column("Dạng năng lượng", "Energy form", codelist="renewable-energy-form", required=True)
    capacity_mwp: float = column(
        "Công suất lắp đặt (điện mặt trời)",
        "Installed peak capacity (solar)",
        "Mức tại kỳ, không cộng các kỳ.",
        "A level of the period; periods are not added.",
        unit=units.MWP,
        gt=0,
    )
    capacity_mwac: float = column("Công suất xoay chiều", "AC capacity", unit=units.MW, ge=0)
    generation: float = column(
        "Sản lượng đo được",
        "Measured output",
        "Điện giao lên lưới trong kỳ.",
        "Electricity delivered to the grid in the period.",
        unit=units.MWH,
        ge=0,
    )
    expected_generation: float = column(
        "Sản lượng dự kiến một năm",
        "Expected yearly output",
        "Như chủ đầu tư công bố, không phải số đo.",
        "As announced by the investor, not measured.",
        unit=units.MWH_PER_YEAR,
        ge=0,
    )
    cod: pl.Date = column(
        "Ngày vận hành thương mại",
        "Commercial operation date",
        "Chỉ khi nguồn gọi đúng như vậy.",
        "Only where the source calls it so.",
    )
