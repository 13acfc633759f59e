"""The judgement of one series against one goal."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from publish.progress.model import (
    AWAY,
    MET,
    NO_BASE,
    NO_DATA,
    NO_YEAR,
    NONE,
    NOT_JUDGED,
    RIGHT_WAY,
    SHORT,
    STRENGTHS,
    TOO_FEW,
    TRUSTED,
    UNCHANGED,
    WRONG_WAY,
    Goal,
    Progress,
    Value,
)
from publish.progress.pace import pace, status_of

REACHED: Mapping[str, Callable[[float, float], bool]] = {
    "ge": operator.ge,
    "gt": operator.gt,
    "le": operator.le,
    "lt": operator.lt,
    "eq": lambda value, goal: math.isclose(value, goal, rel_tol=1e-6),  # as many digits as computed values keep
}
UPWARD, DOWNWARD = ("up", "max"), ("down",)


def judge(goal: Goal, values: Sequence[Value]) -> Progress:
    """What ``values``, one series of one place and breakdown, say of ``goal``.

    Only the values since the last break are compared, and only those of the newest one's kind of period. A goal that
    is met is never called behind; a goal without a value is never given a share achieved.
    """
    series = comparable(values)
    if goal.assessment == "none":
        return _told(Progress(NONE, NOT_JUDGED), series)
    if not series:
        return Progress(NONE, NO_DATA)
    if goal.assessment == "direction":
        return _direction(goal, series)
    if goal.value is None or goal.operator not in REACHED:
        return _told(Progress(NONE, NOT_JUDGED), series)
    return _pace(goal, series) if goal.assessment == "pace" else _distance(goal, series)


def comparable(values: Sequence[Value]) -> list[Value]:
    """The values that may be compared with the newest, in the order of time; the newest is the last."""
    ordered = sorted(values, key=lambda value: value.at)
    last = max((place for place, value in enumerate(ordered) if value.is_break), default=0)
    return [value for value in ordered[last:] if value.freq == ordered[-1].freq]


def _distance(goal: Goal, series: Sequence[Value]) -> Progress:
    """The distance; the pace too, from the first of two values or more that all are official."""
    found = _against(goal, series)
    trusted = [value for value in series if value.kind in TRUSTED and value.kind == series[-1].kind]
    if goal.assessment != "distance" or goal.value is None or goal.year is None or series[-1] not in trusted[1:]:
        return found
    first, last = trusted[0], series[-1]
    if REACHED[goal.operator](first.value, goal.value):  # it began beyond the goal: there is no way to go
        return found
    return replace(found, pace=pace((first.at, first.value), (last.at, last.value), (goal.year, goal.value)))


def _pace(goal: Goal, series: Sequence[Value]) -> Progress:
    """The status of the pace since the base year, or of the goal where it is reached."""
    if goal.value is None or goal.year is None or goal.base_year is None or goal.year <= goal.base_year:
        return _told(Progress(NONE, NO_YEAR), series)
    base = _base(goal, series)
    if base is None:
        return _told(Progress(NONE, NO_BASE), series)
    last = series[-1]
    reached = replace(_against(goal, [base, last]), before=base)
    if REACHED[goal.operator](base.value, goal.value):  # it began beyond the goal, and is there or has left
        return replace(reached, status=MET if reached.status == MET else AWAY)
    found = pace((base.at, base.value), (last.at, last.value), (goal.year, goal.value))
    if found is None:
        return _told(Progress(NONE, TOO_FEW), series)
    return replace(reached, status=MET if reached.status == MET else status_of(found.ratio), pace=found)


def _base(goal: Goal, series: Sequence[Value]) -> Value | None:
    """The value in the base year: by definition, else as it stands in the series."""
    if goal.base_value is not None and goal.base_year is not None:
        return Value(goal.base_year, goal.base_value, series[-1].freq, series[-1].kind)
    return next((value for value in series if value.at == goal.base_year), None)


def _direction(goal: Goal, series: Sequence[Value]) -> Progress:
    """Which way the newest value lies from the first of its series; nothing is measured against a goal."""
    if len(series) < 2:
        return _told(Progress(NONE, TOO_FEW), series)
    first, last = series[0], series[-1]
    step = last.value - first.value
    asked = 1 if goal.operator in UPWARD else -1 if goal.operator in DOWNWARD else 0
    if not asked:
        return _told(Progress(NONE, NOT_JUDGED), series)
    status = UNCHANGED if step == 0 else RIGHT_WAY if step * asked > 0 else WRONG_WAY
    return Progress(status, basis=_weakest([first, last]), newest=last, before=first)


def _against(goal: Goal, used: Sequence[Value]) -> Progress:
    """The newest of ``used`` against the goal, resting on it alone, or on all where a base is among them."""
    last, asked = used[-1], goal.value or 0.0
    is_reached = REACHED[goal.operator](last.value, asked)
    rests_on = used if goal.assessment == "pace" else [last]
    difference = 0.0 if is_reached else abs(last.value - asked)
    return Progress(MET if is_reached else SHORT, basis=_weakest(rests_on), newest=last, difference=difference)


def _told(progress: Progress, series: Sequence[Value]) -> Progress:
    """``progress`` with the newest value, where there is one."""
    return replace(progress, newest=series[-1], basis=series[-1].kind) if series else progress


def _weakest(values: Sequence[Value]) -> str:
    return max((value.kind for value in values), key=STRENGTHS.index)
