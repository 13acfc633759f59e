"""The search page and the search of the API, over what a portal has released."""

from __future__ import annotations

import re

import pytest

from publish.snapshot import Withdrawal
from tests.publish.portal.conftest import Served
from tests.standin.releases import CREATED, EVIL, WASTE, WASTE_WORDS


def test_a_question_is_answered_in_both_languages_with_its_words_marked(portal: Served) -> None:
    page = portal.get("/search?q=rac+thai").text
    assert "<mark>Rác thải</mark> sinh hoạt" in page
    assert '<a href="/datasets/waste"' in page
    assert '<a href="/en/datasets/waste"' in portal.get("/en/search?q=waste").text
    assert 'href="/en/search?q=rac+thai"' in page


def test_what_is_in_a_cell_is_found_and_never_runs(portal: Served) -> None:
    page = portal.get("/search?q=owned").text
    assert '<a href="/datasets/waste"' in page
    assert EVIL not in page
    assert EVIL not in portal.get(f"/search?q={EVIL}").text


def test_nothing_found_comes_with_advice(portal: Served) -> None:
    assert "Không tìm thấy gì" in portal.get("/search?q=zzzz").text
    assert "Nothing found" in portal.get("/en/search?q=zzzz").text
    portal.get("/search")
    portal.get("/search?q=rac&page=999999999999999999999")


def test_each_page_has_the_search(portal: Served) -> None:
    assert 'role="search" action="/en/search"' in portal.get("/en/datasets/waste").text
    described = portal.get("/en/opensearch.xml")
    assert described.headers["Content-Type"].startswith("application/opensearchdescription+xml")
    address = re.findall(r'template="([^"]+)"', described.text)[0].replace("{searchTerms}", "waste")
    assert '/en/datasets/waste"' in portal.get(address).text


def test_the_api_finds_codes_and_leads_to_them(portal: Served) -> None:
    said = portal.get("/api/v1/search?q=do+thi&kind=code").json()
    assert [(hit["kind"], hit["id"]) for hit in said["results"]] == [("code", "area/DT")]
    assert said["results"][0]["url"].endswith("/codes#area")
    portal.get("/api/v1/search", 422)
    portal.get(f"/api/v1/search?q={'x' * 201}", 422)


def test_pages_of_the_search_lead_through_all_of_it(portal: Served) -> None:
    address, found = "/api/v1/search?q=a&limit=2", []
    while address:
        page = portal.get(address).json()
        found += [(hit["kind"], hit["id"]) for hit in page["results"]]
        address = page["next"]
    assert len(found) == len({*found}) == page["total"] > 4


def test_what_is_released_is_found_at_once_and_what_is_withdrawn_no_more(own_portal: Served) -> None:
    releases = own_portal.releases
    releases.add("waste", "1.0.0", {"waste": WASTE}, **WASTE_WORDS)
    releases.add("other", "1.0.0", {"other": WASTE}, title="Bộ khác")
    own_portal.wait_for(2)
    assert own_portal.get("/api/v1/search?q=bo+khac").json()["results"][0]["id"] == "other"
    releases.catalog.append({}, CREATED, {"other": {"1.0.0": Withdrawal("nhầm", CREATED)}})
    own_portal.wait_for(3)
    said = own_portal.get("/api/v1/search?q=bo+khac").json()
    assert (said["snapshot"], [hit["id"] for hit in said["results"]]) == (3, [])
    [index] = (releases.root / "portal").glob("catalog-3.search")
    assert b"B\xe1\xbb\x99 kh\xc3\xa1c" not in index.read_bytes()


@pytest.mark.parametrize(
    "path", ["/api/v1/datasets?limit=2", "/api/v1/search?q=rac", "/api/v1/rules", "/api/v1/datasets/waste"]
)
def test_what_a_reader_has_is_not_sent_again(portal: Served, path: str) -> None:
    first = portal.get(path)
    tag = first.headers["ETag"]
    assert (tag[:3], first.headers["Cache-Control"]) == ('W/"', "no-cache")
    again = portal.get(path, 304, headers={"If-None-Match": tag})
    assert (again.content, again.headers["ETag"]) == (b"", tag)
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    assert portal.get(f"{path}{'&' if '?' in path else '?'}x=1").headers["ETag"] != tag
    portal.get(path, headers={"If-None-Match": '"other"'})


def test_another_snapshot_is_another_answer(own_portal: Served) -> None:
    own_portal.wait_for(own_portal.releases.add("waste", "1.0.0", {"waste": WASTE}).number)
    tag = own_portal.get("/api/v1/datasets").headers["ETag"]
    own_portal.wait_for(own_portal.releases.add("other", "1.0.0", {"other": WASTE}).number)
    assert own_portal.get("/api/v1/datasets", headers={"If-None-Match": tag}).json()["total"] == 2
    assert "ETag" not in own_portal.get("/api/v1/datasets/none", 404).headers
