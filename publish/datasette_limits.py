"""What SQL from the public may take of the machine, and what Datasette says where a request goes beyond it.

A query that the reader wrote (``?sql=``, ``?_where=``) gets less than a page of a table that the portal itself links.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from json.encoder import encode_basestring_ascii
from typing import Any
from urllib.parse import parse_qsl

import datasette.handle_exception as stock
from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm
from datasette.utils.asgi import NotFound
from datasette.views.base import DatasetteError
from starlette.types import ASGIApp, Receive, Scope, Send

from schemas.core.i18n import Lang, say

Work = Callable[[sqlite3.Connection], Any]
PLUGIN = "ktth-limits"
WRITTEN = {"sql", "_where"}  # the parameters that hold SQL


@dataclass(frozen=True)
class Limits:
    """``result_bytes`` is counted as JSON writes them, ``steps`` are those of SQLite between looks at the clock."""

    value_bytes: int
    result_bytes: int
    sql_bytes: int
    steps: int


OF_TABLES = Limits(value_bytes=1_000_000, result_bytes=20_000_000, sql_bytes=1_000_000, steps=1000)
OF_READERS = Limits(value_bytes=100_000, result_bytes=2_000_000, sql_bytes=10_000, steps=50)
LIKE_BYTES = 100  # a pattern; the time of matching is its length times that of the text
VALUE_BYTES = 20  # what any value costs at least
_current: ContextVar[Limits] = ContextVar("limits", default=OF_TABLES)


def limited(app: ASGIApp) -> ASGIApp:
    """``app``, within the limits that go with the request."""

    async def within(scope: Scope, receive: Receive, send: Send) -> None:
        asked = {key for key, _ in parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)}
        token = _current.set(OF_READERS if asked & WRITTEN else OF_TABLES)
        try:
            await app(scope, receive, send)
        finally:
            _current.reset(token)

    return within


class _Connection(sqlite3.Connection):
    """``steps`` bounds how long one look at the clock is from the next: a single function may take 30 ms."""

    steps = OF_TABLES.steps

    def set_progress_handler(self, handler: Any, n: int) -> None:
        super().set_progress_handler(handler, min(n, self.steps))


class LimitedDatabase(Database):  # type: ignore[misc]
    """An immutable file whose queries stay within the limits of the request that they are made for."""

    def connect(self, write: bool = False) -> sqlite3.Connection:
        uri = f"file:{self.path}?immutable=1"
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False, factory=_Connection)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, LIKE_BYTES)
        connection.set_authorizer(_hide_paths)
        for name, strip in (("trim", str.strip), ("ltrim", str.lstrip), ("rtrim", str.rstrip)):
            connection.create_function(name, 2, _stripping(strip), deterministic=True)
        self._all_file_connections.append(connection)
        return connection

    async def execute_fn(self, fn: Work) -> Any:
        limits = _current.get()  # here: the thread that runs the query knows of no request

        def within(connection: _Connection) -> Any:
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, limits.value_bytes)
            connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, limits.sql_bytes)
            connection.steps = limits.steps
            connection.row_factory = _measured(limits.result_bytes)
            return fn(connection)

        return await super().execute_fn(within)


def _stripping(strip: Callable[[str, str], str]) -> Callable[[Any, Any], str | None]:
    """SQLite's own function compares every letter with every one to remove: 10 s for two long texts."""

    def function(value: Any, letters: Any) -> str | None:
        if value is None or letters is None:
            return None
        text, removed = (v.decode("utf-8", "replace") if isinstance(v, bytes) else str(v) for v in (value, letters))
        return strip(text, "".join(set(removed)))

    return function


def _hide_paths(action: int, table: str | None, *_: object) -> int:
    """``select file from pragma_database_list`` would tell where the file lies; it reads as NULL."""
    hidden = action == sqlite3.SQLITE_READ and (table or "").lower() == "pragma_database_list"
    return sqlite3.SQLITE_IGNORE if hidden else sqlite3.SQLITE_OK


def _measured(limit: int) -> Callable[[sqlite3.Cursor, tuple[object, ...]], sqlite3.Row]:
    """A row factory that ends the work whose rows would make more than ``limit`` bytes of JSON together."""
    seen = 0

    def row(cursor: sqlite3.Cursor, values: tuple[object, ...]) -> sqlite3.Row:
        nonlocal seen
        seen += sum(map(_size, values))
        if seen > limit:
            raise sqlite3.OperationalError("result too large")
        return sqlite3.Row(cursor, values)

    return row


def _size(value: object) -> int:
    """A control character is six bytes of JSON, a byte of a blob a third more than one."""
    if isinstance(value, str):
        return VALUE_BYTES + len(encode_basestring_ascii(value))
    return VALUE_BYTES + (len(value) * 4 // 3 if isinstance(value, bytes) else 0)


@hookimpl(tryfirst=True)  # type: ignore[untyped-decorator]
def handle_exception(datasette: Datasette, request: Any, exception: Exception) -> Callable[[], Awaitable[Any]] | None:
    """The reader's mistakes, which Datasette calls faults of its own (500)."""
    config = datasette.plugin_config(PLUGIN)
    told = _told(exception, config["lang"]) if config else None
    if told is None:
        return None
    answer: Callable[[], Awaitable[Any]] = stock.handle_exception(datasette, request, told)
    return answer


def _told(exception: Exception, lang: Lang) -> Any:
    if isinstance(exception, sqlite3.ProgrammingError):  # an address of a row with fewer parts than the key
        return NotFound(say("publish", lang, "Page not found"))
    if isinstance(exception, sqlite3.DataError):
        words = "A value here is too long to be shown; the files to download on the dataset's page hold it whole."
        return DatasetteError(say("publish", lang, words), status=400)
    if isinstance(exception, DatasetteError) and exception.status == 500:
        return DatasetteError(exception.message, exception.title, exception.error_dict, 400)
    return None


# Its error pages print the traceback with all locals, in colours, for each 404: 0.1 s of the event loop.
pm.get_plugin("datasette.handle_exception").rich = None
pm.register(sys.modules[__name__], name=PLUGIN)
