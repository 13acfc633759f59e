"""Packages, their releases and the real CKAN that they are pushed to by the command line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publish.archive import Archive
from publish.rows import typed_rows
from publish.snapshot import Catalog, Release
from tests.live.ckan.site import EDITOR, Ckan

HOUSE = Path(__file__).parents[3]
BASE = "http://127.0.0.1:8001"  # where the portal would be


@dataclass(frozen=True)
class World:
    """``root`` holds ``datapackages`` and ``var``."""

    root: Path
    ckan: Ckan

    @classmethod
    def of_shipped(cls, root: Path, ckan: Ckan, *names: str) -> World:
        """All packages, or some of them, released; the organisations made with the administrator's token."""
        world = cls(root, ckan)
        for name in names or [path.name for path in (HOUSE / "datapackages").iterdir()]:
            shutil.copytree(HOUSE / "datapackages" / name, root / "datapackages" / name)
        world.ktth("release")
        world.ktth("publish", "ckan", "--setup", "--editor", EDITOR, token=ckan.admin)
        return world

    @property
    def catalog(self) -> Catalog:
        return Catalog(Archive(self.root / "var"))

    def ktth(self, *said: str, token: str = "", url: str = "", code: int = 0) -> Any:
        """The JSON that a command of ours prints; the editor's token unless another is given."""
        own = {
            "KTTH_ROOT": str(self.root / "var"),
            "KTTH_DATAPACKAGES": str(self.root / "datapackages"),
            "KTTH_BASE_URL": BASE,
            "KTTH_CKAN_URL": url or self.ckan.url,
            "KTTH_CKAN_TOKEN": token or self.ckan.editor,
            "PYTHONPATH": str(HOUSE),
        }
        env = {k: v for k, v in os.environ.items() if not k.startswith("KTTH_")} | own
        command = [sys.executable, "-m", "publish", *said, "--json"]
        done = subprocess.run(command, env=env, text=True, capture_output=True, check=False, timeout=900)
        for secret in (self.ckan.admin, self.ckan.editor):
            assert secret not in done.stdout + done.stderr
        assert done.returncode == code, done.stdout + done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None

    def push(self, *more: str, **how: Any) -> Any:
        return self.ktth("publish", "ckan", *more, **how)

    def correct(self, dataset: str, old: str, new: str) -> None:
        """One place in a dataset's file changed and released."""
        path = self.root / "datapackages" / dataset / "data" / f"{dataset}.csv"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")
        self.ktth("release", "--justify", "sửa theo báo cáo")

    def show(self, name: str) -> dict[str, Any]:
        """What anybody sees."""
        shown: dict[str, Any] = self.ckan.api().action.package_show(id=name)
        return shown

    def all(self) -> dict[str, dict[str, Any]]:
        found = self.ckan.api().action.package_search(rows=1000)["results"]
        return {one["name"]: one for one in found}

    def assert_rows(self, name: str) -> int:
        """As :func:`assert_rows`, of the current release."""
        return assert_rows(self.ckan, self.catalog.release(name), self.show(name))


def assert_rows(ckan: Ckan, release: Release, held: Mapping[str, Any]) -> int:
    """Every table's DataStore holds the rows of the release, value by value; returns how many."""
    by_hash, total = {one["hash"]: one for one in held["resources"] if one["format"] == "CSV"}, 0
    for said in release.descriptor["resources"]:
        wanted = list(typed_rows(release.csv(said["name"]), said["schema"]).iter_rows(named=True))
        found = rows_of(ckan, by_hash[said["hash"]]["id"])
        assert sorted(map(repr, found)) == sorted(map(repr, wanted)), (release.dataset, said["name"])
        total += len(wanted)
    return total


def rows_of(ckan: Ckan, id_: str) -> list[dict[str, Any]]:
    found = ckan.api().action.datastore_search(resource_id=id_, limit=32_000)["records"]
    return [{k: v for k, v in row.items() if k != "_id"} for row in found]
