"""The parts of a target's page and of its answer in the API: measures with their series, datasets, agencies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from publish.plan import Agency, Assessed, Figure, Indicator, PlanView, Series, Target, TargetGoal, Task
from publish.portal.dataset import DatasetView
from publish.portal.plan.words import parts_of
from publish.portal.state import State
from schemas.core.site import Text

MOST = 12  # series of one measure that a page shows; the rest is in the data


@dataclass(frozen=True)
class Judged:
    """A series with its breakdown in words, and what it says of each goal."""

    series: Series
    parts: list[tuple[Text, Text]]
    goals: list[tuple[TargetGoal, Assessed]]


@dataclass(frozen=True)
class Measure:
    """One measure of a target; ``more`` series are not among ``shown``."""

    id: str
    indicator: Indicator | None
    shown: list[Judged]
    more: int


@dataclass(frozen=True)
class Fed:
    """A dataset of a target; ``is_read``: a formula reads it. ``view`` is None where it is not released."""

    id: str
    view: DatasetView | None
    is_read: bool


def measures_of(state: State, plan: PlanView, target: Target, most: int = MOST) -> list[Measure]:
    """Every measure of a target beside the other, whether it has figures or not."""
    found: dict[str, list[Judged]] = {measure: [] for measure in target.measures}
    judged = [(goal, one) for goal in target.goals for one in plan.assessed(target, goal)]
    for series in plan.series(target.id):
        goals = [(goal, one) for goal, one in judged if one.series == series]
        found.setdefault(series.indicator, []).append(Judged(series, parts_of(state, series), goals))
    return [
        Measure(name, plan.indicators.get(name), series[:most], max(len(series) - most, 0))
        for name, series in found.items()
    ]


def fed_by(state: State, plan: PlanView, target: Target) -> list[Fed]:
    """The datasets of a target, those that its formulas read first."""
    return [Fed(name, state.datasets.get(name), read) for name, read in plan.datasets_of_target(target).items()]


def rows_address(state: State, plan: PlanView, series: Series, figure: Figure | None = None) -> str:
    """Where the rows of a series, or of one figure, are found by SQL; below the language's prefix."""
    view = state.datasets.get(plan.reading.plan.values)
    if view is None or not view.tables:
        return ""
    wanted = {"target_id": series.target, "variant": series.indicator}
    if plan.reading.place_column:
        wanted[plan.reading.place_column] = series.place
    if series.breakdown:
        wanted["breakdown"] = ";".join(f"{name}={code}" for name, code in series.breakdown)
    if figure:
        wanted["period"] = figure.period
    return f"/data/catalog/{view.tables[0].sqlite_name}?{urlencode(wanted)}"


def agency_tree(plan: PlanView) -> Iterator[tuple[Agency, list[Agency]]]:
    """The agencies that belong to no group, with their members, in the order of the register."""
    for agency in plan.agencies.values():
        if agency.parent not in plan.agencies:
            yield agency, [plan.agencies[member] for member in agency.members]


def tasks_of(plan: PlanView, agency: Agency) -> list[tuple[Task, list[tuple[str, str]]]]:
    """The tasks that an agency or the members of a group owe, with who does and in which role."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in (agency, *(plan.agencies[member] for member in agency.members)):
        for task, role in one.owes:
            found.setdefault(task, []).append((one.id, role))
    return [(plan.tasks[task], roles) for task, roles in found.items() if task in plan.tasks]


def datasets_of(state: State, names: list[str]) -> list[DatasetView]:
    return [state.datasets[name] for name in names if name in state.datasets]
