"""What a reader sees of Datasette where something is not there, was asked wrongly, or takes too long."""

from __future__ import annotations

import logging
import sqlite3
import sys
from collections.abc import Generator
from dataclasses import dataclass
from functools import partial
from typing import Any

from datasette import Response, hookimpl
from datasette.app import Datasette
from datasette.plugins import pm
from datasette.utils.asgi import Base400
from datasette.views.base import DatasetteError
from jinja2 import Environment

from publish import datasette_house
from publish.datasette_house import House
from publish.datasette_limits import BUSY
from schemas.core.i18n import say

logger = logging.getLogger(__name__)
ABSENT = "There is nothing at this address. It may have been typed wrong."
TOO_LONG = "A value here is too long to be shown; the files to download on the dataset's page hold it whole."
INTERRUPTED = "The query took longer than a second and was stopped. Ask for fewer rows, or download the whole table."


@dataclass(frozen=True)
class Fault:
    """``advice`` is a sentence of ours, ``detail`` what SQLite or Datasette say, in English."""

    status: int
    heading: str
    advice: str = ""
    detail: str = ""


@hookimpl(hookwrapper=True)  # type: ignore[untyped-decorator]
def handle_exception(datasette: Datasette, request: Any, exception: Exception) -> Generator[None, Any, None]:
    """Our pages say it in their own way and only so; any other Datasette in the process as it always does."""
    outcome = yield
    if house := getattr(datasette, "house", None):
        outcome.force_result([partial(_answer, datasette.jinja_env, house, request, exception)])


async def _answer(environment: Environment, house: House, request: Any, exception: Exception) -> Any:
    fault, lang = _fault(exception), house.frame.lang
    if fault.status == 500:
        logger.error("%s failed", request.path, exc_info=exception)
    heading, advice = (text and say("publish", lang, text) for text in (fault.heading, fault.advice))
    if request.path.endswith(".json"):
        error = " ".join(text for text in (advice, fault.detail) if text)
        return Response.json({"ok": False, "error": error, "status": fault.status, "title": heading}, fault.status)
    said = {"heading": heading, "advice": advice, "detail": fault.detail}
    page = await environment.get_template("error.html").render_async(house.variables(request.full_path) | said)
    return Response.html(page, fault.status)


def _fault(exception: Exception) -> Fault:
    if isinstance(exception, sqlite3.ProgrammingError):  # an address of a row with fewer parts than the key
        return Fault(404, "Page not found", ABSENT)
    if isinstance(exception, sqlite3.DataError):
        return Fault(400, "This cannot be shown", TOO_LONG)
    status = getattr(exception, "status", 500)
    if isinstance(exception, Base400) and status == 404:
        return Fault(404, "Page not found", ABSENT)
    if isinstance(exception, DatasetteError) and exception.message == BUSY:
        return Fault(503, "Too many queries", BUSY)
    if isinstance(exception, DatasetteError) and exception.title == "SQL Interrupted":
        return Fault(400, "The query was stopped", INTERRUPTED)
    if isinstance(exception, DatasetteError):
        status = 404 if status == 404 else 400  # a reader's mistake, which Datasette calls a fault of its own
        return Fault(status, "This cannot be answered", detail=exception.message)
    if isinstance(exception, Base400):
        return Fault(status, "This cannot be answered", detail=str(exception))
    return Fault(500, "Something went wrong", "The fault is ours and has been noted. Please try again in a moment.")


pm.register(sys.modules[__name__], name="ktth-faults")
pm.register(datasette_house, name="ktth-house")
