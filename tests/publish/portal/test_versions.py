"""What a reader is told of the versions of a dataset: which is read now, and when each came and went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from publish.portal import create_app
from publish.settings import Settings
from publish.snapshot import Withdrawal
from tests.publish.portal.conftest import Served, client_of
from tests.standin.releases import AGENCY, CONTENT, WASTE, WASTE_WORDS, Releases

LATE = "2025-12-05T18:30:00Z"  # the sixth in Viet Nam
LONG = "một ghi chú dài " * 8
PAPER = "/datasets/waste/releases/1.1.0"


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Version 1.1.0 of dataset ``waste`` was withdrawn; days are those of Viet Nam."""
    releases = Releases(tmp_path_factory.mktemp("versions"))
    for number, rows in (("1.0.0", WASTE.rows), ("1.1.0", WASTE.rows[1:]), ("1.2.0", [*WASTE.rows[1:], _noted()])):
        releases.add("waste", number, {"waste": replace(WASTE, rows=rows)}, **WASTE_WORDS)
    releases.add("ref-agency", "1.0.0", {"ref-agency": AGENCY})
    releases.catalog.append({}, LATE, {"waste": {"1.1.0": Withdrawal("nhầm", LATE)}})
    content = replace(CONTENT, site=replace(CONTENT.site, timezone="Asia/Ho_Chi_Minh"))
    with client_of(create_app(releases.catalog, content, Settings(root=releases.root))) as client:
        yield Served(releases, client)


def _noted() -> list[str]:
    return ["2031", *WASTE.rows[0][1:5], LONG, *WASTE.rows[0][6:]]


def test_the_current_version_is_marked_for_the_eye_and_no_other(portal: Served) -> None:
    for path in ("/datasets/waste", "/datasets/waste/releases/1.0.0"):
        assert portal.get(path).text.count(">bản hiện hành<") == 1
    assert portal.get("/en/datasets/waste").text.count(">current version<") == 1


def test_a_withdrawn_version_says_both_its_days(portal: Served) -> None:
    said = "phát hành 20/11/2025, thu hồi 06/12/2025"
    for path in ("/datasets/waste", "/datasets/waste/diff/1.0.0...1.2.0"):
        assert said in portal.get(path).text
    tombstone = portal.get(PAPER, 410).text
    assert "<dt>Ngày phát hành</dt><dd>20/11/2025</dd>" in tombstone
    assert "<dt>Ngày thu hồi</dt><dd>06/12/2025</dd>" in tombstone


def test_a_withdrawal_is_of_one_day_on_pages_and_in_the_api(portal: Served) -> None:
    for path in (f"/api/v1{PAPER}", "/api/v1/datasets/waste?as_of=1.1.0"):
        assert "withdrawn on 2025-12-06" in portal.get(path, 410).json()["detail"]


def test_long_texts_of_a_comparison_stand_in_wide_cells(portal: Served) -> None:
    page = portal.get("/datasets/waste/diff/1.0.0...1.2.0").text
    assert f'<td class="long">{LONG}</td>' in page


def test_the_other_language_of_an_error_is_a_page_that_is_there(portal: Served) -> None:
    diff = "/datasets/waste/diff/1.0.0...1.2.0"
    for path, status, page in (
        (f"{PAPER}/waste.csv", 410, PAPER),
        (f"/en{PAPER}/waste.csv", 404, PAPER),
        (f"{PAPER}/datapackage.zip", 410, PAPER),
        ("/datasets/waste/diff/1.0.0...1.1.0.json", 410, "/datasets/waste/diff/1.0.0...1.1.0"),
        (f"/en{diff}.json", 404, diff),
        ("/datasets/waste/as-of/2001-01-01/waste.csv", 404, "/datasets/waste"),
    ):
        shown = portal.get(path, status).text
        assert f'hreflang="en" href="/en{page}"' in shown
        assert f'hreflang="vi" href="{page}"' in shown


def test_a_day_without_a_version_is_said_in_words(portal: Served) -> None:
    early = portal.get("/datasets/waste/as-of/2001-01-01/waste.csv", 404).text
    assert "chưa có bản nào công khai ngày 2001-01-01; bản đầu tiên công bố ngày 2025-11-20" in early
    told = portal.get("/api/v1/datasets/waste?as_of=2001-01-01", 404).json()["detail"]
    assert "no version was public on 2001-01-01 yet; the first was published on 2025-11-20" in told


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_day_leads_to_the_version_that_was_public(portal: Served, prefix: str) -> None:
    assert f'action="{prefix}/datasets/waste/as-of"' in portal.get(f"{prefix}/datasets/waste").text
    moved = portal.get(f"{prefix}/datasets/waste/as-of?on=2025-11-20", 302)
    shown = portal.get(moved.headers["location"]).text
    assert moved.headers["location"].startswith(f"{prefix}/datasets/waste/releases/")
    assert 'id="versions"' in shown
    portal.get(f"{prefix}/datasets/waste/as-of?on=2001-01-01", 404)
    portal.get(f"{prefix}/datasets/waste/as-of?on=%00", 404)


def test_a_day_to_come_is_refused(portal: Served) -> None:
    assert "Ngày 2999-01-01 chưa đến" in portal.get("/datasets/waste/as-of/2999-01-01/waste.csv", 404).text
    assert "still to come" in portal.get("/api/v1/datasets/waste?as_of=2999-01-01", 404).json()["detail"]


def test_a_citation_names_the_agency_and_the_portal(portal: Served) -> None:
    page = portal.get("/datasets/waste").text
    line = page.split("<dt>Cách trích dẫn</dt>")[1].strip().split("</dd>")[0]
    assert line.startswith("<dd>Sở Môi trường. ")
    assert "Dữ liệu mở Sông Thử. <a" in line
