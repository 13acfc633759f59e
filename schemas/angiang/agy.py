"""Group 13, other provincial departments and agencies: mainstreaming in documents, awareness."""

from __future__ import annotations

from datetime import date

import polars as pl

from schemas.angiang import units
from schemas.angiang.columns import (
    AGENCIES,
    AGENCY,
    agency_id,
    concrete_agency,
    document_no,
    document_type,
    female,
    issued,
    name,
    record_id,
)
from schemas.angiang.fields import (
    CITED,
    COMPILED,
    GEO,
    OFFICIAL,
    Observed,
    Sourced,
    geo_code,
    observed_rules,
    period,
    sourced_rules,
)
from schemas.core.model import Reference, column, table
from schemas.core.rules import Band, Dated, Given, NoPersonalData, Order, rule
from schemas.core.rules.time import FOREVER
from schemas.core.site import Text

POLICY, AWARENESS = "agy-policy-integration", "agy-awareness"


@rule(
    f"{POLICY}.agency-in-office",
    title=Text(
        "Văn bản không ban hành sau khi cơ quan đã chấm dứt hoặc nhập vào cơ quan khác",
        "No document is issued after its agency ended or became part of another",
    ),
    columns=("issued", "agency_id"),
    severity="warning",
    needs=(AGENCIES,),
    fails=({0: {"issued": date(2025, 4, 1), "period": "2025"}},),
    note=Text(
        "Ngày chấm dứt của một số cơ quan chưa kiểm chứng, nên chỉ là cảnh báo.",
        "The last day of some agencies is not verified, so this is a warning only.",
    ),
)
def agency_in_office(frame: pl.DataFrame, given: Given) -> pl.Series:
    last = given.tables[AGENCIES].group_by("agency_id").agg(pl.col("valid_to").fill_null(FOREVER).max().alias("_last"))
    rows = frame.join(last, on="agency_id", how="left", maintain_order="left")
    return rows.select(pl.col("issued") < pl.col("_last")).to_series()


def _document(number: str, day: date, **more: object) -> dict[str, object]:
    row = {"agency_id": "ag-01", "document_no": number, "issued": day, "period": str(day.year)}
    said = {"document_type": "KH", "name": "Văn bản minh họa 001", "task_id": "II.3", "ce_content": "Nội dung minh họa"}
    return {**row, **said, "has_target": True, **COMPILED, **more}


@table(
    POLICY,
    key=("agency_id", "document_no", "issued"),
    references=(AGENCY, Reference(("task_id",), "ref-task", ("task_id",))),
    rules=(
        *sourced_rules(POLICY),
        concrete_agency(POLICY),
        Dated(id=f"{POLICY}.issued-within-period", date="issued", within=True),
        agency_in_office,
        NoPersonalData(id=f"{POLICY}.no-person-named", columns=("name", "ce_content", "document_no")),
    ),
    examples=(
        _document("001/KH-MINHHOA", date(2024, 5, 20)),
        _document("002/KH-MINHHOA", date(2025, 4, 20), agency_id="ag-2025-stc", provenance="trich_dan"),
        _document("001/KH-MINHHOA", date(2023, 5, 20), has_target=False),
    ),
)
class PolicyIntegration(Sourced):
    agency_id: str = agency_id()
    document_no: str = document_no()
    issued: pl.Date = issued()
    period: str = period()
    document_type: str = document_type()
    name: str = name()
    task_id: str = column(
        "Nhiệm vụ của kế hoạch",
        "Task of the plan",
        "Nhiệm vụ chính mà văn bản thực hiện.",
        "The main task that the document carries out.",
        required=True,
    )
    ce_content: str = column(
        "Nội dung KTTH",
        "CE content",
        "Văn bản nói gì về kinh tế tuần hoàn.",
        "What it says on CE.",
        required=True,
        max_length=1000,
    )
    has_target: bool = column(
        "Có chỉ tiêu định lượng",
        "Has a measurable target",
        "Trống khi chưa rà soát.",
        "Empty where nobody has looked yet.",
    )


def _activity(activity: str, people: int | None, **more: object) -> dict[str, object]:
    row = {"activity_id": activity, "period": "2024-Q3", "agency_id": "ag-01", "name": "Hoạt động minh họa 001"}
    sort = {"kind": "tap_huan", "topic": "ktth", "audience": "can_bo", "geo_code": "89"}
    return {**row, **sort, "n_participants": people, "female": None, "cost": None, **CITED, **more}


@table(
    AWARENESS,
    key=("activity_id", "period"),
    references=(AGENCY, GEO),
    rules=(
        *observed_rules(AWARENESS, "n_participants", "cost"),
        NoPersonalData(id=f"{AWARENESS}.no-person-named", columns=("name",)),
        concrete_agency(AWARENESS),
        Order(id=f"{AWARENESS}.women-of-all", rising=("female", "n_participants")),
        Band(
            id=f"{AWARENESS}.plausible-cost",
            severity="warning",
            column="cost",
            per="n_participants",
            low=0,
            high=20,
            note=Text(
                "Bắt lỗi ghi đồng hoặc nghìn đồng vào cột triệu đồng.",
                "Catches đồng or thousand đồng in a column of million đồng.",
            ),
        ),
    ),
    examples=(
        _activity("minh-hoa-001", 80, female=35, cost=24.0) | OFFICIAL,
        _activity("minh-hoa-002", 120, topic="nhua", audience="doanh_nghiep"),
        _activity("minh-hoa-003", None, kind="tai_lieu", topic="thong_tin", audience="nguoi_dan", cost=15.0),
        _activity("minh-hoa-004", 60, period="2025-Q3", agency_id="ag-2025-stc", geo_code="91") | OFFICIAL,
    ),
)
class Awareness(Observed):
    activity_id: str = record_id("Mã hoạt động", "Activity id")
    period: str = period()
    agency_id: str = agency_id()
    name: str = name()
    kind: str = column("Hình thức tuyên truyền", "Kind of activity", codelist="awareness-kind", required=True)
    topic: str = column("Chủ đề", "Topic", codelist="awareness-topic", required=True)
    audience: str = column("Đối tượng", "Audience", codelist="awareness-audience", required=True)
    geo_code: str = geo_code()
    n_participants: int = column(
        "Lượt người tham gia",
        "Attendances",
        "Một người dự hai buổi là hai lượt; trống với tài liệu.",
        "A person at two sessions counts twice; empty for publications.",
        unit=units.ATTENDANCES,
        ge=0,
    )
    female: int = female(units.ATTENDANCES)
    cost: float = column("Chi phí", "Cost", "Giá hiện hành.", "Current prices.", unit=units.MILLION_DONG, ge=0)
