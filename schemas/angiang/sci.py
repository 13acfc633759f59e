"""Group 06, Department of Science and Technology: research and support, standards."""

from __future__ import annotations

from datetime import date

import polars as pl

from schemas.angiang import units
from schemas.angiang.columns import beneficiaries, issued, name, record_id, sector, started
from schemas.angiang.fields import CITED, OFFICIAL, Observed, no_person, observed_rules, period
from schemas.core.model import column, table
from schemas.core.rules import (
    Advance,
    Dated,
    Filled,
    Given,
    Implication,
    Is,
    NoPersonalData,
    Order,
    SmallCells,
    UnitSlip,
    rule,
)
from schemas.core.rules.base import OK, set_where
from schemas.core.site import Text

RD, STANDARDS = "sci-ce-rd", "sci-standards"


def _task(when: str, result: str, budget: float, accepted: date | None = None, **more: object) -> dict[str, object]:
    row = {"task_code": "minh-hoa-001", "period": when, "name": "Nhiệm vụ minh họa 001", "kind": "nhiem_vu_khcn"}
    time = {"start": date(2022, 9, 1), "end": date(2024, 6, 30), "accepted": accepted, "result": result}
    return {**row, "sector": "NN", "budget": budget, **time, "n_beneficiaries": 3, **CITED, **more}


@table(
    RD,
    key=("task_code", "period"),
    rules=(
        *observed_rules(RD, "budget"),
        SmallCells(id="sci-ce-rd.small-cells", count="n_beneficiaries"),
        NoPersonalData(id=f"{RD}.no-person-named", columns=("name",)),
        Order(id=f"{RD}.ends-after-start", rising=("start", "end"), fails=({0: {"end": date(2022, 8, 1)}},)),
        Order(
            id=f"{RD}.accepted-after-start",
            rising=("start", "accepted"),
            fails=({0: {"accepted": date(2022, 8, 1)}},),
        ),
        Dated(id=f"{RD}.accepted-by-then", date="accepted", within=False),
        Implication(
            id=f"{RD}.applied-after-acceptance",
            when=Is("result", ("nghiem_thu", "ung_dung")),
            then=Filled(("accepted",)),
            note=Text("Chỉ ứng dụng kết quả đã nghiệm thu.", "Only accepted results are applied."),
        ),
        Advance(
            id=f"{RD}.result-forward",
            column="result",
            steps=("dang_thuc_hien", "nghiem_thu", "ung_dung"),
            within=("task_code",),
            free=("dung",),
        ),
        UnitSlip(id=f"{RD}.unit-slip", columns=("budget",), within=("task_code",)),
    ),
    examples=(
        _task("2024", "ung_dung", 950.0, date(2023, 12, 15)) | OFFICIAL,
        _task("2023", "nghiem_thu", 900.0, date(2023, 12, 15)),
        _task("2023", "dung", 400.0, task_code="minh-hoa-002"),
    ),
)
class CeRd(Observed):
    task_code: str = record_id("Mã nhiệm vụ KH&CN", "Research task code")
    period: str = period()
    name: str = name()
    kind: str = column("Loại nhiệm vụ KH&CN", "Kind of research task", codelist="rd-kind", required=True)
    sector: str = sector()
    budget: float = column(
        "Kinh phí được duyệt",
        "Approved budget",
        "Của cả nhiệm vụ, mọi nguồn; không cộng các kỳ.",
        "Of the whole task, from all sources; periods are not added.",
        unit=units.MILLION_DONG,
        ge=0,
    )
    start: pl.Date = started()
    end: pl.Date = column("Ngày kết thúc theo hợp đồng", "Contracted end")
    accepted: pl.Date = column("Ngày nghiệm thu", "Accepted on")
    result: str = column("Kết quả nhiệm vụ", "Result", codelist="rd-result", required=True)
    n_beneficiaries: int = beneficiaries()


BEGINS = {"TCVN": "^TCVN", "TCCS": "^TCCS", "QCVN": "^QCVN", "QCDP": "^QCĐP", "QT": "^(ISO|IEC|CODEX|CXS)"}


def _else_ecolabel(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    return set_where(frame, ~number_of_kind.judge(frame, given)[OK], {"kind": pl.lit("NST")})


@rule(
    f"{STANDARDS}.number-of-kind",
    title=Text(
        "Số hiệu bắt đầu bằng TCVN, TCCS, QCVN, QCĐP, hoặc ISO, IEC, CODEX, CXS (quốc tế) đúng với loại tiêu chuẩn; "
        "tiêu chuẩn nước ngoài, khu vực (EN, ASTM…) và nhãn sinh thái không xét",
        "The number begins with TCVN, TCCS, QCVN, QCĐP or, if international, ISO, IEC, CODEX or CXS as its kind says; "
        "foreign and regional standards (EN, ASTM…) and ecolabels are not judged",
    ),
    columns=("standard_no", "kind"),
    fails=({1: {"kind": "TCCS"}},),
    mend=_else_ecolabel,
)
def number_of_kind(frame: pl.DataFrame, given: Given) -> pl.Series:
    number = pl.col("standard_no")
    right = [pl.when(pl.col("kind") == kind).then(number.str.contains(begins)) for kind, begins in BEGINS.items()]
    return frame.select(pl.coalesce(right)).to_series()


def _standard(number: str, kind: str, **more: object) -> dict[str, object]:
    row = {"standard_no": number, "period": "2024", "name": "Tiêu chuẩn minh họa 001", "kind": kind}
    return {**row, "issued": date(2023, 3, 1), "harmonised_with": None, "n_products": 4, **CITED, **more}


@table(
    STANDARDS,
    key=("standard_no", "period"),
    rules=(
        *observed_rules(STANDARDS, "n_products"),
        no_person("sci-standards", "standard_no", "name", "harmonised_with"),
        number_of_kind,
        Dated(id=f"{STANDARDS}.issued-by-then", date="issued", within=False),
    ),
    examples=(
        _standard("TCCS 001:2023/MINH-HOA", "TCCS") | OFFICIAL,
        _standard("TCVN 00000:2023", "TCVN", harmonised_with="ISO 00000:2020"),
        _standard("MINH-HOA 01:2023", "NST"),
    ),
)
class Standards(Observed):
    standard_no: str = column(
        "Số hiệu tiêu chuẩn",
        "Standard number",
        "Như in trên tiêu chuẩn, cả năm.",
        "As printed on the standard, with its year.",
        required=True,
        max_length=100,
    )
    period: str = period()
    name: str = name()
    kind: str = column("Loại tiêu chuẩn", "Kind of standard", codelist="standard-kind", required=True)
    issued: pl.Date = issued()
    harmonised_with: str = column(
        "Hài hòa với",
        "Harmonised with",
        "Số hiệu tiêu chuẩn quốc tế hoặc nước ngoài; trống khi không có.",
        "Number of the international or foreign standard; empty where there is none.",
        max_length=200,
    )
    n_products: int = column(
        "Số sản phẩm áp dụng",
        "Products applying it",
        "Sản phẩm, dịch vụ từ mô hình KTTH được công bố hoặc chứng nhận phù hợp, đến cuối kỳ.",
        "Products and services of CE models declared or certified to it, at the end of the period.",
        unit=units.PRODUCTS,
        ge=0,
    )
