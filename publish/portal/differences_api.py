"""What differs between two releases, for programs: a page at a time; the files have all of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from publish.compared import FORMS, Comparison, Part, parts, said_key
from publish.diff import COLUMN, NEW, OLD, PLACE, TableDiff
from publish.distributions import Unavailable
from publish.portal.api import ReleaseOut, problems, release_out
from publish.portal.comparisons import Comparisons
from publish.portal.versions import Version


class TableDiffOut(BaseModel):
    """How much of a table differs; ``cells_changed`` counts columns that both releases have."""

    name: str
    key: list[str]
    columns_added: list[str]
    columns_removed: list[str]
    rows_added: int
    rows_removed: int
    cells_changed: int


class ChangeOut(BaseModel):
    """One thing that differs. ``change``: column-added, column-removed, added or removed (``row``), changed (a cell).

    All values are the text that was released, an empty cell is an empty text. A cell of a column that came has no
    ``old``, of one that went no ``new``. Of a row without a key ``key`` is null, or its place (``_place``, from 0).
    """

    table: str
    change: str
    key: dict[str, str] | None = None
    column: str | None = None
    old: str | None = None
    new: str | None = None
    row: dict[str, str] | None = None


class WithdrawnOut(BaseModel):
    """A version that may be read no more: since when, and why."""

    version: str
    created: str
    reason: str


class DiffOut(BaseModel):
    """``releases`` are those that made the older one into the newer, with their reasons; ``files`` have all of it.

    Of those among them that were ``withdrawn`` nothing but that is told: what they changed may be among the changes.
    ``total`` counts all changes; ``next`` is the address of the following page, or null. A file of the form csv is
    what ``daff patch`` applies to one table, named by ``?table=`` where there are several.
    """

    model_config = ConfigDict(
        json_schema_extra={"required": ["dataset", "before", "after", "total", "changes", "next"]}
    )

    dataset: str
    before: str
    after: str
    releases: list[ReleaseOut]
    withdrawn: list[WithdrawnOut]
    tables: list[TableDiffOut]
    files: dict[str, str]
    total: int
    changes: list[ChangeOut]
    next: str | None


def routes(comparisons: Comparisons, base_url: str) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["datasets"])

    @router.get("/datasets/{dataset}/diff/{before}...{after}", responses=problems(404, 410, 422))
    def show_diff(
        request: Request,
        response: Response,
        dataset: str,
        before: str,
        after: str,
        limit: Annotated[int, Query(ge=1, le=10_000)] = 1000,
        offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
    ) -> DiffOut:
        """Every column, row and cell that differs between two releases, table by table."""
        old, new = comparisons.pair(dataset, before, after)
        try:
            found = comparisons.of(old, new)
        except Unavailable as error:
            raise HTTPException(422, error.say("en")) from None
        if not base_url:
            response.headers["Vary"] = "Host"
        address = (base_url or str(request.base_url)).rstrip("/")
        between = comparisons.between(old, new)
        total = sum(part.frame.height for part in parts(found))
        here = f"/datasets/{quote(dataset)}/diff/{before}...{after}"
        later = f"{address}/api/v1{here}?limit={limit}&offset={offset + limit}" if offset + limit < total else None
        return DiffOut(
            dataset=dataset,
            before=before,
            after=after,
            releases=[release_out(one.release) for one in between if one.release],
            withdrawn=[*_withdrawn(between)],
            tables=[_table(name, diff) for name, diff in found.tables.items()],
            files={form.ending: f"{address}{here}.{form.ending}" for form in FORMS.values()},
            total=total,
            changes=[*_changes(found, offset, limit)],
            next=later,
        )

    return router


def _withdrawn(between: Iterable[Version]) -> Iterator[WithdrawnOut]:
    for one in between:
        if said := one.withdrawn:
            yield WithdrawnOut(version=one.version, created=said.created, reason=said.reason)


def _table(name: str, diff: TableDiff) -> TableDiffOut:
    return TableDiffOut(
        name=name,
        key=[column for column in diff.by if column != PLACE],
        columns_added=diff.columns_added,
        columns_removed=diff.columns_removed,
        rows_added=diff.added.height,
        rows_removed=diff.removed.height,
        cells_changed=diff.corrected.height,
    )


def _changes(comparison: Comparison, offset: int, limit: int) -> Iterator[ChangeOut]:
    for part in parts(comparison):
        some = part.frame.slice(offset, limit) if offset < part.frame.height else part.frame.clear()
        yield from (_change(part, row) for row in some.iter_rows(named=True))
        offset, limit = max(0, offset - part.frame.height), limit - some.height
        if not limit:
            return


def _change(part: Part, row: dict[str, Any]) -> ChangeOut:
    said: dict[str, Any] = {"table": part.table, "change": part.change}
    if part.change == "changed":
        said |= {
            "key": {name: row[k] for name, k in said_key(part.by).items()},
            "column": row[COLUMN],
            "old": row[OLD],
            "new": row[NEW],
        }
    elif part.change in ("added", "removed"):
        key = None if PLACE in part.by else {name: row[name] for name in part.by}
        said |= {"key": key, "row": {name: text for name, text in row.items() if name != PLACE}}
    else:
        said |= {"column": row[COLUMN]}
    return ChangeOut(**said)
