"""Names, ids, tags and row differences: pure functions of a release."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.ckan.datastore import difference
from publish.ckan.records import ckan_name, dataset, tags
from publish.ckan.resources import resource_id
from tests.standin.releases import SITE, Releases, Rows


def test_identities_never_change() -> None:
    """Resources that stand on CKAN sites carry these ids: a change here would make all of them twice."""
    assert resource_id("ste-msw-flow", "flow", "csv", 1) == "e9a07c60-51a7-538c-a9dc-ec21af8493a2"
    assert len({resource_id("a", "b", f, n) for f in ("csv", "json") for n in (1, 2)}) == 4


@pytest.mark.parametrize(
    ("text", "name"),
    [("ste-msw-flow", "ste-msw-flow"), ("co2.ppm", "co2-ppm"), ("Sở Đo đạc", "so-do-dac"), ("x", "x-data"), ("", "")],
)
def test_names_are_what_ckan_takes(text: str, name: str) -> None:
    assert ckan_name(text) == name


def test_tags_keep_vietnamese_and_drop_what_ckan_refuses() -> None:
    assert tags(["chất thải", "a", "R&D", "KTTH/473", "KTTH 473", "x" * 150]) == [
        "KTTH 473", "R D", "chất thải", "x" * 100,
    ]  # fmt: skip


def multiset(rows: list[dict[str, Any]]) -> Counter[tuple[tuple[str, Any], ...]]:
    return Counter(tuple(sorted(row.items())) for row in rows)


VALUES = st.one_of(st.none(), st.integers(0, 3), st.sampled_from(["a", "b"]))


@given(
    held=st.lists(st.fixed_dictionaries({"k": st.integers(0, 5), "v": VALUES}), max_size=8),
    wanted=st.lists(st.fixed_dictionaries({"k": st.integers(0, 5), "v": VALUES}), max_size=8),
    keyed=st.booleans(),
)
def test_writing_the_difference_gives_the_wanted_rows(
    held: list[dict[str, Any]], wanted: list[dict[str, Any]], keyed: bool
) -> None:
    if keyed:
        held, wanted = (list({row["k"]: row for row in rows}.values()) for rows in (held, wanted))
    numbered = [{**row, "_id": number} for number, row in enumerate(held)]
    write, surplus = difference(numbered, wanted, ["k"] if keyed else [])
    kept = [row for row, numbers in zip(held, numbered, strict=True) if numbers["_id"] not in surplus]
    if keyed:
        kept = [row for row in kept if row["k"] not in {new["k"] for new in write}]
    assert multiset([*kept, *write]) == multiset(wanted)


def test_a_cited_figure_does_not_look_official_on_ckan(tmp_path: Path) -> None:
    """Where the rows come from, and their sources, go along as extras."""
    releases = Releases(tmp_path)
    fields = [{"name": "a", "type": "string"}, {"name": "provenance", "type": "string"}]
    rows = [["1", "trich_dan"], ["2", "trich_dan"], ["3", "chinh_thuc"]]
    source = {"title": "Báo A", "path": "https://example.test/a"}
    releases.add("d", "1.0.0", {"d": Rows(fields, rows)}, sources=[source], publisher="ag-01")
    release = releases.catalog.release("d")
    said = dataset([release], release, SITE, "https://example.test").extras
    assert said["provenance"] == "Chính thức / Official: 1; Trích dẫn / Cited: 2"
    assert said["sources"] == "Báo A https://example.test/a"


def test_a_changed_row_whose_key_has_a_null_is_written_anew_not_added() -> None:
    held = [{"a": None, "b": "x", "v": 1, "_id": 7}, {"a": None, "b": "y", "v": 1, "_id": 8}]
    wanted = [{"a": None, "b": "x", "v": 2}, {"a": None, "b": "y", "v": 1}]
    assert difference(held, wanted, ["a", "b"]) == ([wanted[0]], [7])
