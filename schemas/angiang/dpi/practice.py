"""Good practice from outside the province, and what came of it here, with the donors' share."""

from __future__ import annotations

from schemas.angiang import units
from schemas.angiang.columns import PROJECT, linked_project, name, record_id, sector
from schemas.angiang.fields import COMPILED, Sourced, period, sourced_rules
from schemas.core.model import column, table
from schemas.core.rules import Advance, Filled, Implication, NoPersonalData, UnitSlip


def _practice(number: int, year: str, adoption: str, **more: object) -> dict[str, object]:
    said = {"period": year, "practice_id": f"TTT-{number:03}", "name": f"Thực tiễn minh họa {number:03}"}
    where = {"origin": "Tỉnh minh họa", "sector": "NN", "adoption": adoption, "lesson": None}
    return {**said, **where, "donor": None, "grant_value": None, "linked_project": None, **COMPILED, **more}


@table(
    "dpi-good-practice",
    key=("practice_id", "period"),
    references=(PROJECT,),
    rules=(
        *sourced_rules("dpi-good-practice"),
        Advance(
            id="dpi-good-practice.adoption-forward",
            column="adoption",
            steps=("nghien_cuu", "thi_diem", "ap_dung"),
            within=("practice_id",),
            free=("khong",),
        ),
        Implication(id="dpi-good-practice.grant-has-donor", when=Filled(("grant_value",)), then=Filled(("donor",))),
        UnitSlip(id="dpi-good-practice.grant-unit", columns=("grant_value",), within=("practice_id",), factors=(1000,)),
        NoPersonalData(id="dpi-good-practice.no-person", columns=("name", "lesson", "donor", "origin")),
    ),
    examples=(
        _practice(1, "2024", "thi_diem", donor="Tổ chức minh họa", grant_value=600.0, linked_project="KTTH-2023-001"),
        _practice(1, "2023", "thi_diem", donor="Tổ chức minh họa", grant_value=500.0, provenance="trich_dan"),
        _practice(2, "2024", "khong"),
    ),
)
class GoodPractice(Sourced):
    period: str = period()
    practice_id: str = record_id("Mã thực tiễn", "Practice id")
    name: str = name()
    origin: str = column(
        "Nơi thực hiện", "Where it comes from", "Tỉnh hoặc nước.", "Province or country.", required=True
    )
    sector: str = sector()
    adoption: str = column("Mức độ áp dụng", "Adoption", codelist="adoption-level", required=True)
    lesson: str = column(
        "Bài học cho tỉnh",
        "Lesson for the province",
        "Điều áp dụng được và điều kiện.",
        "What fits, and on what terms.",
        max_length=1000,
    )
    donor: str = column(
        "Nhà tài trợ", "Donor", "Tổ chức, không phải cá nhân.", "An organisation, no person.", max_length=300
    )
    grant_value: float = column(
        "Giá trị tài trợ",
        "Grant",
        "Lũy kế đến cuối kỳ.",
        "Cumulated to the end of the period.",
        unit=units.MILLION_DONG,
        ge=0,
    )
    linked_project: str = linked_project()
