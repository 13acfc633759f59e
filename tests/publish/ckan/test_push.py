"""What a push makes of a CKAN site, through the real ckanapi."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from pathlib import Path

import ckanapi
import pytest

from publish.archive import Archive
from publish.ckan import Agency, Client, agencies, apply, plan, setup
from publish.ckan.client import DeniedError
from publish.errors import KtthError, UsageError
from publish.snapshot import Catalog
from schemas.core.site import Text
from tests.standin.ckan import StandinCkan
from tests.standin.ckan_store import User
from tests.standin.ckan_world import ADMIN, BASE, EDITOR, FLOW, ROWS, SITE, World, second_release
from tests.standin.releases import CREATED, Rows, fill


def test_first_push_makes_everything_public_with_titles_dictionary_and_rows(world: World) -> None:
    planned = world.plan()
    assert planned.counts == {"create": 2, "update": 0, "withdraw": 0, "unchanged": 0, "blocked": 0}
    assert world.ckan.writes == []
    summary = world.push()
    assert (summary.created, summary.complete) == (["dpi-macro", "ste-msw-flow"], True)
    shown = world.show("ste-msw-flow")
    assert (shown["title"], shown["notes"]) == ("Bộ ste-msw-flow / Set ste-msw-flow", "Mô tả.\n\nAbout.")
    assert (shown["version"], shown["license_id"]) == ("1.0.0", "open")
    assert shown["organization"]["name"] == "ag-02"
    assert [tag["name"] for tag in shown["tags"]] == ["KTTH 473", "chất thải rắn"]
    extras = {extra["key"]: extra["value"] for extra in shown["extras"]}
    address = f"{BASE}/datasets/ste-msw-flow/releases/1.0.0"
    assert {k: v for k, v in extras.items() if k not in ("digest", "pushed")} == {
        "frequency": "year", "publisher": "ag-02", "issued": CREATED, "modified": CREATED, "release_url": address,
        "license_title": "Giấy phép mở / Open licence", "license_url": f"{BASE}/l",
    }  # fmt: skip
    by_format = {resource["format"]: resource for resource in shown["resources"]}
    assert {label: one["url"] for label, one in by_format.items() if label != "CSV"} == {
        "XLSX": f"{address}/flow.xlsx", "Parquet": f"{address}/flow.parquet",
        "ZIP": f"{address}/datapackage.zip", "HTML": f"{address}/gate",
    }  # fmt: skip
    parquet = world.catalog.release("ste-msw-flow").files["data/flow.parquet"].read_bytes()
    assert by_format["Parquet"]["hash"] == "sha256:" + hashlib.sha256(parquet).hexdigest()
    info = ckanapi.RemoteCKAN(world.ckan.url).action.datastore_info(id=by_format["CSV"]["id"])
    assert [(f["id"], f["type"]) for f in info["fields"]] == [
        ("place", "text"), ("day", "date"), ("tonnes", "numeric"), ("sites", "int8"),
    ]  # fmt: skip
    assert info["fields"][0]["info"] == {
        "label": "Địa bàn", "notes": "Mã đơn vị.\n\nPlace", "release": by_format["CSV"]["hash"],
    }  # fmt: skip
    assert info["fields"][2]["info"] == {"label": "Khối lượng", "notes": "Mass", "unit": "tấn/ngày"}
    world.assert_in_step()


def test_a_new_release_changes_its_dataset_alone_and_keeps_the_resource_ids(world: World) -> None:
    world.push()
    ids = {r["name"]: r["id"] for r in world.show("dpi-macro")["resources"]}
    untouched = world.show("ste-msw-flow")
    second_release(world)
    steps = {step.wanted.name: step for step in world.plan().steps}
    assert (steps["ste-msw-flow"].action, steps["dpi-macro"].action) == ("unchanged", "update")
    assert (steps["dpi-macro"].before, steps["dpi-macro"].wanted.version) == ("1.0.0", "2.0.0")
    world.ckan.writes.clear()
    assert world.push().updated == ["dpi-macro"]
    assert Counter(world.ckan.writes) == {
        "datastore_create": 4, "datastore_delete": 2, "datastore_upsert": 2, "package_revise": 1,
    }  # fmt: skip
    assert {r["name"]: r["id"] for r in world.show("dpi-macro")["resources"]} == ids
    assert world.show("ste-msw-flow") == untouched
    world.assert_in_step()


def test_a_retyped_column_begins_a_new_resource_and_the_old_one_says_so(world: World) -> None:
    world.push()
    before = {r["format"]: r["id"] for r in world.show("ste-msw-flow")["resources"]}
    retyped = [{**field, "type": "string"} if field["name"] == "sites" else field for field in FLOW]
    world.release("ste-msw-flow", "2.0.0", {"flow": Rows(retyped, ROWS, ["place", "day"])})
    world.push()
    shown = world.show("ste-msw-flow")["resources"]
    old = next(r for r in shown if r["id"] == before["CSV"])
    assert "No longer updated since 2.0.0" in old["description"]
    new = next(r for r in shown if r["format"] == "CSV" and r["id"] != before["CSV"])
    assert {row["sites"] for row in world.rows(new["id"])} == {"12", "3", None}
    assert {r["id"] for r in shown} == {*before.values(), new["id"]}
    world.ckan.writes.clear()
    assert "ste-msw-flow" in world.push().unchanged
    assert world.ckan.writes == []


def test_words_alone_change_no_row_and_upload_no_file(world: World) -> None:
    world.push()
    better = [{**FLOW[0], "title": "Địa phương"}, *FLOW[1:]]
    world.release(
        "ste-msw-flow", "1.0.1", {"flow": Rows(better, ROWS, ["place", "day"])}, title="Tên mới", keywords=["rác"]
    )
    before = dict(world.ckan.store.files)
    world.ckan.writes.clear()
    world.push()
    assert Counter(world.ckan.writes) == {"datastore_create": 1, "package_revise": 1}
    assert world.ckan.store.files == before
    shown = world.show("ste-msw-flow")
    assert (shown["title"], [tag["name"] for tag in shown["tags"]]) == ("Tên mới / Set ste-msw-flow", ["rác"])
    world.assert_in_step()


def test_a_dropped_column_leaves_the_datastore(world: World) -> None:
    world.push()
    world.release("ste-msw-flow", "2.0.0", {"flow": Rows(FLOW[:3], [row[:3] for row in ROWS], ["place", "day"])})
    world.push()
    id_ = world.show("ste-msw-flow")["resources"][0]["id"]
    assert [field["id"] for field in world.anybody.action.datastore_info(id=id_)["fields"]] == [
        "place",
        "day",
        "tonnes",
    ]
    world.assert_in_step()


def test_a_portal_that_moved_gets_its_links_mended(world: World) -> None:
    world.push()
    client = world.client()
    planned = plan(world.catalog, client, SITE, "https://moved.example.test/")
    assert [r.name for r in planned.steps[1].resources if r.action == "update"] == [
        "flow.xlsx",
        "flow.parquet",
        "datapackage.zip",
        "gate.html",
    ]
    world.ckan.writes.clear()
    apply(planned, client)
    assert world.ckan.writes == ["package_revise"] * 2
    assert world.show("ste-msw-flow")["resources"][1]["url"].startswith("https://moved.example.test/datasets/")


def test_a_dataset_of_others_is_left_alone(world: World) -> None:
    admin = ckanapi.RemoteCKAN(world.ckan.url, apikey=ADMIN)
    theirs = admin.action.package_create(name="dpi-macro", owner_org="ag-02", notes="theirs")
    planned = world.plan()
    assert "not made from here" in planned.to_dict()["datasets"][0]["reason"]
    assert any("không do hệ thống này tạo ra" in line for line in planned.lines("vi"))
    summary = world.push()
    assert (summary.complete, [*summary.blocked], summary.created) == (False, ["dpi-macro"], ["ste-msw-flow"])
    assert world.show("dpi-macro")["metadata_modified"] == theirs["metadata_modified"]


def test_a_missing_organisation_is_told_with_the_step_that_makes_it(world: World) -> None:
    world.release("agr-forest-cover", "1.0.0", {"cover": Rows(FLOW, ROWS, ["place"])}, publisher="AG-05")
    step = world.plan().steps[0]
    assert step.action == "blocked"
    assert step.reason is not None
    assert "ag-05" in str(step.reason)
    assert "--setup" in str(step.reason)
    assert setup(world.client(ADMIN), agencies(world.catalog, SITE)) == ["ag-05"]
    world.ckan.writes.clear()
    assert setup(world.client(ADMIN), agencies(world.catalog, SITE)) == []
    assert world.ckan.writes == []
    step = world.plan().steps[0]
    assert step.action == "blocked"
    assert "editor" in str(step.reason)


def test_setup_takes_names_from_the_agencies_dataset_and_survives_a_500_after_the_deed(world: World) -> None:
    fields = [{"name": name, "type": "string"} for name in ("agency_id", "name_vi", "name_en")]
    rows = [["ag-01", "Sở Kế hoạch và Đầu tư", "Planning"], ["ag-02", "Sở Tài nguyên", "Environment"]]
    world.release("ref-agency", "1.0.0", {"agency": Rows(fields, rows, ["agency_id"])})
    found = agencies(world.catalog, replace(SITE, agencies="ref-agency"))
    assert found[0] == Agency("ag-01", Text("Sở Kế hoạch và Đầu tư", "Planning"))
    with world.ckan.failing(4, "500-after"):
        assert setup(world.client(ADMIN), found) == ["ag-01"]
    with pytest.raises(DeniedError, match="organization_create"):
        setup(world.client(EDITOR), [Agency("ag-09", Text("Sở Xây dựng"))])


def test_packages_from_elsewhere_are_pushed_under_their_own_publisher(world: World) -> None:
    fill(world.releases)
    setup(world.client(ADMIN), agencies(world.catalog, SITE))
    world.ckan.tokens[EDITOR] = User("pusher", organizations=frozenset(world.ckan.store.organizations))
    summary = world.push()
    assert ({*summary.blocked}, summary.failed) == ({"ref-codes"}, {})  # which names no publisher
    assert world.show("foreign-data")["organization"]["title"] == "Somebody Else"
    world.ckan.writes.clear()
    assert len(world.push().unchanged) == len(summary.created) == 6
    assert world.ckan.writes == []


def test_nothing_released_says_so(tmp_path: Path, ckan: StandinCkan) -> None:
    with pytest.raises(KtthError, match="ktth release"):
        plan(Catalog(Archive(tmp_path)), Client(ckan.url), SITE, BASE)


def test_rows_go_in_batches_and_progress_is_told(world: World) -> None:
    rows = [[f"place-{number}", "2025-01-01", str(number), "1"] for number in range(10_001)]
    world.release("ste-msw-flow", "2.0.0", {"flow": Rows(FLOW, rows, ["place", "day"])})
    told: list[tuple[str, int, int]] = []
    apply(world.plan(), world.client(), lambda what, done, total: told.append((what, done, total)))
    assert world.ckan.writes.count("datastore_upsert") == 3  # the small ones are made with their rows
    assert ("flow.csv 5000/10001", 1, 2) in told
    assert told[-1] == ("", 2, 2)
    world.assert_in_step()


def test_columns_no_datastore_can_hold_are_uploaded_without_one(world: World) -> None:
    fields = [{"name": "_id", "type": "string"}, {"name": "x", "type": "string"}]
    world.release("ste-msw-flow", "2.0.0", {"flow": Rows(fields, [["1", "a"]], [])})
    world.release("dpi-macro", "2.0.0", {"macro": Rows(FLOW, ROWS, ["place"])})
    assert world.push().complete
    csv = world.show("ste-msw-flow")["resources"][0]
    assert csv["id"] not in world.ckan.store.tables
    assert world.ckan.store.files[csv["id"]] == b"_id,x\n1,a\n"


def test_setup_says_who_took_over_and_makes_somebody_an_editor_once(world: World) -> None:
    old = Agency("ag-02", Text("Sở TN&MT"), {"valid_to": "2025-03-01", "successors": "ag-2025-snnmt"})
    admin = ckanapi.RemoteCKAN(world.ckan.url, apikey=ADMIN)
    admin.action.organization_patch(id="ag-02", extras=[{"key": "phone", "value": "0296"}])
    assert setup(world.client(ADMIN), [old], "pusher") == []
    shown = world.anybody.action.organization_show(id="ag-02")
    assert {one["key"]: one["value"] for one in shown["extras"]} == {"phone": "0296", **old.extras}
    assert shown["title"] == "Sở Tài nguyên và Môi trường"  # as somebody made it
    assert world.ckan.store.members == {"pusher": {"ag-02"}}
    world.ckan.writes.clear()
    setup(world.client(ADMIN), [old], "pusher")
    with pytest.raises(UsageError, match="no user nobody"):
        setup(world.client(ADMIN), [Agency("ag-9", Text("Mới"))], "nobody")
    assert world.ckan.writes == []
