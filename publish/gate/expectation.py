"""What is expected of a staged table, and what the gate made of it; both in words of both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import polars as pl

from schemas.core.site import Text

Severity = Literal["critical", "warning"]  # in Great Expectations' own words: stops the release, or is only told


@dataclass(frozen=True)
class Expectation:
    """One expectation of Great Expectations (``type``, ``kwargs``) and why it is there (``kind``).

    ``names`` says which column a staged name stands for; ``shown`` how what is observed is told.
    """

    kind: str
    type: str
    kwargs: Mapping[str, Any]
    expected: Text
    severity: Severity = "critical"
    names: Mapping[str, str] = field(default_factory=dict)
    shown: Literal["number", "day", "rows", "set"] = "number"


@dataclass(frozen=True)
class Suite:
    """The expectations of one table and the frames to be staged for them, by staged name; the first is the table."""

    dataset: str
    table: str
    frames: Mapping[str, pl.DataFrame]
    expectations: Sequence[Expectation]


@dataclass(frozen=True)
class Judged:
    """An expectation that was judged; ``justified``: it was not met, and the owner said why it may be so."""

    dataset: str
    table: str
    kind: str
    type: str
    severity: Severity
    expected: Text
    observed: Text
    met: bool
    justified: bool = False

    @property
    def breached(self) -> bool:
        """Whether it stops the release unless it is justified."""
        return not self.met and self.severity == "critical"

    def to_dict(self) -> dict[str, Any]:
        """As it is archived: the same for the same judgement."""
        return {
            "table": self.table,
            "kind": self.kind,
            "type": self.type,
            "severity": self.severity,
            "expected": {"vi": self.expected.vi, "en": self.expected["en"]},
            "observed": {"vi": self.observed.vi, "en": self.observed["en"]},
            "met": self.met,
            "justified": self.justified,
        }
