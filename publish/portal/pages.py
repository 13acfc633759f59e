"""The pages: one dataset, one release of it; in Vietnamese and, under ``/en``, in English."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from publish.about import About, about
from publish.demo import banner
from publish.errors import UsageError, Withdrawn
from publish.forms import is_asked
from publish.past import release_of, set_back
from publish.portal.charting import Charting
from publish.portal.dataset import DatasetView
from publish.portal.headers import CHARTS
from publish.portal.names import StateNames
from publish.portal.preview import preview
from publish.portal.qualities import Qualities
from publish.portal.state import PREFIX, Portal, State
from publish.portal.stylesheet import Stylesheet
from publish.portal.usage import Snippet, usage
from publish.portal.versions import versions
from publish.portal.words import environments
from publish.snapshot import Release
from schemas.core.i18n import LANGS, Lang
from schemas.core.site import Text


class Gone(HTTPException):
    """410 with the reason why a release may be read no more."""

    def __init__(self, withdrawn: Withdrawn) -> None:
        super().__init__(410, withdrawn.say("en"))
        self.withdrawn = withdrawn


class Absent(HTTPException):
    """404 with the reason, which pages say in their language."""

    def __init__(self, reason: UsageError) -> None:
        super().__init__(404, reason.say("en"))
        self.reason = reason


Group = tuple[Text, list[DatasetView]]
Sizes = Callable[[Release, str], Mapping[str, int]]


class Pages:
    """The pages of one portal; every method answers in the language it is asked in.

    ``base_url`` begins the addresses to cite; empty = as the request did. ``demo``: every page says that it shows
    invented figures. ``sizes`` are the bytes of a table's downloads by form, of the table whose path is given; 0 = not
    known yet.
    """

    def __init__(
        self, portal: Portal, stylesheet: Stylesheet, sizes: Sizes, base_url: str = "", *, demo: bool = False
    ) -> None:
        self.portal = portal
        self.demo = demo
        self._base_url = base_url
        self.site = portal.content.site
        self._stylesheet = stylesheet
        self._sizes = sizes
        self.qualities = Qualities(portal)
        self._environments = environments(self.site)
        self.charting = Charting(portal, base_url, self._environments)

    def routes(self) -> Iterator[Route]:
        for lang in LANGS:
            for path, page in (
                ("/datasets/{id}", self.dataset),
                ("/datasets/{id}/releases/{version}", self.release),
                ("/datasets/{id}/as-of", self.as_of),
            ):
                yield Route(f"{PREFIX[lang]}{path}".rstrip("/") or "/", partial(page, lang))

    def dataset(self, lang: Lang, request: Request) -> Response:
        state = self.portal.state
        dataset = request.path_params["id"]
        view = state.datasets.get(dataset)
        if view is None:
            raise absent(self.portal, dataset)
        return self._release_page(request, lang, state, self.portal.catalog.release(view.id, view.about.version), view)

    def release(self, lang: Lang, request: Request) -> Response:
        dataset, version = request.path_params["id"], request.path_params["version"]
        state = self.portal.state
        release = find_release(self.portal, dataset, version)
        view = state.datasets.get(dataset)
        return self._release_page(
            request, lang, state, release, view if view and view.about.version == version else None
        )

    def as_of(self, lang: Lang, request: Request) -> Response:
        """To the page of the version that was public at the end of the day ``on``; without a day, of the newest."""
        found = release_as_of(self.portal, request.path_params["id"], request.query_params.get("on", ""))
        address = f"{PREFIX[lang]}/datasets/{quote(found.dataset)}/releases/{quote(found.version)}"
        return RedirectResponse(address, 302, headers={"Cache-Control": "no-cache"})

    def _release_page(
        self, request: Request, lang: Lang, state: State, release: Release, view: DatasetView | None
    ) -> Response:
        """``view`` is given for the current release only."""
        said = view.about if view else about(release.dataset, release.descriptor, self.site)
        owner, address = self.charting.of_release(state, release, said), self.address(request)
        return self.render(
            request,
            lang,
            "dataset.html",
            state=state,
            about=said,
            view=view,
            release=release,
            publisher=state.registers.agency(said.publisher),
            tables=self._tables(said, release, state, view, lang),
            versions=versions(state, self.portal.catalog, release.dataset),
            registers=state.registers,
            address=address,
            charts=self.charting.shown(owner, lang, address),
            newest=state.datasets.get(release.dataset),
            set_back=set_back(self.portal.catalog, release.dataset),
            explained=self.portal.content.rules,
            is_release_page="version" in request.path_params,
            is_asked=is_asked(release.dataset, self.portal.content),
            counted=self.qualities.of(state, release.dataset) if view else None,
            usages=self._usages(request, said, release, view),
        )

    def _usages(
        self, request: Request, said: About, release: Release, view: DatasetView | None
    ) -> list[tuple[Text, tuple[Snippet, ...]]]:
        """How each table is used in programs."""
        address = self.address(request)
        named = {t.about.name: t.sqlite_name for t in view.tables} if view else {}
        return [
            (t.title, usage(address, release.dataset, release.version, t, named.get(t.name, ""))) for t in said.tables
        ]

    def _tables(
        self, said: About, release: Release, state: State, view: DatasetView | None, lang: Lang
    ) -> list[dict[str, Any]]:
        current = {t.about.name: t for t in view.tables} if view else {}
        sizes = {r.get("name"): r.get("bytes", 0) for r in release.descriptor["resources"]}
        return [
            {
                "about": table,
                "stem": PurePosixPath(table.path).stem,
                "bytes": sizes.get(table.name, 0),
                "sizes": self._sizes(release, table.path),
                "view": current.get(table.name),
                "preview": preview(release, table, StateNames(state, self.site), lang),
            }
            for table in said.tables
        ]

    def address(self, request: Request) -> str:
        """What addresses to cite begin with."""
        return (self._base_url or str(request.base_url)).rstrip("/")

    def render(self, request: Request, lang: Lang, template: str, status: int = 200, **context: Any) -> Response:
        """A page; ``twin`` is the address of the same page in the other language."""
        path = request.url.path
        plain = path.removeprefix(PREFIX["en"]) if path == PREFIX["en"] or path.startswith(f"{PREFIX['en']}/") else path
        twins = {other: f"{PREFIX[other]}{plain}".rstrip("/") or "/" for other in LANGS}
        frame = {
            "stylesheet": self._stylesheet.path,
            "twins": twins,
            "path": plain or "/",
            "state": self.portal.state,
            "banner": banner() if self.demo else "",
        }
        html = self._environments[lang].get_template(template).render({**frame, **context})
        headers = {"Cache-Control": "no-cache", "Content-Language": lang}
        if not self._base_url:  # addresses to cite begin as the request's did
            headers["Vary"] = "Host"
        if context.get("charts") or context.get("picture"):
            headers["Content-Security-Policy"] = CHARTS
        return HTMLResponse(html, status, headers=headers)


def groups(state: State) -> list[Group]:
    """The datasets by publisher, in the order of the register of publishers; those in no register last."""
    order = {code: place for place, code in enumerate(state.registers.agencies)}
    found: dict[str, list[DatasetView]] = {}
    for view in sorted(
        state.datasets.values(), key=lambda v: (order.get(v.about.publisher, len(order)), v.about.publisher)
    ):
        found.setdefault(view.about.publisher, []).append(view)
    return [(state.registers.agency(code), views) for code, views in found.items()]


def absent(portal: Portal, dataset: str) -> HTTPException:
    """Why a dataset that the portal does not show is not there: it was withdrawn, or there is none (yet)."""
    try:
        portal.catalog.release(dataset)
    except Withdrawn as withdrawn:
        return Gone(withdrawn.told_in(portal.content.site.timezone))
    except KeyError:
        pass
    return HTTPException(404)


def find_release(portal: Portal, dataset: str, version: str) -> Release:
    """A release that readers may see.

    Raises:
        HTTPException: 404, there is none; 410 (:class:`Gone`), it was withdrawn.
    """
    try:
        return portal.catalog.release(dataset, version)
    except Withdrawn as withdrawn:
        raise Gone(withdrawn.told_in(portal.content.site.timezone)) from None
    except (KeyError, ValueError):
        raise HTTPException(404) from None


def release_as_of(portal: Portal, dataset: str, when: str) -> Release:
    """The release of a version, or that was public at the end of a day or at a moment.

    Raises:
        HTTPException: 404 (:class:`Absent`), there was none; 410 (:class:`Gone`), it was withdrawn.
    """
    try:
        return release_of(portal.catalog, dataset, when, portal.content.site.timezone)
    except Withdrawn as withdrawn:
        raise Gone(withdrawn) from None
    except UsageError as error:
        raise Absent(error) from None
