"""Headers of every response: no style from anywhere but the portal, no framing, no guessing of types.

Scripts run in the pages below ``/embed`` only, which show one chart each and which anybody may frame.
"""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COMMON = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_CLOSED = "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
_DATA = re.compile(r"(/en)?(/snapshots/[0-9]+)?/data/")
_EMBEDDED = re.compile(r"(/en)?/embed/")
PAGES = f"{_CLOSED}; img-src 'self'; style-src 'self'"
CHARTS = f"{PAGES}; frame-src 'self'"  # a page says so itself: it frames charts that answer to the pointer
EMBEDDED = (  # a chart in a frame, of anybody's page
    "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors *; img-src 'self'; style-src 'self'; "
    "script-src 'self'; connect-src 'self'"
)
HIDDEN = {"X-Robots-Tag": "noindex, nofollow, noarchive"}  # of a demonstration: no search engine shows invented figures


class SecurityHeaders:
    """``demo``: nothing that is answered may be indexed."""

    def __init__(self, app: ASGIApp, demo: bool = False) -> None:
        self.app = app
        self.demo = demo

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                secure(MutableHeaders(scope=message), scope["path"], demo=self.demo)
            await send(message)

        await self.app(scope, receive, with_headers)


def secure(headers: MutableHeaders, path: str, *, demo: bool = False) -> None:
    """Set the headers of a response to ``path``."""
    headers.update(COMMON | HIDDEN if demo else COMMON)
    if headers.get("Content-Security-Policy") != CHARTS:
        headers["Content-Security-Policy"] = PAGES
    if _EMBEDDED.match(path):
        headers["Content-Security-Policy"] = EMBEDDED
        del headers["X-Frame-Options"]
    if _DATA.match(path) or path.startswith("/api/") or path == "/openapi.json":
        headers["Access-Control-Allow-Origin"] = "*"
