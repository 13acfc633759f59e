"""The page for those who write programs: addresses, examples and every operation of the JSON API."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from publish.about import TableAbout
from publish.portal.pages import Pages
from publish.portal.state import PREFIX, State
from publish.portal.usage import Snippet, usage
from schemas.core.i18n import LANGS, Lang


class Developers:
    def __init__(self, pages: Pages, base_url: str) -> None:
        self._pages = pages
        self._base_url = base_url

    def routes(self) -> Iterator[Route]:
        for lang in LANGS:
            yield Route(f"{PREFIX[lang]}/developers", partial(self.page, lang))

    def page(self, lang: Lang, request: Request) -> Response:
        address = (self._base_url or str(request.base_url)).rstrip("/")
        operations = [
            (method.upper(), path, said.get("description", said["summary"]))
            for path, methods in request.app.openapi()["paths"].items()
            for method, said in methods.items()
        ]
        example = _example(self._pages.portal.state)
        shown = usage(address, *example) if example else ()
        frame: dict[str, Any] = {"operations": operations, "address": address, "example": example, "usage": shown}
        frame["ckan"] = _ckan(address)
        return self._pages.render(request, lang, "developers.html", **frame)


def _ckan(address: str) -> tuple[Snippet, ...]:
    """How the Action API is asked."""
    since = "metadata_modified:%5B2026-01-01T00:00:00Z+TO+*%5D"
    return (
        Snippet(
            "ckanapi",
            f"ckanapi dump datasets --all -r {address}\nckanapi search datasets fq=res_format:CSV -r {address}",
        ),
        Snippet("curl", f'curl "{address}/api/3/action/package_search?sort=id+asc&rows=100&fq={since}"'),
    )


def _example(state: State) -> tuple[str, str, TableAbout, str] | None:
    """Dataset, version, description and SQLite name of the first table that has rows and figures."""
    filled = [(v, t) for v in state.datasets.values() for t in v.tables if t.rows]
    filled.sort(key=lambda one: all(not c.unit.vi for c in one[1].about.columns))
    if not filled:
        return None
    view, table = filled[0]
    return view.id, view.about.version, table.about, table.sqlite_name
