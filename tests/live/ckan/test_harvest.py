"""Our portal harvested by the real ckanext-harvest and ckanext-dcat: all of it, nothing twice, changes, withdrawals."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.live.ckan.services import answers as reached
from tests.live.ckan.services import free_port, process, until
from tests.live.ckan.site import Ckan, Machine
from tests.live.ckan.world import HOUSE, World

pytestmark = pytest.mark.live
CHANGED, GONE = "ste-msw-flow", "tra-clean-vehicles"


@dataclass(frozen=True)
class Source:
    """A harvest source of a CKAN;"""

    ckan: Ckan
    id: str

    @classmethod
    def make(cls, ckan: Ckan, kind: str, url: str, config: dict[str, Any]) -> Source:
        admin = ckan.api()
        if "harvested" not in admin.action.organization_list():
            admin.action.organization_create(name="harvested", title="Thu hoạch")
        said = {"title": kind, "source_type": kind, "owner_org": "harvested", "frequency": "MANUAL"}
        made = admin.action.harvest_source_create(name=kind, url=url, config=json.dumps(config), **said)
        return cls(ckan, made["id"])

    def run(self) -> dict[str, int]:
        """A job gathered, fetched and imported by the consumers, to its end."""
        admin = self.ckan.api()
        job = admin.action.harvest_job_create(source_id=self.id, run=True)["id"]

        def finished() -> bool:
            """Asked to, CKAN marks a job whose objects are all settled; asked before, it would send them once more."""
            shown = admin.action.harvest_job_show(id=job)
            if shown["status"] != "Finished" and shown["gather_finished"] and "null" not in shown["stats"]:
                admin.action.harvest_jobs_run(source_id=self.id)
            return bool(shown["status"] == "Finished")

        until(finished)
        stats = admin.action.harvest_job_show(id=job)["stats"]
        return {key: stats[key] for key in ("added", "updated", "deleted", "errored")}

    def datasets(self) -> dict[str, dict[str, Any]]:
        found = self.ckan.api().action.package_search(fq="-dataset_type:harvest", rows=1000)["results"]
        return {one["name"]: one for one in found}


@pytest.fixture(params=["ckan", "dcat_rdf"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def released(tmp_path: Path, site: Ckan) -> World:
    return World.of_shipped(tmp_path, site)


@pytest.fixture
def site(ckan_machine: Machine) -> Iterator[Ckan]:
    """A site with both consumers of its harvester."""
    with ckan_machine.site() as one, ExitStack() as consumers:
        for name in ("gather-consumer", "fetch-consumer"):
            command = [one.cli, "-c", one.ini, "harvester", name]
            consumers.enter_context(process(command, ckan_machine.work / f"{name}.log"))
        yield one


@pytest.fixture
def portal(released: World) -> Iterator[str]:
    """``ktth serve`` over what is released; it shows each new release by itself."""
    port = free_port()
    own = {
        "KTTH_ROOT": str(released.root / "var"),
        "KTTH_DATAPACKAGES": str(released.root / "datapackages"),
        "KTTH_BASE_URL": f"http://127.0.0.1:{port}",
        "PYTHONPATH": str(HOUSE),
    }
    command = [sys.executable, "-m", "publish", "serve", "--port", port]
    with process(command, released.root / "serve.log", env=own) as serving:
        until(lambda: serving.poll() is not None or reached(f"http://127.0.0.1:{port}/api/3/action/status_show"))
        assert serving.poll() is None, (released.root / "serve.log").read_text()
        yield own["KTTH_BASE_URL"]


def current(portal: str, dataset: str) -> str:
    answer = requests.get(f"{portal}/api/3/action/package_search", params={"fq": f"name:{dataset}"}, timeout=60)
    results = answer.json()["result"]["results"]
    return str(results[0]["version"]) if results else ""


def test_the_whole_catalog_once_then_what_changed(released: World, portal: str, kind: str) -> None:
    snapshot = released.catalog.current()
    assert snapshot
    address, config = {"ckan": (portal, {}), "dcat_rdf": (f"{portal}/catalog.ttl", {"rdf_format": "text/turtle"})}[kind]
    source = Source.make(released.ckan, kind, address, config)
    assert source.run() == {"added": len(snapshot.datasets), "updated": 0, "deleted": 0, "errored": 0}
    first = source.datasets()
    assert len(first) == len(snapshot.datasets)
    assert all(one["resources"] for one in first.values())
    again = source.run()
    assert (again["added"], again["deleted"], again["errored"]) == (0, 0, 0)
    assert again["updated"] == 0 or kind == "dcat_rdf"  # which sends every dataset again, and calls that an update
    assert _differences(first, source.datasets()) == {}  # metadata_modified too

    released.correct(CHANGED, ",1128,718,", ",1128,719,")
    until(lambda: current(portal, CHANGED) == "1.0.1")
    after = released.catalog.current()
    assert after
    renewed = sum(snapshot.datasets[name] != entry for name, entry in after.datasets.items())
    found = source.run()
    assert (found["added"], found["deleted"], found["errored"]) == (0, 0, 0)
    assert len(_differences(first, source.datasets())) == renewed
    assert "1.0.1" in {one["version"] for one in source.datasets().values()}

    released.ktth("withdraw", GONE, "--reason", "Lộ thông tin một hộ kinh doanh")
    until(
        lambda: not current(portal, GONE) and f"/{GONE}>" not in requests.get(f"{portal}/catalog.ttl", timeout=60).text
    )
    gone = 1 if kind == "dcat_rdf" else 0  # the CKAN harvester never deletes
    assert source.run()["deleted"] == gone
    assert len(source.datasets()) == len(first) - gone


def _differences(before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
    """The fields that differ, but for the harvester's own notes of its last run."""
    pairs = {name: (_own(one), _own(after.get(name, {}))) for name, one in before.items()}
    return {name: [k for k in old if old[k] != new.get(k)] for name, (old, new) in pairs.items() if old != new}


def _own(held: dict[str, Any]) -> dict[str, Any]:
    extras = {one["key"]: one["value"] for one in held.get("extras", ())}
    return {**held, "extras": {key: value for key, value in extras.items() if not key.startswith("harvest_")}}
