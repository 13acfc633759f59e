"""What a reader sees when something is not there or went wrong: a page in the address's language, JSON in the API."""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from publish.about import about
from publish.compared import FORMS
from publish.errors import KtthError
from publish.portal.headers import secure
from publish.portal.pages import Absent, Gone, Pages
from publish.portal.state import PREFIX
from publish.withdraw import later_versions
from schemas.core.i18n import LANGS, Lang

logger = logging.getLogger(__name__)
WORDS = {
    404: ("Page not found", "There is nothing at this address. It may have been typed wrong."),
    405: ("Not possible here", "This address can only be read."),
    500: ("Something went wrong", "The fault is ours and has been noted. Please try again in a moment."),
}


def add_handlers(app: FastAPI, pages: Pages) -> None:
    async def http_error(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        response = tombstone(pages, request, error) if isinstance(error, Gone) else None
        reason = error.reason if isinstance(error, Absent) else None
        response = response or answer(pages, request, status, str(getattr(error, "detail", "")), reason)
        response.headers.update(getattr(error, "headers", None) or {})  # Allow
        return response

    async def invalid(request: Request, error: Exception) -> Response:
        found = error.errors() if isinstance(error, RequestValidationError) else []
        told = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in found)
        return answer(pages, request, 422, told)

    async def broken(request: Request, error: Exception) -> Response:
        logger.error("%s %s failed", request.method, request.url.path, exc_info=error)
        response = answer(pages, request, 500, "")
        secure(response.headers, request.url.path, demo=pages.demo)  # sent from outside all middleware
        return response

    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, broken)


def answer(pages: Pages, request: Request, status: int, detail: str, reason: KtthError | None = None) -> Response:
    """``detail`` is for programs, ``reason`` for readers."""
    path = request.url.path
    if path.startswith("/api/"):
        title = HTTPStatus(status).phrase
        problem = {"type": "about:blank", "title": title, "status": status, "detail": detail or title}
        return JSONResponse(problem, status, media_type="application/problem+json")
    (heading, advice), lang = WORDS.get(status, WORDS[500]), language(path)
    words = {"heading": heading, "advice": reason.say(lang) if reason else advice, "twins": twins(path)}
    return pages.render(request, lang, "error.html", status, **words)


def tombstone(pages: Pages, request: Request, gone: Gone) -> Response | None:
    """What stands in the place of a release that was withdrawn; None for programs, who get a problem."""
    if request.url.path.startswith("/api/"):
        return None
    lang, said = language(request.url.path), gone.withdrawn
    named = pages.portal.catalog.named(said.dataset)
    title = about(said.dataset, named[0].descriptor, pages.site).title
    released = next(one.created for one in named if one.version == said.version)
    newest = pages.portal.state.datasets.get(said.dataset)
    later = later_versions(pages.portal.catalog, said.dataset, [said.version])
    words = {"said": said, "released": released, "title": title, "newest": newest, "later": later}
    words["twins"] = twins(request.url.path)
    return pages.render(request, lang, "withdrawn.html", 410, **words)


def twins(path: str) -> dict[Lang, str]:
    """The page in each language to go to from an error at ``path``: of a file, which has no language, what it is of."""
    parts = path.removeprefix(PREFIX["en"] + "/").strip("/").split("/")
    match parts:
        case ["datasets", _, "releases", _, *rest] if rest != ["gate"]:
            parts = parts[:4]
        case ["datasets", _, "diff", pair]:
            endings = (f".{form.ending}" for form in FORMS.values())
            parts = [*parts[:3], next((pair.removesuffix(one) for one in endings if pair.endswith(one)), pair)]
        case ["datasets", _, *_]:
            parts = parts[:2]
    plain = "/".join(["", *parts])
    return {lang: (PREFIX[lang] + plain).rstrip("/") or "/" for lang in LANGS}


def language(path: str) -> Lang:
    return "en" if path == PREFIX["en"] or path.startswith(f"{PREFIX['en']}/") else "vi"


async def not_found(pages: Pages, lang: Lang, scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope, receive)
    await answer(pages, request, 404, "")(scope, receive, send)
