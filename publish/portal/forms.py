"""The template of a dataset at ``/datasets/{id}/template.xlsx``, made from the models, with the registers as released.

It is made when first asked for and kept until another snapshot is shown or another day begins.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from functools import lru_cache, partial
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from publish.forms import form_of, is_asked
from publish.lookup import previous
from publish.portal.state import PREFIX, Portal
from schemas.core.i18n import LANGS, Lang
from validation.template.book import write_template
from validation.today import today

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEPT = 200  # templates in memory, each of some 25 KB


class FormDownloads:
    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self._made = lru_cache(KEPT)(self._make)

    def routes(self) -> Iterator[Route]:
        for lang in LANGS:
            yield Route(f"{PREFIX[lang]}/datasets/{{id}}/template.xlsx", partial(self.template, lang))

    def template(self, lang: Lang, request: Request) -> Response:
        """The template, its headers in the language of the address; 304 where the reader has it already."""
        dataset, state, day = request.path_params["id"], self.portal.state, today(self.portal.content.site)
        if dataset not in state.datasets or not is_asked(dataset, self.portal.content) or day is None:
            raise HTTPException(404)
        data = self._made(state.number, dataset, day, lang)
        headers = {
            "ETag": f'"{hashlib.sha256(data).hexdigest()[:32]}"',
            "Cache-Control": "no-cache",
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(dataset)}-template.xlsx",
        }
        if headers["ETag"] in [tag.strip() for tag in request.headers.get("If-None-Match", "").split(",")]:
            return Response(status_code=304, headers=headers)
        return Response(data, media_type=XLSX, headers=headers)

    def _make(self, snapshot: int, dataset: str, day: date, lang: Lang) -> bytes:
        """``snapshot`` is only what it is kept by."""
        catalog, content = self.portal.catalog, self.portal.content
        release = catalog.release(dataset, self.portal.state.datasets[dataset].about.version)
        return write_template(form_of(dataset, release.descriptor, content, previous(catalog), day), lang)
