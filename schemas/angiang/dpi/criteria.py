"""Which criteria of the circular economy each project meets, and which document says so."""

from __future__ import annotations

from datetime import date

import polars as pl

from schemas.angiang.columns import document_no, past_day, project_id
from schemas.angiang.fields import COMPILED, Sourced, no_person, sourced_rules
from schemas.core.model import Reference, column, table
from schemas.core.rules import Given, rule
from schemas.core.site import Text


def _some(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    first = pl.col("criterion") == pl.col("criterion").min().over("project_id")
    return frame.with_columns((pl.col("met") | (first & ~pl.col("met").any().over("project_id"))).alias("met"))


@rule(
    "dpi-ce-project-criteria.some-met",
    title=Text(
        "Dự án đã đánh giá đạt ít nhất một tiêu chí, nếu không thì không phải dự án kinh tế tuần hoàn",
        "A project that was assessed meets one criterion at least: else it is none of the circular economy",
    ),
    columns=("met", "project_id"),
    severity="warning",
    mend=_some,
    fails=({0: {"met": False}},),
)
def some_met(frame: pl.DataFrame, given: Given) -> pl.Series:
    return frame.select(pl.col("met").any().over("project_id")).to_series()


def _assessed(number: int, criterion: str, met: bool, **more: object) -> dict[str, object]:
    row = {"project_id": f"KTTH-2023-{number:03}", "criterion": criterion, "met": met}
    return {**row, "document_no": "02/BC-MINH-HOA", "assessed_on": date(2023, 3, 8), **COMPILED, **more}


@table(
    "dpi-ce-projects",
    name="dpi-ce-project-criteria",
    key=("project_id", "criterion"),
    references=(Reference(("project_id",), "dpi-ce-projects", ("project_id",)),),
    rules=(
        *sourced_rules("dpi-ce-project-criteria"),
        no_person("dpi-ce-project-criteria", "document_no"),
        past_day("dpi-ce-project-criteria", "assessed_on"),
        some_met,
    ),
    examples=(
        _assessed(1, "TKTN", True),
        _assessed(1, "KDSD", False),
        _assessed(2, "GCT", True, provenance="trich_dan"),
    ),
)
class ProjectCriterion(Sourced):
    project_id: str = project_id()
    criterion: str = column(
        "Tiêu chí kinh tế tuần hoàn",
        "Circular-economy criterion",
        "Tiêu chí chung của Nghị định 08/2022/NĐ-CP, Điều 138.",
        "A general criterion of Decree 08/2022/NĐ-CP, article 138.",
        codelist="ce-criterion",
        required=True,
    )
    met: bool = column(
        "Đạt tiêu chí",
        "Met",
        "Theo lần đánh giá gần nhất; chưa đánh giá thì không có dòng.",
        "By the latest assessment; no row where there was none.",
        required=True,
    )
    document_no: str = document_no()
    assessed_on: pl.Date = column("Ngày đánh giá", "Assessed on", required=True)
