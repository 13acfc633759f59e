"""Lists a page at a time, alike everywhere in the API: ``limit``, ``offset``, ``total`` and ``next``."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request

Limit = Annotated[int, Query(ge=1, le=1000)]
Offset = Annotated[int, Query(ge=0, le=10**9)]


def next_page(request: Request, base_url: str, limit: int, offset: int, total: int) -> str | None:
    """The address of the page after this one, which asks the same; null after the last."""
    after = offset + limit
    if after >= total:
        return None
    asked = [pair for pair in request.query_params.multi_items() if pair[0] not in ("limit", "offset")]
    address = (base_url or str(request.base_url)).rstrip("/")
    return f"{address}{request.url.path}?{urlencode([*asked, ('limit', limit), ('offset', after)])}"
