"""What the registers of a plan hold, as pages and the API show it."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.core.site import Text

NO_TEXT = Text("")


@dataclass(frozen=True)
class TargetGoal:
    """One row of the register of targets. ``year`` is as the register writes it; ``until`` is None where it is none.

    ``quote.vi`` is the plan's own wording, ``quote.en`` its summary. ``measures`` are indicators, the first the one
    that the target is judged by where it has figures.
    """

    year: str
    until: int | None
    quote: Text
    value: float | None
    unit: Text
    operator: str
    base_year: int | None
    scope: str
    measures: tuple[str, ...]
    assessment: str
    section: str
    reading: Text
    source: str = ""


@dataclass(frozen=True)
class Target:
    """A target; more than one goal where the plan names several years. Never without a goal."""

    id: str
    goals: tuple[TargetGoal, ...]

    @property
    def measures(self) -> tuple[str, ...]:
        """Every indicator that it is measured by, each once."""
        return tuple(dict.fromkeys(measure for goal in self.goals for measure in goal.measures))


@dataclass(frozen=True)
class Indicator:
    """The newest version of an indicator's definition; ``sources`` are the datasets that its formula reads."""

    id: str
    version: int
    name: Text
    definition: Text
    numerator: str
    denominator: str
    unit: Text
    disaggregation: tuple[str, ...]
    periodicity: str
    sources: tuple[str, ...]
    responsible: str
    comparability: Text


@dataclass(frozen=True)
class Task:
    """A task of the plan; ``owed`` are agencies with their role."""

    id: str
    kind: str
    section: str
    summary: Text
    quote: str
    owed: tuple[tuple[str, str], ...]
    source: str = ""


@dataclass(frozen=True)
class Named:
    """A name for a time: from the day ``since`` until the day before ``until`` ("" = there is no end)."""

    name: Text
    since: str
    until: str
    basis: str = ""
    note: str = ""


@dataclass(frozen=True)
class Agency:
    """An agency, or a group of them; ``names`` in the order of time, ``owes`` are tasks with its role."""

    id: str
    code: str
    parent: str
    names: tuple[Named, ...]
    members: tuple[str, ...]
    successors: tuple[str, ...]
    predecessors: tuple[str, ...]
    owes: tuple[tuple[str, str], ...]

    @property
    def name(self) -> Text:
        return self.names[-1].name

    @property
    def until(self) -> str:
        """The day on which it ended; "" while it lasts."""
        return self.names[-1].until


@dataclass(frozen=True)
class Figure:
    """One computed value. ``kind`` and ``code`` say where its inputs come from, ``inputs`` are dataset and version."""

    period: str
    start: str
    at: float
    freq: str
    value: float
    kind: str
    code: str
    status: str
    flag: str
    is_break: bool
    inputs: tuple[tuple[str, str], ...]
    document: str = ""
    note: str = ""


@dataclass(frozen=True)
class Series:
    """The figures of one measure of one target, of one place and breakdown, in the order of time; never empty.

    A code that came to mean other ground begins another series. ``place_name`` is what it was called at the newest.

    ``is_own``: the place is the one the target speaks of; else the figures are context. ``is_whole``: no part of a
    breakdown.
    """

    target: str
    indicator: str
    place: str
    place_name: Text
    breakdown: tuple[tuple[str, str], ...]
    unit: Text
    figures: tuple[Figure, ...]
    is_own: bool
    is_whole: bool

    @property
    def newest(self) -> Figure:
        return self.figures[-1]
