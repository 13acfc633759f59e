"""No free text of a dataset is without the rule that it names nobody."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import pytest

from schemas.core.registry import load_content
from schemas.core.rules import NoPersonalData
from schemas.core.table import Table

TABLES = list(load_content("schemas.angiang").tables.values())
OTHERWISE = (
    "ref-target-value",  # made by us from other tables, nobody sends it
    "mil-ce-activities",  # its own rule lets nothing stand but the number of a document
)
HELD = {("dpi-plan-figures", "unit")}  # a rule lets nothing stand but the register's own words
BY_LAW = ("ref-",)  # registers compiled from laws, which name places after people


def free_texts(table: Table) -> set[str]:
    linked = {c for reference in table.references for c in reference.columns}
    return {
        f["name"]
        for f in table.fields
        if f["type"] == "string"
        and f["name"] not in linked
        and not {"codelist", "enum", "pattern"} & {*f, *f.get("constraints", {})}
    } - table_codes(table)


def table_codes(table: Table) -> set[str]:
    return {f["name"] for f in table.fields if any("code" in key.lower() for key in f)}


@pytest.mark.parametrize("table", TABLES, ids=[t.name for t in TABLES])
def test_every_free_text_names_nobody(table: Table) -> None:
    covered = {c for rule in table.rules if isinstance(rule, NoPersonalData) for c in rule.columns}
    if table.name in OTHERWISE:
        return
    expected = {"note", "source_doc"} if table.name.startswith(BY_LAW) else free_texts(table)
    assert {name for name in expected if (table.name, name) not in HELD} <= covered


def test_the_example_that_contributors_follow_keeps_to_it_too() -> None:
    text = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    lines = text[text.index("       from schemas.angiang.columns") :].split("\n   Quy", 1)[0].splitlines()
    code = "\n".join(line for line in lines if not line.strip() or line.startswith("       "))
    said: dict[str, Any] = {}
    exec(textwrap.dedent(code), said)
    table = Table.of_model(said["StePlant"])
    covered = {c for rule in table.rules if isinstance(rule, NoPersonalData) for c in rule.columns}
    assert free_texts(table) <= covered
