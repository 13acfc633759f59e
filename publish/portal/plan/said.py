"""A plan's things as the API says them; ``address`` begins their links."""

from __future__ import annotations

from dataclasses import asdict
from urllib.parse import quote

from publish.plan import Agency, Figure, Indicator, PlanView, Series, Target, Task
from publish.portal.api import words
from publish.portal.plan import api_models as out
from publish.portal.plan.glance import Glance, glances
from publish.portal.plan.views import fed_by, measures_of, tasks_of
from publish.portal.plan.words import code_name, reason_words, status_words
from publish.portal.state import State
from publish.progress import Progress

ALL = 10**9


def target_out(state: State, plan: PlanView, target: Target, address: str) -> out.TargetOut:
    return out.TargetOut(
        id=target.id,
        standing=plan.standing(target),
        goals=[_goal(state, plan, one) for one in glances(plan, target)],
        url=f"{address}/targets/{quote(target.id)}",
    )


def target_detail(state: State, plan: PlanView, target: Target, address: str) -> out.TargetDetail:
    judged = [one for measure in measures_of(state, plan, target, ALL) for one in measure.shown]
    return out.TargetDetail(
        **target_out(state, plan, target, address).model_dump(),
        series=[
            out.JudgedOut(
                **series_out(one.series).model_dump(),
                statuses={goal.year: _status(found.progress) for goal, found in one.goals},
            )
            for one in judged
        ],
        datasets=[out.FedOut(id=one.id, computed_from=one.is_read) for one in fed_by(state, plan, target)],
        agencies=plan.owing(target),
    )


def indicator_out(plan: PlanView, indicator: Indicator, address: str) -> out.IndicatorOut:
    return out.IndicatorOut(
        id=indicator.id,
        version=indicator.version,
        name=words(indicator.name),
        definition=words(indicator.definition),
        numerator=indicator.numerator,
        denominator=indicator.denominator,
        unit=words(indicator.unit),
        disaggregation=list(indicator.disaggregation),
        periodicity=indicator.periodicity,
        sources=list(indicator.sources),
        responsible=indicator.responsible,
        comparability=words(indicator.comparability),
        targets=[target.id for target in plan.measured_by(indicator.id)],
        url=f"{address}/indicators/{quote(indicator.id)}",
    )


def indicator_detail(plan: PlanView, indicator: Indicator, address: str) -> out.IndicatorDetail:
    series = [s for target in plan.measured_by(indicator.id) for s in plan.series(target.id)]
    mine = [series_out(one) for one in series if one.indicator == indicator.id]
    return out.IndicatorDetail(**indicator_out(plan, indicator, address).model_dump(), series=mine)


def agency_out(plan: PlanView, agency: Agency, address: str) -> out.AgencyOut:
    return out.AgencyOut(
        id=agency.id,
        code=agency.code,
        name=words(agency.name),
        parent=agency.parent,
        until=agency.until,
        datasets=plan.datasets_of_agency(agency.id),
        url=f"{address}/agencies/{quote(agency.id)}",
    )


def agency_detail(state: State, plan: PlanView, agency: Agency, address: str) -> out.AgencyDetail:
    targets = plan.targets_of_datasets(plan.datasets_of_agency(agency.id))
    named = [out.NamedOut(name=words(n.name), since=n.since, until=n.until, basis=n.basis) for n in agency.names]
    return out.AgencyDetail(
        **agency_out(plan, agency, address).model_dump(),
        names=named,
        members=list(agency.members),
        predecessors=list(agency.predecessors),
        successors=list(agency.successors),
        targets=[target.id for target in targets],
        owes=[_owed(state, plan, task.id, who, role) for task, roles in tasks_of(plan, agency) for who, role in roles],
    )


def task_out(state: State, plan: PlanView, task: Task, address: str) -> out.TaskOut:
    return out.TaskOut(
        id=task.id,
        kind=task.kind,
        kind_title=words(code_name(state, plan.reading.plan.tasks, "kind", task.kind)),
        section=task.section,
        summary=words(task.summary),
        quote=task.quote,
        datasets=plan.datasets_of_task(task.id),
        url=f"{address}/tasks/{quote(task.id)}",
    )


def task_detail(state: State, plan: PlanView, task: Task, address: str) -> out.TaskDetail:
    targets = plan.targets_of_datasets(plan.datasets_of_task(task.id))
    return out.TaskDetail(
        **task_out(state, plan, task, address).model_dump(),
        owed=[_owed(state, plan, task.id, who, role) for who, role in task.owed],
        targets=[target.id for target in targets],
    )


def _owed(state: State, plan: PlanView, task: str, agency: str, role: str) -> out.OwedOut:
    title = words(code_name(state, plan.reading.plan.owed, "role", role))
    return out.OwedOut(task=task, agency=agency, role=role, role_title=title)


def _goal(state: State, plan: PlanView, one: Glance) -> out.GoalOut:
    goal = one.goal
    return out.GoalOut(
        year=goal.year,
        quote=words(goal.quote),
        value=goal.value,
        unit=words(goal.unit),
        operator=goal.operator,
        base_year=goal.base_year,
        scope=goal.scope,
        scope_title=words(code_name(state, plan.reading.plan.targets, "scope", goal.scope)),
        assessment=goal.assessment,
        reading=words(goal.reading),
        measures=list(goal.measures),
        status=_status(one.progress),
        newest=_newest(one.shown.series) if one.shown else None,
    )


def _status(progress: Progress) -> out.StatusOut:
    return out.StatusOut(
        code=progress.status,
        title=words(status_words(progress)),
        reason=progress.reason,
        reason_title=words(reason_words(progress)),
        basis=progress.basis,
        official=progress.is_official,
        difference=progress.difference,
        pace=out.PaceOut(**asdict(progress.pace)) if progress.pace else None,
    )


def series_out(series: Series) -> out.SeriesOut:
    return out.SeriesOut(
        indicator=series.indicator,
        place=series.place,
        place_name=words(series.place_name),
        breakdown=dict(series.breakdown),
        unit=words(series.unit),
        own=series.is_own,
        figures=[_figure(one) for one in series.figures],
    )


def _newest(series: Series) -> out.NewestOut:
    said = series_out(series).model_dump(exclude={"own", "figures"})
    return out.NewestOut(**said, figure=_figure(series.newest))


def _figure(figure: Figure) -> out.FigureOut:
    return out.FigureOut(
        period=figure.period,
        value=figure.value,
        kind=figure.kind,
        provenance=figure.code,
        data_status=figure.status,
        obs_flag=figure.flag,
        is_break=figure.is_break,
        inputs=dict(figure.inputs),
        source=figure.document,
        note=figure.note,
    )
