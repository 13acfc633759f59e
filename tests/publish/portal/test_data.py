"""Datasette inside the portal: SQL and tables in both languages, under the right addresses, and nothing besides."""

from __future__ import annotations

import re

import pytest

from tests.publish.portal.conftest import Served


@pytest.mark.parametrize(
    ("prefix", "title", "unit"),
    [
        ("/data", "Rác thải sinh hoạt", "Phát sinh (tấn/ngày)"),
        ("/en/data", "Household waste", "Generated (tấn/ngày)"),
    ],
)
def test_a_table_has_its_title_and_units_and_its_links_stay_inside(
    portal: Served, prefix: str, title: str, unit: str
) -> None:
    assert portal.get(prefix, 308).headers["Location"] == f"{prefix}/catalog"
    for path in ("/catalog", "/catalog/waste", "/catalog/waste?_sort=area", "/catalog/waste/2019-06,DT"):
        page = portal.get(prefix + path).text
        found = set(re.findall(r'(?:href|src|action)="(/[^"]*)"', page))
        twin = ("/data" if prefix == "/en/data" else "/en/data") + path
        assert twin in found
        for link in (one for one in found if one != twin and "/data/" in one):
            assert link.startswith((f"{prefix}/", prefix.replace("/data", "/snapshots/5/data/"))), link
    table = portal.get(f"{prefix}/catalog/waste").text
    assert title in table
    assert unit in table
    assert portal.get(f"{prefix}/", 308).headers["Location"] == f"{prefix}/catalog"


def test_sql_answers(portal: Served) -> None:
    sql = "select area, sum(generated) as tonnes from waste group by area having tonnes > 0"
    answer = portal.get("/data/catalog.json", params={"sql": sql, "_shape": "array"})
    assert answer.json() == [{"area": "DT", "tonnes": 1220.6}]
    assert "1,220.6" in portal.get("/en/data/catalog", params={"sql": sql}).text
    portal.get("/data/catalog.json", 400, params={"sql": "delete from waste"})


def test_a_redirect_stays_under_the_prefix(portal: Served) -> None:
    assert portal.get("/en/data/catalog/waste/", 302).headers["Location"] == "/en/data/catalog/waste"
    for path in ("/data//evil.example/", "/data/%2f%2fevil.example/"):
        where = portal.client.get(path).headers.get("Location", "/data/")
        assert where.startswith("/data/")


@pytest.mark.parametrize(
    "path",
    ["/-/databases", "/-/databases.json", "/-/threads", "/-/settings", "/-/plugins", "/-/permissions", "/-/logout"],
)
def test_pages_about_the_machine_are_not_shown(portal: Served, path: str) -> None:
    for spelled in (path, path.replace("-", "%2D"), path.replace("/-/", "/-//")):
        answer = portal.client.get(f"/data{spelled}", follow_redirects=True)
        assert answer.status_code == 404, spelled
        assert str(portal.releases.root) not in answer.text


@pytest.mark.parametrize("prefix", ["/data", "/en/data"])
@pytest.mark.parametrize(
    "page",
    [
        "databases.json",
        "databases",
        "threads",
        "versions",
        "settings",
        "plugins",
        "metadata",
        "messages",
        "allow-debug",
        "patterns",
    ],
)
def test_nor_where_the_prefix_is_repeated(portal: Served, prefix: str, page: str) -> None:
    for times in (2, 3):
        for path in (f"{prefix * times}/-/{page}", f"/%64ata{prefix * times}/-/{page}", f"{prefix}/{prefix}/-/{page}"):
            answer = portal.get(path, 404)
            assert str(portal.releases.root) not in answer.text
    portal.get(f"{prefix}{prefix}/catalog/waste", 404)


def test_a_link_does_not_decide_how_long_an_answer_is_kept(portal: Served) -> None:
    for name in ("_ttl", "%5fttl", "_%74tl"):
        answer = portal.get(f"/data/catalog/waste.json?_size=1&{name}=99999999")
        assert answer.headers["Cache-Control"] == "max-age=5"
        assert len(answer.json()["rows"]) == 1
    assert "Host" in answer.headers["Vary"]


def test_it_can_only_be_read_and_sets_no_cookie(portal: Served) -> None:
    assert portal.client.post("/data/catalog", data={"sql": "select 1"}).status_code == 405
    for path in ("/data/", "/data/catalog", "/data/catalog/waste", "/data/-/allow-debug", "/", "/datasets"):
        answer = portal.client.get(path, headers={"Cookie": "ds_actor=x; ds_messages=y"})
        assert "set-cookie" not in answer.headers


def test_before_the_first_release_there_is_a_portal_without_data(own_portal: Served) -> None:
    assert "Chưa có bản phát hành nào." in own_portal.get("/").text
    assert "Nothing has been released yet." in own_portal.get("/en/datasets").text
    own_portal.get("/data/catalog", 404)
    own_portal.get("/snapshots/1/data/catalog", 404)
    assert own_portal.get("/api/v1/datasets").json()["datasets"] == []
