"""What whoever runs the portal watches it by: ``/-/health``, and ``/-/metrics`` in the text format of Prometheus."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from publish.counters import count, told
from publish.portal.state import Portal

TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Counted:
    """``app``, its responses counted by status."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def counting(message: Message) -> None:
            if message["type"] == "http.response.start":
                count("responses", str(message["status"]))
            await send(message)

        await self.app(scope, receive, counting if scope["type"] == "http" else send)


def health(portal: Portal) -> Route:
    """``/-/health`` answers once the portal can show its catalog; snapshot 0 = nothing is released yet."""

    def answer(_: Request) -> Response:
        state = portal.state
        return JSONResponse({"status": "ok", "snapshot": state.number, "datasets": len(state.datasets)})

    return Route("/-/health", answer)


def metrics(portal: Portal) -> Route:
    def answer(_: Request) -> Response:
        state = portal.state
        gauges = {
            "snapshot": ("Number of the snapshot shown; 0 = none yet.", state.number),
            "datasets": ("Datasets shown.", len(state.datasets)),
            "data_kept_bytes": (
                "Bytes of answers kept for the data pages.",
                sum(one.answers.kept.size for one in state.data.values()),
            ),
        }
        return PlainTextResponse(told(gauges), headers={"Cache-Control": "no-store"}, media_type=TYPE)

    return Route("/-/metrics", answer)
