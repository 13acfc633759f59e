"""The registers of Plan 473/KH-UBND itself: agencies, indicators and targets."""

from __future__ import annotations

from datetime import date

import polars as pl

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
    name_vi: str = column("Tên", "Name (Vietnamese)", required=True)
    name_en: str = column("Tên tiếng Anh", "Name (English)", required=True)
    valid_from: pl.Date = valid_from(
        "2022-07-18 là ngày của kế hoạch nêu tên cơ quan, không phải ngày thành lập.",
        "2022-07-18 is the date of the plan that names the agency, not its founding.",
    )
    valid_to: pl.Date = valid_to()
    successor_ids: str = column(
        "Cơ quan kế thừa", "Successors", "Mã, cách nhau bằng dấu chấm phẩy.", "Ids, separated by semicolons."
    )
    legal_basis: str = column("Căn cứ", "Legal basis")


def _indicator(indicator_id: str, **more: object) -> dict[str, object]:
    named = {
        "name_vi": "Tỷ lệ tái chế",
        "name_en": "Recycling rate",
        "definition_vi": "100 × a / b",
        "definition_en": "100 × a / b",
    }
    made = {"numerator": "ste-msw-flow.recycled", "denominator": "ste-msw-flow.generated", "unit": "%"}
    headings = {
        "disaggregation": "period;geo_code",
        "periodicity": "year",
        "source": "ste-msw-flow",
        "responsible_id": "ag-02",
    }
    rest = {"official_code": None, "comparability_vi": None, "comparability_en": None}
    return {"indicator_id": indicator_id, "version": 1, **named, **made, **headings, **rest, **COMPILED, **more}


@table(
    "ref-indicator",
    key=("indicator_id", "version"),
    references=(Reference(("responsible_id",), "ref-agency", ("agency_id",)),),
    rules=(
        *sourced_rules("ref-indicator"),
        Implication(
            id="ref-indicator.comparability-both",
            when=Filled(("comparability_vi",)),
            then=Filled(("comparability_en",)),
            both=True,
        ),
    ),
    examples=(
        _indicator("msw-recycling-rate", comparability_vi="Không so.", comparability_en="Do not compare."),
        _indicator("population-average", provenance="trich_dan"),
    ),
)
class Indicator(Sourced):
    indicator_id: str = column("Mã chỉ tiêu", "Indicator id", required=True, pattern=r"^[a-z][a-z0-9-]*$")
    version: int = column("Phiên bản", "Version", "Của định nghĩa.", "Of the definition.", required=True, ge=1)
    name_vi: str = column("Tên chỉ tiêu", "Name (Vietnamese)", required=True)
    name_en: str = column("Tên tiếng Anh", "Name (English)", required=True)
    definition_vi: str = column("Khái niệm, phương pháp tính", "Definition (Vietnamese)", required=True)
    definition_en: str = column("Khái niệm, phương pháp tính (tiếng Anh)", "Definition (English)", required=True)
    numerator: str = column("Tử số", "Numerator", "Bộ dữ liệu và cột.", "Dataset and column.", required=True)
    denominator: str = column(
        "Mẫu số", "Denominator", "Trống khi chỉ tiêu không phải tỷ số.", "Empty where it is no ratio."
    )
    unit: str = column("Đơn vị tính", "Unit", required=True)
    disaggregation: str = column(
        "Phân tổ chủ yếu",
        "Main breakdowns",
        "Cột, cách nhau bằng dấu chấm phẩy.",
        "Columns, separated by semicolons.",
        required=True,
    )
    periodicity: str = column("Kỳ công bố", "Periodicity", codelist="frequency", required=True)
    source: str = column(
        "Nguồn số liệu", "Data source", "Bộ dữ liệu của danh mục.", "Datasets of this catalog.", required=True
    )
    responsible_id: str = column("Cơ quan chịu trách nhiệm", "Responsible agency", required=True)
    official_code: str = column(
        "Mã chỉ tiêu chính thức",
        "Official code",
        "Trống khi không có hoặc chưa kiểm chứng.",
        "Empty where none is verified.",
    )
    comparability_vi: str = column("Ghi chú so sánh", "Comparability (Vietnamese)")
    comparability_en: str = column("Ghi chú so sánh (tiếng Anh)", "Comparability (English)")


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
    target_id: str = column("Mã mục tiêu", "Target id", required=True, pattern=r"^T\d{2}$")
    target_year: str = column(
        "Năm đích",
        "Target year",
        "KXD khi kế hoạch không nêu năm.",
        "KXD where the plan names none.",
        codelist="target-year",
        required=True,
    )
    quote_vi: str = column("Trích nguyên văn", "Quoted verbatim (Vietnamese)", required=True)
    summary_en: str = column("Tóm tắt tiếng Anh", "Summary (English)", required=True)
    value: float = column(
        "Giá trị", "Value", "Trống khi mục tiêu chỉ nêu xu hướng.", "Empty where the target is directional."
    )
    unit: str = column("Đơn vị tính", "Unit")
    operator: str = column("Phép so sánh", "Comparison", codelist="target-operator", required=True)
    baseline_year: int = column("Năm gốc", "Base year", "Chỉ khi kế hoạch nêu.", "Only where the plan states it.")
    scope: str = column("Phạm vi", "Scope", codelist="target-scope", required=True)
    indicator_id: str = column("Chỉ tiêu đo", "Measured by", required=True)
    indicator_variants: str = column(
        "Các chỉ tiêu đo khác", "Also measured by", "Mã, cách nhau bằng dấu chấm phẩy.", "Ids, separated by semicolons."
    )
    assessment: str = column("Cách đánh giá", "Assessment", codelist="target-assessment", required=True)
    section: str = column("Mục trong kế hoạch", "Section of the plan", required=True)
    reading_vi: str = column(
        "Cách hiểu",
        "Reading (Vietnamese)",
        "Cách danh mục hiểu mục tiêu, và chỗ dễ hiểu sai.",
        "How this catalog reads the target, and the traps.",
        required=True,
    )
    reading_en: str = column("Cách hiểu (tiếng Anh)", "Reading (English)", required=True)
