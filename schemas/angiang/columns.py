"""Columns about what the plan deals with (projects, documents, money, people) that several tables have, said once."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from schemas.angiang import units
from schemas.core.model import Reference, column
from schemas.core.rules import Given, Rule, rule
from schemas.core.site import Text

_BY = r"[A-ZĐ][A-Za-zĐđ0-9.-]*"
_STATE = rf"\d+[a-z]?/(\d{{4}}/)?{_BY}"  # 473/KH-UBND, 08/2022/NĐ-CP, 72/2020/QH14, 1266/QĐ.UB
_PARTY = rf"\d+-[A-ZĐ][A-Za-zĐđ]*/{_BY}"  # 55-NQ/TW
_REGULATION = rf"QC(VN|ĐP) \d+[0-9A-Z-]*:\d{{4}}/{_BY}"  # QCVN 40:2011/BTNMT
NUMBER = rf"^({_STATE}|{_PARTY}|{_REGULATION})$"  # of a document
PROJECT_ID = r"^KTTH-\d{4}-\d{3}$"


def record_id(title: str, title_en: str, pattern: str = r"^[A-Za-z0-9][A-Za-z0-9._-]*$") -> Any:
    """An identifier that its agency gives and never gives to something else."""
    return column(
        title,
        title_en,
        "Do cơ quan cấp, không dùng lại cho việc khác.",
        "Given by the agency and never used again for something else.",
        required=True,
        pattern=pattern,
    )


def name() -> Any:
    return column("Tên", "Name", required=True, max_length=300)


def code(description: str, description_en: str, pattern: str | None = None) -> Any:
    return column("Mã", "Code", description, description_en, required=True, pattern=pattern)


def name_vi() -> Any:
    return column("Tên", "Name (Vietnamese)", required=True)


def name_en() -> Any:
    return column("Tên tiếng Anh", "Name (English)", required=True)


def legal_basis(*, required: bool = False) -> Any:
    return column("Căn cứ", "Legal basis", required=required)


def agency_id() -> Any:
    return column("Cơ quan", "Agency", "Luôn là cơ quan cụ thể.", "Always a concrete agency.", required=True)


AGENCY = Reference(("agency_id",), "ref-agency", ("agency_id",))
AGENCIES = ("ref-agency", "ref-agency")


def concrete_agency(table: str) -> Rule:
    """Rows name one agency, never a group of the plan that has members."""

    @rule(
        f"{table}.concrete",
        title=Text("Nêu cơ quan cụ thể, không nêu nhóm 13, 14", "Names a concrete agency, not group 13 or 14"),
        columns=("agency_id",),
        needs=(AGENCIES,),
        fails=({0: {"agency_id": "ag-14"}},),
    )
    def concrete(frame: pl.DataFrame, given: Given) -> pl.Series:
        groups = given.tables[AGENCIES]["parent_id"].drop_nulls().unique()
        return ~frame["agency_id"].is_in(groups.to_list())

    return concrete


def contact_agency() -> Any:
    return column(
        "Cơ quan đầu mối",
        "Contact agency",
        "Cơ quan mà nhà đầu tư và người đọc liên hệ; không nêu tên cán bộ.",
        "The agency that investors and readers turn to; no officer is named.",
    )


CONTACT = Reference(("contact_agency",), "ref-agency", ("agency_id",))


def model_id() -> Any:
    return record_id("Mã mô hình", "Model id")


def sector() -> Any:
    return column("Lĩnh vực", "Sector", codelist="ce-sector", required=True)


def stage() -> Any:
    return column("Giai đoạn", "Stage", codelist="project-stage", required=True)


STAGES = ("DX", "CTDT", "CNDK", "TC", "VH", "CDHL")  # a project goes along these; a terminated one never goes on
HALTS = ("TD",)  # and may come to these, and back from a halt, at any time


def capital_source() -> Any:
    return column("Nguồn vốn", "Source of capital", codelist="capital-source", required=True)


def disbursed(unit: Text) -> Any:
    return column(
        "Đã giải ngân", "Disbursed", "Lũy kế đến cuối kỳ.", "Cumulated to the end of the period.", unit=unit, ge=0
    )


def document_no(pattern: str | None = None) -> Any:
    return column("Số, ký hiệu văn bản", "Document number", required=True, pattern=pattern, max_length=100)


def document_type() -> Any:
    return column("Loại văn bản", "Document type", codelist="document-type", required=True)


def issued() -> Any:
    return column("Ngày ban hành", "Issued on")


def started() -> Any:
    return column("Ngày bắt đầu", "Started on")


def beneficiaries() -> Any:
    return column("Số đơn vị được hưởng", "Beneficiaries", unit=units.ORGANISATIONS, ge=0)


def female(unit: Text) -> Any:
    return column("Trong đó: nữ", "Of these: women", unit=unit, ge=0)


def project_id() -> Any:
    return record_id("Mã dự án", "Project id", PROJECT_ID)


def linked_project() -> Any:
    return column(
        "Dự án liên quan",
        "Linked project",
        "Mã trong danh mục dự án kinh tế tuần hoàn.",
        "Its id in the register of circular-economy projects.",
    )


PROJECT = Reference(("linked_project",), "dpi-ce-projects", ("project_id",))


def target_id() -> Any:
    return column("Mã mục tiêu", "Target id", required=True, pattern=r"^T\d{2}$")


def unit_of_value(*, required: bool = True) -> Any:
    """The unit of a row's value, where rows have values in different units."""
    return column("Đơn vị tính", "Unit", required=required)


def indicator_version() -> Any:
    return column(
        "Phiên bản chỉ tiêu",
        "Indicator version",
        "Của định nghĩa đã dùng.",
        "Of the definition used.",
        ge=1,
        required=True,
    )


def plan_section() -> Any:
    return column("Mục trong kế hoạch", "Section of the plan", required=True)


def quote_vi(description: str = "", description_en: str = "", *, required: bool = False) -> Any:
    return column("Trích nguyên văn", "Quoted verbatim (Vietnamese)", description, description_en, required=required)


def summary_en() -> Any:
    return column("Tóm tắt tiếng Anh", "Summary (English)", required=True)


def past_day(table: str, day: str, row: int = 0) -> Rule:
    """What the date column ``day`` tells of has happened when it is checked; ``row`` of the examples may have one."""

    @rule(
        f"{table}.past-day",
        title=Text("Ngày không ở tương lai", "The date is not in the future"),
        columns=(day,),
        fails=({row: {day: date(2999, 12, 31)}},),
        mend=lambda frame, given: frame.with_columns(pl.min_horizontal(day, pl.lit(given.today, pl.Date)).alias(day)),
    )
    def past(frame: pl.DataFrame, given: Given) -> pl.Series:
        return frame.select(pl.col(day) <= pl.lit(given.today, pl.Date)).to_series()

    return past
