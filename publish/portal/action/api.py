"""The routes of the Action API: one request is one action, of one snapshot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from threading import Lock
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from publish.portal.action.actions import ACTIONS, Actions
from publish.portal.action.answers import ActionError, envelope, malformed, not_found, read_only
from publish.portal.action.asked import Asked, asked_by
from publish.portal.action.moments import Moments
from publish.portal.action.packages import Records
from publish.portal.action.search import Searched
from publish.portal.action.shelf import Shelf
from publish.portal.state import Portal, State

PREFIXES = ("/api/action", "/api/3/action")
WRITING = re.compile(
    r"(^|_)(create|update|patch|delete|upsert|revise|purge|reorder|add|remove|move|clear|undelete|follow|unfollow|"
    r"invite|generate|revoke|cancel|submit|set|send|reset|make|mark|rerun|run)(_|$)"
)


class ActionApi:
    """``base_url`` begins the addresses in answers, or the request's own where it is empty."""

    def __init__(self, portal: Portal, base_url: str) -> None:
        self._portal = portal
        self._base_url = base_url
        self._moments = Moments(portal.catalog)
        self._records = Records(portal)
        self._made: tuple[State, Shelf, Searched] | None = None
        self._mutex = Lock()

    def routes(self) -> Iterator[Route]:
        yield Route("/api/3", self.version)
        for prefix in PREFIXES:
            yield Route(f"{prefix}/{{name}}", self.action, methods=["GET", "POST"])

    def version(self, _: Request) -> Response:
        """The version of the API, for programs that look for it first."""
        return JSONResponse({"version": 3})

    async def action(self, request: Request) -> Response:
        """CKAN's answer, in its envelope, whatever is asked."""
        try:
            said, status = {"result": await self._result(request)}, 200
        except ActionError as refused:
            said, status = {"error": refused.error}, refused.status
        except HTTPException as error:
            gone = not_found(str(error.detail))
            said, status = {"error": gone.error}, gone.status
        name = quote(request.path_params["name"], safe="")
        help_ = f"{self._address(request)}/api/3/action/help_show?name={name}"
        headers = {} if self._base_url else {"Vary": "Host"}
        return await run_in_threadpool(envelope, help_, said, status, headers)

    async def _result(self, request: Request) -> object:
        name = request.path_params["name"]
        if name not in ACTIONS:
            raise read_only(name) if WRITING.search(name) else malformed(f"Action name not known: {name[:100]}")
        asked = await asked_by(request)
        return await run_in_threadpool(self._act, name, asked, self._address(request), request.url.path)

    def _act(self, name: str, asked: Asked, address: str, path: str) -> object:
        shelf, searched = self._shelf(self._portal.state)
        site = self._portal.content.site
        result: object = getattr(Actions(shelf, searched, self._records, site, address, path), name)(asked)
        return result

    def _shelf(self, state: State) -> tuple[Shelf, Searched]:
        """Made when it is first asked for; requests that come meanwhile wait for it."""
        made = self._made
        if made is None or made[0] is not state:
            with self._mutex:
                made = self._made
                if made is None or made[0] is not state:
                    shelf = Shelf(state, self._portal.content.site, self._moments)
                    made = self._made = (state, shelf, Searched(shelf))
        return made[1], made[2]

    def _address(self, request: Request) -> str:
        return (self._base_url or str(request.base_url)).rstrip("/")
