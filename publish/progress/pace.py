"""The pace of a series on its way to a goal: observed change a year over the change a year that is required.

It is Eurostat's method of assessing indicators with a quantified target (monitoring reports on the sustainable
development goals in an EU context), which Open SDG's progress calculation takes over:

    observed = (y / y0) ^ (1 / (t - t0)) - 1          the compound annual growth rate since the base year
    required = (goal / y0) ^ (1 / (t_goal - t0)) - 1  the one that leads from the base to the goal
    ratio    = observed / required

    ratio >= 0.95 on track · 0.60 to 0.95 slow · 0 to 0.60 far too slow · below 0 moving away

A growth rate needs a base and a goal of one sign. Where they are not (a reduction against a base year begins at 0) the
changes a year are plain differences, ``(y - y0) / (t - t0)`` over ``(goal - y0) / (t_goal - t0)``, with the same
thresholds.
"""

from __future__ import annotations

from publish.progress.model import AWAY, FAR_TOO_SLOW, ON_TRACK, SLOW, Pace

THRESHOLDS = ((0.95, ON_TRACK), (0.60, SLOW), (0.0, FAR_TOO_SLOW))


def pace(start: tuple[float, float], end: tuple[float, float], goal: tuple[float, float]) -> Pace | None:
    """The pace from ``start`` by ``end`` to ``goal``, each (year, value); None where there is none.

    There is none where no time has passed, none is left from the start, or the goal is where the start was.
    """
    (t0, y0), (t, y), (t_goal, y_goal) = start, end, goal
    if t <= t0 or t_goal <= t0 or y_goal == y0:
        return None
    is_rate = y0 * y_goal > 0
    change = _rate if is_rate else _difference
    observed, required = change(y0, y, t - t0), change(y0, y_goal, t_goal - t0)
    if required == 0:  # too small a way for the numbers of a computer
        return None
    return Pace(t0, y0, t, y, t_goal, y_goal, observed, required, observed / required, is_rate)


def status_of(ratio: float) -> str:
    """The status of a ratio of observed to required change; what rounding took from a threshold is given back."""
    return next((status for least, status in THRESHOLDS if round(ratio, 9) >= least), AWAY)


def _rate(first: float, last: float, years: float) -> float:
    """The compound growth rate; a value of the other sign has lost all there was."""
    return float(max(last / first, 0.0) ** (1 / years) - 1)


def _difference(first: float, last: float, years: float) -> float:
    return (last - first) / years
