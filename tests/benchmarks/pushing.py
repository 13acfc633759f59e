"""What pushing is measured by: a table into a real CKAN's DataStore, and one in a hundred of its rows changed."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from measure import Measured
from told import Bar, Work

HOUSE = Path(__file__).parents[2]
sys.path.append(str(HOUSE))

from publish.ckan import Agency, Client, apply, plan, setup  # noqa: E402
from publish.ckan.datastore import BATCH, bring, look  # noqa: E402
from publish.ckan.records import dataset  # noqa: E402
from schemas.core.site import Text  # noqa: E402
from tests.live.ckan.site import EDITOR, Ckan, machine  # noqa: E402
from tests.standin.ckan_world import BASE, DESCRIBED, FLOW, SITE  # noqa: E402
from tests.standin.releases import Releases, Rows  # noqa: E402

KEY = ["place", "day"]
NAME = "ste-msw-flow"


def ckan(quick: bool) -> Iterator[Work]:
    """Beside plain ckanapi upserts of the same rows in batches of the same size."""
    count = 10_000 if quick else 100_000
    with tempfile.TemporaryDirectory() as folder, machine(HOUSE / "var" / "ckan") as one, one.site() as site:
        found = _measured(site, Releases(Path(folder)), count)
    bars = [Bar("push", 1.0, "ckanapi"), Bar("rows-1%", 0.02, "ckanapi")]  # an upsert costs CKAN twice an insert
    note = "push: cả tệp, từ điển, siêu dữ liệu / push: with file, dictionary, metadata; rows: DataStore"
    title = f"{count:,} dòng lên CKAN / {count:,} rows to CKAN"
    yield Work(title, found, bars if not quick else bars[:1], "ckanapi", note)


def _measured(site: Ckan, releases: Releases, count: int) -> dict[str, Measured]:
    client = Client(site.url, site.editor)
    setup(Client(site.url, site.admin), [Agency("ag-02", Text("Sở A", "A"))], EDITOR)
    records = [[f"place-{number}", "2025-01-01", f"{number / 8}", str(number % 7)] for number in range(count)]
    found = {"ckanapi": _timed(lambda: _plainly(site, records))}
    releases.add(NAME, "1.0.0", {"flow": Rows(FLOW, records, KEY)}, **DESCRIBED)
    found["push"] = _timed(lambda: apply(plan(releases.catalog, client, SITE, BASE), client))
    table = _table(releases)
    site.api(site.editor).action.datastore_delete(resource_id=table.id, force=True)
    found["rows"] = _timed(lambda: _bring(client, releases))
    changed = [[*row[:2], "0.5", row[3]] if number % 100 == 0 else row for number, row in enumerate(records)]
    releases.add(NAME, "1.0.1", {"flow": Rows(FLOW, changed, KEY)}, **DESCRIBED)
    found["rows-1%"] = _timed(lambda: _bring(client, releases))
    found["push-1%"] = _timed(lambda: apply(plan(releases.catalog, client, SITE, BASE), client))
    return found


def _timed(work: Callable[[], Any]) -> Measured:
    begun = perf_counter()
    work()
    return Measured(perf_counter() - begun)


def _table(releases: Releases) -> Any:
    held = releases.catalog
    return dataset(held.releases(NAME), held.release(NAME), SITE, BASE).resources[0]


def _bring(client: Client, releases: Releases) -> None:
    table = _table(releases)
    for _ in bring(client, table, table.dictionary, look(client, table.id)):
        pass


def _plainly(site: Ckan, records: list[list[str]]) -> None:
    api = site.api(site.editor)
    names = [field["name"] for field in FLOW]
    typed = [dict(zip(names, [*row[:2], float(row[2]), int(row[3])], strict=True)) for row in records]
    made = api.action.package_create(name="plain", owner_org="ag-02", resources=[{"name": "t", "url": BASE}])
    resource = made["resources"][0]["id"]
    types = ("text", "date", "numeric", "int8")
    fields = [{"id": name, "type": type_} for name, type_ in zip(names, types, strict=True)]
    api.action.datastore_create(resource_id=resource, fields=fields, primary_key=KEY, force=True)
    for start in range(0, len(typed), BATCH):
        api.action.datastore_upsert(resource_id=resource, records=typed[start : start + BATCH], force=True)
