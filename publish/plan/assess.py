"""What the figures of a target say of a goal of it, series by series; and the one that is told at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from publish.plan.model import Figure, Indicator, Series, TargetGoal
from publish.progress import Goal, Progress, Value, judge
from publish.progress.model import NO_DATA, NONE, NOT_JUDGED, STRENGTHS
from schemas.core.site import Plan

CONTEXT = "context"  # of another place than the target speaks of
OTHER_UNIT = "other-unit"  # than the target's value
SEVERAL = "several"  # parts, of which none is the whole
OPPOSITE = {"up": "down", "max": "down", "down": "up"}


@dataclass(frozen=True)
class Assessed:
    """A series and what it says of a goal."""

    series: Series
    progress: Progress

    @property
    def newest(self) -> Figure:
        return self.series.newest


def assessed(goal: TargetGoal, series: Series, indicator: Indicator | None, plan: Plan) -> Assessed:
    """The judgement of one series; context is never judged, nor what has another unit than the goal's value."""
    if not series.is_own and goal.assessment != "none":
        return Assessed(series, Progress(NONE, CONTEXT))
    if goal.value is not None and goal.assessment != "none" and series.unit.vi != goal.unit.vi:
        return Assessed(series, Progress(NONE, OTHER_UNIT))
    since_base = bool(plan.base_mark and indicator and plan.base_mark in indicator.numerator)
    operator = OPPOSITE.get(goal.operator, goal.operator) if series.indicator in plan.inverse else goal.operator
    asked = Goal(operator, goal.assessment, goal.value, goal.until, goal.base_year, 0.0 if since_base else None)
    return Assessed(series, judge(asked, [_value(figure) for figure in series.figures]))


def headline(found: Sequence[Assessed], goal: TargetGoal) -> tuple[Assessed | None, Progress]:
    """The series that is told at a glance, and the status.

    It is of the first measure that has figures of the target's own place: of the strongest kind there is, the whole
    before a part, the newest. There is none, and no status, where there are only parts; nor where all is context.
    """
    own = [one for one in found if one.series.is_own]
    reason = NOT_JUDGED if goal.assessment == "none" else ""
    if not own:
        return None, Progress(NONE, reason or (CONTEXT if found else NO_DATA))
    first = next(measure for measure in goal.measures if any(one.series.indicator == measure for one in own))
    mine = [one for one in own if one.series.indicator == first]
    kind = min((one.newest.kind for one in mine), key=STRENGTHS.index)
    mine = [one for one in mine if one.newest.kind == kind]
    wholes = [one for one in mine if one.series.is_whole]
    if not wholes and len({one.series.breakdown for one in mine}) > 1:
        return None, Progress(NONE, reason or SEVERAL, basis=kind)
    best = max(wholes or mine, key=lambda one: one.newest.at)
    return best, best.progress


def _value(figure: Figure) -> Value:
    return Value(figure.at, figure.value, figure.freq, figure.kind, figure.is_break)
