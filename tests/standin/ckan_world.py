"""An archive of small real releases and the stand-in CKAN they are pushed to."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ckanapi
import requests

from publish.ckan import Client, Plan, Summary, apply, plan
from schemas.core.site import License, Site, Text
from tests.standin.ckan import StandinCkan
from tests.standin.releases import Releases, Rows

EDITOR, ADMIN = "editor-token-7f3a", "admin-token-91bc"
BASE = "https://data.example.test"
WORDS = Text("", "")
OPEN = License("open", Text("Giấy phép mở", "Open licence"), f"{BASE}/l")
SITE = Site(WORDS, WORDS, WORDS, WORDS, licenses=(OPEN,))
FLOW = [
    {"name": "place", "type": "string", "title": "Địa bàn", "titleEn": "Place", "description": "Mã đơn vị."},
    {"name": "day", "type": "date"},
    {"name": "tonnes", "type": "number", "title": "Khối lượng", "titleEn": "Mass", "unit": "tấn/ngày"},
    {"name": "sites", "type": "integer"},
]
ROWS = [
    ["long-xuyen", "2019-06-01", "718.5", "12"],
    ["chau-doc", "2019-06-01", "", "3"],
    ["an-phu", "2019-06-01", "0.1", ""],
]
NOTE = [{"name": "text", "type": "string"}]
DESCRIBED = {
    "description": "Mô tả.",
    "descriptionEn": "About.",
    "publisher": "ag-02",
    "frequency": "year",
    "licenses": [{"name": "open"}],
    "keywords": ["chất thải rắn", "KTTH/473"],
}


class World:
    """The archive, what it has released, and the CKAN; pushes with an editor's token."""

    def __init__(self, root: Path, ckan: StandinCkan) -> None:
        self.ckan = ckan
        self.releases = Releases(root)
        self.catalog = self.releases.catalog
        self.anybody = ckanapi.RemoteCKAN(ckan.url, session=requests.Session())
        self.anybody.session.trust_env = False

    def release(self, dataset: str, version: str, tables: Mapping[str, Rows], **more: Any) -> None:
        """Archive and announce one version; ``more`` goes into its descriptor."""
        named = {"title": f"Bộ {dataset}", "titleEn": f"Set {dataset}"}
        self.releases.add(dataset, version, tables, **{**DESCRIBED, **named, **more})

    def client(self, token: str = EDITOR, attempts: int = 4) -> Client:
        return Client(self.ckan.url, token, attempts=attempts, pause=0)

    def plan(self, token: str = EDITOR) -> Plan:
        return plan(self.catalog, self.client(token), SITE, BASE)

    def push(self, attempts: int = 4, *, overwrite: bool = False) -> Summary:
        client = self.client(attempts=attempts)
        return apply(plan(self.catalog, client, SITE, BASE, overwrite=overwrite), client)

    def show(self, name: str) -> dict[str, Any]:
        """What anybody sees, asked without a token."""
        shown: dict[str, Any] = self.anybody.action.package_show(id=name)
        return shown

    def rows(self, id_: str) -> list[dict[str, Any]]:
        found = self.anybody.action.datastore_search(resource_id=id_, limit=32_000)
        return [{k: v for k, v in row.items() if k != "_id"} for row in found["records"]]

    def assert_nothing_half_made(self) -> None:
        """Whatever anybody can see is complete."""
        for name in self.anybody.action.package_list():
            assert all(r["hash"] for r in self.show(name)["resources"] if r["format"] == "CSV")

    def assert_in_step(self) -> None:
        """Everything is public once, at the current release, and one more push has nothing to do."""
        snapshot = self.catalog.current()
        assert snapshot is not None
        assert sorted(p["name"] for p in self.ckan.store.packages.values()) == sorted(snapshot.datasets)
        for name, entry in snapshot.datasets.items():
            shown = self.show(name)
            assert shown["version"] == entry.version
            ids = [r["id"] for r in shown["resources"]]
            assert len({*ids}) == len(ids)
            release = self.catalog.release(name)
            for said in release.descriptor["resources"]:
                id_ = next(r["id"] for r in shown["resources"] if r["hash"] == said["hash"])
                path = release.csv(said["name"])
                assert self.ckan.store.files[id_] == path.read_bytes()
                assert sorted(map(str, self.rows(id_))) == sorted(map(str, typed(path, said)))
        before = copy.deepcopy(self.ckan.store)
        self.ckan.writes.clear()
        assert self.push().unchanged == sorted(snapshot.datasets)
        assert self.ckan.writes == []
        assert self.ckan.store == before


def typed(path: Path, resource: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows of a canonical CSV, read here by the plainest means."""
    header, *rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    kinds = {f["name"]: {"number": float, "integer": int}.get(f["type"], str) for f in resource["schema"]["fields"]}
    return [{n: kinds[n](v) if v else None for n, v in zip(header, row, strict=True)} for row in rows]


def second_release(world: World) -> None:
    """A value corrected, a row gone, a row new; the table without a key loses one of two equal rows."""
    rows = [
        ["long-xuyen", "2019-06-01", "700", "12"],
        ["an-phu", "2019-06-01", "0.1", ""],
        ["tri-ton", "2025-02-01", "9", "1"],
    ]
    tables = {"macro": Rows(FLOW, rows, ["place"]), "notes": Rows(NOTE, [["một"], ["ba"]])}
    world.release("dpi-macro", "2.0.0", tables)
