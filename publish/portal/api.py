"""The JSON API: what the pages show of datasets and releases, with an OpenAPI document made from these functions."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import PurePosixPath
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel

from publish.portal.dataset import DatasetView, archived_view
from publish.portal.pages import absent, find_release, release_as_of
from publish.portal.state import Portal, State
from publish.snapshot import Release
from publish.sqlite import ReleaseInfo
from schemas.core.site import Text

FORMATS: Mapping[str, str] = {  # of a table -> how its address ends
    "csv": ".csv",
    "csv-excel": ".csv?bom=1&safe=1",
    "xlsx": ".xlsx",
    "json": ".json",
    "parquet": ".parquet",
    "sqlite": ".sqlite",
}


class Problem(BaseModel):
    """The one shape of an error (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class Words(BaseModel):
    """A text in Vietnamese and in English; English falls back to Vietnamese."""

    vi: str
    en: str


class LicenceOut(BaseModel):
    title: Words
    url: str
    pending: bool


class SourceOut(BaseModel):
    title: Words
    url: str
    license: Words


class ColumnOut(BaseModel):
    name: str
    type: str
    title: Words
    description: Words
    unit: Words
    codelist: str
    key: bool
    required: bool


class TableOut(BaseModel):
    """A table. ``downloads`` are addresses by form.

    csv is the archived file, csv-excel the same for spreadsheets: with a byte order mark, and an apostrophe before each
    text that would be taken for a formula (``?bom=1`` and ``?safe=1`` of any CSV). xlsx, json, parquet and sqlite hold
    the same values. Every answer has an ETag, a Repr-Digest (RFC 9530) and a Link to the licence, and can be had in
    parts (Range). A form that cannot hold the table whole is answered with 404 and the reason. ``query`` is where a
    table of the current release is asked by SQL.
    """

    name: str
    title: Words
    description: Words
    rows: int
    rows_by_provenance: dict[str, int]
    columns: list[ColumnOut]
    downloads: dict[str, str]
    query: str | None


class FileOut(BaseModel):
    """A resource that is no table."""

    name: str
    title: Words
    description: Words
    bytes: int
    url: str


class ReleaseOut(BaseModel):
    version: str
    created: str
    digest: str
    reasons: list[Words]
    justification: str | None


class DatasetOut(BaseModel):
    """A dataset in its current release.

    ``standing``: official, cited, compiled, unstated, sample where all rows are of that kind; mixed where they are
    of several, which ``rows_by_kind`` counts; files where there are no tables; awaiting where there are no rows.
    """

    id: str
    title: Words
    description: Words
    publisher: str
    publisher_name: Words
    frequency: str
    standing: str
    rows: int
    rows_by_kind: dict[str, int]
    version: str
    created: str
    licences: list[LicenceOut]
    url: str


class DatasetDetail(DatasetOut):
    sources: list[SourceOut]
    keywords: list[str]
    targets: list[str]
    tasks: list[str]
    tables: list[TableOut]
    files: list[FileOut]
    package: str
    releases: list[ReleaseOut]


def routes(portal: Portal, base_url: str) -> APIRouter:
    """Links in answers are absolute: they begin with ``base_url``, or as the request did where that is empty."""

    def varying(response: Response) -> None:
        if not base_url:
            response.headers["Vary"] = "Host"

    router = APIRouter(prefix="/api/v1", tags=["datasets"], dependencies=[Depends(varying)])

    def address_of(request: Request) -> str:
        return (base_url or str(request.base_url)).rstrip("/")

    @router.get("/datasets/{dataset}", responses=problems(404, 410, 422))
    def showdataset_out(
        request: Request,
        dataset: str,
        as_of: Annotated[str, Query(description="a version, a day (2025-11-20) or a moment (RFC 3339)")] = "",
    ) -> DatasetDetail:
        """One dataset: its description, data dictionary, downloads and versions; as of a day where that is asked."""
        state = portal.state
        if as_of:
            return of_release(request, release_as_of(portal, dataset, as_of))
        if dataset not in state.datasets:
            raise absent(portal, dataset)
        return _detail(state.datasets[dataset], state, address_of(request))

    @router.get("/datasets/{dataset}/releases/{version}", responses=problems(404, 410, 422))
    def show_release(request: Request, dataset: str, version: str) -> DatasetDetail:
        """The same of one release, which never changes but in the names of agencies and the list of versions."""
        return of_release(request, find_release(portal, dataset, version))

    def of_release(request: Request, release: Release) -> DatasetDetail:
        return _detail(archived_view(release, portal.content.site), portal.state, address_of(request))

    return router


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The errors an operation may answer with, for its document."""
    content = {"application/problem+json": {"schema": Problem.model_json_schema()}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


def words(text: Text) -> Words:
    return Words(vi=text.vi, en=text["en"])


def dataset_out(view: DatasetView, state: State, address: str) -> DatasetOut:
    """What the list and the dataset's own answer say alike; ``address`` begins its links."""
    said = view.about
    return DatasetOut(
        id=said.id,
        title=words(said.title),
        description=words(said.description),
        publisher=said.publisher,
        publisher_name=words(state.registers.agency(said.publisher)),
        frequency=said.frequency,
        standing=view.standing,
        rows=view.rows,
        rows_by_kind=view.kinds,
        version=said.version,
        created=said.created,
        licences=[LicenceOut(title=words(x.title), url=x.url, pending=x.pending) for x in said.licences],
        url=f"{address}/datasets/{quote(said.id)}",
    )


def _detail(view: DatasetView, state: State, address: str) -> DatasetDetail:
    said = view.about
    files = f"{address}/datasets/{quote(said.id)}/releases/{said.version}"
    return DatasetDetail(
        **dataset_out(view, state, address).model_dump(),
        sources=[SourceOut(title=words(o.title), url=o.url, license=words(o.license)) for o in said.origins],
        keywords=list(said.keywords),
        targets=list(said.targets),
        tasks=list(said.tasks),
        tables=_tables(view, files, address),
        files=[
            FileOut(
                name=f.name,
                title=words(f.title),
                description=words(f.description),
                bytes=f.bytes,
                url=f"{files}/{quote(f.path)}",
            )
            for f in said.files
        ],
        package=f"{files}/datapackage.zip",
        releases=[release_out(release) for release in state.releases.get(said.id, ())],
    )


def _tables(view: DatasetView, files: str, address: str) -> list[TableOut]:
    return [
        TableOut(
            name=table.about.name,
            title=words(table.about.title),
            description=words(table.about.description),
            rows=table.rows,
            rows_by_provenance=dict(table.codes),
            columns=[
                ColumnOut(
                    name=c.name,
                    type=c.type,
                    title=words(c.title),
                    description=words(c.description),
                    unit=words(c.unit),
                    codelist=c.codelist,
                    key=c.key,
                    required=c.required,
                )
                for c in table.about.columns
            ],
            downloads={
                kind: f"{files}/{quote(PurePosixPath(table.about.path).stem)}{end}" for kind, end in FORMATS.items()
            },
            query=f"{address}/data/catalog/{table.sqlite_name}" if table.sqlite_name else None,
        )
        for table in view.tables
    ]


def release_out(release: ReleaseInfo) -> ReleaseOut:
    return ReleaseOut(
        version=release.version,
        created=release.created,
        digest=release.digest,
        reasons=[words(reason) for reason in release.reasons],
        justification=release.justification,
    )
