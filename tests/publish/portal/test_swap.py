"""A new release shows without a restart, and no reader gets a failed or a mixed answer while it arrives."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest

from tests.publish.portal.conftest import Served
from tests.standin.releases import CREATED, WASTE, WASTE_WORDS, Rows

SQL = "select version as v, (select min(note) from waste) as low, (select max(note) from waste) as high from _datasets"


def numbered(number: int) -> Rows:
    """The table of version ``1.<number>.0``, which says so in every row."""
    return replace(WASTE, rows=[[*row[:5], f"1.{number}.0", row[6]] for row in WASTE.rows])


def release(portal: Served, number: int) -> int:
    words = {**WASTE_WORDS, "description": f"1.{number}.0"}
    return portal.releases.add("waste", f"1.{number}.0", {"waste": numbered(number)}, **words).number


def test_a_new_release_shows_everywhere_without_a_restart(own_portal: Served) -> None:
    for number in (1, 2):
        own_portal.wait_for(release(own_portal, number))
        version = f"1.{number}.0"
        assert f"{version}, 20/11/2025" in own_portal.get("/").text
        assert own_portal.get("/api/v1/datasets/waste").json()["version"] == version
        assert (
            own_portal.get("/datasets/waste/latest/waste.csv", 302).headers["Location"].endswith(f"{version}/waste.csv")
        )
        assert version in own_portal.get("/en/data/catalog/waste").text
        [row] = own_portal.get("/data/catalog.json", params={"sql": SQL, "_shape": "array"}).json()
        assert row == {"v": version, "low": version, "high": version}
    assert "1.1.0" in own_portal.get("/datasets/waste/releases/1.1.0/waste.csv").text


@pytest.mark.deep
def test_no_reader_sees_a_failed_or_a_mixed_answer(own_portal: Served) -> None:
    own_portal.wait_for(release(own_portal, 1))
    stop, answers, faults = threading.Event(), [], []

    def read(check: Callable[[httpx.Client], bool]) -> None:
        with httpx.Client(base_url=own_portal.client.base_url, timeout=30) as client:
            while not stop.is_set():
                (answers if check(client) else faults).append(1)

    def by_sql(client: httpx.Client) -> bool:
        answer = client.get("/data/catalog.json", params={"sql": SQL, "_shape": "array"})
        return answer.status_code == 200 and len({*answer.json()[0].values()}) == 1

    def by_page(client: httpx.Client) -> bool:
        answer = client.get("/datasets/waste")
        version = answer.text.partition('<p class="description">')[2].partition("<")[0]
        return (
            answer.status_code == 200
            and f"<dd>{version}, " in answer.text
            and answer.text.count(f"<td>{version}</td>") == 3
        )

    def by_table(client: httpx.Client) -> bool:
        answer = client.get("/en/data/catalog/waste.json?_shape=array")
        return answer.status_code == 200 and len({row["note"] for row in answer.json()}) == 1

    threads = [threading.Thread(target=read, args=[check]) for check in (by_sql, by_page, by_table) * 2]
    for thread in threads:
        thread.start()
    try:
        for number in range(2, 6):
            own_portal.wait_for(release(own_portal, number))
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not faults
    assert len(answers) > 50


def test_what_cannot_be_shown_leaves_the_old_release_in_place(own_portal: Served) -> None:
    shown = release(own_portal, 1)
    own_portal.wait_for(shown)
    releases = own_portal.releases
    entry = releases.keep("more", "1.0.0", {"more": WASTE})
    lost = releases.archive.state("urn:ktth:more", entry.object_version)["data/more.csv"]
    content = lost.read_bytes()
    lost.unlink()
    broken = releases.catalog.append({"more": entry}, CREATED).number
    time.sleep(2.5)  # the portal looks every second
    assert own_portal.get("/-/health").json()["snapshot"] == shown
    own_portal.get("/data/catalog/waste")
    own_portal.get("/datasets/more", 404)
    lost.write_bytes(content)
    own_portal.wait_for(broken)
    own_portal.get("/datasets/more")
