"""The connection cut at each request of a push in turn, and two pushes at once: a repeat brings everything in step."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from publish.ckan import Agency, Client, Summary, apply, plan, setup
from publish.ckan.client import UnsettledError
from schemas.core.site import Text
from tests.live.ckan.site import EDITOR, Ckan, Machine
from tests.live.ckan.world import BASE, assert_rows
from tests.standin.ckan_world import DESCRIBED, FLOW, NOTE, ROWS, SITE
from tests.standin.releases import Releases, Rows

pytestmark = pytest.mark.live


class Cut:
    """A TCP proxy on loopback that lets so many requests pass and breaks the connection at the next.

    The request that is broken reaches CKAN (``after``: and is answered there, but not here) or does not.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.left, self.after, self.seen = 1_000_000, False, 0

    def serve(self) -> None:
        while True:
            try:
                here, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._pass, args=(here,), daemon=True).start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _pass(self, here: socket.socket) -> None:
        with here, socket.create_connection(("127.0.0.1", self._port)) as there:
            while request := _message(here):
                self.seen += 1
                self.left -= 1
                if self.left < 0 and not self.after:
                    return
                there.sendall(request)
                answer = _message(there)
                if self.left < 0 or not answer:
                    return
                here.sendall(answer)


def _message(source: socket.socket) -> bytes:
    """One request or answer, whole: head, then a body of the length that it tells, or in chunks."""
    data = b""
    while b"\r\n\r\n" not in data:
        if not (part := source.recv(65_536)):
            return b""
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    fields = dict(line.split(b":", 1) for line in head.lower().split(b"\r\n")[1:])
    length = int(fields.get(b"content-length", b"0"))
    while len(body) < length:
        if not (part := source.recv(65_536)):
            return b""
        body += part
    return head + b"\r\n\r\n" + body


@contextmanager
def cut(url: str) -> Iterator[Cut]:
    one = Cut(int(url.rpartition(":")[2]))
    threading.Thread(target=one.serve, daemon=True).start()
    yield one
    one.close()


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory, ckan_machine: Machine) -> Iterator[Two]:
    """Two datasets of which one has two tables, one of them without a key; the organisation with its editor."""
    with ckan_machine.site("second") as ckan:
        releases = Releases(tmp_path_factory.mktemp("two"))
        setup(Client(ckan.url, ckan.admin), [Agency("ag-02", Text("Sở A", "A"))], EDITOR)
        first_release(releases)
        yield Two(ckan, releases)


@dataclass(frozen=True)
class Two:
    ckan: Ckan
    releases: Releases

    def push(self, url: str = "", attempts: int = 1) -> Summary:
        client = Client(url or self.ckan.url, self.ckan.editor, attempts=attempts, pause=0.05)
        return apply(plan(self.releases.catalog, client, SITE, BASE), client)

    def is_brought(self, url: str) -> bool:
        """Whether one attempt by way of ``url`` brings everything."""
        try:
            return self.push(url).complete
        except UnsettledError:
            return False

    def purge(self) -> None:
        admin = self.ckan.api()
        for one in admin.action.package_search(rows=100, include_drafts=True, include_private=True)["results"]:
            admin.action.dataset_purge(id=one["id"])

    def assert_in_step(self) -> None:
        """All of the snapshot once, row by row, and nothing to write any more."""
        snapshot = self.releases.catalog.current()
        assert snapshot
        held = self.ckan.api().action.package_search(rows=100, include_drafts=True, include_private=True)["results"]
        assert {one["name"]: one["version"] for one in held} == {n: e.version for n, e in snapshot.datasets.items()}
        for one in held:
            assert len({r["id"] for r in one["resources"]}) == len(one["resources"])
            assert_rows(self.ckan, self.releases.catalog.release(one["name"]), one)
        assert self.push().unchanged == sorted(snapshot.datasets)
        assert self.ckan.api().action.package_search(rows=100)["results"] == held


@pytest.mark.parametrize("after", [True, False], ids=["answer lost", "never arrived"])
def test_cut_at_each_request_a_repeat_makes_it_whole(two: Two, after: bool) -> None:
    """Every request where the answer is lost, which is the hard case; every third where the request is."""
    number = 0
    while True:
        two.purge()
        with cut(two.ckan.url) as proxy:
            proxy.left, proxy.after = number, after
            if two.is_brought(proxy.url):
                break
        two.push(attempts=4)
        two.assert_in_step()
        number += 1 if after else 3
    assert number > 15


def test_cut_at_each_request_of_a_new_release(two: Two) -> None:
    two.purge()
    two.push(attempts=4)
    version = 1
    for number in range(0, 60, 2):
        version += 1
        second_release(two.releases, f"1.{version}.0", version)
        with cut(two.ckan.url) as proxy:
            proxy.left, proxy.after = number, True
            if two.is_brought(proxy.url):
                break
        two.push(attempts=4)
        two.assert_in_step()
    assert version > 8
    two.assert_in_step()


def test_two_pushes_at_once_make_one_of_everything(two: Two) -> None:
    for round_ in range(3):
        two.purge()
        found: list[Summary] = []
        pushes = [threading.Thread(target=lambda to=found: to.append(two.push(attempts=8))) for _ in range(2)]
        for one in pushes:
            one.start()
        for one in pushes:
            one.join()
        assert [one.complete for one in found] == [True, True], (round_, [one.lines("en") for one in found])
        two.push(attempts=4)
        two.assert_in_step()


def test_a_target_that_is_gone_ends_soon_and_says_what_to_do(two: Two) -> None:
    with pytest.raises(UnsettledError, match="run the same command again"):
        two.push("http://127.0.0.1:9", attempts=2)


def first_release(releases: Releases) -> None:
    notes = Rows(NOTE, [["một"], ["hai"], ["một"]])
    releases.add("dpi-macro", "1.0.0", {"macro": Rows(FLOW, ROWS, ["place"]), "notes": notes}, **DESCRIBED)
    releases.add("ste-msw-flow", "1.0.0", {"flow": Rows(FLOW, ROWS, ["place", "day"])}, **DESCRIBED)


def second_release(releases: Releases, version: str, number: int) -> None:
    """Each time a figure changes, a row goes and another comes, in both tables."""
    rows = [["long-xuyen", "2019-06-01", f"{700 + number}", "12"], [f"place-{number}", "2025-02-01", "9", "1"]]
    notes = Rows(NOTE, [["một"], [f"ghi chú {number}"]])
    releases.add("dpi-macro", version, {"macro": Rows(FLOW, rows, ["place"]), "notes": notes}, **DESCRIBED)
