"""Feeds of releases and of corrections, as a reader of Atom takes them."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

from publish.past import roll_back
from publish.snapshot import Withdrawal
from tests.publish.portal.conftest import Served
from tests.standin.releases import CREATED, EVIL, WASTE, Rows, text

ATOM = "{http://www.w3.org/2005/Atom}"
Entry = tuple[str, str, str]  # title, summary, path


def entries(portal: Served, path: str) -> list[Entry]:
    answer = portal.get(path)
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)
    assert [feed.findtext(f"{ATOM}{name}") for name in ("id", "updated", "title")].count(None) == 0
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    found = feed.findall(f"{ATOM}entry")
    assert len({one.findtext(f"{ATOM}id") for one in found}) == len(found)
    base = str(portal.client.base_url)
    return [
        (
            one.findtext(f"{ATOM}title", ""),
            one.findtext(f"{ATOM}summary", ""),
            one.find(f"{ATOM}link").get("href", "").removeprefix(base.rstrip("/")),  # type: ignore[union-attr]
        )
        for one in found
    ]


def test_every_release_is_told_in_both_languages(portal: Served) -> None:
    vi, en = (entries(portal, f"{prefix}/feeds/releases.atom") for prefix in ("", "/en"))
    assert len(vi) == len(en) == sum(len(portal.releases.catalog.releases(d)) for d in ("waste", "wells")) + 3
    assert ("Household waste 1.0.0", "First release", "/en/datasets/waste/releases/1.0.0") in en
    assert {path for _, _, path in vi} == {path.removeprefix("/en") for _, _, path in en}
    for _, _, path in vi:
        portal.get(path)


def test_what_was_corrected_rolled_back_or_withdrawn_is_told_and_what_was_added_is_not(own_portal: Served) -> None:
    releases = own_portal.releases
    releases.add("waste", "1.0.0", {"waste": WASTE}, title="Rác")
    more = replace(WASTE, rows=[*WASTE.rows, ["2031-01", *WASTE.rows[0][1:]]])
    releases.add("waste", "1.1.0", {"waste": more}, title="Rác", justification="lý do của bản này")
    own_portal.wait_for(2)
    assert entries(own_portal, "/feeds/corrections.atom") == []
    assert entries(own_portal, "/feeds/releases.atom")[0][1].endswith("Lý do nêu ra: lý do của bản này")
    rows = [[*more.rows[0][:5], "đã sửa", *more.rows[0][6:]], *more.rows[2:]]
    releases.add("waste", "1.1.1", {"waste": replace(more, rows=rows)}, title="Rác", justification="ghi trùng")
    roll_back(releases.catalog, {"waste": "1.1.0"}, CREATED, "nhầm")
    last = releases.catalog.append({}, CREATED, {"waste": {"1.0.0": Withdrawal("tên riêng", CREATED)}})
    own_portal.wait_for(last.number)
    found = entries(own_portal, "/feeds/corrections.atom")
    assert found == [
        ("Rác 1.0.0", "Đã thu hồi: tên riêng", "/datasets/waste/releases/1.0.0"),
        (
            "Rác 1.1.0",
            "1 giá trị thay đổi (so với phiên bản 1.1.1). Danh mục được đưa về lại bản cũ hơn này. Lý do nêu ra: nhầm",
            "/datasets/waste/diff/1.1.1...1.1.0",
        ),
        (
            "Rác 1.1.1",
            "1 giá trị thay đổi; 1 dòng bị bỏ (so với phiên bản 1.1.0). Lý do nêu ra: ghi trùng",
            "/datasets/waste/diff/1.1.0...1.1.1",
        ),
    ]
    (_, _, (_, english, _)) = entries(own_portal, "/en/feeds/corrections.atom")
    assert english == "1 value changed; 1 row removed (compared with version 1.1.0). Reason given: ghi trùng"


def test_words_from_outside_make_no_markup_and_no_broken_feed(own_portal: Served) -> None:
    table = Rows([text("a")], [["1"]])
    own_portal.wait_for(own_portal.releases.add("odd", "1.0.0", {"odd": table}, title=f"{EVIL}\x0b&").number)
    [(title, _, _)] = entries(own_portal, "/feeds/releases.atom")
    assert title == f"{EVIL}\ufffd& 1.0.0"
