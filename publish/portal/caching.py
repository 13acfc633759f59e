"""What a reader has already is not sent again: an answer of the API changes with the snapshot, and with the day, which
tells what is late."""

from __future__ import annotations

import hashlib
from secrets import token_hex

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from publish.portal.downloads import has_it
from publish.portal.state import Portal
from validation.today import today

API = ("/api/v1", "/api/action/", "/api/3/action/")


class Revalidated:
    """Gives each answer of the API that has none an ETag: of the snapshot, the day, the address, and this run of the
    program."""

    def __init__(self, app: ASGIApp, portal: Portal) -> None:
        self.app = app
        self._portal = portal
        self._run = token_hex(8)  # another program may say it in another way

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or not scope["path"].startswith(API):
            await self.app(scope, receive, send)
            return
        tag, same = self._tag(scope), False

        async def with_tag(message: Message) -> None:
            nonlocal same
            if message["type"] == "http.response.start" and message["status"] == 200:
                headers = MutableHeaders(scope=message)
                if "ETag" not in headers and "Cache-Control" not in headers:
                    headers.update({"ETag": tag, "Cache-Control": "no-cache"})
                    same = has_it(Request(scope), tag.removeprefix("W/"))
                if same:
                    message["status"] = 304
                    del headers["Content-Length"], headers["Content-Type"]
            await send({**message, "body": b""} if same and message["type"] == "http.response.body" else message)

        await self.app(scope, receive, with_tag)

    def _tag(self, scope: Scope) -> str:
        """Taken before the answer is made: should a snapshot come in between, the reader asks once too often."""
        host = Headers(scope=scope).get("host", "")
        state = self._portal.state
        day = today(self._portal.content.site)
        made_of = (self._run, day, state.number, state.snapshot and state.snapshot.previous, host, scope["path"])
        said = repr((made_of, scope["query_string"]))
        return f'W/"{hashlib.sha256(said.encode()).hexdigest()[:24]}"'
