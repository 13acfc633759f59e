"""Who sent the yearly report of section IV, and when: before 30 November, Vietnamese time."""

from __future__ import annotations

from typing import Any

import polars as pl

from schemas.angiang import units
from schemas.angiang.columns import AGENCIES, AGENCY, agency_id, concrete_agency
from schemas.angiang.fields import COMPILED, Sourced, no_person, sourced_rules
from schemas.core.model import column, table
from schemas.core.rules import Filled, Given, Implication, Order, rule
from schemas.core.rules.time import FOREVER
from schemas.core.site import Text

MOMENT = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\+07:00$"
FIRST = 2022  # the year of the plan
DEADLINE = pl.format("{}-11-30T00:00:00+07:00", "report_year")


def _due(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    return frame.with_columns(DEADLINE.alias("due_before"))


@rule(
    "dpi-report-compliance.deadline",
    title=Text(
        "Hạn là 0 giờ ngày 30/11 của năm báo cáo, giờ Việt Nam: nộp trước lúc đó là đúng hạn",
        "The deadline is 30 November of the report's year, 00:00 in Viet Nam: sent before it is on time",
    ),
    columns=("due_before", "report_year"),
    mend=_due,
    fails=({0: {"due_before": "2024-11-30T23:59:59+07:00"}}, {0: {"due_before": "2023-11-30T00:00:00+07:00"}}),
)
def deadline(frame: pl.DataFrame, given: Given) -> pl.Series:
    return frame.select(pl.col("due_before") == DEADLINE).to_series()


@rule(
    "dpi-report-compliance.begun-year",
    title=Text("Năm báo cáo đã bắt đầu", "The report's year has begun"),
    columns=("report_year",),
    fails=(
        {0: {"report_year": 2999, "due_before": "2999-11-30T00:00:00+07:00", "submitted_at": None, "report_no": None}},
    ),
)
def begun_year(frame: pl.DataFrame, given: Given) -> pl.Series:
    return frame.select(pl.col("report_year") <= pl.lit(given.today, pl.Date).dt.year()).to_series()


def _day() -> pl.Expr:
    return pl.col("submitted_at").str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)


def _in_year(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    """The moment brought into the report's year; not sent yet where that is still to come."""
    year = pl.col("report_year").cast(pl.String)
    moved = frame.with_columns(pl.concat_str(year, pl.col("submitted_at").str.slice(4)).alias("submitted_at"))
    past = _day() <= pl.lit(given.today, pl.Date)
    return moved.with_columns(pl.when(past).then(c).alias(c) for c in ("submitted_at", "report_no"))


@rule(
    "dpi-report-compliance.real-moment",
    title=Text(
        "Thời điểm nộp là ngày có thật, từ năm báo cáo, không ở tương lai",
        "The moment of sending is a real day, not before the report's year and not in the future",
    ),
    columns=("submitted_at", "report_year"),
    mend=_in_year,
    fails=(
        {0: {"submitted_at": "2024-11-31T08:00:00+07:00"}},
        {0: {"submitted_at": "2023-11-20T08:00:00+07:00"}},
        {0: {"submitted_at": "2999-11-20T08:00:00+07:00"}},
    ),
)
def real_moment(frame: pl.DataFrame, given: Given) -> pl.Series:
    past = (_day() <= pl.lit(given.today, pl.Date)).fill_null(True)
    real = _day().is_not_null() & (_day().dt.year() >= pl.col("report_year")) & past
    return frame.select(pl.when(pl.col("submitted_at").is_not_null()).then(real)).to_series()


def _existing(given: Given, years: pl.Series) -> pl.DataFrame:
    """Each year with the agencies and groups that exist on the last day for its report."""
    last = pl.date("report_year", 11, 29)
    return (
        pl.DataFrame({"report_year": years.unique()})
        .join(given.tables[AGENCIES], how="cross")
        .filter((pl.col("valid_from") <= last) & (last < pl.col("valid_to").fill_null(FOREVER)))
        .select("report_year", "agency_id", "provenance")
    )


@rule(
    "dpi-report-compliance.exists",
    severity="warning",
    title=Text(
        "Cơ quan còn hoạt động vào ngày cuối của hạn báo cáo", "The agency exists on the last day for the report"
    ),
    columns=("agency_id", "report_year"),
    needs=(AGENCIES,),
    fails=({0: {"agency_id": "ag-2025-stc"}},),
)
def exists(frame: pl.DataFrame, given: Given) -> pl.Series:
    there = _existing(given, frame["report_year"]).with_columns(_there=True)
    joined = frame.join(there, on=["report_year", "agency_id"], how="left", maintain_order="left")
    known = pl.col("agency_id").is_in(given.tables[AGENCIES]["agency_id"].to_list())
    return joined.select(pl.when(known).then(pl.col("_there").fill_null(False))).to_series()


@rule(
    "dpi-report-compliance.everyone",
    severity="warning",
    title=Text(
        "Năm đã có dòng của một cơ quan thì có dòng của mọi cơ quan phải báo cáo năm đó, kể cả chưa nộp",
        "A year with one agency's row has a row of every agency that owes a report, sent or not",
    ),
    columns=("report_year", "agency_id"),
    needs=(AGENCIES,),
    fails=({0: {"agency_id": "ag-01"}},),
)
def everyone(frame: pl.DataFrame, given: Given) -> pl.Series:
    """Found once a year, at its first row; years in which only unknown or invented agencies stand are passed over."""
    groups = given.tables[AGENCIES]["parent_id"].drop_nulls().to_list()
    real = ~pl.col("agency_id").is_in(groups) & (pl.col("provenance") != "minh_hoa")
    owing = _existing(given, frame["report_year"]).filter(real)
    kept = owing.join(frame, on=["report_year", "agency_id"], how="semi")
    absent = owing.join(frame, on=["report_year", "agency_id"], how="anti").join(kept, on="report_year", how="semi")
    complete = ~pl.col("report_year").is_in(absent["report_year"].to_list())
    return frame.select(pl.when(pl.col("report_year").is_first_distinct()).then(complete)).to_series()


def _row(agency: str, sent: str | None, **more: Any) -> dict[str, Any]:
    due = {"report_year": 2024, "agency_id": agency, "due_before": "2024-11-30T00:00:00+07:00"}
    said = {"submitted_at": sent, "report_no": "01/BC-MINH-HOA" if sent else None}
    return {**due, **said, "n_datasets_due": 3, "n_datasets_submitted": 3 if sent else 0, **COMPILED, **more}


@table(
    "dpi-report-compliance",
    key=("report_year", "agency_id"),
    references=(AGENCY,),
    invented=True,
    rules=(
        *sourced_rules("dpi-report-compliance"),
        no_person("dpi-report-compliance", "report_no"),
        concrete_agency("dpi-report-compliance"),
        deadline,
        begun_year,
        real_moment,
        exists,
        everyone,
        Implication(
            id="dpi-report-compliance.numbered",
            when=Filled(("submitted_at",)),
            then=Filled(("report_no",)),
            both=True,
        ),
        Order(id="dpi-report-compliance.datasets-of-due", rising=("n_datasets_submitted", "n_datasets_due")),
    ),
    examples=(
        _row("ag-0-mh01", "2024-11-20T09:30:00+07:00"),
        _row("ag-0-mh02", "2024-11-30T00:00:00+07:00", provenance="trich_dan"),
        _row("ag-0-mh03", None),
    ),
)
class ReportCompliance(Sourced):
    report_year: int = column("Năm báo cáo", "Report year", required=True, ge=FIRST)
    agency_id: str = agency_id()
    due_before: str = column(
        "Hạn nộp (trước thời điểm này)",
        "Due before",
        "Thời điểm theo ISO 8601, giờ Việt Nam; đúng hạn là nộp trước, không phải trong ngày 30/11.",
        "An ISO 8601 moment, Vietnamese time; on time is before it, not on 30 November.",
        required=True,
        pattern=MOMENT,
    )
    submitted_at: str = column(
        "Thời điểm nộp",
        "Submitted at",
        "Theo ISO 8601, giờ Việt Nam; trống là chưa nộp. Đúng hạn hay không được tính, không lưu.",
        "ISO 8601, Vietnamese time; empty is not sent. Whether it is on time is computed, not stored.",
        pattern=MOMENT,
    )
    report_no: str = column("Số, ký hiệu báo cáo", "Report number", max_length=100)
    n_datasets_due: int = column("Số bộ dữ liệu phải nộp", "Datasets due", unit=units.DATASETS, ge=0)
    n_datasets_submitted: int = column("Số bộ dữ liệu đã nộp", "Datasets sent", unit=units.DATASETS, ge=0)
