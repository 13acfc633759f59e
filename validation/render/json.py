"""A report as plain data for programs: every finding whole, with its text in both languages."""

from __future__ import annotations

from typing import Any

from schemas.core.i18n import LANGS
from schemas.core.registry import Content
from schemas.core.site import Text
from validation.findings import Finding, Report
from validation.intake.grid import Repair
from validation.messages import cause_message, mending, rule_message
from validation.render.causes import Cause, grouped
from validation.render.told import LeftOut, Part, Told
from validation.render.words import repair_words


def report_dict(report: Report, content: Content, listed: int | None = None) -> dict[str, Any]:
    """``valid``, counts, ``causes``, ``findings`` and ``unchecked``; no time of day: equal checks, equal bytes.

    At most ``listed`` findings are listed one by one; ``not_listed`` says how many are not, where there are any.
    Causes and counts are of all.
    """
    more = len(report.findings) - (len(report.findings) if listed is None else listed)
    return {
        "valid": report.valid,
        "errors": len(report.errors),
        "warnings": len(report.warnings),
        "tables": [{"dataset": d, "table": t, "rows": n} for (d, t), n in report.rows.items()],
        "causes": [_cause(cause, content) for cause in grouped(report)],
        "findings": [_finding(finding, content) for finding in report.findings[:listed]],
        **({"not_listed": more} if more > 0 else {}),
        "unchecked": dict(sorted(report.unchecked.items())),
    }


def told_dict(told: Told, content: Content, listed: int | None = None) -> dict[str, Any]:
    """A file's answer: its report, and besides what was found in it, changed and left out on the way in."""
    return {
        "file": told.name,
        "parts": [_part(part) for part in told.parts],
        "repairs": [_repair(repair) for repair in told.repairs],
        "left_out": [_left_out(row) for row in told.left_out],
        **report_dict(told.report, content, listed),
    }


def _cause(cause: Cause, content: Content) -> dict[str, Any]:
    first = cause.first
    return _filled(
        {
            "rule": cause.rule,
            "severity": cause.severity,
            "dataset": first.dataset,
            "table": first.table,
            "column": first.column,
            "count": len(cause.findings),
            "values": cause.values,
            "message": {lang: cause_message(first, lang, content) for lang in LANGS},
            "mend": {lang: mending(first, lang, content) for lang in LANGS},
            "examples": [_example(finding) for finding in cause.examples()],
        }
    )


def _example(finding: Finding) -> dict[str, Any]:
    named = {key: finding.params.get(key) for key in ("suggest", "candidates")}
    place = {"sheet": finding.sheet, "row": finding.row, "cell": finding.cell, "value": finding.value}
    return _filled({**place, **named})


def _finding(finding: Finding, content: Content) -> dict[str, Any]:
    found = {
        "rule": finding.rule,
        "severity": finding.severity,
        "dataset": finding.dataset,
        "table": finding.table,
        "sheet": finding.sheet,
        "row": finding.row,
        "column": finding.column,
        "cell": finding.cell,
        "value": finding.value,
        "key": dict(finding.key),
        "params": dict(finding.params),
        "message": {lang: rule_message(finding, lang, content) for lang in LANGS},
        "mend": {lang: mending(finding, lang, content) for lang in LANGS},
    }
    return _filled(found)


def _part(part: Part) -> dict[str, Any]:
    title = {lang: part.title[lang] for lang in LANGS} if part.title.vi else {}
    said = {"dataset": part.dataset, "title": title, "sheet": part.sheet, "area": part.area, "rows": part.rows}
    return _filled({**said, "columns": [_column(*column) for column in part.columns]})


def _column(letter: str, heading: str, title: Text | None) -> dict[str, Any]:
    taken = {} if title is None else {lang: title[lang] for lang in LANGS}
    return _filled({"column": letter, "heading": heading, "taken_as": taken})


def _repair(repair: Repair) -> dict[str, Any]:
    said = {lang: repair_words(repair, lang) for lang in LANGS}
    keys = ("rule", "sheet", "column", "cells", "before", "after")
    return _filled({**{key: getattr(repair, key) for key in keys}, "params": dict(repair.params), "message": said})


def _left_out(row: LeftOut) -> dict[str, Any]:
    return _filled({"sheet": row.sheet, "row": row.row, "reason": row.reason, "text": row.text})


def _filled(said: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in said.items() if v not in (None, "", {})}
