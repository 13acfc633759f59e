"""The rows of a table in the JSON API, a page at a time, read from the archived release without holding it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

import polars as pl
from fastapi import APIRouter, HTTPException, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from publish.canonical import number_text
from publish.portal.api import problems
from publish.portal.pages import absent, release_as_of
from publish.portal.paging import Limit, Offset, next_page
from publish.portal.state import Portal
from publish.rows import iso
from publish.snapshot import Release

OWN = ("limit", "offset", "columns", "as_of")  # a column that is called so is asked for as ``limit__eq``
COMPARE = ("eq", "gte", "lte")
FILTERS = {
    "name": "filters",
    "in": "query",
    "description": (
        "COLUMN=value, COLUMN__gte=value or COLUMN__lte=value for any column of the table, as often as wanted: all "
        "must hold. Numbers are compared as numbers, all else as text; an empty value asks for empty cells. A column "
        "that is called as one of the other parameters is asked for as COLUMN__eq."
    ),
    "required": False,
    "style": "form",
    "explode": True,
    "schema": {"type": "object", "additionalProperties": {"type": "string"}},
}


class RowList(BaseModel):
    """Rows as the release has them, in its order. An empty cell is null; days and times are ISO 8601 texts."""

    model_config = ConfigDict(
        json_schema_extra={"required": ["dataset", "version", "table", "columns", "total", "rows", "next"]}
    )

    dataset: str
    version: str
    table: str
    columns: list[str]
    total: int
    rows: list[dict[str, Any]]
    next: str | None


def routes(portal: Portal, base_url: str) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["datasets"])

    def release_of(dataset: str, as_of: str) -> Release:
        if as_of:
            return release_as_of(portal, dataset, as_of)
        view = portal.state.datasets.get(dataset)
        if view is None:
            raise absent(portal, dataset)
        return portal.catalog.release(dataset, view.about.version)

    @router.get(
        "/datasets/{dataset}/tables/{table}/rows",
        responses=problems(404, 410, 422),
        openapi_extra={"parameters": [FILTERS]},
    )
    def list_rows(
        request: Request,
        response: Response,
        dataset: str,
        table: str,
        columns: Annotated[str, Query(description="names of columns, with commas between them")] = "",
        as_of: Annotated[str, Query(description="a version, a day (2025-11-20) or a moment (RFC 3339)")] = "",
        limit: Limit = 100,
        offset: Offset = 0,
    ) -> RowList:
        """The rows of a table for which everything asked holds: the same values as its CSV, with their types."""
        if not base_url:
            response.headers["Vary"] = "Host"
        release = release_of(dataset, as_of)
        rows = pl.scan_parquet(parquet_of(release, table), glob=False)
        types = rows.collect_schema()
        shown = _columns(columns, types)
        asked = [pair for pair in request.query_params.multi_items() if pair[0] not in OWN]
        rows = rows.filter(*(_condition(name, value, types) for name, value in asked))
        total = rows.select(pl.len()).collect(engine="streaming").item()
        part = rows.select(shown).slice(offset, limit).collect(engine="streaming") if offset < total else None
        return RowList(
            dataset=dataset,
            version=release.version,
            table=table,
            columns=shown,
            total=total,
            rows=[] if part is None else [*plain_rows(part)],
            next=next_page(request, base_url, limit, offset, total),
        )

    return router


def parquet_of(release: Release, table: str) -> Path:
    """Raises :class:`HTTPException` (404) if there is no such table."""
    for resource in release.descriptor["resources"]:
        path = str(PurePosixPath(str(resource.get("path"))).with_suffix(".parquet"))
        if resource.get("type") == "table" and resource["name"] == table and path in release.files:
            return release.files[path]
    raise HTTPException(404, f"no table {table}")


def _columns(text: str, types: Mapping[str, pl.DataType]) -> list[str]:
    """The columns asked for, or all. A comma inside a name cannot be told from one between names: then ask for all."""
    wanted = [name for name in text.split(",") if name] or list(types)
    if unknown := [name for name in wanted if name not in types]:
        raise HTTPException(422, f"columns: no {', '.join(unknown)}; there are {', '.join(types)}")
    return list(dict.fromkeys(wanted))


def _condition(asked: str, value: str, types: Mapping[str, pl.DataType]) -> pl.Expr:
    name, compare = (asked, "eq") if asked in types else _suffixed(asked)
    if name not in types:
        raise HTTPException(422, f"{asked}: no such column; there are {', '.join(types)}")
    column, dtype = pl.col(name), types[name]
    if value == "" and compare == "eq":
        return column.is_null()
    operand: Any = value
    if dtype.is_numeric():
        operand = _number(asked, value)
    elif dtype != pl.String:
        column = column.map_batches(lambda cells: iso(cells).cast(pl.String), return_dtype=pl.String)
    return {"eq": column.eq, "gte": column.ge, "lte": column.le}[compare](pl.lit(operand))


def _suffixed(asked: str) -> tuple[str, str]:
    name, _, compare = asked.rpartition("__")
    return (name, compare) if compare in COMPARE else (asked, "eq")


def _number(asked: str, value: str) -> int | float:
    try:
        return int(value) if value.removeprefix("-").isdecimal() and len(value) < 19 else float(value)
    except ValueError:
        raise HTTPException(422, f"{asked}: not a number: {value}") from None


def plain_rows(frame: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """Rows as JSON can hold them; what it has no number for (``NaN``, ``INF``) is text, as in the CSV."""
    columns: Sequence[pl.Series] = [iso(cells) for cells in frame.iter_columns()]
    for row in zip(*(column.to_list() for column in columns), strict=True):
        yield {
            name: number_text(value) if isinstance(value, float) and not math.isfinite(value) else value
            for name, value in zip(frame.columns, row, strict=True)
        }
