"""Local supervision of circular-economy projects and of programmes for sustainable production and consumption."""

from __future__ import annotations

from datetime import date

import polars as pl

from schemas.angiang import units
from schemas.angiang.columns import NUMBER, linked_project, past_day, record_id
from schemas.angiang.dis.local import local_level
from schemas.angiang.fields import COMPILED, GEO_WHOLE, Sourced, geo_code, period, sourced_rules
from schemas.core.model import Reference, column, table
from schemas.core.rules import Above, All, Dated, Filled, Implication, Is, Order
from schemas.core.site import Text

ID = "dis-supervision"
VIOLATION = Is("finding", ("vi_pham",))


def _visit(number: int, day: date, finding: str, **more: object) -> dict[str, object]:
    row = {"visit_id": f"GS-{number:03}", "period": "2024-Q1", "visit_date": day, "geo_code": "883"}
    found = {"project_ref": None, "finding": finding, "n_recommendations": 1, "decision_no": None, "remedied": None}
    return {**row, **found, **COMPILED, **more}


@table(
    ID,
    key=("visit_id",),
    references=(GEO_WHOLE, Reference(("project_ref",), "dpi-ce-projects", ("project_id",))),
    rules=(
        *sourced_rules(ID),
        local_level(ID),
        Dated(id=f"{ID}.visited-in-period", date="visit_date"),
        Implication(
            id=f"{ID}.named-only-by-decision",
            when=All((VIOLATION, Filled(("project_ref",)))),
            then=Filled(("decision_no",)),
            note=Text(
                "Chưa có quyết định xử lý thì không nêu dự án nào vi phạm: để trống dự án liên quan.",
                "Before there is a decision no project is said to have violated anything: the project is left empty.",
            ),
        ),
        Implication(
            id=f"{ID}.decision-on-violation",
            when=Filled(("decision_no",)),
            then=VIOLATION,
            fails=({2: {"finding": "ton_tai_nho"}},),
        ),
        Implication(
            id=f"{ID}.violation-recommended",
            when=VIOLATION,
            then=Above("n_recommendations", 0),
        ),
        Implication(
            id=f"{ID}.violation-without-note",
            when=VIOLATION,
            then=Filled(("note",), negate=True),
            fails=({0: {"note": "Minh họa"}},),
            note=Text("Ghi chú có thể cho biết ai vi phạm.", "A note could tell who violated."),
        ),
        Order(id=f"{ID}.remedied-after-visit", rising=("visit_date", "remedied")),
        Implication(
            id=f"{ID}.remedied-shortcoming",
            when=Filled(("remedied",)),
            then=Is("finding", ("ton_tai_nho", "vi_pham")),
            fails=({3: {"finding": "dat"}},),
        ),
        past_day(ID, "remedied"),
    ),
    examples=(
        _visit(1, date(2024, 2, 10), "vi_pham", provenance="chinh_thuc"),
        _visit(2, date(2024, 2, 12), "dat", provenance="trich_dan", n_recommendations=0),
        _visit(3, date(2024, 3, 1), "vi_pham", project_ref="KTTH-2023-001", decision_no="01/QĐ-MINH-HOA"),
        _visit(4, date(2024, 3, 4), "ton_tai_nho", remedied=date(2024, 3, 20)),
    ),
    invented=True,
)
class Supervision(Sourced):
    visit_id: str = record_id("Mã lượt giám sát", "Visit id")
    period: str = period()
    visit_date: pl.Date = column("Ngày giám sát", "Visited on", required=True)
    geo_code: str = geo_code()
    project_ref: str = linked_project()
    finding: str = column("Kết quả giám sát", "Outcome of the visit", codelist="supervision-finding", required=True)
    n_recommendations: int = column(
        "Số kiến nghị khắc phục", "Recommendations", unit=units.RECOMMENDATIONS, ge=0, required=True
    )
    decision_no: str = column(
        "Số quyết định xử lý vi phạm",
        "Decision on the violation",
        "Chỉ khi đã có quyết định của cơ quan có thẩm quyền; có số này mới được nêu dự án.",
        "Only once the competent authority has decided; the project is named only with it.",
        pattern=NUMBER,
        max_length=100,
    )
    remedied: pl.Date = column("Ngày khắc phục xong", "Remedied on")
