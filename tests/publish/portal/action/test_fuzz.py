"""Whatever is asked of the Action API, it answers in CKAN's envelope, and never that something went wrong with it."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from publish.portal.action.actions import ACTIONS
from publish.portal.action.search import PARAMETERS as SEARCH
from tests.publish.portal.conftest import Served

DATASTORE = (
    "resource_id",
    "filters",
    "q",
    "fields",
    "sort",
    "limit",
    "offset",
    "distinct",
    "records_format",
    "full_text",
)
COMMON = (
    "id",
    "limit",
    "offset",
    "all_fields",
    "include_datasets",
    "name",
    "query",
    "include_total",
    "include_next_page",
)
PIECES = (
    *(
        "organization:",
        "name:",
        "metadata_modified:",
        "title:",
        "*",
        ":",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        '"',
        "\\",
        "+",
        "-",
    ),
    *(
        " AND ",
        " OR ",
        " NOT ",
        " TO ",
        "NOW",
        "2025-11-20",
        "T03:00:00Z",
        "0001-01-01T00:00:00+23:59",
        "waste",
        "rác",
        "'",
    ),
    *(
        " asc",
        " desc",
        ",",
        "id",
        "area",
        "generated",
        "period",
        "_id",
        "; drop table x --",
        "%",
        "\x00",
        "\ud7ff",
        "😀",
        " ",
    ),
    *("9" * 25, "1e999", "NaN", "-0", "true", "null", "~", "^", "&&", "||", "!", "/", "?", "nulls last"),
)


def value(random: Random, deep: int = 0) -> Any:
    kind = random.randrange(10 if deep < 3 else 6)
    if kind < 3:
        return "".join(random.choices(PIECES, k=random.randrange(8)))
    if kind == 3:
        return random.choice([0, -1, 1, 7, 10**9, 10**19, -(2**63), 1.5, -0.0, 1e308])
    if kind == 4:
        return random.choice([True, False, None, "", "10", "waste", "csv", "lists"])
    if kind == 5:
        return random.choice(PIECES)
    if kind < 8:
        return [value(random, deep + 1) for _ in range(random.randrange(4))]
    keys = ("area", "generated", "period", "_id", "lt", "gte", "in", "eq", "nothing")
    return {random.choice(keys): value(random, deep + 1) for _ in range(random.randrange(4))}


def ask(portal: Served, random: Random, resources: list[str]) -> None:
    action = random.choice([*ACTIONS, *["package_search", "datastore_search"] * 12])
    known = [*SEARCH] if action == "package_search" else [*DATASTORE] if action == "datastore_search" else [*COMMON]
    said = {random.choice(known): value(random) for _ in range(random.randrange(5))}
    if action.startswith("datastore") and random.random() < 0.9:
        said["resource_id"] = random.choice(resources)
        if random.random() < 0.5:
            columns = random.choices(["area", "generated", "target_year", "period", "_id", "value"], k=2)
            said["filters"] = {column: value(random, 1) for column in columns}
    path = f"/api/3/action/{action}"
    if random.random() < 0.5:
        answer = portal.client.post(path, json=said)
    else:
        answer = portal.client.get(
            path, params={k: v if isinstance(v, str) else json.dumps(v) for k, v in said.items()}
        )
    assert answer.status_code in (200, 400, 404, 409), (action, said, answer.status_code, answer.text[:300])
    assert answer.json()["success"] is (answer.status_code == 200)


@pytest.mark.parametrize("count", [400, pytest.param(10_000, marks=pytest.mark.deep)])
def test_random_requests_are_answered(portal: Served, count: int) -> None:
    found = portal.get("/api/3/action/package_search?rows=100").json()["result"]["results"]
    resources = [one["id"] for package in found for one in package["resources"] if one["datastore_active"]]
    random = Random(count)
    for _ in range(count):
        ask(portal, random, resources)
