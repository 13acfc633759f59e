"""Pictures of charts at addresses of their own, what they are made from, and a page of each for other sites' frames."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from publish.about import about
from publish.charts import Chart, spec
from publish.charts.layout import DRAWINGS, WIDE, Drawing
from publish.charts.picture import ENDINGS, Script, picture
from publish.distributions import Keeper
from publish.portal.charting import Owner
from publish.portal.downloads import has_it
from publish.portal.making import Making
from publish.portal.pages import Pages, absent, find_release
from publish.portal.state import PREFIX
from publish.portal.stylesheet import FOREVER
from schemas.core.i18n import LANGS, Lang

JSON = "json"


class ChartPages:
    """The charts of datasets, and of everything that ``pages.charting`` has a provider of."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._portal = pages.portal
        self._making = Making(Keeper(pages.portal.root))
        self._script = Script(pages.portal.root)
        self._script_path = f"/static/{self._script.digest}/charts.js"

    def routes(self) -> Iterator[Route]:
        yield Route(self._script_path, self.script)
        for lang in LANGS:
            begun = PREFIX[lang]
            yield Route(f"{begun}/datasets/{{id}}/releases/{{version}}/charts/{{file}}", partial(self.file, lang, ""))
            yield Route(f"{begun}/embed/{{id}}/{{chart}}", partial(self.embed, lang, ""))
            for prefix in self._pages.charting.providers:
                yield Route(f"{begun}/{prefix}/{{id}}/charts/{{file}}", partial(self.file, lang, prefix))
                yield Route(f"{begun}/embed/{prefix}/{{id}}/{{chart}}", partial(self.embed, lang, prefix))

    async def file(self, lang: Lang, prefix: str, request: Request) -> Response:
        """The picture, or the Vega-Lite specification that it is drawn from; ``?lang=`` asks for the other language."""
        lang = next((one for one in LANGS if one == request.query_params.get("lang")), lang)
        name, _, ending = request.path_params["file"].rpartition(".")
        drawing = next((one for one in DRAWINGS if one.name == request.query_params.get("size")), WIDE)
        owner, chart = await run_in_threadpool(self._find, prefix, request, name)
        if ending == JSON:
            return _said(request, chart, lang, drawing)
        if ending not in ENDINGS:
            raise HTTPException(404)
        kept = await self._making.file(picture(chart, lang, drawing, ending, owner.dataset, owner.version))
        headers = _headers(kept.sha256, lang)
        if has_it(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return FileResponse(kept.path, media_type=ENDINGS[ending], headers=headers)

    def embed(self, lang: Lang, prefix: str, request: Request) -> Response:
        """One chart alone, of the newest release."""
        owner, chart = self._find(prefix, request, request.path_params["chart"])
        said = self._pages.charting.context(chart, owner, lang)
        return self._pages.render(request, lang, "embed.html", script=self._script_path, **said)

    async def script(self, request: Request) -> Response:
        """Vega and what sets it going."""
        content = await run_in_threadpool(self._script.gzipped)
        headers = {"Cache-Control": FOREVER, "Content-Encoding": "gzip"}
        return Response(content, media_type="text/javascript", headers=headers)

    def _find(self, prefix: str, request: Request, name: str) -> tuple[Owner, Chart]:
        """The chart that the address names; 404 if there is none."""
        owner = self._provided(prefix, request.path_params["id"]) if prefix else self._released(request)
        chart = owner.chart(name) if owner else None
        if owner is None or chart is None:
            raise HTTPException(404)
        return owner, chart

    def _provided(self, prefix: str, name: str) -> Owner | None:
        return self._pages.charting.providers[prefix](self._portal.state, name)

    def _released(self, request: Request) -> Owner:
        state, dataset = self._portal.state, request.path_params["id"]
        version = request.path_params.get("version")
        if version is None:
            if dataset not in state.datasets:
                raise absent(self._portal, dataset)
            version = state.datasets[dataset].about.version
        release = find_release(self._portal, dataset, version)
        said = about(dataset, release.descriptor, self._pages.site)
        return self._pages.charting.of_release(state, release, said)


def _said(request: Request, chart: Chart, lang: Lang, drawing: Drawing) -> Response:
    answer = JSONResponse(spec(chart, lang, drawing))
    headers = _headers(hashlib.sha256(bytes(answer.body)).hexdigest(), lang)
    if has_it(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    answer.headers.update(headers)
    return answer


def _headers(sha256: str, lang: Lang) -> dict[str, str]:
    """Names of places and codes in a picture are those of today: it is asked for again, and sent if it is another."""
    return {
        "ETag": f'"{sha256[:32]}"',
        "Cache-Control": "no-cache",
        "Content-Language": lang,
        "Access-Control-Allow-Origin": "*",
    }
