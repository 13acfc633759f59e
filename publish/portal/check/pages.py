"""The pages under ``/check`` and ``/en/check``: the form, the answer, what is fetched of it, and the sample files."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import quote

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from publish.portal.check.intake import Intake
from publish.portal.check.kept import Kept
from publish.portal.check.limits import FORMATS, Bounds
from publish.portal.check.refused import Refused, gone, no_sample
from publish.portal.dataset import DatasetView
from publish.portal.pages import Pages, groups
from publish.portal.state import PREFIX
from publish.sent import Answered
from publish.specimens import offered
from schemas.core.i18n import LANGS, Lang
from schemas.core.site import Text

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {"xlsx": XLSX, "csv": "text/csv"}
PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow, noarchive"}


class CheckPages:
    """Every page is in the language it is asked in."""

    def __init__(self, pages: Pages, intake: Intake, kept: Kept, bounds: Bounds) -> None:
        self._pages = pages
        self._intake = intake
        self._kept = kept
        self._bounds = bounds
        self._samples = offered(pages.portal.content)
        self._warming: asyncio.Task[None] | None = None

    def routes(self) -> Iterator[Route]:
        for lang in LANGS:
            for path, method, page in (
                ("/check", "GET", self.form),
                ("/check", "POST", self.send),
                ("/check/samples/{file}", "GET", self.sample),
                ("/check/{key}", "GET", self.result),
                ("/check/{key}", "POST", self.delete),
                ("/check/{key}/{file}", "GET", self.part),
            ):
                yield Route(f"{PREFIX[lang]}{path}", partial(page, lang), methods=[method])

    async def form(self, lang: Lang, request: Request) -> Response:
        if self._warming is None:  # while the first reader chooses a file
            self._warming = asyncio.create_task(self._intake.warm())
        return self._form(lang, request)

    async def send(self, lang: Lang, request: Request) -> Response:
        """The answer, under an address of its own: it can be loaded again, and read in the other language."""
        try:
            answered = await self._intake.take(request)
        except Refused as refused:
            return self._form(lang, request, refused)
        return RedirectResponse(f"{PREFIX[lang]}/check/{self._kept.put(answered)}", 303, headers=PRIVATE)

    async def result(self, lang: Lang, request: Request) -> Response:
        key = request.path_params["key"]
        answered = self._kept.get(key)
        if answered is None:
            return self._form(lang, request, gone(self._bounds))
        answer = Markup(answered.fragments[lang])  # noqa: S704 - a template of ours that escapes what was sent
        page = self._pages.render(
            request, lang, "check_result.html", key=key, answered=answered, answer=answer, bounds=self._bounds
        )
        page.headers.update(PRIVATE)
        return page

    async def delete(self, lang: Lang, request: Request) -> Response:
        """The reader wants nothing kept any longer."""
        self._kept.drop(request.path_params["key"])
        return RedirectResponse(f"{PREFIX[lang]}/check", 303, headers=PRIVATE)

    async def part(self, lang: Lang, request: Request) -> Response:
        """The workbook, the report to print, the report for programs."""
        answered = self._kept.get(request.path_params["key"])
        parts = _parts(answered, lang) if answered else {}
        data, kind, name = parts.get(request.path_params["file"], (b"", "", ""))
        if not data:
            return self._form(lang, request, gone(self._bounds))
        return Response(data, media_type=kind, headers=PRIVATE | _attached(name))

    async def sample(self, lang: Lang, request: Request) -> Response:
        """A sample file to look at."""
        trouble = next((one for one in self._samples if one.file == request.path_params["file"]), None)
        try:
            if trouble is None:
                raise no_sample()
            data = await self._intake.samples.file(trouble.id)
        except Refused as refused:
            return self._form(lang, request, refused)
        kind = KINDS[trouble.suffix]
        return Response(data, media_type=kind, headers={"Cache-Control": "no-cache"} | _attached(trouble.file))

    def _form(self, lang: Lang, request: Request, refused: Refused | None = None) -> Response:
        page = self._pages.render(
            request,
            lang,
            "check.html",
            refused.status if refused else 200,
            problem=refused.say(lang) if refused else "",
            choices=self._choices(),
            chosen=request.query_params.get("dataset", ""),
            samples=self._samples,
            formats=FORMATS,
            bounds=self._bounds,
        )
        page.headers.update(refused.headers if refused else {})
        return page

    def _choices(self) -> list[tuple[Text, list[DatasetView]]]:
        """The datasets that a file may be of, by publisher."""
        known = self._intake.datasets
        found = [(name, [v for v in views if v.id in known]) for name, views in groups(self._pages.portal.state)]
        return [(name, views) for name, views in found if views]


def _parts(answered: Answered, lang: Lang) -> dict[str, tuple[bytes, str, str]]:
    stem = PurePosixPath(answered.name).stem or "ktth"
    return {
        "workbook.xlsx": (answered.workbook, XLSX, f"{stem}-ktth.xlsx"),
        "report.html": (answered.pages[lang], "text/html; charset=utf-8", f"{stem}-ktth.html"),
        "report.json": (answered.json, "application/json", f"{stem}-ktth.json"),
    }


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
