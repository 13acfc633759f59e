"""The tasks of Plan 473/KH-UBND, and who owes which."""

from __future__ import annotations

from typing import Any

import polars as pl

from schemas.angiang.columns import AGENCY, agency_id, concrete_agency, plan_section, quote_vi, summary_en
from schemas.angiang.fields import COMPILED, Sourced, sourced_rules
from schemas.core.model import Reference, column, table
from schemas.core.rules import Given, rule
from schemas.core.site import Text

TASK_ID = r"^(II|III|IV)\.\d{1,2}(\.\d)?$"
KIND_OF = {"II": "chung", "III": "co_quan", "IV": "bao_cao"}


def task_id() -> Any:
    return column(
        "Mã nhiệm vụ",
        "Task id",
        "Mục và thứ tự đoạn trong kế hoạch.",
        "Section and paragraph of the plan.",
        required=True,
        pattern=TASK_ID,
    )


@rule(
    "ref-task.kind-of-section",
    title=Text(
        "Loại nhiệm vụ đúng với mục: II chung, III cơ quan, IV báo cáo",
        "The kind follows the section: II general, III agency, IV reporting",
    ),
    columns=("kind", "task_id"),
    fails=({0: {"kind": "bao_cao"}},),
)
def kind_of_section(frame: pl.DataFrame, given: Given) -> pl.Series:
    return frame["task_id"].str.split(".").list.first().replace_strict(KIND_OF, default=None) == frame["kind"]


def _task(task_id: str, kind: str, section: str, **more: object) -> dict[str, object]:
    words = {"summary_vi": "Báo cáo hằng năm", "summary_en": "Report each year", "quote_vi": None}
    return {"task_id": task_id, "kind": kind, "section": section, **words, **COMPILED, **more}


@table(
    "ref-task",
    key=("task_id",),
    rules=(*sourced_rules("ref-task"), kind_of_section),
    examples=(_task("III.4.2", "co_quan", "III.4"), _task("IV.1", "bao_cao", "IV", provenance="trich_dan")),
)
class Task(Sourced):
    task_id: str = task_id()
    kind: str = column("Loại nhiệm vụ", "Kind", codelist="task-kind", required=True)
    section: str = plan_section()
    summary_vi: str = column("Tóm tắt", "Summary (Vietnamese)", required=True)
    summary_en: str = summary_en()
    quote_vi: str = quote_vi("Chỉ khi có nguyên văn.", "Only where the text is available.")


def _owed(task_id: str, agency_id: str, role: str, **more: object) -> dict[str, object]:
    return {"task_id": task_id, "agency_id": agency_id, "role": role, **COMPILED, **more}


@table(
    "ref-task-agency",
    key=("task_id", "agency_id"),
    references=(
        Reference(("task_id",), "ref-task", ("task_id",)),
        AGENCY,
    ),
    rules=(
        *sourced_rules("ref-task-agency"),
        concrete_agency("ref-task-agency"),
    ),
    examples=(_owed("III.2.1", "ag-02", "chu_tri"), _owed("III.14.1", "ag-14-883", "chu_dong", provenance="trich_dan")),
)
class TaskAgency(Sourced):
    task_id: str = task_id()
    agency_id: str = agency_id()
    role: str = column("Vai trò", "Role", codelist="agency-role", required=True)
