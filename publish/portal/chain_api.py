"""The chain of catalog snapshots, byte for byte: with it anybody can check what was published without trusting us."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from publish.portal.api import problems
from publish.portal.state import Portal
from publish.portal.stylesheet import FOREVER


class SnapshotOut(BaseModel):
    """``digest`` is of the bytes at ``url``; ``previous`` of those of the snapshot before, null in the first one.

    ``reason`` says of a rollback why older releases are named again; it is empty otherwise.
    """

    number: int
    created: str
    previous: str | None
    digest: str
    reason: str
    url: str


class SnapshotList(BaseModel):
    """The newest first; ``next`` is the address of the following page, or null."""

    model_config = ConfigDict(json_schema_extra={"required": ["total", "snapshots", "next"]})

    total: int
    snapshots: list[SnapshotOut]
    next: str | None


def routes(portal: Portal, base_url: str) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["snapshots"])
    catalog = portal.catalog

    def shown(number: int, address: str) -> SnapshotOut:
        one, url = catalog.snapshot(number), f"{address}/{number}"
        return SnapshotOut(
            number=number,
            created=one.created,
            previous=one.previous,
            digest=catalog.digest(number),
            reason=one.reason,
            url=url,
        )

    @router.get("/snapshots", responses=problems(422))
    def list_snapshots(
        request: Request,
        response: Response,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
        offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
    ) -> SnapshotList:
        """Every state the catalog ever had."""
        if not base_url:
            response.headers["Vary"] = "Host"
        address = f"{(base_url or str(request.base_url)).rstrip('/')}/api/v1/snapshots"
        newest, after = portal.state.number, offset + limit
        found = [shown(number, address) for number in range(newest - offset, max(newest - after, 0), -1)]
        more = f"{address}?limit={limit}&offset={after}" if after < newest else None
        return SnapshotList(total=newest, snapshots=found, next=more)

    @router.get("/snapshots/{number}", responses=problems(404, 422))
    def show_snapshot(number: Annotated[int, Path(ge=1, le=10**9)]) -> Response:
        """One state as it is archived: which version of each dataset it named, by which digest."""
        if number > portal.state.number:
            raise HTTPException(404, "no such snapshot")
        headers = {"Cache-Control": FOREVER, "ETag": f'"{catalog.digest(number)}"', "Access-Control-Allow-Origin": "*"}
        return Response(catalog.bytes(number), media_type="application/json", headers=headers)

    return router
