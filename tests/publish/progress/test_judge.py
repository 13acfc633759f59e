"""Pace, distance and direction, by what must hold of any series and any goal."""

from __future__ import annotations

import math
from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from publish.progress import Goal, Progress, Value, judge, pace
from publish.progress.model import (
    AWAY,
    FAR_TOO_SLOW,
    MET,
    NO_BASE,
    NO_DATA,
    NONE,
    NOT_JUDGED,
    ON_TRACK,
    REASONS,
    RIGHT_WAY,
    SHORT,
    SLOW,
    STATUSES,
    STRENGTHS,
    TOO_FEW,
    UNCHANGED,
    WRONG_WAY,
)

ORDER = [AWAY, FAR_TOO_SLOW, SLOW, ON_TRACK, MET]  # from the worst pace to the best
OPERATORS = ("ge", "gt", "le", "lt", "eq", "up", "max", "down", "?")
amounts = st.floats(-1e6, 1e6).map(lambda x: round(x, 3))
positive = st.integers(1, 10**6).map(lambda x: x / 100)
kinds = st.sampled_from(STRENGTHS)
values = st.builds(
    Value,
    at=st.integers(2000, 2040).map(float),
    value=amounts,
    freq=st.sampled_from(("year", "quarter")),
    kind=kinds,
    is_break=st.booleans(),
)
goals = st.builds(
    Goal,
    operator=st.sampled_from(OPERATORS),
    assessment=st.sampled_from(("pace", "distance", "met", "direction", "none", "?")),
    value=st.none() | amounts,
    year=st.none() | st.integers(2000, 2050),
    base_year=st.none() | st.integers(2000, 2040),
    base_value=st.none() | amounts,
)
series = st.lists(values, max_size=8)


def yearly(*numbers: float, first: int = 2014, kind: str = "official") -> list[Value]:
    return [Value(float(first + place), number, kind=kind) for place, number in enumerate(numbers)]


@given(goals, series)
def test_every_goal_and_series_have_a_status_or_a_reason(goal: Goal, found: list[Value]) -> None:
    said = judge(goal, found)
    assert said.status in STATUSES
    assert (said.status == NONE) == (said.reason in REASONS)
    assert (said.newest is None) == (not found)
    assert said.pace is None or math.isfinite(said.pace.ratio)


@given(goals, series)
def test_a_direction_or_an_unjudged_goal_never_has_a_distance_or_a_pace(goal: Goal, found: list[Value]) -> None:
    said = judge(replace(goal, assessment="direction"), found)
    assert said.status in (RIGHT_WAY, WRONG_WAY, UNCHANGED, NONE)
    assert (said.difference, said.pace) == (None, None)
    assert judge(replace(goal, assessment="none"), found).reason == NOT_JUDGED


@given(goals, series)
def test_only_official_values_make_an_official_status(goal: Goal, found: list[Value]) -> None:
    said = judge(goal, found)
    if said.is_official:
        used = [value for value in (said.newest, said.before) if value]
        assert used
        assert {value.kind for value in used} == {"official"}


@given(goals, series, series)
def test_what_was_before_a_break_changes_nothing(goal: Goal, before: list[Value], found: list[Value]) -> None:
    assume(found)
    later = [replace(value, at=value.at + 100) for value in sorted(found, key=lambda v: v.at)]
    later[0] = replace(later[0], is_break=True)
    assert judge(goal, [*before, *later]) == judge(goal, later)


@given(goals, series, st.randoms())
def test_the_order_in_which_values_come_does_not_matter(goal: Goal, found: list[Value], by: object) -> None:
    found = list({value.at: value for value in found}.values())
    mixed = list(found)
    by.shuffle(mixed)  # type: ignore[attr-defined]
    assert judge(goal, mixed) == judge(goal, found)


def reckoned(operator: str, base: float, last: float, wanted: float) -> Progress:
    goal = Goal(operator, "pace", value=wanted, year=2030, base_year=2014)
    return judge(goal, [Value(2014.0, base), Value(2020.0, last)])


@given(positive, positive, positive, positive)
def test_more_is_never_worse_on_the_way_up_nor_less_on_the_way_down(a: float, b: float, base: float, to: float) -> None:
    less, more = sorted((a, b))
    up = [ORDER.index(reckoned("ge", base, value, to).status) for value in (less, more)]
    down = [ORDER.index(reckoned("le", base, value, to).status) for value in (more, less)]
    assert up == sorted(up)
    assert down == sorted(down)


@given(amounts, amounts, amounts)
def test_a_goal_downwards_is_its_mirror_image_upwards(base: float, last: float, to: float) -> None:
    up, down = reckoned("ge", base, last, to), reckoned("le", -base, -last, -to)
    assert (up.status, up.difference) == (down.status, down.difference)
    assert (up.pace is None) == (down.pace is None)
    if up.pace and down.pace:
        assert up.pace.ratio == down.pace.ratio


@given(positive, positive, positive, st.sampled_from((0.125, 2.0, 1024.0)))
def test_the_unit_does_not_matter(base: float, last: float, to: float, scale: float) -> None:
    """Scales that a computer multiplies by without rounding: at a threshold the last digit would decide."""
    one, other = reckoned("ge", base, last, to), reckoned("ge", scale * base, scale * last, scale * to)
    assert one.status == other.status


@given(st.sampled_from(("pace", "distance", "met")), st.sampled_from(("ge", "gt", "le", "lt", "eq")), goals, series)
def test_a_goal_that_is_met_is_never_called_behind(kind: str, operator: str, goal: Goal, found: list[Value]) -> None:
    said = judge(replace(goal, assessment=kind, operator=operator), found)
    if said.status in (AWAY, FAR_TOO_SLOW, SLOW, SHORT, ON_TRACK) and said.newest and goal.value is not None:
        sign = {"ge": 1, "gt": 1, "le": -1, "lt": -1, "eq": 0}[operator]
        assert sign * (said.newest.value - goal.value) <= 0
    assert (said.status == MET) <= (said.difference == 0)


@given(series.filter(lambda found: len(found) < 2))
def test_one_value_has_no_pace_and_no_direction(found: list[Value]) -> None:
    reason = TOO_FEW if found else NO_DATA
    assert judge(Goal("up", "direction"), found).reason == reason
    assert judge(Goal("ge", "distance", value=50.0, year=2030), found).pace is None
    later = [replace(value, at=value.at + 100) for value in found]  # than the base year, of which there is no value
    reason = NO_BASE if found else NO_DATA
    assert judge(Goal("ge", "pace", value=50.0, year=2030, base_year=2014), later).reason == reason


@given(positive, positive, st.sampled_from(("cited", "compiled", "unstated")), kinds)
def test_a_distance_gets_a_pace_by_two_official_values_only(a: float, b: float, weak: str, kind: str) -> None:
    assume(a < 10**4 and b < 10**4)
    goal = Goal("ge", "distance", value=20_000.0, year=2030)
    official = yearly(a, b, first=2022)
    assert judge(goal, official).pace is not None
    assert judge(goal, [official[0], replace(official[1], kind=weak)]).pace is None
    assert judge(goal, [replace(official[0], kind=weak), official[1]]).pace is None
    assert judge(goal, [official[0], replace(official[1], freq="quarter")]).pace is None


def test_the_pace_is_the_growth_rate_that_is_observed_over_the_one_that_is_required() -> None:
    found = pace((2010.0, 100.0), (2020.0, 121.0), (2030.0, 144.0))
    assert found is not None
    assert math.isclose(found.observed, 1.21**0.1 - 1)
    assert math.isclose(found.required, 1.44**0.05 - 1)
    assert math.isclose(found.ratio, found.observed / found.required)


def test_a_reduction_that_begins_at_zero_goes_by_differences() -> None:
    goal = Goal("ge", "pace", value=15.0, year=2030, base_year=2014, base_value=0.0)
    said = judge(goal, yearly(-8.1, -5.7, 1.5, -1.4, first=2015, kind="cited"))
    assert said.pace is not None
    assert math.isclose(said.pace.ratio, (-1.4 / 4) / (15 / 16))
    assert (said.status, said.basis, said.is_official) == (AWAY, "cited", False)
    on_track = judge(goal, yearly(1.0, 1.8, 2.8, first=2015))
    assert (on_track.status, on_track.is_official) == (ON_TRACK, True)


def test_the_thresholds_are_those_that_are_published() -> None:
    statuses = [reckoned("ge", 0.0, 6 * share, 16.0).status for share in (0.95, 0.94, 0.60, 0.59, 0.0, -0.01)]
    assert statuses == [ON_TRACK, SLOW, SLOW, FAR_TOO_SLOW, FAR_TOO_SLOW, AWAY]


def test_who_began_beyond_the_goal_has_met_it_or_left_it() -> None:
    assert reckoned("ge", 60.0, 55.0, 50.0).status == MET
    assert reckoned("ge", 60.0, 45.0, 50.0).status == AWAY
    assert judge(Goal("ge", "distance", value=50.0, year=2030), yearly(60.0, 55.0)).pace is None
