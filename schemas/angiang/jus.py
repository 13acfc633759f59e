"""Group 07, Department of Justice: which documents were reviewed for the circular economy, and what must change."""

from __future__ import annotations

from datetime import date

import polars as pl

from schemas.angiang.columns import NUMBER, document_no, document_type, issued, name, past_day
from schemas.angiang.fields import COMPILED, Sourced, sourced_rules
from schemas.core.model import column, table
from schemas.core.rules import Filled, Given, Implication, Is, NoPersonalData, Order, rule
from schemas.core.site import Text


def _numbered_as_issued(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    number, year = pl.col("document_no"), pl.format("/{}/", pl.col("issued").dt.year())
    return frame.with_columns(
        pl.when(pl.col("issued").is_null()).then(number).otherwise(number.str.replace(r"/\d{4}/", year))
    )


@rule(
    "jus-legal-review.year-in-number",
    title=Text("Năm trong số, ký hiệu là năm ban hành", "The year in a document's number is the year of issue"),
    columns=("document_no", "issued"),
    mend=_numbered_as_issued,
    fails=({0: {"document_no": "01/2019/QĐ-UBND"}},),
)
def year_in_number(frame: pl.DataFrame, given: Given) -> pl.Series:
    year = pl.col("document_no").str.extract(r"/(\d{4})/").cast(pl.Int32)
    return frame.select(year == pl.col("issued").dt.year()).to_series()


def _review(number: str, finding: str, **more: object) -> dict[str, object]:
    said = {"document_no": number, "document_type": "QPPL", "name": "Văn bản minh họa", "issuer": "Cơ quan minh họa"}
    days = {"issued": date(2020, 5, 4), "reviewed_on": date(2024, 3, 8)}
    return {**said, **days, "finding": finding, "recommendation": None, "settled_by": None, **COMPILED, **more}


@table(
    "jus-legal-review",
    key=("document_no", "reviewed_on"),
    rules=(
        *sourced_rules("jus-legal-review"),
        past_day("jus-legal-review", "reviewed_on"),
        Order(
            id="jus-legal-review.reviewed-after-issue",
            rising=("issued", "reviewed_on"),
            fails=({2: {"issued": date(2024, 6, 1)}},),
        ),
        Implication(
            id="jus-legal-review.change-recommended",
            when=Is("finding", ("sua_doi", "thay_the", "bai_bo")),
            then=Filled(("recommendation",)),
        ),
        Implication(
            id="jus-legal-review.settled-change",
            when=Filled(("settled_by",)),
            then=Is("finding", ("sua_doi", "thay_the", "bai_bo")),
        ),
        year_in_number,
        NoPersonalData(id="jus-legal-review.no-person", columns=("recommendation", "name", "issuer", "settled_by")),
    ),
    examples=(
        _review("01/2020/QĐ-UBND", "phu_hop"),
        _review("02/2020/QĐ-UBND", "sua_doi", recommendation="Bổ sung một điều", settled_by="03/2025/QĐ-UBND"),
        _review("03/KH-UBND", "phu_hop", document_type="KH", provenance="trich_dan"),
    ),
)
class LegalReview(Sourced):
    document_no: str = document_no(NUMBER)
    document_type: str = document_type()
    name: str = name()
    issuer: str = column("Cơ quan ban hành", "Issued by", max_length=300)
    issued: pl.Date = issued()
    reviewed_on: pl.Date = column("Ngày rà soát", "Reviewed on", required=True)
    finding: str = column("Kết quả rà soát", "Finding", codelist="review-finding", required=True)
    recommendation: str = column("Kiến nghị", "Recommendation", max_length=1000)
    settled_by: str = column(
        "Văn bản đã xử lý",
        "Settled by",
        "Số, ký hiệu văn bản đã sửa đổi, thay thế hoặc bãi bỏ; trống là chưa xử lý.",
        "The number of the document that amended, replaced or repealed it; empty is not settled.",
        max_length=100,
    )
