from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from publish.ckan import Agency, setup
from schemas.core.site import Text
from tests.standin.ckan import StandinCkan
from tests.standin.ckan_store import User
from tests.standin.ckan_world import ADMIN, EDITOR, FLOW, NOTE, ROWS, World
from tests.standin.releases import Rows


@pytest.fixture
def ckan() -> Iterator[StandinCkan]:
    with StandinCkan() as standin:
        editor = User("pusher", organizations=frozenset({"ag-02"}))
        standin.tokens = {EDITOR: editor, ADMIN: User("admin", sysadmin=True)}
        yield standin


@pytest.fixture
def world(tmp_path: Path, ckan: StandinCkan) -> World:
    """Two datasets released, three tables (one without a key), and the organisation made."""
    world = World(tmp_path, ckan)
    setup(world.client(ADMIN), [Agency("ag-02", Text("Sở Tài nguyên và Môi trường", "Environment"))])
    world.release("ste-msw-flow", "1.0.0", {"flow": Rows(FLOW, ROWS, ["place", "day"])})
    notes = Rows(NOTE, [["một"], ["hai"], ["một"]])
    world.release("dpi-macro", "1.0.0", {"macro": Rows(FLOW, ROWS, ["place"]), "notes": notes})
    ckan.requests.clear()
    ckan.writes.clear()
    return world
