"""The charts of a release in the JSON API, and the collections of datasets."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from publish.about import about
from publish.portal.api import Words, problems, words
from publish.portal.pages import Pages, find_release


class ChartOut(BaseModel):
    """``kind`` is line or bar; ``svg``, ``png`` and ``spec`` (Vega-Lite) are addresses, English with ``?lang=en``."""

    id: str
    kind: str
    title: Words
    unit: Words
    source: Words
    notes: list[Words]
    series: int
    svg: str
    png: str
    spec: str


class ChartList(BaseModel):
    dataset: str
    version: str
    charts: list[ChartOut]


class CollectionOut(BaseModel):
    """``datasets`` are ids, in the order in which the page shows them."""

    id: str
    title: Words
    text: Words
    datasets: list[str]
    url: str


class CollectionList(BaseModel):
    collections: list[CollectionOut]


def routes(pages: Pages, base_url: str) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["datasets"])

    def address_of(request: Request, response: Response) -> str:
        if not base_url:
            response.headers["Vary"] = "Host"
        return (base_url or str(request.base_url)).rstrip("/")

    @router.get("/datasets/{dataset}/releases/{version}/charts", responses=problems(404, 410, 422))
    def list_charts(request: Request, response: Response, dataset: str, version: str) -> ChartList:
        """The charts of a release, the most telling first; none where its tables have nothing to compare."""
        release = find_release(pages.portal, dataset, version)
        said = about(dataset, release.descriptor, pages.site)
        owner = pages.charting.of_release(pages.portal.state, release, said)
        place = f"{address_of(request, response)}{owner.place}/charts"
        charts = [
            ChartOut(
                id=one.id,
                kind=one.kind,
                title=words(one.title),
                unit=words(one.unit),
                source=words(one.source),
                notes=[words(note) for note in one.notes],
                series=len(one.series),
                svg=f"{place}/{quote(one.id, safe='')}.svg",
                png=f"{place}/{quote(one.id, safe='')}.png",
                spec=f"{place}/{quote(one.id, safe='')}.json",
            )
            for one in owner.charts
        ]
        return ChartList(dataset=dataset, version=version, charts=charts)

    @router.get("/collections")
    def list_collections(request: Request, response: Response) -> CollectionList:
        """Datasets put together for one kind of reader."""
        address = address_of(request, response)
        found = [
            CollectionOut(
                id=one.id,
                title=words(one.title),
                text=words(one.text),
                datasets=list(one.datasets),
                url=f"{address}/collections/{quote(one.id, safe='')}",
            )
            for one in pages.site.collections
        ]
        return CollectionList(collections=found)

    return router
