"""The plan's urban programmes: green growth, climate response, smart cities."""

from __future__ import annotations

from datetime import date

import polars as pl

from schemas.angiang import units
from schemas.angiang.fields import COMPILED, GEO_WHOLE, Sourced, geo_code, period, sourced_rules
from schemas.core.model import column, table
from schemas.core.period import period_bounds
from schemas.core.rules import Advance, Equals, Given, Implication, Is, NoPersonalData, rule
from schemas.core.site import Text


def _late(frame: pl.DataFrame) -> pl.Series:
    passed = frame["deadline"] < period_bounds(frame["period"])["period_end"]
    return passed & (frame["progress"] < 100)


def _said_late(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    return frame.with_columns(state=pl.when(_late(frame)).then(pl.lit("cham")).otherwise("state"))


@rule(
    "con-urban-programme.late-is-said",
    title=Text(
        "Hạn đã qua khi hết kỳ mà chưa đạt 100% thì trạng thái là cham",
        "Where the deadline passed by the end of the period and progress is below 100 %, the state is cham",
    ),
    columns=("state", "deadline", "progress", "period"),
    fails=({2: {"deadline": date(2024, 9, 30)}},),
    mend=_said_late,
)
def late_is_said(frame: pl.DataFrame, given: Given) -> pl.Series:
    return frame.select(pl.when(_late(frame)).then(pl.col("state") == "cham")).to_series()


def _task(number: str, period_text: str, progress: float, state: str, **more: object) -> dict[str, object]:
    row = {"period": period_text, "programme": "TTX", "geo_code": "89", "task_no": number, "task": "Nhiệm vụ minh họa"}
    return {**row, "progress": progress, "deadline": None, "state": state, **COMPILED, **more}


@table(
    "con-urban-programme",
    key=("period", "programme", "geo_code", "task_no"),
    references=(GEO_WHOLE,),
    rules=(
        *sourced_rules("con-urban-programme"),
        NoPersonalData(id="con-urban-programme.no-personal-data", columns=("task", "programme", "task_no")),
        Implication(
            id="con-urban-programme.done-is-all",
            when=Is("state", ("xong",)),
            then=Equals("progress", 100),
            both=True,
            fails=({0: {"progress": 90.0}},),
        ),
        Implication(
            id="con-urban-programme.not-begun-is-nothing",
            when=Is("state", ("chua",)),
            then=Equals("progress", 0),
            fails=({3: {"progress": 20.0}},),
        ),
        Advance(
            id="con-urban-programme.progress-forward",
            column="progress",
            steps=(),
            within=("programme", "geo_code", "task_no"),
            fails=({2: {"progress": 30.0}},),
        ),
        late_is_said,
    ),
    examples=(
        _task("1", "2024-H1", 100.0, "xong", deadline=date(2024, 12, 31)),
        _task("2", "2024-H1", 40.0, "dang", deadline=date(2025, 12, 31), provenance="trich_dan"),
        _task("2", "2024-H2", 60.0, "dang", deadline=date(2025, 12, 31)),
        _task("3", "2024-H1", 0.0, "chua"),
        _task("4", "2024-H2", 50.0, "cham", deadline=date(2024, 6, 30)),
    ),
)
class UrbanProgramme(Sourced):
    period: str = period()
    programme: str = column("Chương trình, đề án đô thị", "Urban programme", codelist="urban-programme", required=True)
    geo_code: str = geo_code()
    task_no: str = column(
        "Số thứ tự nhiệm vụ",
        "Task number",
        "Như trong văn bản của chương trình; không đổi giữa các kỳ.",
        "As in the programme's document; the same in all periods.",
        required=True,
        max_length=20,
    )
    task: str = column("Nhiệm vụ của chương trình", "Task of the programme", required=True, max_length=500)
    progress: float = column("Tiến độ", "Progress", "Lũy kế.", "Cumulated.", unit=units.PERCENT, ge=0, le=100)
    deadline: pl.Date = column("Hạn hoàn thành", "Due by", "Ngày cuối cùng còn đúng hạn.", "The last day on time.")
    state: str = column("Trạng thái thực hiện", "State", codelist="programme-task-state", required=True)
