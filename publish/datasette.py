"""Datasette 0.65 as this project runs it: one instance per catalog file and language, limited, closable.

Everything that depends on Datasette's version is here, and in ``publish.sqlite.metadata``.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sqlite3
import threading
from base64 import b64encode
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import file_digest, sha256
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import quote

import datasette as package
import httpx
from datasette.app import Datasette
from datasette.database import Database

from publish.datasette_house import House
from publish.datasette_limits import PLUGIN, LimitedDatabase, Work, limited
from publish.sqlite import metadata_path, read_tables, table_counts
from schemas.core.i18n import Lang, say

DATABASE = "catalog"  # its name in addresses, whatever the number of the snapshot
SETTINGS: Mapping[str, object] = {
    "default_page_size": 100,
    "max_returned_rows": 1000,
    "sql_time_limit_ms": 1000,
    "suggest_facets": False,  # 1.5 s on a million rows
    "allow_csv_stream": False,  # answers 200 with the error inside; whole tables are downloads of the portal
    "truncate_cells_html": 500,
}
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
    """A running Datasette on one catalog file in one language, at ``<prefix>/data/`` of the portal.

    ``prefixes`` are those of all languages, ``inspected`` is what :func:`inspect` says of the file. ``demo``: its pages
    say that the figures are invented.
    ``app`` is called with paths that no longer have that beginning. :meth:`retire` closes it when nobody is in it.
    """

    def __init__(
        self,
        path: Path,
        lang: Lang,
        prefixes: Mapping[Lang, str],
        inspected: Mapping[str, Any],
        *,
        demo: bool = False,
    ) -> None:
        prefix = prefixes[lang]
        self._datasette = Datasette(
            immutables=[str(path)],
            metadata=_metadata(path, lang, prefix),
            inspect_data={DATABASE: inspected},  # else it would count every row of every table first
            settings={**SETTINGS, "base_url": f"{prefix}/data/"},
        )
        self._datasette.jinja_env.loader = House(self._datasette.jinja_env.loader, lang, prefixes, demo=demo)
        for name in (path.stem, "_internal"):
            self._datasette.remove_database(name)
        self._internal = _Internal(self._datasette)
        self._datasette.add_database(self._internal, name="_internal")
        self._database = LimitedDatabase(self._datasette, str(path), is_mutable=False)
        self._datasette.add_database(self._database, name=DATABASE)
        self._users = 0
        self._retired = False
        self._closed = False
        self.app = limited(self._datasette.app())

    async def warm_up(self) -> None:
        """Start it and have it answer once, so that the first reader waits for nothing.

        What it answers does not matter: a portal with one bad page is better than none.
        """
        await self._datasette.invoke_startup()
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://warm-up") as client:
            for path in ("/", f"/{DATABASE}"):
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


def _metadata(path: Path, lang: Lang, prefix: str) -> dict[str, Any]:
    """The file's metadata under the name it is served by, with links back to the portal's pages."""
    said: dict[str, Any] = json.loads(metadata_path(path, lang).read_text(encoding="utf-8"))
    database = said["databases"].pop(path.stem)
    for (dataset, _), info in read_tables(path).items():
        page = {"about": say("publish", lang, "Dataset page"), "about_url": f"{prefix}/datasets/{quote(dataset)}"}
        database["tables"][info.name] |= page
    home = {"about": say("publish", lang, "Home"), "about_url": prefix or "/"}
    return {**said, **home, "databases": {DATABASE: database | home}, "plugins": {PLUGIN: {"lang": lang}}}


def script_hashes() -> list[str]:
    """The CSP sources of the scripts that stand inside Datasette's own pages, so that no other inline script runs."""
    found = {"DATASETTE_ALLOW_FACET = true;", "DATASETTE_ALLOW_FACET = false;"}
    for template in (Path(package.__file__).parent / "templates").glob("_*.html"):
        found |= {
            s for s in re.findall(r"<script>(.*?)</script>", template.read_text("utf-8"), re.DOTALL) if "{{" not in s
        }
    return sorted(f"'sha256-{b64encode(sha256(s.encode()).digest()).decode()}'" for s in found)
