"""A rule that holds for each of several columns, said of the one that a finding is about."""

from __future__ import annotations

from dataclasses import replace

from schemas.core.rules import NoPersonalData, Rule, SumOfParts, UnitsAddUp, UnitSlip
from validation.findings import Finding


def narrowed(rule: Rule, finding: Finding) -> Rule:
    """The rule for the finding's column alone, where the others have nothing to do with it."""
    column = str(finding.params.get("column", ""))
    if isinstance(rule, SumOfParts | UnitsAddUp) and column in rule.values:
        return replace(rule, values=(column,))
    if isinstance(rule, UnitSlip | NoPersonalData) and column in rule.columns:
        return replace(rule, columns=(column,))
    return rule
