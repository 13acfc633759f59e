"""What programs ask for first: ``/robots.txt``, ``/sitemap.xml`` (sitemaps.org 0.9) and ``/llms.txt``."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote
from xml.etree import ElementTree

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from publish.portal.pages import Pages
from publish.portal.state import PREFIX, State
from schemas.core.i18n import LANGS

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST = 50_000  # addresses that one sitemap may hold
MADE = ("/data/", "/en/data/", "/search", "/en/search", "/check/", "/en/check/", "/api/")  # of questions without end
PAGES = ("/", "/datasets", "/targets", "/indicators", "/agencies", "/tasks", "/rules", "/quality", "/observations")


class Machines:
    """``base_url`` begins the addresses, or the request's own where it is empty."""

    def __init__(self, pages: Pages, base_url: str, known: tuple[str, ...]) -> None:
        self._pages = pages
        self._base_url = base_url
        self._known = known  # the paths that have a page

    def routes(self) -> Iterator[Route]:
        yield Route("/robots.txt", self.robots)
        if not self._pages.demo:
            yield Route("/sitemap.xml", self.sitemap)
            yield Route("/llms.txt", self.llms)

    def robots(self, request: Request) -> Response:
        """In a demonstration nothing is to be looked at; else all but what is made anew for each question."""
        closed = ["/"] if self._pages.demo else MADE
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
        if not self._pages.demo:
            lines.append(f"Sitemap: {self._address(request)}/sitemap.xml")
        return PlainTextResponse("\n".join(lines) + "\n")

    def sitemap(self, request: Request) -> Response:
        """Every page with its twin in the other language; those of datasets with the day of their release."""
        root, address = ElementTree.Element("urlset", {"xmlns": NAMESPACE}), self._address(request)
        for path, day in list(self._paths(self._pages.portal.state))[: MOST // len(LANGS)]:
            for lang in LANGS:
                one = ElementTree.SubElement(root, "url")
                ElementTree.SubElement(one, "loc").text = address + (f"{PREFIX[lang]}{path}".rstrip("/") or "/")
                if day:
                    ElementTree.SubElement(one, "lastmod").text = day
        body = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
        return Response(body, media_type="application/xml", headers=self._headers())

    def llms(self, request: Request) -> Response:
        """The catalog in Markdown, for programs that read text."""
        state, site, address = self._pages.portal.state, self._pages.site, self._address(request)
        lines = [f"# {site.name['en']}", "", f"> {site.tagline['en']}", "", site.about["en"], "", "## Datasets", ""]
        for view in state.datasets.values():
            said = " ".join(view.about.description["en"].split())
            page = f"{address}/en/datasets/{quote(view.id)}"
            lines.append(f"- [{view.about.title['en']}]({page}): {said} ({view.standing}, {view.rows} rows)")
        lines += ["", "## For programs", ""]
        for name, path in (
            ("JSON API (OpenAPI 3.1)", "/openapi.json"),
            ("Every dataset as JSON", "/api/v1/datasets"),
            ("SQL on every table, read only", "/data/catalog"),
            ("The catalog as DCAT 3, for harvesters", "/catalog.ttl"),
            ("How to use all this", "/en/developers"),
        ):
            lines.append(f"- [{name}]({address}{path})")
        return PlainTextResponse("\n".join(lines) + "\n", headers=self._headers())

    def _paths(self, state: State) -> Iterator[tuple[str, str]]:
        yield from ((path, "") for path in PAGES if path in self._known)
        yield from ((f"/collections/{quote(one.id)}", "") for one in self._pages.site.collections)
        if plan := state.plan:
            for kind, ids in (("targets", plan.targets), ("indicators", plan.indicators), ("agencies", plan.agencies)):
                yield from ((f"/{kind}/{quote(one)}", "") for one in ids)
            yield from ((f"/tasks/{quote(one)}", "") for one in plan.tasks)
        yield from ((f"/datasets/{quote(view.id)}", view.about.created[:10]) for view in state.datasets.values())

    def _address(self, request: Request) -> str:
        return (self._base_url or str(request.base_url)).rstrip("/")

    def _headers(self) -> dict[str, str]:
        return {"Cache-Control": "no-cache"} | ({} if self._base_url else {"Vary": "Host"})
