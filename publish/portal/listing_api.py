"""The catalog in the JSON API: the datasets sifted by facets and words, a page at a time, whole or in part."""

from __future__ import annotations

from collections.abc import Mapping
from heapq import nlargest
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from publish.portal.api import DatasetOut, dataset_out, problems
from publish.portal.paging import Limit, Offset, next_page
from publish.portal.sifting import Asked, Sort, sifted
from publish.portal.state import Portal
from publish.search import MOST_LETTERS

MOST = 200  # options of a facet that are told
Options = Annotated[list[str], Query(max_length=50)]


class DatasetList(BaseModel):
    """One page of the catalog as it was at ``snapshot``; ``next`` is the address of the following page, or null.

    ``datasets`` hold the fields that ``fields`` names, or all. ``facets``, where asked for: how many datasets each
    option leaves, with what was chosen in the other facets; of a facet with very many the 200 most used.
    """

    model_config = ConfigDict(json_schema_extra={"required": ["snapshot", "total", "datasets", "next"]})

    snapshot: int
    total: int
    datasets: list[DatasetOut | dict[str, Any]]
    next: str | None
    facets: dict[str, dict[str, int]] | None = None


def routes(portal: Portal, base_url: str) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["datasets"])

    @router.get("/datasets", responses=problems(422, 503))
    def list_datasets(
        request: Request,
        response: Response,
        agency: Options = [],  # noqa: B006
        keyword: Options = [],  # noqa: B006
        target: Options = [],  # noqa: B006
        task: Options = [],  # noqa: B006
        frequency: Options = [],  # noqa: B006
        standing: Options = [],  # noqa: B006
        format: Options = [],  # noqa: A002, B006
        q: Annotated[str, Query(max_length=MOST_LETTERS, description="words that must be found")] = "",
        sort: Annotated[Sort, Query(description="relevance goes with q")] = "id",
        fields: Annotated[str, Query(description="names of fields, with commas between them")] = "",
        facets: bool = False,
        limit: Limit = 100,
        offset: Offset = 0,
    ) -> DatasetList:
        """The datasets of the catalog. Of one facet any option may hold, of several facets each must."""
        if not base_url:
            response.headers["Vary"] = "Host"
        state, address = portal.state, (base_url or str(request.base_url)).rstrip("/")
        wanted = _fields(fields)
        chosen = {
            "agency": agency,
            "keyword": keyword,
            "target": target,
            "task": task,
            "frequency": frequency,
            "standing": standing,
            "format": format,
        }
        kept = sifted(state, Asked(chosen, q, sort))
        shown = [dataset_out(view, state, address) for view in kept.views[offset : offset + limit]]
        return DatasetList(
            snapshot=state.number,
            total=len(kept.views),
            datasets=[one.model_dump(include=wanted) if wanted else one for one in shown],
            next=next_page(request, base_url, limit, offset, len(kept.views)),
            facets={name: _most(options) for name, options in kept.counts.items()} if facets else None,
        )

    return router


def _most(options: Mapping[str, int]) -> dict[str, int]:
    often = nlargest(MOST, options, key=lambda option: options[option]) if len(options) > MOST else options
    return {option: options[option] for option in sorted(often)}


def _fields(text: str) -> set[str]:
    """Raises :class:`HTTPException` (422) at a field that there is not."""
    wanted = {name.strip() for name in text.split(",")} - {""}
    if unknown := wanted - DatasetOut.model_fields.keys():
        known = ", ".join(DatasetOut.model_fields)
        raise HTTPException(422, f"fields: no {', '.join(sorted(unknown))}; there are {known}")
    return wanted
