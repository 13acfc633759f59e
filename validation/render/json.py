"""A report as plain data for programs: every finding whole, with its text in both languages."""

from __future__ import annotations

from typing import Any

from schemas.core.registry import Content
from validation.findings import Finding, Report
from validation.messages import mending, rule_message


def report_dict(report: Report, content: Content) -> dict[str, Any]:
    """``valid``, counts, ``findings`` and ``unchecked``; no time of day: equal checks, equal bytes."""
    return {
        "valid": report.valid,
        "errors": len(report.errors),
        "warnings": len(report.warnings),
        "tables": [{"dataset": d, "table": t, "rows": n} for (d, t), n in report.rows.items()],
        "findings": [_finding(finding, content) for finding in report.findings],
        "unchecked": dict(sorted(report.unchecked.items())),
    }


def _finding(finding: Finding, content: Content) -> dict[str, Any]:
    found = {
        "rule": finding.rule,
        "severity": finding.severity,
        "dataset": finding.dataset,
        "table": finding.table,
        "row": finding.row,
        "column": finding.column,
        "cell": finding.cell,
        "value": finding.value,
        "key": dict(finding.key),
        "params": dict(finding.params),
        "message": {lang: rule_message(finding, lang, content) for lang in ("vi", "en")},
        "mend": {lang: mending(finding, lang, content) for lang in ("vi", "en")},
    }
    return {k: v for k, v in found.items() if v not in (None, "", {})}
