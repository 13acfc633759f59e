"""Pages that put datasets together for one kind of reader, at ``/collections/{id}``, and the long table of figures."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from publish.portal.dataset import DatasetView
from publish.portal.names import StateNames
from publish.portal.pages import Pages
from publish.portal.preview import Preview, preview
from publish.portal.state import PREFIX
from schemas.core.i18n import LANGS, Lang

ROWS, COLUMNS = 5, 7  # of a table that are shown beside others


class Gathering:
    """The collections that the site declares, in the frame of ``pages``."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._collections = {one.id: one for one in pages.site.collections}

    def routes(self) -> Iterator[Route]:
        for lang in LANGS:
            yield Route(f"{PREFIX[lang]}/collections/{{id}}", partial(self.collection, lang))

    def collection(self, lang: Lang, request: Request) -> Response:
        one = self._collections.get(request.path_params["id"])
        if one is None:
            raise HTTPException(404)
        state = self._pages.portal.state
        views = [state.datasets[name] for name in one.datasets if name in state.datasets]
        shown = [self._shown(view, lang) for view in views if view.rows]
        waiting = [view for view in views if not view.rows]
        return self._pages.render(request, lang, "collection.html", collection=one, shown=shown, waiting=waiting)

    def _shown(self, view: DatasetView, lang: Lang) -> dict[str, Any]:
        release = self._pages.portal.catalog.release(view.id, view.about.version)
        names = StateNames(self._pages.portal.state, self._pages.site)
        tables = [
            (PurePosixPath(t.about.path).stem, t, preview(release, t.about, names, lang)) for t in view.tables if t.rows
        ]
        return {"view": view, "tables": [(stem, t, _few(p)) for stem, t, p in tables]}


def _few(whole: Preview) -> Preview:
    """The first rows and columns of a preview."""
    rows = tuple(row[:COLUMNS] for row in whole.rows[:ROWS])
    return Preview(whole.columns[:COLUMNS], whole.numeric[:COLUMNS], rows, (), whole.total, whole.rounded)
