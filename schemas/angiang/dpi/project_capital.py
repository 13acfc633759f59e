"""The capital of each project by source: it adds up to what the register says of the project in that period."""

from __future__ import annotations

from typing import Any

import polars as pl

from schemas.angiang import units
from schemas.angiang.columns import capital_source, disbursed, project_id
from schemas.angiang.fields import COMPILED, Sourced, period, sourced_rules
from schemas.core.model import Reference, column, table
from schemas.core.rules import Given, rule
from schemas.core.site import Text

PROJECTS = ("dpi-ce-projects", "dpi-ce-projects")
PROJECT_CAPITAL = ("dpi-ce-projects", "dpi-ce-project-capital")
PROJECT = ["project_id", "period"]
TOTALS = {"committed": "capital_total", "disbursed": "capital_disbursed"}  # of the sources, of the project
PERCENT = 0.01


def committed(unit: Text, *, required: bool = False) -> Any:
    words = "Lũy kế đến cuối kỳ.", "Cumulated to the end of the period."
    return column("Vốn đăng ký, cam kết", "Committed", *words, unit=unit, required=required, ge=0)


def _with_project(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    """Each row with what its project says in that period; nulls where the register has no such row."""
    projects = given.tables[PROJECTS].select(*PROJECT, *TOTALS.values()).unique(PROJECT)
    return frame.join(projects, on=PROJECT, how="left", maintain_order="left")


def _scaled(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    """The sources made to add up to the project's capital, each disbursed as far as the project is."""
    part = pl.col("committed") / pl.col("committed").sum().over(PROJECT)
    scaled = {p: pl.when(part.is_finite()).then(part * pl.col(whole)).otherwise(p) for p, whole in TOTALS.items()}
    return _with_project(frame, given).with_columns(**scaled).select(frame.columns)


@rule(
    "dpi-ce-project-capital.adds-up",
    title=Text(
        "Các nguồn vốn cộng lại bằng tổng vốn đăng ký và vốn thực hiện của dự án trong kỳ, sai số 1%",
        "The sources add up to the project's registered and realised capital of the period, within 1 %",
    ),
    columns=("committed", "disbursed"),
    needs=(PROJECTS,),
    mend=_scaled,
    fails=({0: {"committed": 80_000.0}}, {1: {"disbursed": 25_000.0}}),
)
def adds_up(frame: pl.DataFrame, given: Given) -> pl.Series:
    def holds(part: str, whole: str) -> pl.Expr:
        complete = pl.col(part).null_count().over(PROJECT) == 0
        near = (pl.col(part).sum().over(PROJECT) - pl.col(whole)).abs() <= pl.col(whole) * PERCENT + 1e-9
        return (~complete | near).fill_null(True)

    return _with_project(frame, given).select(pl.all_horizontal(holds(*pair) for pair in TOTALS.items())).to_series()


def _source(number: int, source: str, value: float, paid: float | None, **more: object) -> dict[str, object]:
    row = {"period": "2024-Q4", "project_id": f"KTTH-2023-{number:03}", "capital_source": source}
    return {**row, "committed": value, "disbursed": paid, **COMPILED, **more}


@table(
    "dpi-ce-projects",
    name="dpi-ce-project-capital",
    key=("project_id", "period", "capital_source"),
    references=(Reference(("project_id", "period"), "dpi-ce-projects", ("project_id", "period")),),
    rules=(*sourced_rules("dpi-ce-project-capital"), adds_up),
    examples=(
        _source(1, "DDI", 70_000.0, 63_000.0),
        _source(1, "TDX", 30_000.0, 27_000.0, provenance="trich_dan"),
        _source(2, "FDI", 100_000.0, 60_000.0),
        _source(3, "NSDP", 100_000.0, None),
    ),
)
class ProjectCapital(Sourced):
    period: str = period()
    project_id: str = project_id()
    capital_source: str = capital_source()
    committed: float = committed(units.MILLION_DONG, required=True)
    disbursed: float = disbursed(units.MILLION_DONG)
