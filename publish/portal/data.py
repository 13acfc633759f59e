"""Datasette inside the portal, under ``/data`` and, of an earlier snapshot, ``/snapshots/{number}/data``; for reading.

Its list of databases (with paths), debugging pages and sign-in are not let through; nor are cookies, either way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from publish.counters import count
from publish.datasette import DATABASE, Instance
from publish.datasette_house import Frame
from publish.datasette_limits import is_written
from publish.portal.errors import not_found
from publish.portal.pages import Pages
from publish.portal.pinned import NotKept, Pinned
from publish.portal.state import PREFIX, Portal
from publish.portal.words import environments
from schemas.core.i18n import LANGS, Lang
from schemas.core.site import Site

Header = tuple[bytes, bytes]
OPEN = (f"/{DATABASE}/", f"/{DATABASE}.")  # what is not listed is not let through: /-/…, above all
PAGES = ("/.json", f"/{DATABASE}")
_ADDRESS = re.compile(
    r"(?P<prefix>(?P<lang>/[a-z]{2})?(?:/snapshots/(?P<number>[0-9]{1,9}))?/data)(?P<inner>/.*)?", re.S
)


def frames(site: Site, stylesheet: str, *, demo: bool) -> dict[Lang, Frame]:
    """What the data pages of each language are made with."""
    made = environments(site)
    return {lang: Frame(lang, site, made[lang], PREFIX, stylesheet, demo) for lang in LANGS}


@dataclass(frozen=True)
class Address:
    """A path of the data pages: ``prefix`` is all before what Datasette sees, ``number`` that of a snapshot."""

    lang: Lang
    prefix: str
    number: int | None
    inner: str


class DataMount:
    """Hands requests for data pages to the Datasette of the current state or of a snapshot, all else to ``app``."""

    def __init__(self, app: ASGIApp, portal: Portal, pages: Pages, frames: Mapping[Lang, Frame]) -> None:
        self.app = app
        self.portal = portal
        self.pages = pages
        self.pinned = Pinned(portal, frames)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = address(scope["path"]) if scope["type"] == "http" else None
        if found is None:
            await self.app(scope, receive, send)
        elif scope["method"] not in ("GET", "HEAD"):
            await PlainTextResponse("Method Not Allowed", 405, {"Allow": "GET, HEAD"})(scope, receive, send)
        elif found.inner in ("", "/"):
            await RedirectResponse(f"{found.prefix}/{DATABASE}", 308)(scope, receive, send)
        elif found.lang not in self.portal.state.data or not (found.inner in PAGES or found.inner.startswith(OPEN)):
            await not_found(self.pages, found.lang, scope, receive, send)
        else:
            await self._found(found, scope, receive, send)

    async def _found(self, found: Address, scope: Scope, receive: Receive, send: Send) -> None:
        if found.number is None:
            await _answer(self.portal.state.data[found.lang], found.prefix, scope, receive, send)
            return
        try:
            instance = await self.pinned.find(found.number, found.lang)
        except KeyError:
            await not_found(self.pages, found.lang, scope, receive, send)
        except NotKept:
            await self._gone(found, scope, receive, send)
        else:
            await _answer(instance, found.prefix, scope, receive, send)

    async def _gone(self, found: Address, scope: Scope, receive: Receive, send: Send) -> None:
        """410, with the same question to the newest data."""
        query = scope["query_string"].decode("latin-1")
        latest = f"{PREFIX[found.lang]}/data{quote(found.inner)}{query and f'?{query}'}"
        if found.inner.endswith(".json"):
            error = f"snapshot {found.number} can no longer be asked; the newest data: {latest}"
            await JSONResponse({"ok": False, "error": error, "status": 410}, 410)(scope, receive, send)
            return
        context = {"number": found.number, "latest": latest}
        answer = self.pages.render(Request(scope, receive), found.lang, "snapshot_gone.html", 410, **context)
        await answer(scope, receive, send)


async def _answer(instance: Instance, prefix: str, scope: Scope, receive: Receive, send: Send) -> None:
    written = is_written(scope)

    async def corrected(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": list(_corrected(message["headers"], prefix.encode()))}
            if written and message["status"] >= 400:
                count("sql_refused")
        await send(message)

    with instance.in_use():
        await instance.app(_stripped(scope, prefix), receive, corrected)


def address(path: str) -> Address | None:
    """What a path asks of the data pages; None where it is not theirs."""
    found = _ADDRESS.fullmatch(path)
    lang = next((one for one in LANGS if found and PREFIX[one] == (found["lang"] or "")), None)
    if found is None or lang is None:
        return None
    return Address(lang, found["prefix"], int(found["number"]) if found["number"] else None, found["inner"] or "")


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
