"""Projects that call for an investor: what a firm looks at before there is a project."""

from __future__ import annotations

from datetime import date

import polars as pl

from schemas.angiang import units
from schemas.angiang.columns import (
    CONTACT,
    PROJECT,
    contact_agency,
    document_no,
    issued,
    linked_project,
    name,
    record_id,
    sector,
)
from schemas.angiang.fields import COMPILED, GEO_WHOLE, Sourced, geo_code, period, sourced_rules
from schemas.core.model import column, table
from schemas.core.rules import Advance, Dated, Filled, Implication, Is, NoPersonalData, Order, UnitSlip
from schemas.core.site import Text


def _call(number: int, year: str, state: str, **more: object) -> dict[str, object]:
    said = {
        "period": year,
        "call_id": f"KG-2023-{number:03}",
        "name": f"Dự án minh họa {number:03}",
        "sector": "MT",
        "criterion": "GCT",
    }
    place = {"geo_code": "89", "location": "Cụm công nghiệp Minh Họa", "state": state}
    asked = {"capital_expected": 500_000.0, "land_area": 10.0, "selection": "dau_thau"}
    listed = {"document_no": "01/QĐ-MINH-HOA", "issued": date(2023, 3, 1), "apply_by": date(2023, 9, 30)}
    return {
        **said,
        **place,
        **asked,
        **listed,
        "contact_agency": "ag-01",
        "linked_project": None,
        **COMPILED,
        **more,
    }


@table(
    "dpi-ce-calls",
    key=("call_id", "period"),
    references=(GEO_WHOLE, CONTACT, PROJECT),
    rules=(
        *sourced_rules("dpi-ce-calls"),
        NoPersonalData(id="dpi-ce-calls.no-person", columns=("name", "location", "document_no")),
        Advance(
            id="dpi-ce-calls.state-forward",
            column="state",
            steps=("dang_keu_goi", "dang_lua_chon", "da_chon"),
            within=("call_id",),
            free=("ngung",),
        ),
        Implication(
            id="dpi-ce-calls.investor-has-project",
            when=Filled(("linked_project",)),
            then=Is("state", ("da_chon",)),
            note=Text(
                "Đã chọn nhà đầu tư thì dự án vào danh mục dự án và được dẫn tới đó.",
                "Once an investor is selected the project enters the register and is linked.",
            ),
        ),
        Dated(
            id="dpi-ce-calls.listed-by-then", date="issued", within=False, fails=({3: {"issued": date(2025, 3, 1)}},)
        ),
        Order(id="dpi-ce-calls.listed-before-deadline", rising=("issued", "apply_by")),
        UnitSlip(id="dpi-ce-calls.capital-unit", columns=("capital_expected",), within=("call_id",), factors=(1000,)),
    ),
    examples=(
        _call(1, "2024", "dang_lua_chon"),
        _call(1, "2023", "dang_lua_chon", provenance="trich_dan"),
        _call(2, "2024", "da_chon", linked_project="KTTH-2023-001"),
        _call(3, "2024", "ngung", apply_by=None),
    ),
)
class CeCall(Sourced):
    period: str = period()
    call_id: str = record_id("Mã dự án kêu gọi", "Call id", r"^KG-\d{4}-\d{3}$")
    name: str = name()
    state: str = column("Tình trạng kêu gọi", "State of the call", codelist="call-state", required=True)
    sector: str = sector()
    criterion: str = column(
        "Tiêu chí nhắm tới",
        "Criterion aimed at",
        "Tiêu chí kinh tế tuần hoàn chính của dự án kêu gọi.",
        "The main circular-economy criterion of what is called for.",
        codelist="ce-criterion",
        required=True,
    )
    geo_code: str = geo_code()
    location: str = column(
        "Địa điểm dự kiến",
        "Expected site",
        "Khu, cụm công nghiệp hoặc xã; không nêu chủ đất.",
        "Industrial zone or cluster, or commune; no land owner.",
        max_length=300,
    )
    selection: str = column(
        "Hình thức lựa chọn nhà đầu tư", "How the investor is selected", codelist="investor-selection", required=True
    )
    capital_expected: float = column(
        "Vốn dự kiến",
        "Expected capital",
        "Không phải vốn đăng ký.",
        "Not registered capital.",
        unit=units.MILLION_DONG,
        gt=0,
    )
    land_area: float = column("Diện tích đất dự kiến", "Expected land", unit=units.HECTARES, ge=0)
    document_no: str = document_no()
    issued: pl.Date = issued()
    apply_by: pl.Date = column(
        "Hạn đăng ký",
        "Apply by",
        "Ngày cuối cùng nhận hồ sơ; trống khi không nêu.",
        "Last day; empty where none is set.",
    )
    contact_agency: str = contact_agency()
    linked_project: str = linked_project()
