"""Municipal waste treated, by facility and method, held against what facilities can take and what the flows say."""

from __future__ import annotations

import polars as pl

from schemas.angiang import units
from schemas.angiang.fields import CITED, OFFICIAL, Observed, observed_rules, period
from schemas.angiang.ste.facility import FACILITY, facility_id
from schemas.angiang.ste.flow import FLOW
from schemas.angiang.ste.places import UNITS, provinces_on
from schemas.core.model import Reference, column, table
from schemas.core.period import period_bounds
from schemas.core.rules import Given, Patch, Rule, UnitSlip, rule
from schemas.core.site import Text

DUMP = "CLKHVS"  # an open dump is no treatment
YEAR = pl.col("period").str.slice(0, 4).alias("_year")


def _at_facility(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    """Each row with its period and what its facility was in that year; nulls where the facility has no row then."""
    facilities = given.tables[FACILITY].select("facility_id", YEAR, "geo_code", "capacity", "state", "opened", "closed")
    once = facilities.group_by("facility_id", "_year").last()
    rows = frame.with_columns(YEAR).hstack(period_bounds(frame["period"]))
    days = (pl.col("period_end") - pl.col("period_start")).dt.total_days().alias("_days")
    return rows.join(once, on=["facility_id", "_year"], how="left", maintain_order="left").with_columns(days)


def _as_much_as_fits(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    treated, fits = pl.col("quantity").sum().over("facility_id", "period"), pl.col("capacity") * pl.col("_days")
    fitting = pl.when(treated > fits).then(pl.col("quantity") * fits / treated).otherwise("quantity")
    return frame.with_columns(_at_facility(frame, given).select(fitting.alias("quantity")).to_series())


@rule(
    "ste-msw-treatment.within-capacity",
    title=Text(
        "Tổng khối lượng của một cơ sở ≤ công suất × số ngày của kỳ × 1,1",
        "All that a facility treats ≤ capacity × days of the period × 1.1",
    ),
    columns=("quantity", "facility_id", "period"),
    severity="warning",
    needs=(FACILITY,),
    mend=_as_much_as_fits,
    fails=({0: {"quantity": 400_000.0}},),
    note=Text(
        "Quá tải là có thật ở nhiều bãi chôn lấp, nên chỉ cảnh báo.",
        "Many landfills do take more than they were made for, so this only warns.",
    ),
)
def within_capacity(frame: pl.DataFrame, given: Given) -> pl.Series:
    treated = pl.col("quantity").sum().over("facility_id", "period")
    return _at_facility(frame, given).select(treated <= pl.col("capacity") * pl.col("_days") * 1.1).to_series()


@rule(
    "ste-msw-treatment.facility-open",
    title=Text(
        "Chỉ có khối lượng khi cơ sở đã hoạt động và chưa đóng cửa trước kỳ",
        "A quantity only where the facility had opened and was not closed before the period",
    ),
    columns=("quantity", "facility_id", "period"),
    needs=(FACILITY,),
    fails=(
        {0: {"facility_id": "CSXL-003", "period": "2020-Q1", "quantity": 1_000.0}},
        {0: {"facility_id": "CSXL-002", "period": "2021", "quantity": 1_000.0}},
    ),
)
def facility_open(frame: pl.DataFrame, given: Given) -> pl.Series:
    begun = (pl.col("state") != "du_kien") & (pl.col("opened") < pl.col("period_end")).fill_null(True)
    going = (pl.col("closed") > pl.col("period_start")).fill_null(True)
    idle = (pl.col("quantity") == 0).fill_null(True)
    return _at_facility(frame, given).select((begun & going) | idle).to_series()


def _agrees(rule_id: str, title: Text, counted: pl.Expr, flow: str, broken: Patch) -> Rule:
    """What the facilities of a province treat a day is what the flows of the province say, within 2 %.

    Found once for a province and a period, at its first row; passed over while a quantity is missing.
    """
    on = ["_province", "period"]

    @rule(
        rule_id,
        title=title,
        columns=("quantity", "period"),
        severity="warning",
        needs=(FACILITY, FLOW, UNITS),
        fails=(broken,),
    )
    def agrees(frame: pl.DataFrame, given: Given) -> pl.Series:
        rows = _at_facility(frame, given).select("period", "period_start", "geo_code", "_days", "quantity", _in=counted)
        rows = rows.with_columns(_province=provinces_on(rows["geo_code"], rows["period_start"], given))
        whole = (pl.col("area_type") == "TS") & pl.col("as_of_date").is_null()
        flows = given.tables[FLOW].filter(whole).select(pl.col("geo_code").alias("_province"), "period", flow)
        joined = rows.join(flows, on=on, how="left", maintain_order="left")
        counts = pl.col("quantity").filter(pl.col("_in"))
        daily = counts.sum().over(on) / pl.col("_days")
        judged = (pl.int_range(pl.len()).over(on) == 0) & (counts.null_count().over(on) == 0)
        return joined.select(pl.when(judged).then((daily - pl.col(flow)).abs() <= pl.col(flow) * 0.02)).to_series()

    return agrees


def _treated(year: str, method: str, quantity: float, ce: bool, **more: object) -> dict[str, object]:
    row = {"period": year, "facility_id": "CSXL-001", "method": method, "quantity": quantity, "is_ce_model": ce}
    return {**row, **CITED, **more}


@table(
    "ste-msw-treatment",
    key=("period", "facility_id", "method"),
    references=(Reference(("facility_id",), "ste-waste-facility", ("facility_id",)),),
    rules=(
        *observed_rules("ste-msw-treatment", "quantity"),
        within_capacity,
        facility_open,
        _agrees(
            "ste-msw-treatment.agrees-with-flow",
            Text(
                "Tổng các cơ sở trong tỉnh, trừ bãi hở, chia số ngày = lượng xử lý đạt chuẩn của ste-msw-flow (±2%)",
                "All facilities of the province but open dumps, per day = treated to standard in ste-msw-flow (±2 %)",
            ),
            pl.col("method") != DUMP,
            "treated_standard",
            {1: {"quantity": 100_000.0}},
        ),
        _agrees(
            "ste-msw-treatment.agrees-with-ce-flow",
            Text(
                "Tổng qua mô hình KTTH, trừ bãi hở, chia số ngày = lượng xử lý qua mô hình KTTH của ste-msw-flow (±2%)",
                "All through CE models but open dumps, per day = treated through CE models in ste-msw-flow (±2 %)",
            ),
            (pl.col("method") != DUMP) & pl.col("is_ce_model"),
            "treated_ce",
            {2: {"is_ce_model": False}},
        ),
        UnitSlip(
            id="ste-msw-treatment.unit-slip",
            columns=("quantity",),
            within=("facility_id", "method"),
            fails=({0: {"quantity": 350.0}},),
        ),
    ),
    examples=(
        _treated("2019", "U", 120_000.0, ce=True) | OFFICIAL,
        _treated("2020", "CLHVS", 128_100.0, ce=False),
        _treated("2020", "U", 128_100.0, ce=True),
    ),
)
class MswTreatment(Observed):
    period: str = period()
    facility_id: str = facility_id()
    method: str = column("Phương pháp xử lý", "Method of treatment", codelist="msw-treatment", required=True)
    quantity: float = column(
        "Khối lượng xử lý",
        "Quantity treated",
        "Khối lượng của cả kỳ, không phải bình quân một ngày.",
        "Of the whole period, not the mean of a day.",
        unit=units.TONNES,
        ge=0,
    )
    is_ce_model: bool = column(
        "Thuộc mô hình KTTH",
        "Part of a CE model",
        "Theo danh mục mô hình KTTH của tỉnh; không tự suy ra từ phương pháp.",
        "By the province's list of CE models; not inferred from the method.",
        required=True,
    )
