"""Obstacles that were raised, and what became of them: section IV.3 and the dialogue of II.7."""

from __future__ import annotations

from datetime import date

import polars as pl

from schemas.angiang.columns import past_day, record_id, sector
from schemas.angiang.fields import COMPILED, Sourced, sourced_rules
from schemas.core.model import Reference, column, table
from schemas.core.rules import Filled, Implication, Is, NoFirmNamed, NoPersonalData, Order, Progress
from schemas.core.site import Text


def _issue(number: int, state: str, **more: object) -> dict[str, object]:
    said = {"issue_id": f"VM-{number:03}", "raised_on": date(2024, 5, 6), "source_type": "doanh_nghiep"}
    how = {"raised_by": None, "channel": "doi_thoai", "sector": "NN", "summary": "Vướng mắc minh họa", "state": state}
    return {**said, **how, "handled_by": None, "outcome": None, "closed_on": None, **COMPILED, **more}


@table(
    "dpi-issues",
    key=("issue_id",),
    references=(
        Reference(("raised_by",), "ref-agency", ("agency_id",)),
        Reference(("handled_by",), "ref-agency", ("agency_id",)),
    ),
    invented=True,
    rules=(
        *sourced_rules("dpi-issues"),
        past_day("dpi-issues", "raised_on"),
        Order(id="dpi-issues.closed-after", rising=("raised_on", "closed_on")),
        Implication(
            id="dpi-issues.resolved-closed",
            when=Is("state", ("da_giai_quyet",)),
            then=Filled(("closed_on",)),
            both=True,
        ),
        Implication(id="dpi-issues.resolved-how", when=Is("state", ("da_giai_quyet",)), then=Filled(("outcome",))),
        Implication(
            id="dpi-issues.only-agencies-named",
            when=Filled(("raised_by",)),
            then=Is("source_type", ("co_quan",)),
            both=True,
            note=Text(
                "Doanh nghiệp, hợp tác xã phản ánh thì không nêu tên.",
                "Firms and cooperatives that raise an obstacle are not named.",
            ),
        ),
        Progress(
            id="dpi-issues.state-forward",
            column="state",
            steps=("moi", "dang_xu_ly", "da_giai_quyet"),
            fails=({0: {"state": "moi"}},),
            note=Text("Phản ánh lại thì có mã mới.", "An obstacle raised again gets a new id."),
        ),
        NoPersonalData(id="dpi-issues.no-person", columns=("summary", "outcome")),
        NoFirmNamed(
            id="dpi-issues.no-firm",
            columns=("summary", "outcome"),
            fails=(
                {0: {"summary": "HTX Nông nghiệp Phú Thạnh đề nghị"}},
                {1: {"outcome": "Đã trả lời Cty CP Sao Mai"}},
            ),
        ),
    ),
    examples=(
        _issue(1, "dang_xu_ly"),
        _issue(2, "da_giai_quyet", closed_on=date(2024, 8, 1), outcome="Hướng dẫn minh họa"),
        _issue(3, "moi", source_type="co_quan", raised_by="ag-0-mh01", channel="bao_cao", provenance="trich_dan"),
        _issue(4, "kien_nghi_tw", source_type="htx", handled_by="ag-0-mh02"),
    ),
)
class Issue(Sourced):
    issue_id: str = record_id("Mã vướng mắc", "Issue id")
    raised_on: pl.Date = column("Ngày phản ánh", "Raised on", required=True)
    source_type: str = column("Nguồn phản ánh", "Raised by whom", codelist="issue-source", required=True)
    raised_by: str = column(
        "Cơ quan phản ánh", "Agency that raised it", "Chỉ khi là cơ quan nhà nước.", "Only where it is a public agency."
    )
    channel: str = column("Kênh phản ánh", "Channel", codelist="issue-channel", required=True)
    sector: str = sector()
    summary: str = column(
        "Nội dung phản ánh",
        "What was raised",
        "Tóm tắt; không có dữ liệu cá nhân, không nêu tên doanh nghiệp.",
        "A summary; no personal data, no firm's name.",
        required=True,
        max_length=1000,
    )
    handled_by: str = column("Cơ quan xử lý", "Agency in charge")
    state: str = column("Tình trạng xử lý", "State", codelist="issue-state", required=True)
    outcome: str = column("Kết quả xử lý", "Outcome", max_length=1000)
    closed_on: pl.Date = column("Ngày kết thúc", "Closed on")
