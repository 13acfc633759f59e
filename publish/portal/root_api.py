"""What the JSON API has, for those who begin at its root."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from publish.portal.state import Portal


class OperationOut(BaseModel):
    """``path`` has its parameters in braces."""

    method: str
    path: str
    summary: str


class RootOut(BaseModel):
    """``openapi`` is the document that says every parameter and every answer."""

    snapshot: int
    openapi: str
    operations: list[OperationOut]


def routes(portal: Portal, base_url: str) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["api"])

    @router.get("")
    def list_operations(request: Request, response: Response) -> RootOut:
        """Every operation of this API."""
        if not base_url:
            response.headers["Vary"] = "Host"
        address = (base_url or str(request.base_url)).rstrip("/")
        document = request.app.openapi()
        operations = [
            OperationOut(method=method.upper(), path=path, summary=said.get("description", said["summary"]))
            for path, methods in document["paths"].items()
            for method, said in methods.items()
        ]
        return RootOut(snapshot=portal.state.number, openapi=f"{address}/openapi.json", operations=operations)

    return router
