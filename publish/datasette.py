"""Datasette 0.65 as this project runs it: one instance per catalog file and language, limited, closable.

Everything that depends on Datasette's version is here, and in ``publish.sqlite.metadata``.
"""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import sys
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import file_digest, sha256
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import quote

import datasette as package
import httpx
from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm

from publish.datasette_house import House
from publish.sqlite import metadata_path, read_tables, table_counts
from schemas.core.i18n import Lang, say

Work = Callable[[sqlite3.Connection], Any]
DATABASE = "catalog"  # its name in addresses, whatever the number of the snapshot
PLUGIN = "ktth-limits"
SETTINGS: Mapping[str, object] = {
    "default_page_size": 100,
    "max_returned_rows": 1000,
    "sql_time_limit_ms": 1000,
    "suggest_facets": False,  # 1.5 s on a million rows
    "allow_csv_stream": False,  # answers 200 with the error inside; whole tables are downloads of the portal
    "truncate_cells_html": 500,
}
LIMITS = {"value_bytes": 1_000_000, "result_bytes": 20_000_000}

# Its error pages print the traceback with all locals, in colours, for each 404: 0.1 s of the event loop.
pm.get_plugin("datasette.handle_exception").rich = None


@hookimpl  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Datasette) -> None:
    """What SQL from the public may take, on each connection to a catalog."""
    limits = datasette.plugin_config(PLUGIN) if database == DATABASE else None
    if limits:
        conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, limits["value_bytes"])
        conn.set_authorizer(_hide_paths)
        conn.row_factory = _measured(limits["result_bytes"])


pm.register(sys.modules[__name__], name=PLUGIN)


def _hide_paths(action: int, table: str | None, *_: object) -> int:
    """``select file from pragma_database_list`` would tell where the file lies; it reads as NULL."""
    hidden = action == sqlite3.SQLITE_READ and (table or "").lower() == "pragma_database_list"
    return sqlite3.SQLITE_IGNORE if hidden else sqlite3.SQLITE_OK


def _measured(limit: int) -> Any:
    """A row factory that ends a query whose rows hold more than ``limit`` bytes together."""
    seen: dict[str, Any] = {"cursor": None, "bytes": 0}

    def row(cursor: sqlite3.Cursor, values: tuple[object, ...]) -> sqlite3.Row:
        if seen["cursor"] is not cursor:
            seen.update(cursor=cursor, bytes=0)
        seen["bytes"] += sum(len(v) for v in values if isinstance(v, str | bytes))
        if seen["bytes"] > limit:
            seen.update(cursor=None)
            raise sqlite3.OperationalError("result too large")
        return sqlite3.Row(cursor, values)

    return row


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
    """A running Datasette on one catalog file in one language, at ``<prefix>/data/`` of the portal.

    ``prefixes`` are those of all languages, ``inspected`` is what :func:`inspect` says of the file.
    ``app`` is called with paths that no longer have that beginning. :meth:`retire` closes it when nobody is in it.
    """

    def __init__(self, path: Path, lang: Lang, prefixes: Mapping[Lang, str], inspected: Mapping[str, Any]) -> None:
        prefix = prefixes[lang]
        self._datasette = Datasette(
            immutables=[str(path)],
            metadata=_metadata(path, lang, prefix),
            inspect_data={DATABASE: inspected},  # else it would count every row of every table first
            settings={**SETTINGS, "base_url": f"{prefix}/data/"},
        )
        self._datasette.jinja_env.loader = House(self._datasette.jinja_env.loader, lang, prefixes)
        for name in (path.stem, "_internal"):
            self._datasette.remove_database(name)
        self._internal = _Internal(self._datasette)
        self._datasette.add_database(self._internal, name="_internal")
        self._database = Database(self._datasette, str(path), is_mutable=False)
        self._datasette.add_database(self._database, name=DATABASE)
        self._users = 0
        self._retired = False
        self._closed = False
        self.app = self._datasette.app()

    async def warm_up(self) -> None:
        """Start it and have it answer once, so that the first reader waits for nothing."""
        await self._datasette.invoke_startup()
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://warm-up") as client:
            for path in ("/", f"/{DATABASE}", f"/{DATABASE}/_datasets"):
                (await client.get(path)).raise_for_status()

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


def _metadata(path: Path, lang: Lang, prefix: str) -> dict[str, Any]:
    """The file's metadata under the name it is served by, with links back to the portal's pages."""
    said: dict[str, Any] = json.loads(metadata_path(path, lang).read_text(encoding="utf-8"))
    database = said["databases"].pop(path.stem)
    for (dataset, _), info in read_tables(path).items():
        page = {"about": say("publish", lang, "Dataset page"), "about_url": f"{prefix}/datasets/{quote(dataset)}"}
        database["tables"][info.name] |= page
    home = {"about": say("publish", lang, "Home"), "about_url": prefix or "/"}
    return {**said, **home, "databases": {DATABASE: database | home}, "plugins": {PLUGIN: LIMITS}}


def script_hashes() -> list[str]:
    """The CSP sources of the scripts that stand inside Datasette's own pages, so that no other inline script runs."""
    found = {"DATASETTE_ALLOW_FACET = true;", "DATASETTE_ALLOW_FACET = false;"}
    for template in (Path(package.__file__).parent / "templates").glob("_*.html"):
        found |= {
            s for s in re.findall(r"<script>(.*?)</script>", template.read_text("utf-8"), re.DOTALL) if "{{" not in s
        }
    return sorted(f"'sha256-{b64encode(sha256(s.encode()).digest()).decode()}'" for s in found)
