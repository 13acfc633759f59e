"""The search in the JSON API: everything that can be found, the best first."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from publish.portal.api import Words, problems, words
from publish.portal.paging import Limit, next_page
from publish.portal.sifting import found
from publish.portal.state import Portal
from publish.search import MOST_LETTERS, Hit, Question, snippet


class HitOut(BaseModel):
    """Something found: what it is (``kind``), and where it is shown. ``snippet`` is the place with the words."""

    kind: str
    id: str
    title: Words
    snippet: str
    url: str


class SearchOut(BaseModel):
    """``kinds`` counts what was found of each kind, ``total`` of the one asked for. ``every``: each result has all the
    words; where there is none that has, results have some of them."""

    model_config = ConfigDict(json_schema_extra={"required": ["snapshot", "total", "results", "next"]})

    snapshot: int
    total: int
    kinds: dict[str, int]
    every: bool
    results: list[HitOut]
    next: str | None


def routes(portal: Portal, base_url: str) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["search"])

    @router.get("/search", responses=problems(422, 503))
    def search(
        request: Request,
        response: Response,
        q: Annotated[
            str, Query(max_length=MOST_LETTERS, description="with or without marks; the last word may be cut")
        ],
        kind: Annotated[str, Query(max_length=40, description="dataset, target, indicator, task, agency, rule …")] = "",
        limit: Limit = 20,
        offset: Annotated[int, Query(ge=0, le=10_000)] = 0,
    ) -> SearchOut:
        """Datasets by their titles, descriptions, columns and texts; registers, rules and codes by their words."""
        if not base_url:
            response.headers["Vary"] = "Host"
        state, address = portal.state, (base_url or str(request.base_url)).rstrip("/")
        question = Question(q)
        said = found(state, question, kind, limit, offset)
        return SearchOut(
            snapshot=state.number,
            total=said.total,
            kinds=dict(said.kinds),
            every=said.every,
            results=[_hit(hit, question, address) for hit in said.hits],
            next=next_page(request, base_url, limit, offset, min(said.total, 10_000 + limit)),
        )

    return router


def _hit(hit: Hit, question: Question, address: str) -> HitOut:
    place = "".join(text for text, _ in snippet(hit.texts, question.words))
    url = address + quote(hit.path, safe="/#%")
    return HitOut(kind=hit.kind, id=hit.id, title=words(hit.title), snippet=place, url=url)
