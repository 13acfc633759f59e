"""Capital mobilised for the circular economy, by source and sector."""

from __future__ import annotations

import polars as pl

from schemas.angiang import units
from schemas.angiang.columns import capital_source, disbursed, sector
from schemas.angiang.dpi.project_capital import PERCENT, PROJECT, PROJECT_CAPITAL, PROJECTS, TOTALS, committed
from schemas.angiang.fields import CITED, OFFICIAL, Observed, observed_rules, period
from schemas.core.model import column, table
from schemas.core.period import period_bounds
from schemas.core.rules import Above, Advance, AtLeast, Given, Implication, Order, UnitSlip, rule
from schemas.core.site import Text


def _of_register(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    """What the register's projects add up to by source and sector at the end of each row's period, in billion đồng."""
    projects = given.tables[PROJECTS].select(*PROJECT, "sector").unique(PROJECT)
    parts = given.tables[PROJECT_CAPITAL].join(projects, on=PROJECT)
    ends = parts.hstack(period_bounds(parts["period"]).select("period_end"))
    latest = ends.unique(["project_id", "capital_source", "period_end"])
    sums = latest.group_by("capital_source", "sector", "period_end").agg(
        (pl.col(c).sum() / 1000).alias(f"_{c}") for c in TOTALS
    )
    rows = frame.hstack(period_bounds(frame["period"]).select("period_end"))
    return rows.join(sums, on=["capital_source", "sector", "period_end"], how="left", maintain_order="left")


def _as_register(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    return (
        _of_register(frame, given).with_columns(pl.coalesce(f"_{c}", c).alias(c) for c in TOTALS).select(frame.columns)
    )


@rule(
    "dpi-ce-capital.of-projects",
    title=Text(
        "Bằng tổng vốn theo nguồn của các dự án trong danh mục cùng lĩnh vực cuối kỳ, sai số 1%",
        "Equals the capital by source of the register's projects in that sector at the end of the period, within 1 %",
    ),
    columns=("committed", "disbursed", "period", "capital_source", "sector"),
    severity="warning",
    needs=(PROJECTS, PROJECT_CAPITAL),
    mend=_as_register,
    note=Text(
        "Dự án tính bằng triệu đồng, bộ này bằng tỷ đồng; vốn ngoài danh mục thì nói ở ghi chú.",
        "Projects are in million đồng, this is in billion; capital outside the register is explained in the note.",
    ),
    fails=({0: {"committed": 90.0}}, {0: {"committed": 70_000.0}}),
)
def of_projects(frame: pl.DataFrame, given: Given) -> pl.Series:
    joined = _of_register(frame, given)
    ok = [(pl.col(c) - pl.col(f"_{c}")).abs() <= pl.col(f"_{c}") * PERCENT + 1e-9 for c in TOTALS]
    return joined.select(pl.all_horizontal(o.fill_null(True) for o in ok)).to_series()


def _capital(source: str, committed: float, paid: float, projects: int, **more: object) -> dict[str, object]:
    row = {"period": "2024", "capital_source": source, "sector": "NN", "committed": committed, "disbursed": paid}
    return {**row, "n_projects": projects, **CITED, **more}


@table(
    "dpi-ce-capital",
    key=("period", "capital_source", "sector"),
    rules=(
        *observed_rules("dpi-ce-capital", "committed", "disbursed"),
        Order(
            id="dpi-ce-capital.disbursed-of-committed",
            rising=("disbursed", "committed"),
            factor=1.1,
            fails=({1: {"disbursed": 6.0}},),
        ),
        Implication(
            id="dpi-ce-capital.has-projects",
            when=Above("committed", 0),
            then=AtLeast("n_projects", 1),
        ),
        Advance(
            id="dpi-ce-capital.disbursed-cumulative",
            severity="warning",
            column="disbursed",
            within=("capital_source", "sector"),
        ),
        UnitSlip(
            id="dpi-ce-capital.unit",
            columns=("committed", "disbursed"),
            within=("capital_source", "sector"),
            factors=(1000,),
        ),
        of_projects,
    ),
    examples=(
        _capital("DDI", 70.0, 63.0, 1) | OFFICIAL,
        _capital("XHH", 5.0, 3.0, 2),
        _capital("XHH", 4.0, 2.0, 2, period="2023"),
    ),
)
class CeCapital(Observed):
    period: str = period()
    capital_source: str = capital_source()
    sector: str = sector()
    committed: float = committed(units.BILLION_DONG)
    disbursed: float = disbursed(units.BILLION_DONG)
    n_projects: int = column(
        "Số dự án",
        "Projects",
        "Một dự án có nhiều nguồn vốn đứng ở nhiều dòng: không cộng các nguồn.",
        "A project with several sources stands in several rows: sources are not added.",
        unit=units.PROJECTS,
        ge=0,
    )
