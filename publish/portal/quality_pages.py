"""The quality of what is published: a page over all datasets, and the same in the JSON API."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import islice
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from publish.portal.api import problems
from publish.portal.pages import Pages
from publish.portal.paging import Limit, Offset, next_page
from publish.portal.qualities import Qualities
from publish.portal.state import PREFIX, Portal, State
from publish.quality import Quality
from schemas.core.i18n import LANGS, Lang


class QualityOut(BaseModel):
    """What is counted of a dataset's current release.

    ``filled`` is the share of its cells that hold a value; its figures are of ``first`` to ``last``. ``late``: its
    newest period is older than its frequency asks for; null where nothing is due. ``warnings`` are findings of the
    check by rule, ``unchecked`` rules that could not be asked, ``judged`` expectations of the gate and ``breached``
    those of them that were not met.
    """

    dataset: str
    version: str
    standing: str
    rows: int
    filled: float | None
    first: date | None
    last: date | None
    late: bool | None
    warnings: dict[str, int]
    unchecked: int
    judged: int
    breached: int
    licence_pending: bool


class QualityList(BaseModel):
    """``next`` is the address of the following page, or null."""

    snapshot: int
    total: int
    datasets: list[QualityOut]
    next: str | None


def routes(portal: Portal, qualities: Qualities, base_url: str) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["datasets"])

    @router.get("/quality", responses=problems(422))
    def list_quality(request: Request, response: Response, limit: Limit = 100, offset: Offset = 0) -> QualityList:
        """What can be counted of how good each dataset is, in the order of their ids."""
        if not base_url:
            response.headers["Vary"] = "Host"
        state = portal.state
        shown = islice(state.datasets, offset, offset + limit)
        listed = [_out(state, dataset, qualities.of(state, dataset)) for dataset in shown]
        total = len(state.datasets)
        more = next_page(request, base_url, limit, offset, total)
        return QualityList(snapshot=state.number, total=total, datasets=listed, next=more)

    return router


def _out(state: State, dataset: str, counted: Quality) -> QualityOut:
    view = state.datasets[dataset]
    pending = any(licence.pending for licence in view.about.licences)
    said: dict[str, Any] = {
        "dataset": dataset,
        "version": view.about.version,
        "standing": view.standing,
        "licence_pending": pending,
    }
    return QualityOut(**said, **vars(counted))


def page_routes(pages: Pages, qualities: Qualities) -> Iterator[Route]:
    for lang in LANGS:
        yield Route(f"{PREFIX[lang]}/quality", partial(_page, pages, qualities, lang))


def _page(pages: Pages, qualities: Qualities, lang: Lang, request: Request) -> Response:
    state = pages.portal.state
    counted = qualities.all(state)
    filled = {name: one for name, one in counted.items() if one.rows}
    return pages.render(request, lang, "quality.html", counted=filled, waiting=len(counted) - len(filled))
