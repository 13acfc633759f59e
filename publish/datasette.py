"""Datasette 0.65 as this project runs it: one instance per catalog file and language, limited, closable.

Everything that depends on Datasette's version is here, and in ``publish.sqlite.metadata``.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from hashlib import file_digest
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import quote

import httpx
from datasette.app import Datasette
from datasette.database import Database

from publish import datasette_faults, datasette_rows  # noqa: F401 - they take their places
from publish.datasette_house import Frame, House
from publish.datasette_kept import Answers
from publish.datasette_limits import LimitedDatabase, Work, limited
from publish.snapshot import Snapshot
from publish.sqlite import metadata_path, table_counts
from schemas.core.i18n import Lang
from schemas.core.site import Query

DATABASE = "catalog"  # its name in addresses, whatever the number of the snapshot
SETTINGS: Mapping[str, object] = {
    "default_page_size": 100,
    "max_returned_rows": 1000,
    "sql_time_limit_ms": 1000,
    "suggest_facets": False,  # 1.5 s on a million rows
    "allow_csv_stream": False,  # answers 200 with the error inside; whole tables are downloads of the portal
    "truncate_cells_html": 500,
    "facet_time_limit_ms": 1000,  # counted once and kept
}
KEPT_BYTES = 16_000_000  # of answers, in each language
LONG = 5_000  # rows from which on counting takes a reader's time
logger = logging.getLogger(__name__)


class _Internal(Database):  # type: ignore[misc]
    """Datasette's notes on its tables, kept by one thread that can be ended: its own writing thread never does."""

    def __init__(self, datasette: Datasette) -> None:
        super().__init__(datasette, memory_name=token_hex())
        self._thread = ThreadPoolExecutor(1)
        self._connection: sqlite3.Connection = self.connect(write=True)
        datasette._prepare_connection(self._connection, "_internal")

    async def execute_fn(self, fn: Work) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, fn, self._connection)

    async def execute_write_fn(self, fn: Work, block: bool = True) -> Any:
        return await self.execute_fn(fn)

    def close(self) -> None:
        self._thread.shutdown()
        self._connection.close()


def inspect(path: Path) -> dict[str, Any]:
    """What Datasette wants to know of an immutable file; read once for the instances of all languages."""
    with path.open("rb") as stream:
        digest = file_digest(stream, "sha256").hexdigest()
    return {"hash": digest, "size": path.stat().st_size, "tables": table_counts(path)}


class Instance:
    """A running Datasette on one catalog file in one language, at ``/data/`` of the portal or below its snapshot.

    ``inspected`` is what :func:`inspect` says of the file, ``pinned``: the address is that of the snapshot.
    ``app`` is called with paths that no longer have that beginning. :meth:`retire` closes it when nobody is in it.
    """

    def __init__(
        self, path: Path, frame: Frame, snapshot: Snapshot, inspected: Mapping[str, Any], *, pinned: bool = False
    ) -> None:
        house = self.house = House(frame, path, snapshot, pinned=pinned)
        self._datasette = Datasette(
            immutables=[str(path)],
            metadata=_metadata(path, frame),
            inspect_data={DATABASE: inspected},  # else it would count every row of every table first
            settings={**SETTINGS, "base_url": f"{house.base}/"},
        )
        self._datasette.house = house
        house.move_in(self._datasette.jinja_env)
        for name in (path.stem, "_internal"):
            self._datasette.remove_database(name)
        self._internal = _Internal(self._datasette)
        self._datasette.add_database(self._internal, name="_internal")
        self._database = LimitedDatabase(self._datasette, str(path))
        self._datasette.add_database(self._database, name=DATABASE)
        self._users = 0
        self._retired = False
        self._closed = False
        self.app = self.answers = Answers(limited(self._datasette.app()), KEPT_BYTES // (4 if pinned else 1))

    async def warm_up(self) -> None:
        """Start it and have it answer once, so that the first reader waits for nothing.

        What it answers does not matter: a portal with one bad page is better than none.
        """
        await self._datasette.invoke_startup()
        await self._ask([f"/{DATABASE}"])
        self._datasette.refresh_schemas = _nothing  # with each request it would ask whether the tables changed

    async def count(self) -> None:
        """Count the rows of long tables by the columns that readers are offered, before anybody asks."""
        for name, table in self.house.tables.items():
            if table.rows >= LONG and not self._retired:
                await self._ask(f"/{DATABASE}/{name}.json?_size=1&_facet={quote(column)}" for column in table.facets)

    async def _ask(self, paths: Iterable[str]) -> None:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://warm-up") as client:
            for path in paths:
                answer = await client.get(path)
                if not answer.is_success:
                    logger.warning("%s of the data pages answers %s", path, answer.status_code)

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Keeps it open until the request inside is done."""
        self._users += 1
        try:
            yield
        finally:
            self._users -= 1
            self._close_if_done()

    def retire(self) -> None:
        """No new request will come: close as soon as the last one is done."""
        self._retired = True
        self._close_if_done()

    def _close_if_done(self) -> None:
        if self._retired and not self._users and not self._closed:
            self._closed = True
            threading.Thread(target=self._close, name="close-datasette").start()

    def _close(self) -> None:
        self._datasette.executor.shutdown()
        self._database.close()
        self._internal.close()


async def _nothing() -> None:
    """A file that never changes has no news."""


def _metadata(path: Path, frame: Frame) -> dict[str, Any]:
    """The file's metadata under the name it is served by, with the content's questions."""
    said: dict[str, Any] = json.loads(metadata_path(path, frame.lang).read_text(encoding="utf-8"))
    database = said["databases"].pop(path.stem)
    return {**said, "databases": {DATABASE: database | {"queries": _questions(path, frame)}}}


def _questions(path: Path, frame: Frame) -> dict[str, Any]:
    """The site's queries as Datasette takes them, without those that ask for tables the file does not have."""
    found = {}
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)) as db:
        for query in frame.site.queries:
            with suppress(sqlite3.OperationalError):
                db.execute(f"EXPLAIN {query.in_language(frame.lang)}", {one.name: "" for one in query.parameters})
                found[query.name] = _question(query, frame.lang)
    return found


def _question(query: Query, lang: Lang) -> dict[str, Any]:
    return {
        "sql": query.in_language(lang),
        "title": query.title[lang],
        "description": query.about[lang],
        "hide_sql": True,
        "params": [one.name for one in query.parameters],
        "asked": {one.name: {"title": one.title[lang], "hint": one.hint[lang]} for one in query.parameters},
        "headings": {name: text[lang] for name, text in query.headings.items()},
    }
