"""The registers of Plan 473/KH-UBND itself: agencies and targets. Indicators are in ``indicators``."""

from __future__ import annotations

from datetime import date

import polars as pl

from schemas.angiang.columns import legal_basis, plan_section, quote_vi, summary_en, target_id, unit_of_value
from schemas.angiang.fields import COMPILED, Sourced, sourced_rules, valid_from, valid_to
from schemas.core.model import Reference, column, table
from schemas.core.rules import Filled, Given, Implication, Is, NoOverlap, rule
from schemas.core.site import Text

PLAN_DAY, REFORM = date(2022, 7, 18), date(2025, 3, 1)


def _listed(frame: pl.DataFrame, name: str, known: pl.Series) -> pl.Series:
    """Whether every item of a ``;`` list stands among the known ids; an empty list does."""
    items = frame.select(pl.col(name).str.split(";").list.eval(pl.element().is_in(known.to_list())).list.all())
    return items.to_series().fill_null(True)


@rule(
    "ref-agency.successors-known",
    title=Text("Cơ quan kế thừa có trong danh mục", "Successors stand in this register"),
    columns=("successor_ids",),
    fails=({0: {"successor_ids": "ag-99"}},),
)
def successors_known(frame: pl.DataFrame, given: Given) -> pl.Series:
    return _listed(frame, "successor_ids", frame["agency_id"])


@rule(
    "ref-agency.group-or-member",
    title=Text("Nhóm của kế hoạch không thuộc nhóm khác", "A group of the plan is not a member of another"),
    columns=("group_no", "parent_id"),
    fails=({0: {"parent_id": "ag-14"}},),
)
def group_or_member(frame: pl.DataFrame, given: Given) -> pl.Series:
    return frame["group_no"].is_null() | frame["parent_id"].is_null()


def _agency(agency_id: str, name: str, since: date, until: date | None, **more: object) -> dict[str, object]:
    row = {"agency_id": agency_id, "group_no": None, "code": "X", "parent_id": None, "name_vi": name, "name_en": name}
    return {
        **row,
        "valid_from": since,
        "valid_to": until,
        "successor_ids": None,
        "legal_basis": None,
        **COMPILED,
        **more,
    }


@table(
    "ref-agency",
    key=("agency_id", "valid_from"),
    references=(Reference(("parent_id",), "ref-agency", ("agency_id",)),),
    rules=(
        *sourced_rules("ref-agency"),
        NoOverlap(id="ref-agency.once-at-a-time", of=("agency_id",)),
        successors_known,
        Implication(
            id="ref-agency.succeeded-ended",
            when=Filled(("successor_ids",)),
            then=Filled(("valid_to",)),
        ),
        group_or_member,
    ),
    examples=(
        _agency("ag-01", "Sở Kế hoạch và Đầu tư", PLAN_DAY, REFORM, group_no=1, successor_ids="ag-2025-stc"),
        _agency("ag-14", "Ủy ban nhân dân các huyện", PLAN_DAY, None, group_no=14),
        _agency("ag-14-883", "Ủy ban nhân dân thành phố Long Xuyên", PLAN_DAY, None, parent_id="ag-14"),
        _agency("ag-2025-stc", "Sở Tài chính", REFORM, None, provenance="trich_dan"),
    ),
)
class Agency(Sourced):
    agency_id: str = column(
        "Mã cơ quan",
        "Agency id",
        "Không bao giờ đổi nghĩa; thành viên nhóm mang mã nhóm ở đầu.",
        "Never changes its meaning; a group's member begins with the group's id.",
        required=True,
        pattern=r"^ag-\d+(-[a-z0-9]+)?$",
    )
    group_no: int = column("Nhóm trong kế hoạch", "Group in the plan", "1–14.", "1–14.", ge=1, le=14)
    code: str = column("Ký hiệu", "Short code", required=True)
    parent_id: str = column("Thuộc nhóm", "Member of", "Mã nhóm 13 hoặc 14.", "The id of group 13 or 14.")
    name_vi: str = column("Tên cơ quan", "Agency's name (Vietnamese)", required=True)
    name_en: str = column("Tên cơ quan bằng tiếng Anh", "Agency's name (English)", required=True)
    valid_from: pl.Date = valid_from(
        "2022-07-18 là ngày của kế hoạch nêu tên cơ quan, không phải ngày thành lập.",
        "2022-07-18 is the date of the plan that names the agency, not its founding.",
    )
    valid_to: pl.Date = valid_to()
    successor_ids: str = column(
        "Cơ quan kế thừa", "Successors", "Mã, cách nhau bằng dấu chấm phẩy.", "Ids, separated by semicolons."
    )
    legal_basis: str = legal_basis()


@rule(
    "ref-target.variants-known",
    title=Text("Các chỉ tiêu đo khác có trong danh mục chỉ tiêu", "Further measures stand in the indicator register"),
    columns=("indicator_variants",),
    needs=(("ref-indicator", "ref-indicator"),),
    fails=({0: {"indicator_variants": "unknown"}},),
)
def variants_known(frame: pl.DataFrame, given: Given) -> pl.Series:
    return _listed(frame, "indicator_variants", given.tables["ref-indicator", "ref-indicator"]["indicator_id"])


def _target(
    target_id: str, year: str, value: float | None, operator: str, assessment: str, **more: object
) -> dict[str, object]:
    said = {"quote_vi": "tăng tỷ lệ tái chế", "summary_en": "Higher recycling rate", "unit": "%", "baseline_year": None}
    read = {"scope": "tinh", "indicator_id": "msw-recycling-rate", "indicator_variants": None, "section": "I.2.b"}
    words = {"reading_vi": "Chỉ nêu xu hướng.", "reading_en": "Direction only."}
    judged = {"value": value, "operator": operator, "assessment": assessment}
    return {"target_id": target_id, "target_year": year, **said, **read, **words, **judged, **COMPILED, **more}


DIRECTIONS = ("up", "down", "max")


@table(
    "ref-target",
    key=("target_id", "target_year"),
    references=(Reference(("indicator_id",), "ref-indicator", ("indicator_id",)),),
    rules=(
        *sourced_rules("ref-target"),
        variants_known,
        Implication(
            id="ref-target.value-or-direction",
            when=Is("operator", DIRECTIONS, negate=True),
            then=Filled(("value",)),
            both=True,
            fails=({1: {"value": 5.0}},),
        ),
        Implication(
            id="ref-target.direction-only",
            when=Is("operator", DIRECTIONS),
            then=Is("assessment", ("direction",)),
            both=True,
            note=Text("Không bao giờ ghi “đạt x%”.", "Never “x % achieved”."),
        ),
        Implication(
            id="ref-target.pace-needs-base",
            when=Is("assessment", ("pace",)),
            then=Filled(("baseline_year",)),
        ),
    ),
    examples=(
        _target("T01", "2030", 15.0, "ge", "pace", baseline_year=2014, provenance="trich_dan"),
        _target("T07", "2025", None, "up", "direction"),
        _target("T19", "2030", 0.0, "eq", "met"),
    ),
)
class Target(Sourced):
    target_id: str = target_id()
    target_year: str = column(
        "Năm đích",
        "Target year",
        "KXD khi kế hoạch không nêu năm.",
        "KXD where the plan names none.",
        codelist="target-year",
        required=True,
    )
    quote_vi: str = quote_vi(required=True)
    summary_en: str = summary_en()
    value: float = column(
        "Giá trị", "Value", "Trống khi mục tiêu chỉ nêu xu hướng.", "Empty where the target is directional."
    )
    unit: str = unit_of_value(required=False)
    operator: str = column("Phép so sánh", "Comparison", codelist="target-operator", required=True)
    baseline_year: int = column("Năm gốc", "Base year", "Chỉ khi kế hoạch nêu.", "Only where the plan states it.")
    scope: str = column("Phạm vi", "Scope", codelist="target-scope", required=True)
    indicator_id: str = column("Chỉ tiêu đo", "Measured by", required=True)
    indicator_variants: str = column(
        "Các chỉ tiêu đo khác", "Also measured by", "Mã, cách nhau bằng dấu chấm phẩy.", "Ids, separated by semicolons."
    )
    assessment: str = column("Cách đánh giá", "Assessment", codelist="target-assessment", required=True)
    section: str = plan_section()
    reading_vi: str = column(
        "Cách hiểu",
        "Reading (Vietnamese)",
        "Cách danh mục hiểu mục tiêu, và chỗ dễ hiểu sai.",
        "How this catalog reads the target, and the traps.",
        required=True,
    )
    reading_en: str = column("Cách hiểu (tiếng Anh)", "Reading (English)", required=True)
