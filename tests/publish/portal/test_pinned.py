"""A link to data that stays with them: the data pages of an earlier snapshot, while they may be shown."""

from __future__ import annotations

from publish.snapshot import Withdrawal
from tests.publish.portal.conftest import Served
from tests.publish.portal.test_swap import release
from tests.standin.releases import CREATED


def test_a_pinned_link_stays_with_its_data_until_they_go(own_portal: Served) -> None:
    for number in (1, 2):
        own_portal.wait_for(release(own_portal, number))
    query = {"sql": "select distinct note from waste", "_shape": "array"}
    assert own_portal.get("/data/catalog.json", params=query).json() == [{"note": "1.2.0"}]
    page = own_portal.get("/data/catalog/waste?_sort=area").text
    assert 'href="/snapshots/2/data/catalog/waste?_sort=area"' in page
    assert own_portal.get("/snapshots/1/data/catalog.json", params=query).json() == [{"note": "1.1.0"}]
    old = own_portal.get("/en/snapshots/1/data/catalog/waste").text
    assert 'href="/en/data/catalog/waste"' in old
    assert "snapshot 1" in old
    for nothing in ("/snapshots/9/data/catalog", "/snapshots/0/data/catalog", "/snapshots/1/data/-/databases"):
        own_portal.get(nothing, 404)
    own_portal.get("/snapshots/01x/data/catalog", 404)


def test_what_was_withdrawn_cannot_be_read_in_an_earlier_snapshot(own_portal: Served) -> None:
    for number in (1, 2):
        own_portal.wait_for(release(own_portal, number))
    own_portal.get("/snapshots/1/data/catalog/waste")
    gone = {"waste": {"1.1.0": Withdrawal("sai", CREATED)}}
    shown = own_portal.releases.catalog.append({}, CREATED, gone).number
    own_portal.wait_for(shown)
    for path in ("/snapshots/1/data/catalog/waste", "/snapshots/2/data/catalog.json?sql=select+*+from+changes"):
        assert "1.1.0" not in own_portal.get(path, 410).text
    assert (
        'href="/data/catalog/waste?_sort=area"'
        in own_portal.get("/snapshots/1/data/catalog/waste?_sort=area", 410).text
    )
    own_portal.get(f"/snapshots/{shown}/data/catalog/waste")


def test_a_file_that_is_no_longer_kept_is_gone(own_portal: Served) -> None:
    for number in (1, 2):
        own_portal.wait_for(release(own_portal, number))
    (own_portal.releases.root / "portal" / "catalog-1.db").unlink()
    assert "không còn truy vấn được" in own_portal.get("/snapshots/1/data/catalog", 410).text
    assert own_portal.get("/snapshots/1/data/catalog.json?sql=select+1", 410).json()["status"] == 410
    own_portal.get("/snapshots/2/data/catalog")


def test_what_happens_is_counted_for_whoever_watches(own_portal: Served) -> None:
    own_portal.wait_for(release(own_portal, 1))

    def counted(name: str) -> int:
        lines = own_portal.get("/-/metrics").text.splitlines()
        return next(int(line.rpartition(" ")[2]) for line in lines if line.startswith(f"ktth_{name} "))

    refused, kept = counted("sql_refused_total"), counted("data_kept_total")
    own_portal.get("/data/catalog?sql=select+x", 400)
    tag = own_portal.get("/data/catalog/waste").headers["ETag"]
    assert own_portal.get("/data/catalog/waste", 304, headers={"If-None-Match": tag}).content == b""
    assert (counted("sql_refused_total"), counted("data_kept_total")) == (refused + 1, kept + 1)
    assert counted("snapshot") == 1
