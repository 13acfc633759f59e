"""The rules in the JSON API: in words, with the rows that keep them and the rows that break them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from pydantic import BaseModel, ConfigDict

from publish.portal.api import Words, problems, words
from publish.portal.paging import Limit, Offset, next_page
from publish.rulebook import Rulebook, RuleEntry


class RuleOut(BaseModel):
    """A rule; ``reads`` are the columns it looks at, ``needs`` the other datasets."""

    id: str
    dataset: str
    table: str
    severity: str
    title: Words
    note: Words
    reads: list[str]
    needs: list[str]


class ExampleOut(BaseModel):
    """Rows that break the rule; ``found`` are the numbers, from 0, of the rows at which it is found."""

    rows: list[dict[str, Any]]
    found: list[int]


class RuleDetail(RuleOut):
    passing: list[dict[str, Any]]
    failing: list[ExampleOut]


class RuleList(BaseModel):
    """``next`` is the address of the following page, or null."""

    model_config = ConfigDict(json_schema_extra={"required": ["total", "rules", "next"]})

    total: int
    rules: list[RuleOut]
    next: str | None


def routes(rulebook: Rulebook, base_url: str) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["rules"])

    @router.get("/rules", responses=problems(422))
    def list_rules(request: Request, response: Response, limit: Limit = 1000, offset: Offset = 0) -> RuleList:
        """Every rule of the catalog, in the order of their ids."""
        if not base_url:
            response.headers["Vary"] = "Host"
        total = len(rulebook.entries)
        shown = [RuleOut(**_said(entry)) for entry in islice(rulebook.entries.values(), offset, offset + limit)]
        return RuleList(total=total, rules=shown, next=next_page(request, base_url, limit, offset, total))

    @router.get("/rules/{rule}", responses=problems(404, 422))
    def show_rule(rule: str) -> RuleDetail:
        """One rule with its examples; they are made up."""
        if rule not in rulebook.entries:
            raise HTTPException(404, "no such rule")
        entry = rulebook.entries[rule]
        names = [c.name for c in entry.columns]
        failing = [
            ExampleOut(rows=[_shown(r, names) for r in e.rows], found=list(e.found)) for e in rulebook.failing(entry)
        ]
        return RuleDetail(**_said(entry), passing=[_shown(r, names) for r in entry.table.examples], failing=failing)

    return router


def _said(entry: RuleEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "dataset": entry.dataset,
        "table": entry.table.name,
        "severity": entry.severity,
        "title": words(entry.title),
        "note": words(entry.note),
        "reads": list(dict.fromkeys(entry.rule.uses)),
        "needs": list(entry.others),
    }


def _shown(row: Mapping[str, Any], names: list[str]) -> dict[str, Any]:
    return {name: row.get(name) for name in names}
