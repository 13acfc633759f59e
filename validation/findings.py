"""The one vocabulary of checking: a :class:`Finding` says what is wrong and where; a :class:`Report` holds them all.

Bad data is a value (a finding), bad circumstances are an exception. Text is made at the edge, from the rule's
message and the finding's parameters, so that one finding can be read in Vietnamese and in English.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in one place.

    ``row`` is the row of the file as its sender sees it (the header is row 1), ``value`` the cell as sent,
    ``key`` the row's primary key where it is known, ``params`` what the message needs besides. ``sheet`` is the
    sheet of a workbook that ``row`` and ``cell`` are of.
    """

    rule: str
    severity: Severity = "error"
    dataset: str = ""
    table: str = ""
    row: int | None = None
    column: str | None = None
    cell: str | None = None
    value: str | None = None
    key: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str | float] = field(default_factory=dict)
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of one check, in the order of dataset, table, row; ``rows`` counts the rows that were read."""

    findings: tuple[Finding, ...] = ()
    rows: Mapping[tuple[str, str], int] = field(default_factory=dict)  # (dataset, table) -> rows read
    unchecked: Mapping[str, str] = field(default_factory=dict)  # rule -> why it could not be checked

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.severity == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.severity == "warning")

    @property
    def valid(self) -> bool:
        return not self.errors

    @staticmethod
    def merge(reports: Iterable[Report]) -> Report:
        """One report of several; a rule unchecked anywhere stays unchecked."""
        findings: list[Finding] = []
        rows: dict[tuple[str, str], int] = {}
        unchecked: dict[str, str] = {}
        for report in reports:
            findings += report.findings
            rows |= report.rows
            unchecked |= report.unchecked
        return Report(tuple(findings), rows, unchecked)
