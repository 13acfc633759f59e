"""What differs between two releases of a dataset: a page, and files at addresses that never change.

The files are made when they are first asked for, and kept.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from functools import partial
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from publish.about import about
from publish.compared import FORMS, Form, NotTold
from publish.demo import KEY
from publish.distributions import Kept, Unavailable
from publish.portal.comparisons import Comparisons
from publish.portal.different_rows import table_view
from publish.portal.downloads import MEDIA_TYPES, has_it
from publish.portal.making import Making
from publish.portal.names import StateNames
from publish.portal.pages import Pages
from publish.portal.state import PREFIX
from publish.portal.stylesheet import FOREVER
from publish.snapshot import Release
from schemas.core.i18n import LANGS, Lang, say

PATH = "/datasets/{id}/diff/{before}...{after}"
TEXT = "text/plain; charset=utf-8"


class Differences:
    """The page in both languages, in the frame of ``pages``, and the files, which ``making`` makes."""

    def __init__(self, pages: Pages, comparisons: Comparisons, making: Making) -> None:
        self._pages = pages
        self._comparisons = comparisons
        self._making = making

    def routes(self) -> Iterator[Route]:
        for form in FORMS.values():  # before the page, which takes any ending
            yield Route(f"{PATH}.{form.ending}", partial(self.file, form))
        for lang in LANGS:
            yield Route(PREFIX[lang] + PATH, partial(self.page, lang))

    def page(self, lang: Lang, request: Request) -> Response:
        before, after = self._pair(request)
        names = StateNames(self._pages.portal.state, self._pages.site)
        try:
            found = self._comparisons.of(before, after)
        except Unavailable as error:
            heading = say("publish", lang, "These versions cannot be compared")
            return self._pages.render(request, lang, "error.html", 422, heading=heading, advice=error.say(lang))
        between = self._comparisons.between(before, after)
        return self._pages.render(
            request,
            lang,
            "diff.html",
            dataset=after.dataset,
            title=about(after.dataset, after.descriptor, names.site).title,
            before=before,
            after=after,
            between=between,
            is_backwards=bool(between) and between[0].version == before.version,
            tables=[table_view(found, name, names, lang) for name, diff in found.tables.items() if diff],
        )

    async def file(self, form: Form, request: Request) -> Response:
        """The whole comparison in one form, made first if it must be; 304 where the reader has it already."""
        before, after = await run_in_threadpool(self._pair, request)
        try:
            table = _table(request, before, after) if form.one_table else ""
            kept = await self._making.file(self._comparisons.file(before, after, form, table))
        except (NotTold, Unavailable) as refused:
            said = "".join(f"{refused.say(lang)}\n" for lang in LANGS)
            return PlainTextResponse(said, 404, headers={"Cache-Control": "no-cache"})
        headers = _headers(before, after, table, form, kept)
        if has_it(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return FileResponse(kept.path, media_type=MEDIA_TYPES.get(form.ending, TEXT), headers=headers)

    def _pair(self, request: Request) -> tuple[Release, Release]:
        said = request.path_params
        return self._comparisons.pair(said["id"], said["before"], said["after"])


def _table(request: Request, before: Release, after: Release) -> str:
    """The table that is asked for; the only one where none is named.

    Raises:
        Unavailable: there is none of that name, or none is named of several.
    """
    known = list(dict.fromkeys((*after.tables, *before.tables)))
    table = request.query_params.get("table") or (known[0] if len(known) == 1 else "")
    if table not in known:
        raise Unavailable("this form holds one table: add ?table= with one of {known}", known=", ".join(known) or "–")
    return table


def _headers(before: Release, after: Release, table: str, form: Form, kept: Kept) -> dict[str, str]:
    mark = f"{KEY}-" if after.descriptor.get(KEY) or before.descriptor.get(KEY) else ""
    name = f"{mark}{table or after.dataset}-{before.version}...{after.version}.{form.ending}"
    return {
        "ETag": f'"{kept.sha256[:32]}"',
        "Repr-Digest": f"sha-256=:{b64encode(bytes.fromhex(kept.sha256)).decode()}:",
        "Cache-Control": FOREVER,
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Access-Control-Allow-Origin": "*",
    }
