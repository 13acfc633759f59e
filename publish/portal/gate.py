"""What the gate judged before a release: a page of the portal, and the same as JSON.

It is read from the archive as it was kept with the release; nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from publish.about import about
from publish.gate.words import TITLES, WHY, text
from publish.portal.api import Words, problems, words
from publish.portal.pages import Pages, find_release
from publish.portal.state import PREFIX, Portal
from publish.snapshot import Release
from schemas.core.i18n import LANGS, Lang, say
from schemas.core.site import Text

HIDDEN = "(not shown: compared with a version that was withdrawn)"


class JudgedOut(BaseModel):
    """One expectation of a table. ``severity``: critical stops a release that is not justified, warning is told only.

    ``type`` is the expectation's name in Great Expectations; ``justified``: it was not met, and the owner said why.
    """

    table: str
    kind: str
    type: str
    severity: str
    title: Words
    why: Words
    expected: Words
    observed: Words
    met: bool
    justified: bool


class GateOut(BaseModel):
    """What was judged of a release as a whole; ``justification`` is what its owner said of it."""

    dataset: str
    version: str
    justification: str | None
    expectations: list[JudgedOut]


def routes(portal: Portal) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["datasets"])

    @router.get("/datasets/{dataset}/releases/{version}/gate", responses=problems(404, 422))
    def show_gate(dataset: str, version: str) -> GateOut:
        """Every expectation that the gate judged before a release; empty where its tables had no rows."""
        release = find_release(portal, dataset, version)
        found = [JudgedOut(**one | _said(one["kind"])) for one in _judged(portal, release)]
        return GateOut(
            dataset=dataset, version=version, justification=release.changelog.get("justification"), expectations=found
        )

    return router


def page_routes(pages: Pages) -> Iterator[Route]:
    for lang in LANGS:
        yield Route(f"{PREFIX[lang]}/datasets/{{id}}/releases/{{version}}/gate", partial(_page, pages, lang))


def _page(pages: Pages, lang: Lang, request: Request) -> Response:
    release = find_release(pages.portal, request.path_params["id"], request.path_params["version"])
    said = about(release.dataset, release.descriptor, pages.site)
    frame: dict[str, Any] = {
        "release": release,
        "about": said,
        "titles": {table.name: table.title for table in said.tables},
        "justification": release.changelog.get("justification"),
        "tables": _by_table(_judged(pages.portal, release)),
    }
    return pages.render(request, lang, "gate.html", **frame)


def _judged(portal: Portal, release: Release) -> list[dict[str, Any]]:
    """What was judged, without figures where the release before was withdrawn: they may be that one's."""
    if release.changelog.get("before") not in portal.catalog.withdrawn(release.dataset):
        return list(release.gate)
    hidden = {key: {lang: say("publish", lang, HIDDEN) for lang in LANGS} for key in ("expected", "observed")}
    return [{**one, **hidden} for one in release.gate]


def _by_table(judged: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for one in judged:
        found.setdefault(one["table"], []).append({**one, **_texts(one["kind"])})
    return found


def _texts(kind: str) -> dict[str, Text]:
    """What a kind is called and for; a kind of another version of this program is called by its id."""
    return {"title": text(TITLES.get(kind, kind)), "why": text(WHY[kind]) if kind in WHY else Text("")}


def _said(kind: str) -> dict[str, Words]:
    return {key: words(said) for key, said in _texts(kind).items()}
