"""Findings by their cause: 800 cells that one slip spoiled are one thing to mend, and are told as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from validation.findings import Finding, Report, Severity
from validation.message import named
from validation.messages import MESSAGES

SHOWN = 5  # examples of one cause
STAGES: tuple[tuple[str, ...], ...] = (  # kinds of rules and single rules, those that are to be mended first
    ("path", "archive", "descriptor", "schema", "license", "file", "sheet", "dataset", "template", "source"),
    ("header", "column"),
    ("row.blank", "row.extra-cell", "row.missing-cell", "row.quote", "row.delimiter", "row.width-changes", "row.bytes"),
    ("cell.type", "row.nul", "cell.too-long", "cell.error", "cell.no-value", "cell.merged"),
    ("number", "date", "period", "boolean", "unit", "mark", "text"),
    ("cell.codelist", "cell.enum", "cell.pattern", "code", "reference"),
    ("cell",),
    ("row", "cell.unique"),
)


@dataclass(frozen=True)
class Cause:
    """What went wrong one way in one column: every finding of it, in the order of the report."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        return self.findings[0]

    @property
    def rule(self) -> str:
        return self.first.rule

    @property
    def severity(self) -> Severity:
        return self.first.severity

    @property
    def values(self) -> int:
        """How many different values were sent."""
        return len({f.value for f in self.findings})

    def examples(self, shown: int = SHOWN) -> Sequence[Finding]:
        """The first finding of each different value, then others, ``shown`` at most; in the order of the report."""
        different: dict[object, int] = {}
        for place, finding in enumerate(self.findings):
            different.setdefault((finding.value, finding.params.get("suggest")), place)
        chosen = set(islice(different.values(), shown))
        chosen.update(islice((i for i in range(len(self.findings)) if i not in chosen), shown - len(chosen)))
        return [self.findings[i] for i in sorted(chosen)]


def grouped(report: Report) -> list[Cause]:
    """The causes, errors first; among them what must be right before the rest can be judged, then the most frequent."""
    found: dict[tuple[object, ...], list[Finding]] = {}
    for finding in report.findings:
        found.setdefault(_cause(finding), []).append(finding)
    return sorted((Cause(tuple(findings)) for findings in found.values()), key=_urgency)


def _cause(finding: Finding) -> tuple[object, ...]:
    """Severity, rule, table and column, and what the sentence about them all names."""
    reason = tuple(finding.params.get(name) for name in _named(finding.rule))
    return finding.severity, finding.rule, finding.dataset, finding.table, finding.column, reason


def _named(rule: str) -> tuple[str, ...]:
    said = MESSAGES.get(rule)
    return named(said.common) if said else ()


def _urgency(cause: Cause) -> tuple[object, ...]:
    first = cause.first
    return (
        cause.severity != "error",
        first.dataset,
        first.table,
        stage(cause.rule),
        -len(cause.findings),
        first.row or 0,
        first.column or "",
        cause.rule,
    )


def stage(rule: str) -> int:
    """How early a rule is to be mended; a rule of a content package comes last."""
    if rule not in MESSAGES:
        return len(STAGES)
    kind = rule.partition(".")[0]
    exact = (i for i, kinds in enumerate(STAGES) if rule in kinds)
    return next(exact, next((i for i, kinds in enumerate(STAGES) if kind in kinds), 0))
