"""A dataset that was taken back: on CKAN its rows and files go, and the reason stands in their place."""

from __future__ import annotations

from publish.withdraw import withdraw
from tests.standin.ckan_world import FLOW, ROWS, World
from tests.standin.releases import Rows

NAME, WHEN, WHY = "ste-msw-flow", "2026-02-01T00:00:00Z", "Số liệu của một hộ gia đình bị lộ"


def test_rows_and_files_go_and_the_reason_stays(world: World) -> None:
    world.push()
    files = {r["id"] for r in world.show(NAME)["resources"] if r["format"] == "CSV"}
    withdraw(world.catalog, NAME, [], WHY, WHEN)
    planned = world.plan()
    assert planned.counts["withdraw"] == 1
    assert f"{NAME}: thay bằng thông báo đã rút lại" in planned.lines("vi")
    assert world.push().withdrawn == [NAME]
    shown = world.show(NAME)
    assert (shown["title"], shown["version"]) == (f"{NAME}: đã rút lại / {NAME}: withdrawn", "")
    assert WHY in shown["notes"]
    assert {r["url"] for r in shown["resources"]} == {shown["url"]}
    assert not files & world.ckan.store.files.keys()
    assert not files & world.ckan.store.tables.keys()
    world.ckan.writes.clear()
    assert NAME in world.push().unchanged
    assert world.ckan.writes == []


def test_a_dataset_withdrawn_before_it_was_ever_pushed_is_not_made(world: World) -> None:
    withdraw(world.catalog, NAME, [], WHY, WHEN)
    world.push()
    assert [p["name"] for p in world.ckan.store.packages.values()] == ["dpi-macro"]


def test_a_mended_release_takes_the_place_of_the_notice(world: World) -> None:
    world.push()
    withdraw(world.catalog, NAME, [], WHY, WHEN)
    world.push()
    world.release(NAME, "2.0.0", {"flow": Rows(FLOW, ROWS[:2], ["place", "day"])})
    world.push()
    world.assert_in_step()


def test_an_older_version_taken_back_is_linked_to_no_more(world: World) -> None:
    world.release(NAME, "1.0.1", {"flow": Rows(FLOW, ROWS[:2], ["place", "day"])})
    world.push()
    withdraw(world.catalog, NAME, ["1.0.0"], WHY, WHEN)
    world.push()
    assert "1.0.0" not in str(world.show(NAME)["extras"])
    world.assert_in_step()


def test_a_resource_of_an_older_type_gives_up_rows_that_were_taken_back(world: World) -> None:
    """A retyped column leaves the old table beside the new one; withdrawn, it may not go on being served."""
    world.push()
    old = next(r["id"] for r in world.show(NAME)["resources"] if r["format"] == "CSV")
    retyped = [{**field, "type": "string"} if field["name"] == "sites" else field for field in FLOW]
    world.release(NAME, "2.0.0", {"flow": Rows(retyped, ROWS, ["place", "day"])})
    world.push()
    assert old in world.ckan.store.tables
    withdraw(world.catalog, NAME, ["1.0.0"], WHY, WHEN)
    world.push()
    assert old not in world.ckan.store.tables
    assert old not in world.ckan.store.files
    world.assert_in_step()


def test_the_notice_of_one_does_not_take_the_place_of_another(world: World) -> None:
    """On CKAN ``dpi.macro`` would be called ``dpi-macro``, too."""
    world.release("dpi.macro", "1.0.0", {"flow": Rows(FLOW, ROWS, ["place", "day"])})
    withdraw(world.catalog, "dpi.macro", [], WHY, WHEN)
    assert [s.action for s in world.plan().steps if s.wanted.name == "dpi-macro"] == ["create"]
    world.push()
    assert "dpi-macro" in world.push().unchanged
