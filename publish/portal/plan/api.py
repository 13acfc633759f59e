"""The plan in the JSON API: its targets with their status and figures, indicators, agencies and tasks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from typing import TypeVar

from fastapi import APIRouter, HTTPException, Request, Response

from publish.plan import PlanView
from publish.portal.api import problems
from publish.portal.paging import Limit, Offset, next_page
from publish.portal.plan import api_models as out
from publish.portal.plan import said
from publish.portal.plan.glance import at_a_glance
from publish.portal.state import Portal, State

Found = TypeVar("Found")
Now = Callable[[Request, Response], tuple[State, PlanView, str]]


def routes(portal: Portal, base_url: str) -> APIRouter:
    """No operation where the site follows no plan; links begin with ``base_url``, or as the request did."""

    def now(request: Request, response: Response) -> tuple[State, PlanView, str]:
        if not base_url:
            response.headers["Vary"] = "Host"
        state = portal.state
        if state.plan is None:
            raise HTTPException(404, "nothing is released yet")
        return state, state.plan, (base_url or str(request.base_url)).rstrip("/")

    router = APIRouter(prefix="/api/v1", tags=["plan"])
    if portal.content.site.plan is not None:
        _add_targets(router, now, base_url)
        _add_indicators(router, now, base_url)
        _add_agencies(router, now, base_url)
        _add_tasks(router, now, base_url)
    return router


def _one(known: Mapping[str, Found], name: str) -> Found:
    found = known.get(name)
    if found is None:
        raise HTTPException(404, f"there is no {name[:80]}")
    return found


def _add_targets(router: APIRouter, now: Now, base_url: str) -> None:
    @router.get("/targets", responses=problems(404, 422))
    def list_targets(request: Request, response: Response, limit: Limit = 100, offset: Offset = 0) -> out.TargetList:
        """Every target with its status, and its newest figure where there is one."""
        state, plan, address = now(request, response)
        standings = dict(at_a_glance(state).standings or {})
        page = islice(plan.targets.values(), offset, offset + limit)
        listed = [said.target_out(state, plan, one, address) for one in page]
        total = len(plan.targets)
        more = next_page(request, base_url, limit, offset, total)
        return out.TargetList(snapshot=state.number, total=total, standings=standings, targets=listed, next=more)

    @router.get("/targets/{target}", responses=problems(404, 422))
    def show_target(request: Request, response: Response, target: str) -> out.TargetDetail:
        """One target with every series of every measure, and what each says of the target."""
        state, plan, address = now(request, response)
        return said.target_detail(state, plan, _one(plan.targets, target), address)


def _add_indicators(router: APIRouter, now: Now, base_url: str) -> None:
    @router.get("/indicators", responses=problems(404, 422))
    def list_indicators(
        request: Request, response: Response, limit: Limit = 100, offset: Offset = 0
    ) -> out.IndicatorList:
        """Every indicator with its definition and formula."""
        state, plan, address = now(request, response)
        page = islice(plan.indicators.values(), offset, offset + limit)
        listed = [said.indicator_out(plan, one, address) for one in page]
        total = len(plan.indicators)
        more = next_page(request, base_url, limit, offset, total)
        return out.IndicatorList(snapshot=state.number, total=total, indicators=listed, next=more)

    @router.get("/indicators/{indicator}", responses=problems(404, 422))
    def show_indicator(request: Request, response: Response, indicator: str) -> out.IndicatorDetail:
        """One indicator with its series for each target that it measures."""
        _, plan, address = now(request, response)
        return said.indicator_detail(plan, _one(plan.indicators, indicator), address)


def _add_agencies(router: APIRouter, now: Now, base_url: str) -> None:
    @router.get("/agencies", responses=problems(404, 422))
    def list_agencies(request: Request, response: Response, limit: Limit = 100, offset: Offset = 0) -> out.AgencyList:
        """Every agency with the datasets it is responsible for."""
        state, plan, address = now(request, response)
        page = islice(plan.agencies.values(), offset, offset + limit)
        listed = [said.agency_out(plan, one, address) for one in page]
        total = len(plan.agencies)
        more = next_page(request, base_url, limit, offset, total)
        return out.AgencyList(snapshot=state.number, total=total, agencies=listed, next=more)

    @router.get("/agencies/{agency}", responses=problems(404, 422))
    def show_agency(request: Request, response: Response, agency: str) -> out.AgencyDetail:
        """One agency: its names over time, members, predecessors and successors, and the tasks it owes."""
        state, plan, address = now(request, response)
        return said.agency_detail(state, plan, _one(plan.agencies, agency), address)


def _add_tasks(router: APIRouter, now: Now, base_url: str) -> None:
    @router.get("/tasks", responses=problems(404, 422))
    def list_tasks(request: Request, response: Response, limit: Limit = 100, offset: Offset = 0) -> out.TaskList:
        """Every task with the datasets that report on it."""
        state, plan, address = now(request, response)
        page = islice(plan.tasks.values(), offset, offset + limit)
        listed = [said.task_out(state, plan, one, address) for one in page]
        total = len(plan.tasks)
        more = next_page(request, base_url, limit, offset, total)
        return out.TaskList(snapshot=state.number, total=total, tasks=listed, next=more)

    @router.get("/tasks/{task}", responses=problems(404, 422))
    def show_task(request: Request, response: Response, task: str) -> out.TaskDetail:
        """One task with the agencies that owe it and their roles."""
        state, plan, address = now(request, response)
        return said.task_detail(state, plan, _one(plan.tasks, task), address)
