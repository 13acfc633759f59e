"""What a push makes of cut connections, failing servers, other writers and wrong tokens."""

from __future__ import annotations

import copy
import json
import logging
import threading
import traceback
from collections.abc import Iterator, Mapping
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

import ckanapi
import pytest

from publish.ckan import Client, Summary, apply, datastore, plan
from publish.ckan.apply import GIVE_UP
from publish.ckan.client import DeniedError, UnsettledError
from publish.ckan.datastore import look
from publish.ckan.resources import resource_id
from publish.errors import KtthError, UsageError
from tests.standin.ckan import Failure, StandinCkan
from tests.standin.ckan_world import ADMIN, BASE, EDITOR, FLOW, NOTE, ROWS, SITE, World, second_release
from tests.standin.releases import Rows


def stages(world: World, stage: str) -> Iterator[int]:
    """Numbers of requests to fail at, each from the same state of CKAN, until a push takes fewer requests."""
    if stage == "update":
        world.push()
        second_release(world)
    saved = copy.deepcopy(world.ckan.store)
    number = 0
    while number == 0 or world.ckan.failed:
        number += 1
        world.ckan.store = copy.deepcopy(saved)
        world.ckan.requests.clear()
        yield number
    assert number > 10


DEEP = pytest.mark.deep


@pytest.mark.parametrize(
    ("stage", "how", "attempts"),
    [
        ("create", "cut-after", 1),
        ("update", "500-after", 4),
        pytest.param("create", "cut-before", 1, marks=DEEP),
        pytest.param("create", "500-after", 4, marks=DEEP),
        pytest.param("update", "cut-before", 1, marks=DEEP),
        pytest.param("update", "cut-after", 1, marks=DEEP),
    ],
)
def test_a_failure_at_any_request_is_mended(world: World, stage: str, how: Failure, attempts: int) -> None:
    """One attempt leaves nothing half-made and the next push completes it; a patient push completes itself."""
    for number in stages(world, stage):
        with world.ckan.failing(number, how), suppress(UnsettledError) if attempts == 1 else nullcontext():
            world.push(attempts)
        world.assert_nothing_half_made()
        if attempts == 1:
            world.push()
        world.assert_in_step()


def test_somebody_elses_change_in_between_is_read_again_and_kept(world: World) -> None:
    world.push()
    second_release(world)

    def edit() -> None:
        held = world.ckan.store.package("dpi-macro")
        extras = [*held["extras"], {"key": "contact", "value": "phòng A"}]
        world.ckan.act("package_patch", ADMIN, {"id": "dpi-macro", "extras": extras})

    world.ckan.before("package_revise", edit)
    world.push()
    extras = {extra["key"]: extra["value"] for extra in world.show("dpi-macro")["extras"]}
    assert extras["contact"] == "phòng A"
    world.assert_in_step()


def test_two_pushes_at_once_make_one_of_everything(world: World) -> None:
    world.release("dpi-macro", "1.0.1", {"macro": Rows(FLOW, ROWS, ["place"])})
    planned, summaries = world.plan(), list[Summary]()
    threads = [
        threading.Thread(target=lambda: summaries.append(apply(planned, world.client(attempts=8)))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [s.lines("en") for s in summaries if not s.complete] == []
    assert len(summaries) == 2
    world.assert_in_step()


def broken(world: World, monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """CKAN fails each time one of these datasets is made."""
    answer = world.ckan._answer

    def act(action: str, user: Any, data: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if action == "package_create" and data["name"] in names:
            return 500, {"success": False, "error": {"__type": "Internal Server Error"}}
        return answer(action, user, data)

    monkeypatch.setattr(world.ckan, "_answer", act)


def test_a_dataset_at_which_ckan_always_fails_holds_up_no_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(world, monkeypatch, "dpi-macro")
    summary = world.push()
    assert ([*summary.failed], summary.created, summary.complete) == (["dpi-macro"], ["ste-msw-flow"], False)
    assert "status 500" in str(summary.failed["dpi-macro"])


def test_a_ckan_that_fails_at_everything_is_left_in_peace(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"dpi-{number}" for number in range(GIVE_UP)]
    for name in names:
        world.release(name, "1.0.0", {"notes": Rows(NOTE, [["một"]])})
    broken(world, monkeypatch, *names)
    with pytest.raises(UnsettledError, match="run the same command again"):
        world.push()
    assert world.anybody.action.package_list() == []  # dpi-macro and those after it were not tried


def test_the_token_is_in_no_plan_message_or_log(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    told = [repr(world.client()), json.dumps(world.plan().to_dict()), *world.plan().lines("vi"), repr(world.plan())]
    told += [json.dumps(world.push().to_dict())]
    for number in range(1, 4):
        # whose answer repeats the token
        with world.ckan.failing(number, "500-after"), pytest.raises(UnsettledError) as failure:
            plan(world.catalog, world.client(attempts=1), SITE, BASE)
        told += [str(failure.value), failure.value.say("vi"), repr(failure.value.params)]
        told += traceback.format_exception(failure.value)
    with world.ckan.failing(1, "500-after"), pytest.raises(UnsettledError, match=r"\*\*\*"):
        world.client(attempts=1).read("status_show")
    assert EDITOR not in "".join([*told, caplog.text])


def test_a_wrong_token_says_what_to_check(world: World) -> None:
    with pytest.raises(DeniedError, match="KTTH_CKAN_TOKEN") as failure:
        world.plan("not-a-token")
    assert "not-a-token" not in str(failure.value)
    assert world.client("not-a-token").find("package_show", id="dpi-macro") is None
    with pytest.raises(DeniedError, match=r"package_create.*KTTH_CKAN_TOKEN"):
        world.client("not-a-token").write("package_create", {"name": "x-y"})
    revoked = world.plan()
    del world.ckan.tokens[EDITOR]
    summary = apply(revoked, world.client())
    assert [*summary.failed] == ["dpi-macro", "ste-msw-flow"]


def test_links_that_only_this_computer_can_open_are_not_published(world: World) -> None:
    with pytest.raises(UsageError, match="KTTH_BASE_URL"):
        plan(world.catalog, Client("https://data.example.test"), SITE, "http://127.0.0.1:8001")
    assert plan(world.catalog, world.client(), SITE, "http://127.0.0.1:8001").counts["create"] == 2


def test_a_netrc_entry_does_not_take_the_tokens_place(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    assert world.push().complete


@pytest.mark.parametrize("token", ["two words", "two\nlines", "dấu"])
def test_a_mangled_token_is_refused_unsaid(token: str) -> None:
    with pytest.raises(UsageError) as failure:
        Client("https://data.example.test", token)
    assert token not in str(failure.value)


@pytest.mark.parametrize(
    "address", ["data.example.test", "ftp://data.example.test", "https://me:secret@data.example.test"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(UsageError) as failure:
        Client(address)
    assert "secret" not in str(failure.value)


def test_an_unreachable_host_and_a_site_that_is_no_ckan_are_told_apart(world: World) -> None:
    with StandinCkan() as gone:
        pass
    with pytest.raises(UnsettledError, match=r"cannot be reached \(\w+: [^:]*refused\).*same command again"):
        plan(world.catalog, Client(gone.url, EDITOR, attempts=2, pause=0), SITE, BASE)
    with pytest.raises(KtthError, match="does not answer as CKAN"):
        plan(world.catalog, Client(f"{world.ckan.url}/elsewhere", EDITOR), SITE, BASE)


def test_a_refused_dataset_does_not_stop_the_others(world: World) -> None:
    taken = {"id": resource_id("dpi-macro", "macro", "csv", 1), "url": "https://example.test/x.csv"}
    admin = ckanapi.RemoteCKAN(world.ckan.url, apikey=ADMIN)
    admin.action.package_create(name="theirs", owner_org="ag-02", resources=[taken])
    summary = world.push()
    assert ([*summary.failed], summary.created) == (["dpi-macro"], ["ste-msw-flow"])
    assert "Resource id already exists" in summary.lines("en")[0]
    assert "dpi-macro" not in ckanapi.RemoteCKAN(world.ckan.url).action.package_list()


def test_an_older_push_that_goes_on_late_is_stopped_and_its_rows_are_found(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first plans 1.0.1 and is held up while it writes; meanwhile 1.0.2 is released and pushed whole."""
    world.push()
    world.release("dpi-macro", "1.0.1", {"macro": Rows(FLOW, [["long-xuyen", "2019-06-01", "1", "1"]], ["place"])})
    late, client = world.plan(), world.client()
    write = client.write

    def overtaken(action: str, data: Mapping[str, object], files: Any = None) -> Any:
        if action == "datastore_upsert":
            monkeypatch.undo()
            row = [["long-xuyen", "2019-06-01", "2", "2"]]
            world.release("dpi-macro", "1.0.2", {"macro": Rows(FLOW, row, ["place"])})
            world.push()
        return write(action, data, files)

    monkeypatch.setattr(client, "write", overtaken)
    with suppress(KtthError):
        apply(late, client)
    world.push()
    world.assert_in_step()
    assert world.show("dpi-macro")["version"] == "1.0.2"


def test_a_plan_is_not_carried_out_once_something_newer_is_released(world: World) -> None:
    planned = world.plan()
    world.release("dpi-macro", "1.0.1", {"macro": Rows(FLOW, ROWS, ["place"])})
    with pytest.raises(KtthError, match="something newer was released"):
        apply(planned, world.client())
    assert world.ckan.writes == []


@pytest.mark.parametrize(
    "held",
    [
        "text",
        [],
        {},
        {"resources": [{}]},
        {"resources": None},
        {"resources": [], "extras": {"digest": "x"}},
        {"resources": [], "extras": [{"key": "pushed", "value": {}}]},
        {"resources": [{"id": []}]},
        {"resources": [], "tags": [{"name": 1}]},
        {"resources": [], "organization": "ag-02"},
        {"resources": [], "version": "\ud800"},
        {"resources": [], "version": 1},
    ],
)
def test_an_answer_of_another_shape_is_no_ckan(world: World, monkeypatch: pytest.MonkeyPatch, held: object) -> None:
    client = world.client()
    monkeypatch.setattr(client, "find", lambda action, **_: held)
    with pytest.raises(KtthError, match="does not answer as CKAN"):
        client.package("dpi-macro")


@pytest.mark.parametrize(
    "info",
    [
        {},
        {"fields": [{}], "meta": {"count": 1}},
        {"fields": [{"id": 1}], "meta": {"count": 1}},
        {"fields": [], "meta": {"count": "một"}},
        {"fields": None, "meta": None},
    ],
)
def test_a_table_of_another_shape_is_no_ckans(world: World, monkeypatch: pytest.MonkeyPatch, info: object) -> None:
    client = world.client()
    monkeypatch.setattr(client, "find", lambda action, **_: info)
    with pytest.raises(KtthError, match=r"does not answer as CKAN does \(datastore_info\)"):
        look(client, "x")


@pytest.mark.parametrize("row", [{"_id": 1, "place": "x"}, {"_id": "1"}, {"_id": 1, "place": []}, 7])
def test_rows_without_an_end_or_of_another_shape_are_not_read_on(
    world: World, monkeypatch: pytest.MonkeyPatch, row: object
) -> None:
    world.push()
    second_release(world)
    client, asked = world.client(), list[str]()
    read = client.read

    def endless(action: str, **said: object) -> Any:
        asked.append(action)
        return {"records": [row]} if action == "datastore_search" else read(action, **said)

    monkeypatch.setattr(client, "read", endless)
    monkeypatch.setattr(datastore, "PAGE", 3)
    monkeypatch.setattr(datastore, "_since", lambda *_: None)
    with suppress(KtthError):  # of another shape: then it is no CKAN
        assert "dpi-macro" in apply(world.plan(), client).failed
    assert 0 < asked.count("datastore_search") < 100


def test_a_dataset_of_somebody_else_is_left_alone_whatever_it_calls_a_digest(world: World) -> None:
    admin = ckanapi.RemoteCKAN(world.ckan.url, apikey=ADMIN)
    theirs = {"extras": [{"key": "digest", "value": "bản tin tháng"}], "private": True}
    resource = {"url": "https://example.test/x.csv", "release": "2020", "name": "x"}
    admin.action.package_create(name="dpi-macro", owner_org="ag-02", title="Của tôi", resources=[resource], **theirs)
    before = admin.action.package_show(id="dpi-macro")
    assert {s.wanted.name: s.action for s in world.plan().steps}["dpi-macro"] == "blocked"
    assert [*world.push().blocked] == ["dpi-macro"]
    assert admin.action.package_show(id="dpi-macro") == before
