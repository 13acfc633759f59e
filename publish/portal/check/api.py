"""The same check for programs: a file in, the report as JSON out. Nothing is kept at all."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from pydantic import BaseModel, ConfigDict

from publish.portal.api import Words, problems
from publish.portal.check.intake import Intake
from publish.portal.check.limits import Bounds
from publish.portal.check.refused import Refused


class _Open(BaseModel):
    """What is empty may be left out."""

    model_config = ConfigDict(extra="allow")


class FoundOut(_Open):
    """One finding: where it is, as the sender sees it, what was sent, and how to mend it."""

    rule: str
    severity: str
    dataset: str = ""
    table: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    cell: str = ""
    value: str | None = None
    message: Words
    mend: Words


class CauseOut(_Open):
    """All findings with one cause: ``count`` of them, of ``values`` different values."""

    rule: str
    severity: str
    count: int
    values: int
    message: Words
    mend: Words
    examples: list[dict[str, Any]] = []


class CheckOut(_Open):
    """The report on one file: ``valid`` where it holds no error; what was found in it, changed and left out.

    ``errors``, ``warnings`` and ``causes`` count all findings, ``not_listed`` those that are not listed one by one.
    """

    file: str
    valid: bool
    errors: int
    warnings: int
    parts: list[dict[str, Any]]
    repairs: list[dict[str, Any]]
    left_out: list[dict[str, Any]]
    tables: list[dict[str, Any]]
    causes: list[CauseOut]
    findings: list[FoundOut]
    not_listed: int = 0
    unchecked: dict[str, str]


FORM = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {"type": "string", "format": "binary", "description": "XLSX, XLS, ODS, CSV or other delimited text."},
        "dataset": {"type": "string", "description": "The id of its dataset; without it, the headings must say."},
        "source_doc": {"type": "string", "description": "The document that the figures come with."},
    },
}


def routes(intake: Intake, bounds: Bounds) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["check"])

    @router.post(
        "/check",
        response_model=CheckOut,
        responses=problems(400, 408, 413, 422, 500, 503),
        openapi_extra={"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": FORM}}}},
        description=_described(bounds),
    )
    async def check(request: Request) -> Response:
        try:
            answered = await intake.take(request)
        except Refused as refused:
            raise HTTPException(refused.status, refused.say("en"), refused.headers) from None
        return Response(answered.json, media_type="application/json", headers={"Cache-Control": "no-store"})

    return router


def _described(bounds: Bounds) -> str:
    file = bounds.file
    return (
        "What is wrong with a file, and how to mend it. The file is deleted when its check ends. "
        f"At most {file.bytes // 10**6} MB, {file.rows:,} rows and {file.seconds:.0f} seconds; "
        f"{bounds.checks} files are checked at a time."
    )
