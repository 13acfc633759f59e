"""Answers in CKAN's envelope, and refusals by their CKAN names and statuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import JSONResponse


class ActionError(Exception):
    """An answer other than a result: ``status``, CKAN's name for it, and what it tells besides."""

    def __init__(self, status: int, kind: str, /, **told: Any) -> None:
        super().__init__(kind)
        self.status = status
        self.error = {"__type": kind, **told}


def invalid(name: str, message: str) -> ActionError:
    """A parameter that has the wrong kind, or is out of bounds."""
    return ActionError(409, "Validation Error", **{name: [message]})


def not_found(message: str = "Not found") -> ActionError:
    return ActionError(404, "Not Found Error", message=message)


def misasked(message: str) -> ActionError:
    """A search that CKAN might understand and this portal does not."""
    return ActionError(400, "Search Query Error", message=f"Search Query is invalid: {message}")


def malformed(message: str) -> ActionError:
    return ActionError(400, "Bad Request", message=f"Bad request: {message}")


def read_only(name: str) -> ActionError:
    message = f"Access denied: {name} would write, and this is a read-only portal; what it shows is released elsewhere"
    return ActionError(403, "Authorization Error", message=message)


def envelope(help_: str, said: Mapping[str, Any], status: int, headers: Mapping[str, str]) -> JSONResponse:
    """``said`` is ``{"result": …}`` or ``{"error": …}``."""
    body = {"help": help_, "success": "result" in said, **said}
    return JSONResponse(body, status, headers=dict(headers))
