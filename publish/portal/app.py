"""The portal as one ASGI app: pages, downloads, JSON API, and Datasette under ``/data``."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from publish.demo import agree
from publish.distributions import Distributions
from publish.portal import (
    api,
    chain_api,
    charts_api,
    differences_api,
    gate,
    listing_api,
    observations_api,
    quality_pages,
    root_api,
    rows_api,
    rules_api,
    search_api,
)
from publish.portal.action import ActionApi
from publish.portal.caching import Revalidated
from publish.portal.catalogue import Catalogue
from publish.portal.chart_pages import ChartPages
from publish.portal.check import api as check_api
from publish.portal.check.intake import Intake
from publish.portal.check.kept import Kept
from publish.portal.check.limits import DEFAULT, Bounds
from publish.portal.check.pages import CheckPages
from publish.portal.comparisons import Comparisons
from publish.portal.data import DataMount, frames
from publish.portal.dcat_pages import DcatPages
from publish.portal.developers import Developers
from publish.portal.differences import Differences
from publish.portal.downloads import Downloads
from publish.portal.errors import add_handlers
from publish.portal.feeds import Feeds
from publish.portal.forms import FormDownloads
from publish.portal.gathering import Gathering
from publish.portal.headers import SecurityHeaders
from publish.portal.home import Home
from publish.portal.long_table import LongTable
from publish.portal.machines import Machines
from publish.portal.metrics import Counted, health, metrics
from publish.portal.pages import Pages
from publish.portal.plan import api as plan_api
from publish.portal.plan.pages import PlanPages
from publish.portal.reference import Reference
from publish.portal.state import Portal
from publish.portal.stylesheet import Stylesheet
from publish.rulebook import Rulebook
from publish.settings import Settings
from publish.snapshot import Catalog
from schemas.core.registry import Content


def create_app(catalog: Catalog, content: Content, settings: Settings, bounds: Bounds = DEFAULT) -> FastAPI:
    """The app of one catalog. It shows what ``catalog`` has when it starts, and each later snapshot soon after.

    ``bounds`` limit what is done with files that readers have checked.

    Raises:
        DemoMixed: the root is a demonstration's and the settings do not say so, or the other way round.
    """
    agree(settings)
    stylesheet = Stylesheet(content.site)
    made_with = frames(content.site, stylesheet.path, demo=settings.demo)
    portal = Portal(catalog, content, settings.root, made_with)
    downloads = Downloads(portal, Distributions(catalog, content.site, settings.base_url))
    pages = Pages(portal, stylesheet, downloads.sizes, settings.base_url, demo=settings.demo)
    parts = _Parts(pages, downloads, Rulebook(content), Comparisons(portal), Intake(portal, settings, bounds))
    app = FastAPI(
        title=content.site.name["en"],
        description=content.site.about["en"],
        version="1",
        docs_url=None,  # its pages load scripts from elsewhere
        redoc_url=None,
        lifespan=lambda _: _watched(portal),
        redirect_slashes=False,  # to an address that begins as the request's Host says
        middleware=[
            Middleware(Counted),
            Middleware(SecurityHeaders, demo=settings.demo),
            Middleware(DataMount, portal=portal, pages=pages, frames=made_with),
            Middleware(Revalidated, portal=portal),
        ],
    )
    add_handlers(app, pages)
    for router in _operations(parts, settings.base_url, bounds):
        app.router.routes += router.routes  # as they are: included, they would be copies
    app.openapi()  # made before HEAD joins, which it need not list
    _allow_head(app.routes)
    app.router.routes += [health(portal), metrics(portal), *stylesheet.routes(), *_page_routes(parts, settings, bounds)]
    known = tuple(route.path for route in app.routes if isinstance(route, Route))
    app.router.routes += Machines(pages, settings.base_url, known).routes()
    return app


@dataclass(frozen=True)
class _Parts:
    """What pages and operations of the API are made with."""

    pages: Pages
    downloads: Downloads
    rulebook: Rulebook
    comparisons: Comparisons
    intake: Intake


def _operations(parts: _Parts, base_url: str, bounds: Bounds) -> Iterator[APIRouter]:
    portal = parts.pages.portal
    for one in (root_api, listing_api, api, rows_api, observations_api, search_api, chain_api, plan_api):
        yield one.routes(portal, base_url)
    yield rules_api.routes(parts.rulebook, base_url)
    yield gate.routes(portal)
    yield charts_api.routes(parts.pages, base_url)
    yield differences_api.routes(parts.comparisons, base_url)
    yield check_api.routes(parts.intake, bounds)
    yield quality_pages.routes(portal, parts.pages.qualities, base_url)


def _page_routes(parts: _Parts, settings: Settings, bounds: Bounds) -> Iterator[BaseRoute]:
    pages = parts.pages
    yield from gate.page_routes(pages)  # before the files of a release, which take any name
    yield from parts.downloads.routes()
    yield from pages.routes()
    if not settings.demo:  # nothing of a demonstration is handed on
        yield from Feeds(pages.portal, settings.base_url).routes()
        yield from ActionApi(pages.portal, settings.base_url).routes()
        yield from DcatPages(pages, settings.base_url).routes()
    yield from Catalogue(pages).routes()
    yield from Differences(pages, parts.comparisons, parts.downloads.making).routes()
    yield from Reference(pages, parts.rulebook).routes()
    yield from FormDownloads(pages.portal).routes()
    yield from PlanPages(pages).routes()
    yield from ChartPages(pages).routes()  # which the plan has charts in too
    yield from Home(pages).routes()
    yield from Gathering(pages).routes()
    yield from LongTable(pages, parts.downloads.making).routes()
    yield from quality_pages.page_routes(pages, pages.qualities)
    yield from Developers(pages, settings.base_url).routes()
    yield from CheckPages(pages, parts.intake, Kept(bounds), bounds).routes()


@asynccontextmanager
async def _watched(portal: Portal) -> AsyncIterator[None]:
    """The portal shows what there is, and then looks for more until it is closed."""
    await portal.refresh()
    watching = asyncio.create_task(portal.watch())
    try:
        yield
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        portal.close()


def _allow_head(routes: Iterable[BaseRoute]) -> None:
    for route in routes:
        if isinstance(route, APIRoute) and "GET" in (route.methods or ()):
            route.methods = {"GET", "HEAD"}
