"""The whole shipped content on a real CKAN: pushed, pushed again, corrected, edited, withdrawn, looked at."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.live.ckan.world import BASE, World

pytestmark = pytest.mark.live
FLOW = "ste-msw-flow"


@pytest.fixture(scope="module")
def pushed(world: World) -> World:
    summary = world.push()
    assert len(summary["created"]) == len(world.catalog.current().datasets)  # type: ignore[union-attr]
    assert (summary["failed"], summary["blocked"]) == ({}, {})
    return world


def test_everything_is_public_with_words_dictionary_and_rows(pushed: World) -> None:
    shown = pushed.all()
    snapshot = pushed.catalog.current()
    assert snapshot
    assert {name: one["version"] for name, one in shown.items()} == {n: e.version for n, e in snapshot.datasets.items()}
    assert sum(pushed.assert_rows(name) for name in shown) > 1_900
    flow = shown[FLOW]
    said = pushed.catalog.release(FLOW).descriptor
    assert flow["title"] == f"{said['title']} / {said['titleEn']}"
    assert flow["organization"]["name"] == said["publisher"]
    extras = {one["key"]: one["value"] for one in flow["extras"]}
    assert extras["temporal_start"] < extras["temporal_end"]
    assert extras["release_url"] == f"{BASE}/datasets/{FLOW}/releases/1.0.0"
    assert [one["format"] for one in flow["resources"]] == ["CSV", "XLSX", "Parquet", "ZIP", "HTML"]
    info = pushed.ckan.api().action.datastore_info(id=flow["resources"][0]["id"])
    schema = said["resources"][0]["schema"]
    assert [one["id"] for one in info["fields"]] == [one["name"] for one in schema["fields"]]
    assert [one["info"]["label"] for one in info["fields"]] == [one["title"] for one in schema["fields"]]


def test_a_second_push_writes_nothing(pushed: World) -> None:
    before, activities = pushed.all(), _activities(pushed)
    summary = pushed.push()
    assert (len(summary["unchanged"]), summary["updated"], summary["created"]) == (len(before), [], [])
    assert pushed.all() == before
    assert _activities(pushed) == activities


def test_a_corrected_figure_changes_what_the_plan_said_and_nothing_else(pushed: World) -> None:
    before = pushed.all()
    pushed.correct(FLOW, ",1128,718,", ",1128,719,")
    plan = pushed.push("--plan")
    changed = {s["dataset"] for s in plan["datasets"] if s["action"] == "update"}
    assert FLOW in changed
    assert pushed.all() == before  # the plan writes nothing
    summary = pushed.push()
    assert {*summary["updated"]} == changed
    after = pushed.all()
    assert {name for name in before if before[name] != after[name]} == changed
    assert [r["id"] for r in after[FLOW]["resources"]] == [r["id"] for r in before[FLOW]["resources"]]
    assert (before[FLOW]["version"], after[FLOW]["version"]) == ("1.0.0", "1.0.1")
    for name in changed:
        pushed.assert_rows(name)


def test_an_edit_by_hand_is_shown_and_kept_and_replaced_on_demand(pushed: World) -> None:
    name = "tra-green-infra"
    before = pushed.show(name)
    pushed.ckan.api(pushed.ckan.editor).action.package_patch(id=name, title="Sửa tay", version="9")
    step = next(s for s in pushed.push("--plan")["datasets"] if s["dataset"] == name)
    assert (step["action"], [d["part"] for d in step["drift"]]) == ("update", ["title"])
    pushed.push()
    assert (pushed.show(name)["title"], pushed.show(name)["version"]) == ("Sửa tay", before["version"])
    assert pushed.push()["updated"] == []
    assert pushed.push("--overwrite")["updated"] == [name]
    assert pushed.show(name)["title"] == before["title"]


def test_the_page_shows_titles_dictionary_preview_and_version(pushed: World, browser: Browser) -> None:
    flow = pushed.show(FLOW)
    page = browser.new_page()
    page.goto(f"{pushed.ckan.url}/dataset/{FLOW}")
    text = page.inner_text("body")
    assert flow["title"] in text
    assert flow["version"] in text
    page.goto(f"{pushed.ckan.url}/dataset/{FLOW}/resource/{flow['resources'][0]['id']}")
    page.wait_for_selector("iframe, [data-module=data-viewer]", state="attached")
    body = page.inner_text("body")
    label = pushed.catalog.release(FLOW).descriptor["resources"][0]["schema"]["fields"][0]["title"]
    assert label in body
    page.goto(page.locator("iframe").first.get_attribute("src") or "")
    page.wait_for_selector("table tbody td:has-text('1128')")
    page.close()


def test_a_withdrawn_dataset_becomes_a_notice_and_can_come_back(pushed: World) -> None:
    name, why = "tra-clean-vehicles", "Lộ thông tin một hộ kinh doanh"
    held = pushed.show(name)
    tables = [r for r in held["resources"] if r["datastore_active"]]
    pushed.ktth("withdraw", name, "--reason", why)
    assert pushed.push()["withdrawn"] == [name]
    shown = pushed.show(name)
    assert why in shown["notes"]
    assert {r["url"] for r in shown["resources"]} == {f"{BASE}/datasets/{name}"}
    for table in tables:
        assert not pushed.ckan.api().action.resource_show(id=table["id"])["datastore_active"]
        assert _status(table["url"]) >= 300
    assert pushed.push()["withdrawn"] == []


def _activities(world: World) -> int:
    return len(world.ckan.api().action.recently_changed_packages_activity_list(limit=100))


def _status(url: str) -> int:
    import requests

    return requests.get(url, timeout=30, allow_redirects=False).status_code
