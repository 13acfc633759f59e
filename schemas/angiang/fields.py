"""Columns and rules that many tables share, said once.

Every table ends with the tail of :class:`Sourced`; a table of figures is :class:`Observed`, its status before the tail.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from schemas.core.model import Reference, TableModel, column
from schemas.core.period import PATTERN
from schemas.core.rules import (
    Band,
    Begun,
    Dated,
    Filled,
    FinalAfterPeriod,
    Given,
    Implication,
    Is,
    NoPersonalData,
    Progress,
    Rule,
    rule,
)
from schemas.core.site import Text

YEARS = r"^\d{4}$"
DOCUMENT = r"\d+[a-z]?(/\d{4})?[/-][A-ZĐ][A-Za-zĐđ]*[./-]"  # somewhere in it: 245/BC-…, 08/2022/NĐ-…, 55-NQ/…


class Status(TableModel):
    """How final a figure is, and what is special about it."""

    data_status: str = column(
        "Loại số liệu",
        "Data status",
        "Ước tính, sơ bộ hay chính thức; chỉ chuyển theo chiều ước tính → sơ bộ → chính thức. "
        "Trống khi nguồn trích dẫn không nêu.",
        "Estimate, preliminary or final; moves only forward between releases. Empty where a cited source does not say.",
        codelist="data-status",
        tail=True,
    )
    obs_flag: str = column(
        "Ký hiệu tình trạng số liệu",
        "Observation flag",
        "Thiếu, không phát sinh, bảo mật, ước lượng, đứt gãy hay đã sửa; trống là bình thường.",
        "Missing, nil, confidential, estimated, break in series or repaired; empty is normal.",
        codelist="obs-flag",
        tail=True,
    )


class Sourced(TableModel):
    """Where a row comes from: the tail of every table."""

    provenance: str = column(
        "Xuất xứ",
        "Provenance",
        "Chính thức (cơ quan gửi và đã duyệt), trích dẫn từ nguồn công khai, hay biên soạn.",
        "Official (sent by the agency and approved), cited from a public source, or compiled.",
        codelist="provenance",
        required=True,
        tail=True,
    )
    source_doc: str = column(
        "Văn bản nguồn",
        "Source document",
        "Số, ký hiệu và ngày của văn bản, tên báo và ngày, hoặc tệp và chuỗi số liệu.",
        "Number and date of the document, paper and date, or file and series.",
        max_length=300,
        tail=True,
    )
    source_url: str = column(
        "Địa chỉ nguồn",
        "Source address",
        "Địa chỉ nơi số liệu hoặc thông tin được trích.",
        "The address the figure or fact was taken from.",
        pattern=r"^https?://[^\s]+$",
        tail=True,
    )
    note: str = column(
        "Ghi chú",
        "Note",
        "Điều cần biết khi đọc dòng này; không có dữ liệu cá nhân.",
        "What a reader of this row must know; no personal data.",
        max_length=1000,
        tail=True,
    )


class Observed(Sourced, Status):
    """A figure about a place in a period."""


def period() -> Any:
    return column(
        "Kỳ số liệu",
        "Period",
        "Năm, nửa năm, quý, 9 tháng hoặc tháng: 2024, 2024-H1, 2024-Q3, 2024-9M, 2024-07; vụ Đông Xuân, Hè Thu, Thu "
        "Đông, Mùa: 2024-DX (từ tháng 11/2023 đến hết tháng 3/2024), 2024-HT (tháng 4–7), 2024-TD (tháng 8–10), "
        "2024-MUA (từ tháng 8/2024 đến hết tháng 1/2025).",
        "Year, half-year, quarter, nine months or month: 2024, 2024-H1, 2024-Q3, 2024-9M, 2024-07; the winter-spring, "
        "summer-autumn, autumn-winter and main-season (Mùa) crops: 2024-DX (November 2023 to March 2024), "
        "2024-HT (April to July), 2024-TD (August to October), 2024-MUA (August 2024 to January 2025).",
        required=True,
        pattern=PATTERN,
    )


def as_of_date() -> Any:
    return column(
        "Tính đến ngày",
        "As of",
        "Ngày của mức được báo cáo, khi số liệu là mức tại một ngày chứ không phải bình quân của kỳ.",
        "The day of the reported level, where the figure is a level of a day and not a mean of the period.",
    )


def geo_code() -> Any:
    return column(
        "Mã đơn vị hành chính",
        "Administrative unit code",
        "Mã phải có hiệu lực trong cả kỳ số liệu: mã 91 là Kiên Giang trước 01/07/2025 và là An Giang từ ngày đó.",
        "The code must be valid for the whole period: 91 is Kiên Giang before 1 July 2025 and An Giang from then.",
        required=True,
    )


def area_type() -> Any:
    return column(
        "Khu vực", "Area", "Tổng số, đô thị, nông thôn.", "Total, urban, rural.", codelist="area-type", required=True
    )


def valid_from(description: str = "", description_en: str = "") -> Any:
    return column("Hiệu lực từ", "Valid from", description, description_en, required=True)


def valid_to() -> Any:
    return column(
        "Hiệu lực đến",
        "Valid to",
        "Ngày đầu tiên không còn hiệu lực; trống là vẫn còn hiệu lực.",
        "The first day it is no longer valid; empty means still valid.",
    )


BREAK = ("obs_flag", "B")  # a series is not compared across a break

# of rows without a flag; those of a break, or hidden, may say that their unit is the one that stood when it ended
GEO_WHOLE = Reference(("geo_code",), "ref-admin-unit", ("code",), during="period", continues="same_territory")
GEO = replace(GEO_WHOLE, or_at_end=("obs_flag", ("B", "C")))


def numbered_source(dataset: str) -> Rule:
    """An official figure can be traced to the document it was sent with."""

    @rule(
        f"{dataset}.numbered-source",
        severity="warning",
        title=Text(
            "Văn bản nguồn của số chính thức nêu số, ký hiệu văn bản (ví dụ 245/BC-SNNMT ngày 05/11/2025)",
            "The source document of an official figure is named by its number (like 245/BC-SNNMT of 5 November 2025)",
        ),
        columns=("source_doc", "provenance"),
        fails=({0: {"source_doc": "Báo cáo của đơn vị", "provenance": "chinh_thuc"}},),
    )
    def numbered(frame: pl.DataFrame, given: Given) -> pl.Series:
        official = pl.col("provenance") == "chinh_thuc"
        return frame.select(pl.when(official).then(pl.col("source_doc").str.contains(DOCUMENT))).to_series()

    return numbered


def sourced_rules(dataset: str) -> tuple[Rule, ...]:
    """A row can be followed to where it came from, and its note and source name nobody."""
    return (
        Implication(
            id=f"{dataset}.cited-source",
            when=Is("provenance", ("trich_dan",)),
            then=Filled(("source_url", "source_doc")),
        ),
        Implication(
            id=f"{dataset}.named-source",
            when=Is("provenance", ("chinh_thuc", "bien_soan")),
            then=Filled(("source_doc",)),
            note=Text(
                "Phải nói văn bản hoặc biên soạn từ đâu.", "It must name the document, or what it was compiled from."
            ),
        ),
        NoPersonalData(id=f"{dataset}.note-names-nobody", columns=("note", "source_doc")),
    )


def no_person(table: str, *columns: str) -> Rule:
    """The other free texts of a table name nobody: every one of them stands in such a rule."""
    return NoPersonalData(id=f"{table}.names-nobody", columns=columns)


def as_of_rule(dataset: str) -> Rule:
    """For tables with :func:`as_of_date`."""
    return Dated(id=f"{dataset}.as-of-in-period", date="as_of_date")


def _magnitude(dataset: str, column: str, most: float, unit: Text) -> Rule:
    return Band(
        id=f"{dataset}.{column.replace('_', '-')}-magnitude",
        severity="warning",
        column=column,
        low=0,
        high=most,
        unit=unit.vi,
        note=Text(
            "Lớn hơn nhiều lần mọi mức có thể có ở một tỉnh: thường là số liệu ở đơn vị tính khác.",
            "Many times what a province can have: most often the figure is in another unit.",
        ),
    )


def observed_rules(
    dataset: str, *measures: str, numbered: bool = True, most: Mapping[str, tuple[float, Text]] | None = None
) -> tuple[Rule, ...]:
    """:func:`sourced_rules`, and a row without any of its main ``measures`` says why. A status only moves forward, and
    is not final before its period is over. Official rows name a ``numbered`` document, unless another rule sees to it.
    ``most`` is what no figure of a column can come near in the province, and its unit: first rows have no neighbours.

    The table's first example is an official, final row: the failing examples are made of it. One such row is of a place
    that has no end, for it breaks when its period is moved far ahead.
    """
    return (
        *sourced_rules(dataset),
        *((numbered_source(dataset),) if numbered else ()),
        *(_magnitude(dataset, column, *limit) for column, limit in (most or {}).items()),
        Implication(
            id=f"{dataset}.official-status",
            when=Is("provenance", ("chinh_thuc",)),
            then=Filled(("data_status",)),
        ),
        Progress(
            id=f"{dataset}.status-forward",
            column="data_status",
            steps=("UT", "SB", "CT"),
            fails=({0: {"data_status": "SB"}},),
        ),
        FinalAfterPeriod(id=f"{dataset}.final-after-period", instead="SB"),
        Begun(
            id=f"{dataset}.begun",
            fails=({0: {"period": "2999", "data_status": "SB"}},),
            note=Text("Số kế hoạch có bộ dữ liệu riêng.", "Planned figures have a dataset of their own."),
        ),
        Implication(
            id=f"{dataset}.sent-or-cited",
            when=Filled(("provenance",)),
            then=Is("provenance", ("bien_soan",), negate=True),
            note=Text(
                "Số liệu do cơ quan gửi hoặc được trích từ một nguồn, không ai tự soạn.",
                "A figure is sent by an agency or cited from a source; nobody compiles one.",
            ),
        ),
        Implication(
            id=f"{dataset}.missing-flag",
            when=Filled(measures, negate=True),
            then=Is("obs_flag", ("M", "N", "C")),
            fails=({0: dict.fromkeys(measures)},),
        ),
    )


SOURCE: dict[str, object] = {"source_doc": "MINH-HOA", "source_url": "https://example.org/minh-hoa", "note": None}
CITED: dict[str, object] = {"data_status": None, "obs_flag": None, "provenance": "trich_dan", **SOURCE}
SENT: dict[str, object] = {**SOURCE, "provenance": "chinh_thuc", "source_doc": "01/BC-MINH-HOA"}
OFFICIAL: dict[str, object] = {"data_status": "CT", "obs_flag": None, **SENT}
COMPILED: dict[str, object] = {"provenance": "bien_soan", **SOURCE}
