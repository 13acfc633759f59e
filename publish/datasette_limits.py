"""What SQL from the public may take of the machine.

A query that the reader wrote (``?sql=``, ``?_where=``) gets less than a page of a table that the portal itself links.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass
from json.encoder import encode_basestring_ascii
from typing import Any
from urllib.parse import parse_qsl

from datasette.app import Datasette
from datasette.database import Database, Results
from datasette.views.base import DatasetteError
from starlette.types import ASGIApp, Receive, Scope, Send

from publish.datasette_kept import Bounded

Work = Callable[[sqlite3.Connection], Any]
WRITTEN = {"sql", "_where"}  # the parameters that hold SQL


@dataclass(frozen=True)
class Limits:
    """``result_bytes`` is counted as JSON writes them."""

    value_bytes: int
    result_bytes: int
    sql_bytes: int


OF_TABLES = Limits(value_bytes=1_000_000, result_bytes=20_000_000, sql_bytes=1_000_000)
OF_READERS = Limits(value_bytes=100_000, result_bytes=2_000_000, sql_bytes=10_000)
TICK = 0.02  # seconds between two looks at the clock
LIKE_BYTES = 100  # a pattern; the time of matching is its length times that of the text
VALUE_BYTES = 20  # what any value costs at least
RESULTS_BYTES, RESULTS_CELLS = 4_000_000, 2_000  # of what is kept; a page of rows is not
NICE = 10
READERS, WAITING = 2, 200  # threads for SQL that readers wrote, and how many queries wait for one of them
BUSY = "Many queries are being answered at the moment. Please try again in a few seconds."
_current: ContextVar[Limits] = ContextVar("limits", default=OF_TABLES)


def _give_way() -> None:
    """The thread that calls this gets what others leave of the processors; on Linux, where each has a niceness."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)


_readers = ThreadPoolExecutor(READERS, "readers-sql", _give_way)


def is_written(scope: Scope) -> bool:
    """Whether a request brings SQL of its own."""
    pairs = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    return not WRITTEN.isdisjoint(key for key, _ in pairs)


def limited(app: ASGIApp) -> ASGIApp:
    """``app``, within the limits that go with the request."""

    async def within(scope: Scope, receive: Receive, send: Send) -> None:
        token = _current.set(OF_READERS if is_written(scope) else OF_TABLES)
        try:
            await app(scope, receive, send)
        finally:
            _current.reset(token)

    return within


class _Clock:
    """Stops statements that take too long, from a thread of its own.

    A handler that SQLite calls every so many steps would take the interpreter from everybody else each time.
    """

    def __init__(self) -> None:
        self._running: dict[sqlite3.Connection, Callable[[], object]] = {}
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def begin(self, connection: sqlite3.Connection, is_over: Callable[[], object]) -> None:
        with self._changed:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="sql-clock", daemon=True)
                self._thread.start()
            self._running[connection] = is_over
            self._changed.notify()

    def end(self, connection: sqlite3.Connection) -> None:
        with self._changed:  # so that no later statement of it is stopped
            self._running.pop(connection, None)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._running)
                for connection, is_over in self._running.items():
                    if is_over():
                        connection.interrupt()
            time.sleep(TICK)


_clock = _Clock()


class _Connection(sqlite3.Connection):
    """What Datasette would have SQLite ask is asked by the clock."""

    def set_progress_handler(self, handler: Any, n: int) -> None:
        if handler is None:
            _clock.end(self)
        else:
            _clock.begin(self, handler)


class LimitedDatabase(Database):  # type: ignore[misc]
    """An immutable file whose queries stay within the limits of the request that they are made for.

    SQL that readers wrote has threads of its own, so that it keeps nobody waiting who only turns pages. Short results
    of the portal's own SQL are kept.
    """

    def __init__(self, datasette: Datasette, path: str) -> None:
        super().__init__(datasette, path, is_mutable=False)
        self.results: Bounded[Results] = Bounded(RESULTS_BYTES)
        self._known: dict[tuple[str, str], Any] = {}
        self._of_thread = threading.local()

    async def primary_keys(self, table: str) -> Any:
        return await self._once("primary_keys", table)

    async def table_columns(self, table: str) -> Any:
        return await self._once("table_columns", table)

    async def table_column_details(self, table: str) -> Any:
        return await self._once("table_column_details", table)

    async def foreign_keys_for_table(self, table: str) -> Any:
        return await self._once("foreign_keys_for_table", table)

    async def fts_table(self, table: str) -> Any:
        return await self._once("fts_table", table)

    async def label_column_for_table(self, table: str) -> Any:
        return await self._once("label_column_for_table", table)

    async def _once(self, what: str, table: str) -> Any:
        """What Datasette asks of a table for each page again, and which never changes."""
        if (what, table) not in self._known:
            self._known[what, table] = await getattr(super(), what)(table)
        return self._known[what, table]

    def connect(self, write: bool = False) -> sqlite3.Connection:
        uri = f"file:{self.path}?immutable=1"
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False, factory=_Connection)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, LIKE_BYTES)
        connection.set_authorizer(_hide_paths)
        for name, strip in (("trim", str.strip), ("ltrim", str.lstrip), ("rtrim", str.rstrip)):
            connection.create_function(name, 2, _stripping(strip), deterministic=True)
        self._all_file_connections.append(connection)
        return connection

    async def execute(self, sql: str, params: Any = None, truncate: bool = False, **more: Any) -> Results:
        if _current.get() is not OF_TABLES:
            return await super().execute(sql, params, truncate, **more)
        key = (sql, repr(params), truncate, more.get("page_size"))
        if (kept := self.results.get(key)) is not None:
            return kept
        found = await super().execute(sql, params, truncate, **more)
        cells = len(found.rows) * len(found.columns)
        if cells <= RESULTS_CELLS:
            self.results.put(key, found, len(repr(key)) + sum(_size(v) for row in found.rows for v in row))
        return found

    async def execute_fn(self, fn: Work) -> Any:
        limits = _current.get()  # here: the thread that runs the query knows of no request

        def within(connection: sqlite3.Connection) -> Any:
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, limits.value_bytes)
            connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, limits.sql_bytes)
            connection.row_factory = _measured(limits.result_bytes)
            try:
                return fn(connection)
            except Exception as error:
                _let_go(error)
                raise

        if limits is not OF_READERS:
            return await super().execute_fn(within)
        if _readers._work_queue.qsize() >= WAITING:
            raise DatasetteError(BUSY, status=503)
        return await asyncio.get_running_loop().run_in_executor(_readers, self._by_reader, within)

    def _by_reader(self, fn: Work) -> Any:
        connection = getattr(self._of_thread, "connection", None)
        if connection is None:
            connection = self._of_thread.connection = self.connect()
            self.ds._prepare_connection(connection, self.name)
        return fn(connection)


def _let_go(error: BaseException | None) -> None:
    """Free the cursors that a failure holds here, in the thread of their connection.

    Freed on the event loop with the failure, each would wait there for the connection's next statement to end, and
    everybody with it.
    """
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__context__


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
