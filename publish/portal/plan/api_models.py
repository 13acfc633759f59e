"""What the API says of a plan. Figures, statuses and names are those of the pages."""

from __future__ import annotations

from pydantic import BaseModel

from publish.portal.api import Words


class PaceOut(BaseModel):
    """``observed`` and ``required`` are changes a year: growth rates where ``is_rate`` (0.01 = 1 %), else in the unit.

    ``ratio`` is observed over required: 0.95 and more on-track, 0.60 and more slow, 0 and more far-too-slow, else away.
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


class StatusOut(BaseModel):
    """``code``: met, short, on-track, slow, far-too-slow, away, right-way, wrong-way, unchanged, or none with a reason.

    ``basis`` is the kind of the figures it rests on; only of official ones it is ``official``. ``difference`` is how
    far the newest value is from the target's.
    """

    code: str
    title: Words
    reason: str
    reason_title: Words
    basis: str
    official: bool
    difference: float | None
    pace: PaceOut | None


class FigureOut(BaseModel):
    """``kind`` says where its inputs come from: official, cited, sample …; ``is_break``: not comparable with earlier.

    ``inputs`` are datasets with the version that was read.
    """

    period: str
    value: float
    kind: str
    provenance: str
    data_status: str
    obs_flag: str
    is_break: bool
    inputs: dict[str, str]
    source: str
    note: str


class SeriesOut(BaseModel):
    """Figures of one place and breakdown. Where ``own`` is false they are context, not attainment."""

    indicator: str
    place: str
    place_name: Words
    breakdown: dict[str, str]
    unit: Words
    own: bool
    figures: list[FigureOut]


class NewestOut(BaseModel):
    """The figure that is told at a glance."""

    indicator: str
    place: str
    place_name: Words
    breakdown: dict[str, str]
    unit: Words
    figure: FigureOut


class GoalOut(BaseModel):
    """``quote`` is the plan's own wording in Vietnamese, its summary in English; ``value`` null = a direction only."""

    year: str
    quote: Words
    value: float | None
    unit: Words
    operator: str
    base_year: int | None
    scope: str
    scope_title: Words
    assessment: str
    reading: Words
    measures: list[str]
    status: StatusOut
    newest: NewestOut | None


class TargetOut(BaseModel):
    """``standing``: the strongest kind of its figures, or awaiting."""

    id: str
    standing: str
    goals: list[GoalOut]
    url: str


class JudgedOut(SeriesOut):
    """A series with what it says of each goal, by target year."""

    statuses: dict[str, StatusOut]


class FedOut(BaseModel):
    """A dataset of a target; ``computed_from``: a formula reads it."""

    id: str
    computed_from: bool


class TargetDetail(TargetOut):
    series: list[JudgedOut]
    datasets: list[FedOut]
    agencies: list[str]


class TargetList(BaseModel):
    """``standings`` counts the targets."""

    snapshot: int
    total: int
    standings: dict[str, int]
    targets: list[TargetOut]
    next: str | None


class IndicatorOut(BaseModel):
    """``numerator`` and ``denominator`` are the register's formula; ``sources`` the datasets it reads."""

    id: str
    version: int
    name: Words
    definition: Words
    numerator: str
    denominator: str
    unit: Words
    disaggregation: list[str]
    periodicity: str
    sources: list[str]
    responsible: str
    comparability: Words
    targets: list[str]
    url: str


class IndicatorDetail(IndicatorOut):
    series: list[SeriesOut]


class IndicatorList(BaseModel):
    snapshot: int
    total: int
    indicators: list[IndicatorOut]
    next: str | None


class NamedOut(BaseModel):
    """A name from the day ``since`` until the day before ``until``; empty = not stated."""

    name: Words
    since: str
    until: str
    basis: str


class AgencyOut(BaseModel):
    """``datasets`` are those it is responsible for."""

    id: str
    code: str
    name: Words
    parent: str
    until: str
    datasets: list[str]
    url: str


class OwedOut(BaseModel):
    task: str
    agency: str
    role: str
    role_title: Words


class AgencyDetail(AgencyOut):
    names: list[NamedOut]
    members: list[str]
    predecessors: list[str]
    successors: list[str]
    targets: list[str]
    owes: list[OwedOut]


class AgencyList(BaseModel):
    snapshot: int
    total: int
    agencies: list[AgencyOut]
    next: str | None


class TaskOut(BaseModel):
    id: str
    kind: str
    kind_title: Words
    section: str
    summary: Words
    quote: str
    datasets: list[str]
    url: str


class TaskDetail(TaskOut):
    owed: list[OwedOut]
    targets: list[str]


class TaskList(BaseModel):
    snapshot: int
    total: int
    tasks: list[TaskOut]
    next: str | None
