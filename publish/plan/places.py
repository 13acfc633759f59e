"""Places in time: what a code stands for, and is called, changes while the code stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from publish.plan.cells import Row, words_of
from schemas.core.period import parse_period
from schemas.core.site import Text
from schemas.core.territory import SAME


@dataclass(frozen=True)
class Place:
    """A code for a time. ``ground`` is the day since which it has meant the same ground."""

    name: Text
    since: str
    until: str
    ground: str


@dataclass(frozen=True)
class Places:
    """The vintages of each code in the order of time."""

    vintages: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)

    def at(self, code: str, period: str) -> Place:
        """What ``code`` meant on the last day of ``period``; a place called by its code where no register says it."""
        known = self.vintages.get(code, ())
        try:
            day = (parse_period(period).end - timedelta(days=1)).isoformat()
        except ValueError:
            day = ""
        in_force = [one for one in known if one.since <= day and (not one.until or day < one.until)]
        return next(iter(in_force or known[-1:]), Place(Text(code), "", "", ""))


def places_of(rows: Iterable[Row]) -> Places:
    """The register of places; a vintage that says so stands on the ground of the one before it."""
    found: dict[str, list[Place]] = {}
    for row in sorted(rows, key=lambda row: (row["code"], row["valid_from"])):
        known = found.setdefault(row["code"], [])
        same = known and row.get(SAME) == "true" and known[-1].until == row["valid_from"]
        ground = known[-1].ground if same else row["valid_from"]
        known.append(Place(words_of(row, "name"), row["valid_from"], row["valid_to"], ground))
    return Places({code: tuple(known) for code, known in found.items()})
