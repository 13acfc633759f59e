"""The rows of a table over the API are those of its CSV, filtered as asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.publish.portal.conftest import Served
from tests.standin.releases import WASTE

HERE = "/api/v1/datasets/waste/tables/waste/rows"


def periods(portal: Served, query: str) -> list[tuple[str, str]]:
    return [(row["period"], row["area"]) for row in portal.get(f"{HERE}?{query}").json()["rows"]]


def test_rows_are_those_of_the_table_with_their_types(portal: Served) -> None:
    said = portal.get(HERE).json()
    written = portal.get("/datasets/waste/releases/1.0.0/waste.json").json()
    assert (said["version"], said["total"], said["next"]) == ("1.0.0", 3, None)
    assert said["rows"] == written
    assert said["rows"][0]["generated"] == 1220.5


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("area=NT", [("2025-02", "NT")]),
        ("period=2025-02&area=DT", [("2025-02", "DT")]),
        ("generated__gte=0.1", [("2019-06", "DT"), ("2025-02", "DT")]),
        ("generated__lte=0.1", [("2025-02", "DT")]),
        ("generated=1220.50", [("2019-06", "DT")]),
        ("generated=", [("2025-02", "NT")]),
        ("period__gte=2020", [("2025-02", "DT"), ("2025-02", "NT")]),
        ("area=XX", []),
    ],
)
def test_filters(portal: Served, query: str, found: list[tuple[str, str]]) -> None:
    assert periods(portal, query) == found


def test_columns_and_pages(portal: Served) -> None:
    rows, address = [], f"{HERE}?columns=area,period&limit=2"
    while address:
        page = portal.get(address).json()
        rows += page["rows"]
        address = page["next"]
    assert [list(row) for row in rows] == [["area", "period"]] * 3


@pytest.mark.parametrize("wrong", ["nothing=1", "generated=x", "columns=nothing", "generated__gte=", "limit=0"])
def test_what_cannot_be_asked_is_told(portal: Served, wrong: str) -> None:
    assert portal.get(f"{HERE}?{wrong}", 422).json()["status"] == 422


def test_there_is_no_such_table_or_dataset(portal: Served) -> None:
    portal.get("/api/v1/datasets/waste/tables/other/rows", 404)
    portal.get("/api/v1/datasets/other/tables/other/rows", 404)
    portal.get(f"{HERE}?as_of=9.9.9", 404)


def test_rows_as_of_another_release(own_portal: Served) -> None:
    own_portal.releases.add("waste", "1.0.0", {"waste": WASTE})
    more = replace(WASTE, rows=[*WASTE.rows, ["2031", *WASTE.rows[0][1:]]])
    own_portal.wait_for(own_portal.releases.add("waste", "1.1.0", {"waste": more}).number)
    assert own_portal.get(HERE).json()["total"] == len(WASTE.rows) + 1
    assert own_portal.get(f"{HERE}?as_of=1.0.0").json()["total"] == len(WASTE.rows)


def test_without_a_long_table_there_are_no_observations(portal: Served) -> None:
    assert portal.get("/api/v1/observations?from=2020&to=2025-Q1").json()["total"] == 0
    portal.get("/api/v1/observations?from=x", 422)
