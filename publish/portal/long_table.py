"""All figures in one long table: the page ``/observations`` and the files ``/observations.csv`` and ``.parquet``.

The files are of the snapshot that is shown, made when first asked for; those of earlier ones are not kept, as they may
hold what was withdrawn since. A figure as of a day is had from its dataset's own address.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from hashlib import sha256

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from publish.distributions import Wanted
from publish.portal.downloads import ASKED_AGAIN, MEDIA_TYPES, has_it
from publish.portal.making import Making
from publish.portal.pages import Pages
from publish.portal.state import PREFIX, State
from publish.sqlite.catalog import FORMAT
from publish.sqlite.long_files import Measured, read_measured, write_long_csv, write_long_parquet
from publish.sqlite.names import LONG_TABLE
from schemas.core.i18n import LANGS, Lang

WRITERS = {"csv": write_long_csv, "parquet": write_long_parquet}
PLACE = "-"  # among the kept files; no dataset is called so


class LongTable:
    """The long table of one portal; a site that declares no observations has none."""

    def __init__(self, pages: Pages, making: Making) -> None:
        self._pages = pages
        self._making = making

    def routes(self) -> Iterator[Route]:
        if self._pages.site.observation:
            for lang in LANGS:
                yield Route(f"{PREFIX[lang]}/{LONG_TABLE}", partial(self.page, lang))
            for ending in WRITERS:
                yield Route(f"/{LONG_TABLE}.{ending}", partial(self.file, ending))

    def page(self, lang: Lang, request: Request) -> Response:
        state = self._pages.portal.state
        by_dataset: dict[str, list[Measured]] = {}
        for one in read_measured(state.database) if state.database else ():
            by_dataset.setdefault(one.dataset, []).append(one)
        sizes = {ending: self._making.keeper.size(wanted) for ending in WRITERS if (wanted := _wanted(state, ending))}
        return self._pages.render(request, lang, "observations.html", by_dataset=by_dataset, sizes=sizes)

    async def file(self, ending: str, request: Request) -> Response:
        """304 where the reader has it already."""
        state = self._pages.portal.state
        wanted = _wanted(state, ending)
        if wanted is None:
            raise HTTPException(404)
        kept = await self._making.file(wanted)
        headers = {
            "ETag": f'"{kept.sha256[:32]}"',
            "Cache-Control": ASKED_AGAIN,
            "Content-Disposition": f'attachment; filename="{LONG_TABLE}-{state.number}.{ending}"',
            "Access-Control-Allow-Origin": "*",
        }
        if has_it(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return await run_in_threadpool(FileResponse, kept.path, media_type=MEDIA_TYPES[ending], headers=headers)


def _wanted(state: State, ending: str) -> Wanted | None:
    if state.snapshot is None or state.database is None:
        return None
    key = sha256(state.snapshot.to_bytes() + str(FORMAT).encode()).hexdigest()[:16]
    return Wanted(PLACE, "newest", LONG_TABLE, ending, key, partial(WRITERS[ending], state.database))
