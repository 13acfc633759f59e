"""What is judged and what a judgement says. Statuses and reasons are codes; ``words`` says them."""

from __future__ import annotations

from dataclasses import dataclass

MET, SHORT = "met", "short"  # of the value against the goal
ON_TRACK, SLOW, FAR_TOO_SLOW, AWAY = "on-track", "slow", "far-too-slow", "away"  # of the pace
RIGHT_WAY, WRONG_WAY, UNCHANGED = "right-way", "wrong-way", "unchanged"  # of the direction
NONE = "none"  # there is no status, and a reason why
STATUSES = (MET, SHORT, ON_TRACK, SLOW, FAR_TOO_SLOW, AWAY, RIGHT_WAY, WRONG_WAY, UNCHANGED, NONE)

NOT_JUDGED = "not-judged"  # the plan's words allow no status
NO_DATA = "no-data"
TOO_FEW = "too-few"  # comparable values
NO_BASE = "no-base"  # no value of the base year that may be compared
NO_YEAR = "no-year"  # the plan names no year, or the one it names lies before the base
REASONS = (NOT_JUDGED, NO_DATA, TOO_FEW, NO_BASE, NO_YEAR)

STRENGTHS = ("official", "cited", "compiled", "sample", "unstated")  # of where values come from, the strongest first
TRUSTED = ("official", "sample")  # what a pace may rest on where the base is no year of the plan; never both together


@dataclass(frozen=True)
class Value:
    """One figure of a series. ``at`` is the end of its period in years: 2018.0 of the year 2018, 2018.5 of June 2019.

    ``freq`` is the length of the period (values of different ones are not compared), ``kind`` where the figure comes
    from, one of STRENGTHS; ``is_break``: it is not comparable with what was before it.
    """

    at: float
    value: float
    freq: str = "year"
    kind: str = "official"
    is_break: bool = False


@dataclass(frozen=True)
class Goal:
    """What a plan asks for.

    ``operator``: ge, gt, le, lt, eq against ``value``, or up, max, down without one. ``assessment``: pace, distance,
    met, direction, none. ``base_value`` is the value in ``base_year`` where it is one by definition (a reduction
    against a base year is 0 in it); None = it is looked for in the series.
    """

    operator: str
    assessment: str
    value: float | None = None
    year: int | None = None
    base_year: int | None = None
    base_value: float | None = None


@dataclass(frozen=True)
class Pace:
    """The numbers of a pace. ``observed`` and ``required`` are changes a year from the start.

    They are growth rates where ``is_rate`` (0.01 = 1 %), else in the series' own unit; ``ratio`` is one over the other.
    """

    start: float
    start_value: float
    end: float
    end_value: float
    goal_year: float
    goal: float
    observed: float
    required: float
    ratio: float
    is_rate: bool


@dataclass(frozen=True)
class Progress:
    """A status, or NONE with a reason.

    ``basis`` is the weakest kind of the values it rests on (one of STRENGTHS, "" where there are none), ``difference``
    how far the newest value is from the goal (0 where it is reached), ``before`` the value that the newest is compared
    with.
    """

    status: str
    reason: str = ""
    basis: str = ""
    newest: Value | None = None
    before: Value | None = None
    difference: float | None = None
    pace: Pace | None = None

    @property
    def is_official(self) -> bool:
        return self.status != NONE and self.basis == "official"
