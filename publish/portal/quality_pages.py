"""The quality of what is published: a page over all datasets, and the same in the JSON API."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from publish.portal.pages import Pages
from publish.portal.qualities import Qualities
from publish.portal.state import PREFIX, Portal, State
from publish.quality import Quality
from schemas.core.i18n import LANGS, Lang


class QualityOut(BaseModel):
    """What is counted of a dataset's current release.

    ``filled`` is the share of its cells that hold a value; ``first`` and ``last`` are the days its figures begin and end
    with. ``late``: its newest period is older than its frequency asks for; null where nothing is due.
    ``warnings`` are findings of the check by rule, ``unchecked`` rules that could not be asked, ``judged`` expectations
    of the gate and ``breached`` those of them that were not met.
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
    model_config = ConfigDict(json_schema_extra={"required": ["snapshot", "datasets"]})

    snapshot: int
    datasets: list[QualityOut]


def routes(portal: Portal, qualities: Qualities) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["datasets"])

    @router.get("/quality")
    def list_quality() -> QualityList:
        """What can be counted of how good each dataset is, in the order of their ids."""
        state = portal.state
        return QualityList(snapshot=state.number, datasets=[_out(state, *one) for one in qualities.all(state).items()])

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
