"""What people edit on CKAN by hand: shown, kept unless told otherwise, and never a lie about the release."""

from __future__ import annotations

from typing import Any

import ckanapi
import pytest

from tests.standin.ckan_world import EDITOR, FLOW, ROWS, World
from tests.standin.releases import Rows

NAME = "ste-msw-flow"


def edit(world: World, **fields: Any) -> None:
    ckanapi.RemoteCKAN(world.ckan.url, apikey=EDITOR).action.package_patch(id=NAME, **fields)


def csv_of(world: World) -> dict[str, Any]:
    return next(r for r in world.show(NAME)["resources"] if r["format"] == "CSV" and r["hash"])


def test_edited_words_are_shown_and_kept_while_figures_go_on(world: World) -> None:
    world.push()
    edit(world, title="Rác thải thành phố", tags=[{"name": "rác"}])
    step = next(s for s in world.plan().steps if s.wanted.name == NAME)
    assert step.action == "unchanged"
    assert [(d.part, d.there, d.kept) for d in step.drift] == [
        ("title", "Rác thải thành phố", True),
        ("tags", "rác", True),
    ]
    told = "    tiêu đề đã bị sửa trên CKAN và được giữ nguyên: Rác thải thành phố"
    assert told in world.plan().lines("vi")
    world.ckan.writes.clear()
    world.push()
    assert world.ckan.writes == []
    corrected = [["long-xuyen", "2019-06-01", "700", "12"], *ROWS[1:]]
    world.release(NAME, "1.0.1", {"flow": Rows(FLOW, corrected, ["place", "day"])}, titleEn="Better title")
    world.push()
    shown = world.show(NAME)
    assert (shown["title"], shown["version"]) == ("Rác thải thành phố", "1.0.1")
    assert [tag["name"] for tag in shown["tags"]] == ["rác"]
    assert {row["tonnes"] for row in world.rows(csv_of(world)["id"])} == {700.0, 0.1, None}
    world.assert_in_step()


def test_edited_words_are_replaced_when_that_is_asked(world: World) -> None:
    world.push()
    before = world.show(NAME)
    edit(world, title="Rác", notes="x")
    world.push(overwrite=True)
    shown = world.show(NAME)
    assert (shown["title"], shown["notes"]) == (before["title"], before["notes"])
    world.assert_in_step()


def test_an_edited_dictionary_is_kept_with_the_mark_of_its_rows(world: World) -> None:
    world.push()
    csv = csv_of(world)
    fields = ckanapi.RemoteCKAN(world.ckan.url).action.datastore_info(id=csv["id"])["fields"]
    fields[2]["info"] = {**fields[2]["info"], "notes": "Cân tại trạm"}
    admin = ckanapi.RemoteCKAN(world.ckan.url, apikey=EDITOR)
    admin.action.datastore_create(resource_id=csv["id"], fields=fields, force=True)
    step = next(s for s in world.plan().steps if s.wanted.name == NAME)
    assert (step.action, [d.part for d in step.drift]) == ("unchanged", ["flow.csv dictionary"])
    assert [d.line("en") for d in step.drift] == ["the dictionary of flow.csv was edited on CKAN and is kept"]
    world.release(NAME, "1.1.0", {"flow": Rows(FLOW, [*ROWS, ["tri-ton", "2025-01-01", "1", "1"]], ["place", "day"])})
    world.push()
    fields = ckanapi.RemoteCKAN(world.ckan.url).action.datastore_info(id=csv["id"])["fields"]
    assert fields[2]["info"]["notes"] == "Cân tại trạm"
    assert fields[0]["info"]["release"] == csv_of(world)["hash"]
    world.push(overwrite=True)
    fields = ckanapi.RemoteCKAN(world.ckan.url).action.datastore_info(id=csv["id"])["fields"]
    assert fields[2]["info"]["notes"] == "Mass"
    world.assert_in_step()


@pytest.mark.parametrize("fact", ["version", "url", "license_id"])
def test_what_says_which_release_it_is_is_put_back(world: World, fact: str) -> None:
    world.push()
    before = world.show(NAME)[fact]
    edit(world, **{fact: "9.9.9"})
    assert next(s for s in world.plan().steps if s.wanted.name == NAME).action == "update"
    world.push()
    assert world.show(NAME)[fact] == before
    world.assert_in_step()


def test_rows_added_by_hand_go_and_rows_deleted_come_back(world: World) -> None:
    world.push()
    csv = csv_of(world)["id"]
    editor = ckanapi.RemoteCKAN(world.ckan.url, apikey=EDITOR)
    editor.action.datastore_delete(resource_id=csv, filters={"place": "an-phu"}, force=True)
    assert next(s for s in world.plan().steps if s.wanted.name == NAME).action == "update"
    world.push()
    world.assert_in_step()
    added = [{"place": "x", "day": "2020-01-01"}]
    editor.action.datastore_upsert(resource_id=csv, records=added, method="insert", force=True)
    world.push()
    world.assert_in_step()


def test_what_others_added_stays(world: World) -> None:
    world.push()
    held = world.show(NAME)
    theirs = {"id": "0b1f5c1e-0000-4000-8000-000000000001", "name": "Bản đồ", "url": "https://example.test/map"}
    edit(
        world, extras=[*held["extras"], {"key": "contact", "value": "phòng A"}], resources=[*held["resources"], theirs]
    )
    world.release(NAME, "1.0.1", {"flow": Rows(FLOW, ROWS[:2], ["place", "day"])})
    world.push()
    shown = world.show(NAME)
    assert theirs["id"] in {resource["id"] for resource in shown["resources"]}
    assert {"key": "contact", "value": "phòng A"} in shown["extras"]


def test_a_dataset_hidden_by_hand_stays_hidden_until_told_otherwise(world: World) -> None:
    world.push()
    edit(world, private=True)
    world.release(NAME, "1.0.1", {"flow": Rows(FLOW, ROWS[:2], ["place", "day"])})
    step = next(s for s in world.plan().steps if s.wanted.name == NAME)
    assert [(d.part, d.kept) for d in step.drift] == [("private", True)]
    world.push()
    held = world.client().package(NAME)
    assert held is not None
    assert (held["private"], held["version"]) == (True, "1.0.1")
    world.push(overwrite=True)
    assert not world.show(NAME)["private"]
    world.assert_in_step()


@pytest.mark.parametrize("garbled", ["[" * 3000, "[]", "no JSON", '{"title": 7}'])
def test_a_garbled_memory_of_the_push_stops_nothing(world: World, garbled: str) -> None:
    world.push()
    held = world.show(NAME)
    extras = [one | {"value": garbled} if one["key"] == "pushed" else one for one in held["extras"]]
    edit(world, extras=extras)
    world.push()
    world.assert_in_step()
