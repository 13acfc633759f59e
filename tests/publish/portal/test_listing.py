"""Facets count what a walk over all datasets counts, and the page, the API and their addresses agree."""

from __future__ import annotations

import re
from html import unescape
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from publish.about import About, FileAbout, TableAbout
from publish.portal.dataset import DatasetView, TableView
from publish.portal.listing import FACETS, SORTS, Listing
from schemas.core.site import Text
from tests.publish.portal.conftest import Served

few = st.lists(st.sampled_from("abc"), max_size=2).map(tuple)


def view(
    name: str, publisher: str, words: tuple[str, ...], targets: tuple[str, ...], often: str, rows: int
) -> DatasetView:
    table = TableAbout(name, f"{name}.csv", Text(""), Text(""), (), (), {})
    file = FileAbout("map", "map.pdf", Text(""), Text(""), 1)
    said = About(
        name, "1.0.0", f"2025-01-0{rows + 1}", Text(name), Text(""), publisher, often, (), (), words, targets, targets,
        (table,) if rows < 2 else (), (file,) if rows else (),
    )  # fmt: skip
    return DatasetView(said, "", (TableView(table, name, rows, {"cited": rows} if rows else {}, {}),))


@st.composite
def catalogs(draw: st.DrawFn) -> dict[str, DatasetView]:
    some = st.sampled_from(["", "a", "b"])
    made = [
        view(f"d{n}", draw(some), draw(few), draw(few), draw(some), draw(st.integers(0, 3)))
        for n in range(draw(st.integers(0, 12)))
    ]
    return {one.id: one for one in made}


def holds(one: DatasetView, chosen: dict[str, list[str]]) -> bool:
    return all(not options or {*FACETS[name](one)} & {*options} for name, options in chosen.items())


@given(
    catalogs(),
    st.dictionaries(
        st.sampled_from(sorted(FACETS)), st.lists(st.sampled_from(["a", "b", "c", "csv", "cited"]), max_size=2)
    ),
    st.sampled_from(sorted(SORTS)),
    st.none() | st.lists(st.sampled_from(["d1", "d2", "d3", "x"]), unique=True),
    st.sampled_from([0, 500]),
)
def test_facets_count_what_is_there(
    views: dict[str, DatasetView], chosen: dict[str, list[str]], sort: str, among: list[str] | None, many: int
) -> None:
    found = Listing(views).sift(chosen, sort, among)
    with patch("publish.portal.listing.MANY", many):
        counts = found.counts
    kept = [one for one in views.values() if among is None or one.id in among]
    assert [one.id for one in found.views] == [
        one.id for one in sorted((one for one in kept if holds(one, chosen)), key=SORTS[sort])
    ]
    for facet, values in FACETS.items():
        others = {name: options for name, options in chosen.items() if name != facet}
        counted: dict[str, int] = {}
        for one in (one for one in kept if holds(one, others)):
            for option in {*values(one)} - {""}:
                counted[option] = counted.get(option, 0) + 1
        assert counts[facet] == counted


def test_the_best_come_first_where_that_is_asked() -> None:
    views = {name: view(name, "a", (), (), "", 1) for name in ("d1", "d2", "d3")}
    assert [one.id for one in Listing(views).sift({}, "relevance", ["d3", "d1"]).views] == ["d3", "d1"]


def test_the_api_sifts_sorts_and_counts(portal: Served) -> None:
    said = portal.get("/api/v1/datasets?agency=ag-02&facets=true&fields=id,rows&sort=rows").json()
    assert said["datasets"] == [{"id": "waste", "rows": 3}, {"id": "wells", "rows": 0}]
    assert said["facets"]["agency"] == {"Somebody Else": 1, "ag-01": 1, "ag-02": 2}
    assert said["facets"]["target"] == {"T16": 1}
    assert said["facets"]["standing"] == {"awaiting": 1, "mixed": 1}
    assert [d["id"] for d in portal.get("/api/v1/datasets?q=rac+thai").json()["datasets"]] == ["waste"]
    assert [d["id"] for d in portal.get("/api/v1/datasets?target=T16&task=x").json()["datasets"]] == []
    assert "facets" not in portal.get("/api/v1/datasets?fields=").json()["datasets"][0]
    for wrong in ("fields=x", "sort=x", "limit=0"):
        portal.get(f"/api/v1/datasets?{wrong}", 422)


def test_every_facet_of_the_page_is_a_link_to_what_it_counts(portal: Served) -> None:
    page = portal.get("/datasets").text
    links = re.findall(
        r'<a rel="nofollow" href="(\?[^"]+)"[^>]*><span>.*?</span></a> <span class="count">(\d+)</span>', page
    )
    assert {link.split("=")[0] for link, _ in links} >= {
        "?agency",
        "?target",
        "?task",
        "?frequency",
        "?standing",
        "?format",
    }
    for link, count in links:
        chosen = portal.get(f"/datasets{unescape(link)}").text
        assert f"Số bộ dữ liệu: {count}</strong>" in chosen
        assert f'href="{"?"}" aria-current="true"' in chosen


def test_the_page_searches_and_keeps_what_was_chosen(portal: Served) -> None:
    page = portal.get("/en/datasets?agency=ag-02&q=rac").text
    assert page.count('<article class="card">') == 1
    assert '<input type="hidden" name="agency" value="ag-02">' in page
    assert 'href="/datasets?agency=ag-02&amp;q=rac"' in page  # the same in Vietnamese
    assert "No dataset is like that" in portal.get("/en/datasets?agency=ag-02&q=zzz").text
