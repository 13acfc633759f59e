"""Columns and rules that many tables share, said once.

Every table ends with the tail of :class:`Sourced`; a table of figures is :class:`Observed`, its status before the tail.
"""

from __future__ import annotations

from typing import Any

from schemas.core.model import Reference, TableModel, column
from schemas.core.period import PATTERN
from schemas.core.rules import Filled, Implication, Is, Progress, Rule
from schemas.core.site import Text

YEARS = r"^\d{4}$"


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
        pattern=r"^https?://.+$",
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
        "Năm, nửa năm, quý, 9 tháng hoặc tháng: 2024, 2024-H1, 2024-Q3, 2024-9M, 2024-07.",
        "Year, half-year, quarter, nine months or month: 2024, 2024-H1, 2024-Q3, 2024-9M, 2024-07.",
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


GEO = Reference(("geo_code",), "ref-admin-unit", ("code",), during="period")


BREAK = ("obs_flag", "B")  # a series is not compared across a break


def sourced_rules(dataset: str) -> tuple[Rule, ...]:
    """A row can be followed to where it came from."""
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
    )


def observed_rules(dataset: str, *measures: str) -> tuple[Rule, ...]:
    """:func:`sourced_rules`, a status that only moves forward, and a row without any of its main ``measures`` says why.

    The table's first example is an official, final row: the failing examples are made of it.
    """
    return (
        *sourced_rules(dataset),
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
        Implication(
            id=f"{dataset}.missing-flag",
            when=Filled(measures, negate=True),
            then=Is("obs_flag", ("M", "N", "C")),
            fails=({0: dict.fromkeys(measures)},),
        ),
    )


SOURCE: dict[str, object] = {"source_doc": "MINH-HOA", "source_url": "https://example.org/minh-hoa", "note": None}
CITED: dict[str, object] = {"data_status": None, "obs_flag": None, "provenance": "trich_dan", **SOURCE}
OFFICIAL: dict[str, object] = {"data_status": "CT", "obs_flag": None, "provenance": "chinh_thuc", **SOURCE}
COMPILED: dict[str, object] = {"provenance": "bien_soan", **SOURCE}
