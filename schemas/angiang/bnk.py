"""Group 12, State Bank of Vietnam, An Giang branch: green credit."""

from __future__ import annotations

from datetime import date

import polars as pl

from schemas.angiang import units
from schemas.angiang.fields import BREAK, CITED, OFFICIAL, Observed, as_of_date, as_of_rule, observed_rules, period
from schemas.core.model import column, table
from schemas.core.rules import Change, Complementary, Filled, Implication, Is, Order, SmallCells, SumOfParts, UnitSlip
from schemas.core.site import Text

FIELDS = ("nang_luong", "nong_nghiep", "chat_thai", "nuoc", "giao_thong", "khac")
HIDDEN = ("outstanding_green", "n_loans", "rate_avg", "npl")


def _credit(field: str, money: float | None, loans: int | None, **more: object) -> dict[str, object]:
    row = {"period": "2024-Q4", "as_of_date": date(2024, 12, 31), "green_field": field, "outstanding_green": money}
    rest = {"outstanding_total": None, "n_loans": loans, "n_lenders": 4 if loans else loans}
    return {**row, **rest, "rate_avg": None, "npl": None, **CITED, **more}


@table(
    "bnk-green-credit",
    key=("period", "green_field"),
    rules=(
        *observed_rules("bnk-green-credit", "outstanding_green"),
        SmallCells(
            id="bnk-green-credit.loans-small-cells", count="n_loans", values=("outstanding_green", "rate_avg", "npl")
        ),
        as_of_rule("bnk-green-credit"),
        SumOfParts(
            id="bnk-green-credit.all-fields",
            by="green_field",
            total="TONG",
            parts=FIELDS,
            values=("outstanding_green", "n_loans"),
            within=("period",),
            tolerance=3,
            note=Text("Cộng sáu số, mỗi số đã làm tròn.", "Six numbers are added, each of them rounded."),
        ),
        Order(
            id="bnk-green-credit.green-of-total",
            rising=("outstanding_green", "outstanding_total"),
            fails=({7: {"outstanding_total": 1_000.0}},),
        ),
        Implication(
            id="bnk-green-credit.total-of-all",
            when=Filled(("outstanding_total",)),
            then=Is("green_field", ("TONG",)),
            fails=({1: {"outstanding_total": 90_000.0}},),
        ),
        Order(id="bnk-green-credit.lenders-of-loans", rising=("n_lenders", "n_loans")),
        SmallCells(
            id="bnk-green-credit.few-lenders",
            count="n_lenders",
            values=HIDDEN,
            note=Text(
                "Ít hơn ba tổ chức tín dụng thì có thể suy ra số của từng tổ chức và khách hàng.",
                "With fewer than three lenders the figures of one, and of its customers, can be told.",
            ),
        ),
        Implication(
            id="bnk-green-credit.lenders-counted",
            when=Filled(HIDDEN),
            then=Filled(("n_lenders",)),
            note=Text(
                "Không biết số tổ chức tín dụng thì không biết số liệu có phải ẩn hay không.",
                "Without the number of lenders nobody can say whether the figures must be hidden.",
            ),
        ),
        Complementary(
            id="bnk-green-credit.complementary",
            by="green_field",
            total="TONG",
            values=("outstanding_green", "n_loans"),
            counts=("n_loans",),
            parts=FIELDS,
            within=("period",),
        ),
        Change(
            id="bnk-green-credit.quarterly-change",
            severity="warning",
            column="outstanding_green",
            percent=50,
            within=("green_field",),
            unless=BREAK,
        ),
        UnitSlip(
            id="bnk-green-credit.unit",
            columns=("outstanding_total", "outstanding_green"),
            within=("green_field",),
            factors=(1000,),
        ),
    ),
    examples=(
        _credit("TONG", 2_000.0, 200, as_of_date=None, outstanding_total=90_000.0, rate_avg=8.5, npl=1.0) | OFFICIAL,
        _credit("nang_luong", 900.0, 60),
        _credit("nong_nghiep", 700.0, 100),
        _credit("chat_thai", 300.0, 20),
        _credit("nuoc", None, None, obs_flag="C"),
        _credit("giao_thong", None, None, obs_flag="C"),
        _credit("khac", 0.0, 0),
        _credit("TONG", 1_900.0, 190, period="2024-Q3", as_of_date=date(2024, 9, 30), outstanding_total=88_000.0),
        *(_credit(f, 300.0, 30, period="2024-Q2", as_of_date=date(2024, 6, 30)) for f in FIELDS),
        _credit("TONG", 1_800.0, 180, period="2024-Q2", as_of_date=date(2024, 6, 30)),
    ),
)
class GreenCredit(Observed):
    period: str = period()
    as_of_date: pl.Date = as_of_date()
    green_field: str = column(
        "Lĩnh vực xanh",
        "Green field",
        "TONG là mọi lĩnh vực xanh.",
        "TONG is every green field.",
        codelist="green-credit-field",
        required=True,
    )
    outstanding_green: float = column(
        "Dư nợ tín dụng xanh",
        "Green credit outstanding",
        "Mức cuối kỳ, không cộng các kỳ.",
        "A level at the end of the period; periods are not added.",
        unit=units.BILLION_DONG,
        ge=0,
    )
    outstanding_total: float = column(
        "Tổng dư nợ tín dụng",
        "All credit outstanding",
        "Chỉ ở dòng TONG: mọi khoản vay trên địa bàn, xanh hay không.",
        "In the TONG row only: every loan in the province, green or not.",
        unit=units.BILLION_DONG,
        ge=0,
    )
    n_loans: int = column("Số khoản vay", "Loans", unit=units.LOANS, ge=0)
    n_lenders: int = column(
        "Số tổ chức tín dụng",
        "Lenders",
        "Một tổ chức cho vay nhiều lĩnh vực: không cộng các lĩnh vực. Dưới 3 thì ẩn cả dòng.",
        "One lends in several fields: fields are not added. Below 3 the row is hidden.",
        unit=units.ORGANISATIONS,
        ge=0,
    )
    rate_avg: float = column(
        "Lãi suất bình quân",
        "Average rate",
        "Bình quân gia quyền theo dư nợ.",
        "Weighted by the credit outstanding.",
        unit=units.PERCENT_PER_YEAR,
        ge=0,
        le=30,
    )
    npl: float = column("Tỷ lệ nợ xấu", "Non-performing share", unit=units.PERCENT, ge=0, le=100)
