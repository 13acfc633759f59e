"""The pages of a plan: its targets, indicators, agencies and tasks, each list and each one of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, TypeVar

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from publish.plan import PlanView, Target
from publish.portal.charting import Shown
from publish.portal.pages import Pages
from publish.portal.plan.charts import TARGETS, provider
from publish.portal.plan.frame import plan_frame
from publish.portal.plan.glance import at_a_glance, glances
from publish.portal.plan.reckoning import reckoning
from publish.portal.plan.views import agency_tree, datasets_of, fed_by, measures_of, rows_address, tasks_of
from publish.portal.plan.words import column_title
from publish.portal.state import PREFIX, State
from schemas.core.i18n import LANGS, Lang

Found = TypeVar("Found")


class PlanPages:
    """The pages under ``/targets``, ``/indicators``, ``/agencies`` and ``/tasks``, in the frame of ``pages``."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        if pages.site.plan:
            pages.charting.providers[TARGETS] = provider(pages.charting)

    def routes(self) -> Iterator[Route]:
        """None where the site follows no plan."""
        if self._pages.site.plan is None:
            return
        for lang in LANGS:
            for path, page in (
                ("/targets", self.targets),
                ("/targets/{id}", self.target),
                ("/indicators", self.indicators),
                ("/indicators/{id}", self.indicator),
                ("/agencies", self.agencies),
                ("/agencies/{id}", self.agency),
                ("/tasks", self.tasks),
                ("/tasks/{id}", self.task),
            ):
                yield Route(f"{PREFIX[lang]}{path}", partial(page, lang))

    def targets(self, lang: Lang, request: Request) -> Response:
        state, _ = self._now()
        return self._render(request, lang, "targets.html", state, glance=at_a_glance(state))

    def target(self, lang: Lang, request: Request) -> Response:
        state, plan = self._now()
        target = _one(request, plan.targets)
        return self._render(
            request,
            lang,
            "target.html",
            state,
            target=target,
            glances=glances(plan, target),
            measures=measures_of(state, plan, target),
            fed=fed_by(state, plan, target),
            owing=[plan.agencies[one] for one in plan.owing(target) if one in plan.agencies],
            reckoning=lambda goal, found: reckoning(goal, found, lang),
            rows=lambda series, figure=None: rows_address(state, plan, series, figure),
            charts=self._charts(request, lang, state, target),
        )

    def indicators(self, lang: Lang, request: Request) -> Response:
        state, plan = self._now()
        listed = [(one, plan.measured_by(one.id)) for one in plan.indicators.values()]
        return self._render(request, lang, "indicators.html", state, listed=listed)

    def indicator(self, lang: Lang, request: Request) -> Response:
        state, plan = self._now()
        indicator = _one(request, plan.indicators)
        targets = plan.measured_by(indicator.id)
        measures = [(one, m) for one in targets for m in measures_of(state, plan, one) if m.id == indicator.id]
        return self._render(
            request,
            lang,
            "indicator.html",
            state,
            indicator=indicator,
            targets=targets,
            measures=measures,
            sources=[(name, state.datasets.get(name)) for name in indicator.sources],
            rows=lambda series, figure=None: rows_address(state, plan, series, figure),
            title_of=lambda column: column_title(state, (*indicator.sources, plan.reading.plan.values), column),
            charts=[one for target in targets for one in self._charts(request, lang, state, target, indicator.id)],
        )

    def agencies(self, lang: Lang, request: Request) -> Response:
        state, plan = self._now()
        published = {one: datasets_of(state, plan.datasets_of_agency(one)) for one in plan.agencies}
        return self._render(
            request, lang, "agencies.html", state, tree=list(agency_tree(plan)), published=published, tasks_of=tasks_of
        )

    def agency(self, lang: Lang, request: Request) -> Response:
        state, plan = self._now()
        agency = _one(request, plan.agencies)
        names = plan.datasets_of_agency(agency.id)
        return self._render(
            request,
            lang,
            "agency.html",
            state,
            agency=agency,
            tasks=tasks_of(plan, agency),
            published=datasets_of(state, names),
            of_group=datasets_of(state, plan.datasets_of_agency(agency.parent)) if agency.parent else [],
            targets=plan.targets_of_datasets(names),
            answers_for=[one for one in plan.indicators.values() if one.responsible == agency.id],
        )

    def tasks(self, lang: Lang, request: Request) -> Response:
        state, plan = self._now()
        kinds: dict[str, list[Any]] = {}
        for task in plan.tasks.values():
            kinds.setdefault(task.kind, []).append(task)
        return self._render(request, lang, "tasks.html", state, kinds=kinds)

    def task(self, lang: Lang, request: Request) -> Response:
        state, plan = self._now()
        task = _one(request, plan.tasks)
        names = plan.datasets_of_task(task.id)
        roles: dict[str, list[str]] = {}
        for agency, role in task.owed:
            roles.setdefault(role, []).append(agency)
        return self._render(
            request,
            lang,
            "task.html",
            state,
            task=task,
            roles=dict(sorted(roles.items(), key=lambda pair: len(pair[1]))),  # who leads before who takes part
            datasets=datasets_of(state, names),
            targets=plan.targets_of_datasets(names),
        )

    def _charts(self, request: Request, lang: Lang, state: State, target: Target, measure: str = "") -> list[Shown]:
        """The charts of a target; of one measure of it where that is named."""
        charting = self._pages.charting
        shown = charting.shown(charting.providers[TARGETS](state, target.id), lang, self._pages.address(request))
        return [one for one in shown if measure in ("", one.chart.id)]

    def _now(self) -> tuple[State, PlanView]:
        """What is shown at this moment; 404 before anything is released."""
        state = self._pages.portal.state
        if state.plan is None:
            raise HTTPException(404)
        return state, state.plan

    def _render(self, request: Request, lang: Lang, template: str, state: State, **context: Any) -> Response:
        said = {**plan_frame(self._pages, state, lang), **context, "state": state}
        return self._pages.render(request, lang, template, **said)


def _one(request: Request, known: Mapping[str, Found]) -> Found:
    """The row that the address names; 404 if there is none."""
    found = known.get(request.path_params["id"])
    if found is None:
        raise HTTPException(404)
    return found
