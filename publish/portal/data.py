"""Datasette inside the portal, under ``/data`` and ``/en/data``: for reading only.

Its list of databases (with paths), debugging pages and sign-in are not let through; nor are cookies, either way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote, unquote

from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from publish.datasette import DATABASE
from publish.portal.errors import not_found
from publish.portal.pages import Pages
from publish.portal.state import PREFIX, Portal
from schemas.core.i18n import LANGS, Lang

Header = tuple[bytes, bytes]
OPEN = ("/-/static/", f"/{DATABASE}/", f"/{DATABASE}.")  # what is not listed is not let through: /-/…, above all
PAGES = ("/", "/.json", f"/{DATABASE}")


class DataMount:
    """Hands requests for ``/data`` to the Datasette of the current state, all else to ``app``."""

    def __init__(self, app: ASGIApp, portal: Portal, pages: Pages) -> None:
        self.app = app
        self.portal = portal
        self.pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = _inside(scope["path"]) if scope["type"] == "http" else None
        if found is None:
            await self.app(scope, receive, send)
            return
        lang, prefix = found
        inner = scope["path"][len(prefix) :]
        if scope["method"] not in ("GET", "HEAD"):
            await PlainTextResponse("Method Not Allowed", 405, {"Allow": "GET, HEAD"})(scope, receive, send)
        elif not inner:
            await RedirectResponse(f"{prefix}/", 308)(scope, receive, send)
        elif lang not in self.portal.state.data or not (inner in PAGES or inner.startswith(OPEN)):
            await not_found(self.pages, lang, scope, receive, send)
        else:
            await self._inside(lang, prefix, scope, receive, send)

    async def _inside(self, lang: Lang, prefix: str, scope: Scope, receive: Receive, send: Send) -> None:
        async def corrected(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": list(_corrected(message["headers"], prefix.encode()))}
            await send(message)

        instance = self.portal.state.data[lang]
        with instance.in_use():
            await instance.app(_stripped(scope, prefix), receive, corrected)


def _inside(path: str) -> tuple[Lang, str] | None:
    for lang in LANGS:
        prefix = f"{PREFIX[lang]}/data"
        if path == prefix or path.startswith(f"{prefix}/"):
            return lang, prefix
    return None


def _corrected(headers: Iterable[Header], prefix: bytes) -> Iterator[Header]:
    """No cookies; a redirect, which Datasette makes from the path without prefix, stays below the prefix.

    Links in its JSON and CSV begin as the request's Host says.
    """
    for name, value in headers:
        inside = value == prefix or value.startswith((prefix + b"/", b"http:", b"https:"))
        if name.lower() == b"location" and not inside:
            yield name, prefix + value
        elif name.lower() != b"set-cookie":
            yield name, value
    yield b"vary", b"Host"


def _stripped(scope: Scope, prefix: str) -> Scope:
    """The scope as Datasette wants it: its ``base_url`` is for links only, paths come without it."""
    raw = (scope.get("raw_path") or quote(scope["path"]).encode()).partition(b"?")[0]
    raw = raw if raw.startswith(prefix.encode()) else quote(scope["path"]).encode()  # /%64ata
    headers = [(k, v) for k, v in scope["headers"] if k.lower() not in (b"cookie", b"authorization")]
    stripped = {"path": scope["path"][len(prefix) :], "raw_path": raw[len(prefix) :], "root_path": ""}
    stripped["query_string"] = _without_ttl(scope["query_string"])
    return {**scope, **stripped, "headers": headers}


def _without_ttl(query: bytes) -> bytes:
    """``_ttl`` would let a link decide for how long others' caches keep an answer."""
    kept = (part for part in query.split(b"&") if unquote(part.partition(b"=")[0].decode("latin-1")) != "_ttl")
    return b"&".join(kept)
