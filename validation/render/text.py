"""A report as lines of text, grouped by table and by rule."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from babel.numbers import format_decimal

from schemas.core.i18n import Lang, say
from schemas.core.registry import Content
from validation.findings import Finding, Report
from validation.messages import mending, rule_message

MARKS = {"error": "✗", "warning": "!"}
CUT = 80  # characters shown of a value
SHOWN = 20  # places shown of one rule in one table; how many more there are is always said


def report_lines(report: Report, lang: Lang, content: Content, shown: int = SHOWN) -> Iterator[str]:
    """The whole report: findings by table and rule, what could not be checked, and the sum of it."""

    def place(finding: Finding) -> tuple[str, str, str, str]:
        return finding.dataset, finding.table, finding.rule, mending(finding, lang, content)

    for (dataset, table, rule, mend), group in groupby(sorted(report.findings, key=place), key=place):
        where = f"{dataset}/{table}" if table else dataset
        yield from _group_lines(where, rule, mend, list(group), lang, content, shown)
    for rule, reason in sorted(report.unchecked.items()):
        kind, _, what = reason.partition(": ")
        told = say("validation", lang, kind) + (f": {what}" if what else "")
        yield f"? {rule}: " + say("validation", lang, "not checked ({reason})", reason=told)
    yield say(
        "validation",
        lang,
        "{rows} rows read, {errors} errors, {warnings} warnings",
        rows=format_decimal(sum(report.rows.values()), locale=lang),
        errors=len(report.errors),
        warnings=len(report.warnings),
    )


def _group_lines(
    where: str, rule: str, mend: str, found: list[Finding], lang: Lang, content: Content, shown: int
) -> Iterator[str]:
    yield f"{MARKS[found[0].severity]} {where}  [{rule}]"
    for finding in found[:shown]:
        yield f"    {_place(finding, lang)}{rule_message(finding, lang, content)}"
    if len(found) > shown:
        yield "    " + say("validation", lang, "… and {more} more", more=len(found) - shown)
    if mend:
        yield "    → " + mend


def _place(finding: Finding, lang: Lang) -> str:
    if finding.row is None:
        return f"{finding.column}: " if finding.column else ""
    value = finding.value if finding.value is None or len(finding.value) <= CUT else finding.value[:CUT] + "…"
    parts = [say("validation", lang, "row {row}", row=finding.row), finding.cell, finding.column]
    return " ".join(p for p in (*parts, None if value is None else f"«{value}»") if p) + ": "
