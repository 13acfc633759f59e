"""The long table of all figures in the JSON API."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from publish.portal.api import problems
from publish.portal.paging import Limit, next_page
from publish.portal.sifting import BUSY
from publish.portal.state import Portal
from publish.sqlite.names import LONG_TABLE
from publish.sqlite.reading import reading
from schemas.core.period import parse_period

DEEPEST = 100_000  # offset; whoever wants more takes the file
CONDITIONS = {
    "indicator": '"indicator" = :indicator',
    "place": '"geo_code" = :place',
    "start": '"period_start" >= :start',
    "end": '"period_end" <= :end',
}


class Observation(BaseModel):
    """One figure, in ``unit``. ``indicator`` is ``dataset.column``; ``breakdown`` are the other columns of its key."""

    dataset: str
    indicator: str
    period: str
    freq: str | None
    period_start: str | None
    period_end: str | None
    geo_code: str
    breakdown: str
    value: float | None
    unit: str | None
    unit_en: str | None
    data_status: str | None
    obs_flag: str | None
    provenance: str | None
    release: str | None
    source_doc: str | None
    source_url: str | None


class ObservationList(BaseModel):
    model_config = ConfigDict(json_schema_extra={"required": ["snapshot", "total", "observations", "next"]})

    snapshot: int
    total: int
    observations: list[Observation]
    next: str | None


def routes(portal: Portal, base_url: str) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["observations"])

    @router.get("/observations", responses=problems(422, 503))
    def list_observations(
        request: Request,
        response: Response,
        indicator: Annotated[str, Query(description="dataset.column, or dataset/table.column")] = "",
        place: Annotated[str, Query(description="code of an administrative unit")] = "",
        begin: Annotated[str, Query(alias="from", description="a period: none that began before it")] = "",
        end: Annotated[str, Query(alias="to", description="a period: none that ended after it")] = "",
        limit: Limit = 100,
        offset: Annotated[int, Query(ge=0, le=DEEPEST)] = 0,
    ) -> ObservationList:
        """Figures of all datasets, in the order of indicator, place and period; periods are as in 2024, 2024-Q3."""
        if not base_url:
            response.headers["Vary"] = "Host"
        state = portal.state
        asked = {"indicator": indicator, "place": place, "start": _bound(begin, "start"), "end": _bound(end, "end")}
        kept = {name: value for name, value in asked.items() if value}
        try:
            total, rows = (0, []) if state.database is None else _read(state.database, kept, limit, offset)
        except TimeoutError:
            raise HTTPException(503, BUSY) from None
        more = next_page(request, base_url, limit, offset, min(total, DEEPEST + limit))
        return ObservationList(snapshot=state.number, total=total, observations=rows, next=more)

    return router


def _bound(text: str, which: str) -> str:
    """The first day of a period, or the day after its last."""
    try:
        return getattr(parse_period(text), which).isoformat() if text else ""
    except ValueError:
        raise HTTPException(422, f"not a period: {text}") from None


def _read(database: Path, asked: Mapping[str, str], limit: int, offset: int) -> tuple[int, list[Observation]]:
    """A page of what is asked for, and how many there are. Raises :class:`TimeoutError`."""
    kept = " AND ".join(CONDITIONS[name] for name in asked) or "1"
    with reading(database) as db:
        db.row_factory = sqlite3.Row
        named = ", ".join(f'"{name}"' for name in Observation.model_fields)
        counted = f'SELECT count(*) FROM "{LONG_TABLE}" WHERE {kept}'  # noqa: S608
        if asked.keys() <= {"indicator"}:  # it is counted already
            counted = f'SELECT coalesce(sum("rows"), 0) FROM "_indicators" WHERE {kept}'  # noqa: S608
        total = db.execute(counted, asked).fetchone()[0]
        page = f'SELECT {named} FROM "{LONG_TABLE}" WHERE {kept} LIMIT :limit OFFSET :offset'  # noqa: S608
        rows = db.execute(page, {**asked, "limit": limit, "offset": offset}) if offset < total else ()
        return total, [Observation(**row) for row in rows]
