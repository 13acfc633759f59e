from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from publish.portal import create_app
from publish.portal.server import listen
from publish.settings import Settings
from tests.standin.releases import CONTENT, Releases, Rows, fill


@dataclass
class Served:
    """A portal behind a real server on loopback, its archive, and a client that follows no redirect."""

    releases: Releases
    client: httpx.Client

    def get(self, path: str, status: int = 200, **options: object) -> httpx.Response:
        answer = self.client.get(path, **options)  # type: ignore[arg-type]
        assert answer.status_code == status, (path, answer.status_code, answer.text[:300])
        return answer

    def wait_for(self, snapshot: int) -> None:
        """Until the portal shows a snapshot of that number."""
        for _ in range(200):
            if self.get("/-/health").json()["snapshot"] >= snapshot:
                return
            time.sleep(0.05)
        raise AssertionError(f"snapshot {snapshot} was not shown")


@contextmanager
def client_of(app: FastAPI) -> Iterator[httpx.Client]:
    """A client of an app behind a real server."""
    listening = listen("127.0.0.1", 0)
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while thread.is_alive() and not server.started:
        time.sleep(0.01)
    assert server.started, "the portal did not start"
    try:
        with httpx.Client(base_url=address, timeout=30) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def served(releases: Releases) -> Iterator[Served]:
    with client_of(create_app(releases.catalog, CONTENT, Settings(root=releases.root))) as client:
        yield Served(releases, client)


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A portal that no test changes."""
    releases = Releases(tmp_path_factory.mktemp("[portal]*"))
    fill(releases)
    with served(releases) as found:
        yield found


@pytest.fixture
def own_portal(tmp_path: Path) -> Iterator[Served]:
    """A portal for a test that releases; nothing is released at first."""
    with served(Releases(tmp_path)) as found:
        yield found


def show(portal: Served, table: Rows, path: str = "/datasets/odd", **words: object) -> str:
    """The page at ``path`` once dataset ``odd`` is released with one table."""
    portal.wait_for(portal.releases.add("odd", "1.0.0", {"odd": table}, **words).number)
    return portal.get(path).text
