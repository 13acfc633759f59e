"""The computed values of a plan's targets as series, each target's made when it is first asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from publish.plan.cells import Row, listed, number_of
from publish.plan.model import Figure, Series, Target
from publish.plan.places import Places
from publish.plan.units import unit_of
from schemas.core.period import parse_period
from schemas.core.site import Plan, Site, Text


@dataclass(frozen=True)
class Reading:
    """What must be known to read values: the site's plan and codes, the catalog's units, the places."""

    site: Site
    plan: Plan
    units: Mapping[str, Text] = field(default_factory=dict)
    places: Places = field(default_factory=Places)

    @property
    def place_column(self) -> str:
        return self.site.observation.place if self.site.observation else ""

    def is_own(self, scope: str, place: str) -> bool:
        """Whether a scope speaks of ``place``: a code and the day since which it has stood for its ground."""
        return bool(re.fullmatch(self.plan.own.get(scope, self.plan.own.get("", ".*")), place))


def series_of(target: Target, rows: Iterable[Row], reading: Reading) -> tuple[Series, ...]:
    """The series of one target: its own places first, then whole before parts; by measure as the target names them."""
    found: dict[tuple[str, str, str, str], list[tuple[Row, Figure]]] = {}
    for row in rows:
        if figure := _figure(row, reading):
            place = row.get(reading.place_column, "")
            ground = reading.places.at(place, figure.period).ground
            found.setdefault((row["variant"], place, ground, row.get("breakdown", "")), []).append((row, figure))
    order = {measure: place for place, measure in enumerate(target.measures)}
    series = [_series(target, *key, pairs, reading) for key, pairs in found.items()]
    return tuple(
        sorted(series, key=lambda s: (order.get(s.indicator, len(order)), not s.is_own, not s.is_whole, s.place))
    )


def _series(
    target: Target,
    indicator: str,
    place: str,
    ground: str,
    breakdown: str,
    pairs: list[tuple[Row, Figure]],
    reading: Reading,
) -> Series:
    parts = listed(breakdown)
    figures = tuple(sorted((figure for _, figure in pairs), key=lambda figure: (figure.at, figure.start)))
    return Series(
        target.id,
        indicator,
        place,
        reading.places.at(place, figures[-1].period).name,
        tuple(_pair(part) for part in parts if "=" in part),
        unit_of(pairs[-1][0].get("unit", ""), reading.units),
        figures,
        is_own=all(reading.is_own(goal.scope, f"{place} {ground}".strip()) for goal in target.goals),
        is_whole={*parts} <= {*reading.plan.wholes},
    )


def _pair(part: str) -> tuple[str, str]:
    name, _, code = part.partition("=")
    return name, code


def _figure(row: Row, reading: Reading) -> Figure | None:
    """None where the row has no value or no period of our grammar."""
    value = number_of(row["value"])
    try:
        period = parse_period(row["period"])
    except ValueError:
        return None
    code = row.get("input_provenance", "")
    return (
        value
        if value is None
        else Figure(
            period=row["period"],
            start=period.start.isoformat(),
            at=_years(period.end),
            freq=period.freq,
            value=value,
            kind=next((p.kind for p in reading.site.provenances if p.code == code), "unstated"),
            code=code,
            status=row.get("data_status", ""),
            flag=row.get("obs_flag", ""),
            is_break=row.get("obs_flag", "") == reading.plan.break_flag,
            inputs=tuple(_input(text) for text in listed(row.get("input_versions", ""))),
            document=row.get("source_doc", ""),
            note=row.get("note", ""),
        )
    )


def _years(end: date) -> float:
    """The end of a period in years: 2018.0 where 2018 is over."""
    length = (date(end.year + 1, 1, 1) - date(end.year, 1, 1)).days
    return end.year - 1 + (end.timetuple().tm_yday - 1) / length


def _input(text: str) -> tuple[str, str]:
    dataset, _, version = text.partition(" ")
    return dataset, version
