"""Local supervision of circular-economy projects and of programmes for sustainable production and consumption."""

from __future__ import annotations

from datetime import date

import polars as pl

from schemas.angiang import units
from schemas.angiang.columns import NUMBER, linked_project, past_day, record_id
from schemas.angiang.dis.local import local_level
from schemas.angiang.fields import COMPILED, GEO_WHOLE, SENT, Sourced, geo_code, period, sourced_rules
from schemas.core.model import Reference, column, table
from schemas.core.rules import Above, All, Dated, Filled, Given, Implication, Is, Order, rule
from schemas.core.rules.base import set_where
from schemas.core.site import Text

ID = "dis-supervision"
VIOLATION = Is("finding", ("vi_pham",))


UNDECIDED = {**SENT, "source_url": None}


@rule(
    f"{ID}.undecided-unnamed",
    title=Text(
        "Vi phạm chưa có quyết định xử lý thì văn bản nguồn chỉ là số, ký hiệu, và không dẫn địa chỉ nào",
        "Of a violation not yet decided on, the source is the number of a document only, and no address",
    ),
    columns=("source_doc", "source_url", "finding", "decision_no", "provenance"),
    mend=lambda frame, given: set_where(frame, ~_unnamed(frame), {"finding": pl.lit("ton_tai_nho")}),
    fails=(
        {1: {"source_doc": "Biên bản kiểm tra nhà máy minh họa, 01/BC-MINH-HOA"}},
        {1: {"source_url": "https://example.org/minh-hoa"}},
    ),
    note=Text(
        "Tên văn bản hay địa chỉ bài báo có thể cho biết ai bị nói là vi phạm.",
        "The name of a document or the address of an article could tell who is said to have violated.",
    ),
)
def undecided_unnamed(frame: pl.DataFrame, given: Given) -> pl.Series:
    return _unnamed(frame)


def _unnamed(frame: pl.DataFrame) -> pl.Series:
    invented = pl.col("provenance") == "minh_hoa"
    alone = pl.col("source_doc").str.contains(NUMBER).fill_null(True) & pl.col("source_url").is_null()
    undecided = (pl.col("finding") == "vi_pham") & pl.col("decision_no").is_null() & ~invented
    return frame.select((~undecided | alone).fill_null(True)).to_series()


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
        undecided_unnamed,
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
            fails=({1: {"note": "Minh họa"}},),
            note=Text("Ghi chú có thể cho biết ai vi phạm.", "A note could tell who violated."),
        ),
        Order(id=f"{ID}.remedied-after-visit", rising=("visit_date", "remedied")),
        Implication(
            id=f"{ID}.remedied-shortcoming",
            when=Filled(("remedied",)),
            then=Is("finding", ("ton_tai_nho", "vi_pham")),
            fails=({3: {"finding": "dat"}},),
        ),
        past_day(ID, "remedied", row=3),
    ),
    examples=(
        _visit(1, date(2024, 2, 12), "dat", n_recommendations=0),
        _visit(2, date(2024, 2, 10), "vi_pham", **UNDECIDED),
        _visit(3, date(2024, 3, 1), "vi_pham", project_ref="KTTH-2023-001", decision_no="01/QĐ-MINH-HOA", **UNDECIDED),
        _visit(4, date(2024, 3, 4), "ton_tai_nho", remedied=date(2024, 3, 20), provenance="trich_dan"),
    ),
    invented=True,
)
class Supervision(Sourced):
    visit_id: str = record_id("Mã lượt giám sát", "Visit id", r"^GS-[0-9][0-9-]*$")
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
