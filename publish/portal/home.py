"""The first page: what this is, where to go from here, how the plan stands, what is new."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from publish.portal.feeds import corrections
from publish.portal.pages import Pages
from publish.portal.plan.frame import plan_frame
from publish.portal.plan.glance import at_a_glance
from publish.portal.state import PREFIX
from publish.summary import by_standing
from schemas.core.i18n import LANGS, Lang

NEWEST = 6


class Home:
    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def routes(self) -> Iterator[Route]:
        for lang in LANGS:
            yield Route(PREFIX[lang] or "/", partial(self.page, lang))

    def page(self, lang: Lang, request: Request) -> Response:
        state = self._pages.portal.state
        newest = sorted(state.datasets.values(), key=lambda view: (view.about.created, view.rows > 0), reverse=True)
        said = {
            "state": state,
            "glance": at_a_glance(state),
            "standings": by_standing(view.standing for view in state.datasets.values()),
            "newest": newest[:NEWEST],
            "corrections": corrections(state, lang)[:NEWEST],
            "picture": self._pages.charting.of_home(state, lang, self._pages.address(request)),
        }
        return self._pages.render(request, lang, "home.html", **{**plan_frame(self._pages, state, lang), **said})
