"""The portal as one ASGI app: pages, downloads, JSON API, and Datasette under ``/data``."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from publish.portal import api
from publish.portal.data import DataMount
from publish.portal.downloads import Downloads
from publish.portal.errors import add_handlers
from publish.portal.headers import SecurityHeaders
from publish.portal.pages import Pages
from publish.portal.state import Portal
from publish.portal.stylesheet import Stylesheet
from publish.settings import Settings
from publish.snapshot import Catalog
from schemas.core.registry import Content


def create_app(catalog: Catalog, content: Content, settings: Settings) -> FastAPI:
    """The app of one catalog. It shows what ``catalog`` has when it starts, and each later snapshot soon after."""
    portal = Portal(catalog, content, settings.root)
    stylesheet = Stylesheet(content.site)
    pages = Pages(portal, stylesheet, settings.base_url)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await portal.refresh()
        watching = asyncio.create_task(portal.watch())
        try:
            yield
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
            portal.close()

    app = FastAPI(
        title=content.site.name["en"],
        description=content.site.about["en"],
        version="1",
        docs_url=None,  # its pages load scripts from elsewhere
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,  # to an address that begins as the request's Host says
        middleware=[Middleware(SecurityHeaders), Middleware(DataMount, portal=portal, pages=pages)],
    )
    add_handlers(app, pages)
    app.router.routes += api.routes(portal, settings.base_url).routes  # as they are: included, they would be copies

    @app.get("/-/health", include_in_schema=False)
    def health() -> dict[str, int | str]:
        """Answers once the portal can show its catalog; 0 = nothing is released yet."""
        return {"status": "ok", "snapshot": portal.state.number, "datasets": len(portal.state.datasets)}

    app.openapi()  # made before HEAD joins, which it need not list
    _allow_head(app.routes)
    app.router.routes += [*stylesheet.routes(), *Downloads(portal).routes(), *pages.routes()]
    return app


def _allow_head(routes: Iterable[BaseRoute]) -> None:
    for route in routes:
        if isinstance(route, APIRoute):
            route.methods = {"GET", "HEAD"}
