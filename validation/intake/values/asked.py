"""What a column of numbers is to hold, and the unit its sender wrote it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from validation.intake.values.numbers import scaled
from validation.intake.values.result import Tally
from validation.intake.values.units import UnitMatch, match_unit, parse_unit


@dataclass(frozen=True)
class Asked:
    """What the column is to hold."""

    field: Mapping[str, Any]
    header_unit: str | None = None

    @cached_property
    def whole(self) -> bool:
        return self.field.get("type") == "integer"

    @cached_property
    def percent(self) -> bool:
        said = self.header_unit or str(self.field.get("unit") or "")
        return parse_unit(said).over == "one" and "%" in said

    @cached_property
    def converted(self) -> UnitMatch | None:
        """The heading's unit against the column's; None where one of them is not said."""
        if not self.header_unit or not self.field.get("unit"):
            return None
        return match_unit(self.header_unit, self.field)

    def unit_of(self, unit: str) -> UnitMatch | None:
        """A unit in a cell against the one the column's numbers are in."""
        if self.header_unit:
            return match_unit(unit, {"unit": self.header_unit})
        return match_unit(unit, self.field) if self.field.get("unit") else None


def convert(asked: Asked, tally: Tally) -> None:
    """A column sent in another unit than its own is said so, and shown in its own where the factor is exact."""
    match = asked.converted
    if match is None or match.kind == "equal":
        return
    params: dict[str, str | float] = {"unit": asked.header_unit or "", "expected": str(asked.field["unit"])}
    if match.kind == "different":
        tally.doubt(None, "unit.different", params)
        return
    before = next((text for text in tally.text if text is not None), "1")
    params |= {"factor": format(match.factor, "f"), "before": before, "after": scaled(before, match.factor)}
    tally.doubt(None, "unit.convertible", params)
    tally.text[:] = [text if text is None else scaled(text, match.factor) for text in tally.text]
