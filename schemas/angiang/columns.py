"""Columns about what the plan deals with (projects, documents, money, people) that several tables have, said once."""

from __future__ import annotations

from typing import Any

from schemas.angiang import units
from schemas.core.model import Reference, column
from schemas.core.site import Text


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


def agency_id() -> Any:
    return column("Cơ quan", "Agency", "Luôn là cơ quan cụ thể.", "Always a concrete agency.", required=True)


AGENCY = Reference(("agency_id",), "ref-agency", ("agency_id",))


def sector() -> Any:
    return column("Lĩnh vực", "Sector", codelist="ce-sector", required=True)


def stage() -> Any:
    return column("Giai đoạn", "Stage", codelist="project-stage", required=True)


def capital_source() -> Any:
    return column("Nguồn vốn", "Source of capital", codelist="capital-source", required=True)


def disbursed(unit: Text) -> Any:
    return column(
        "Đã giải ngân", "Disbursed", "Lũy kế đến cuối kỳ.", "Cumulated to the end of the period.", unit=unit, ge=0
    )


def document_no() -> Any:
    return column("Số, ký hiệu văn bản", "Document number", required=True, max_length=100)


def document_type() -> Any:
    return column("Loại văn bản", "Document type", codelist="document-type", required=True)


def issued() -> Any:
    return column("Ngày ban hành", "Issued on")


def beneficiaries() -> Any:
    return column("Số đơn vị được hưởng", "Beneficiaries", unit=units.ORGANISATIONS, ge=0)


def female(unit: Text) -> Any:
    return column("Trong đó: nữ", "Of these: women", unit=unit, ge=0)


def linked_project() -> Any:
    return column(
        "Dự án liên quan",
        "Linked project",
        "Mã trong danh mục dự án kinh tế tuần hoàn.",
        "Its id in the register of circular-economy projects.",
    )


PROJECT = Reference(("linked_project",), "dpi-ce-projects", ("project_id",))
