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
SHOWN = 20  # places shown of one rule in one table; how many more there are is always said


def report_lines(report: Report, lang: Lang, content: Content, shown: int = SHOWN) -> Iterator[str]:
    """The whole report: findings by table and rule, what could not be checked, and the sum of it."""

    def place(finding: Finding) -> tuple[str, str, str]:
        return finding.dataset, finding.table, finding.rule

    for (dataset, table, rule), group in groupby(sorted(report.findings, key=place), key=place):
        yield from _group_lines(f"{dataset}/{table}" if table else dataset, rule, list(group), lang, content, shown)
    for rule, reason in sorted(report.unchecked.items()):
        yield f"? {rule}: " + say("validation", lang, "not checked ({reason})", reason=reason)
    yield say(
        "validation",
        lang,
        "{rows} rows read, {errors} errors, {warnings} warnings",
        rows=format_decimal(sum(report.rows.values()), locale=lang),
        errors=len(report.errors),
        warnings=len(report.warnings),
    )


def _group_lines(
    where: str, rule: str, found: list[Finding], lang: Lang, content: Content, shown: int
) -> Iterator[str]:
    yield f"{MARKS[found[0].severity]} {where}  [{rule}]"
    for finding in found[:shown]:
        yield f"    {_place(finding, lang)}{rule_message(finding, lang, content)}"
    if len(found) > shown:
        yield "    " + say("validation", lang, "… and {more} more", more=len(found) - shown)
    if mend := mending(found[0], lang, content):
        yield "    → " + mend


def _place(finding: Finding, lang: Lang) -> str:
    if finding.row is None:
        return f"{finding.column}: " if finding.column else ""
    cell = f"{finding.cell} " if finding.cell else ""
    value = "" if finding.value is None else f" «{finding.value}»"
    row = say("validation", lang, "row {row}", row=finding.row)
    return f"{row} {cell}{finding.column or ''}{value}: ".replace("  ", " ")
