"""Invented rows of the shipped content: any sample of any table keeps its model and every rule, and says what it is."""

from __future__ import annotations

import csv
import json
import os
import re
from dataclasses import replace

import polars as pl
import pytest

from publish.demo import DemoMixed, unmixed
from publish.settings import Settings
from schemas.core.registry import load_content
from schemas.core.table import Table
from tests.content.conftest import DAY, Demonstration
from validation.findings import Report
from validation.package import check_packages
from validation.references import broken_references
from validation.rows import constraint_failures, duplicates, rule_failures

CONTENT = load_content("schemas.angiang")
SAMPLE = CONTENT.site.sample
assert SAMPLE
APART = {*SAMPLE.apart}
LEFT = {*SAMPLE.registers, *CONTENT.derived}
TABLES = [table for table in CONTENT.tables.values() if table.dataset not in LEFT]
FEW = range(5)
MORE = range(len(FEW), int(os.environ.get("SAMPLES", "20")))  # make sample-check asks for 200
ROWS = 12


def test_a_demonstration_of_every_dataset_has_no_finding_and_says_what_it_is(demonstration: Demonstration) -> None:
    folders = sorted(p.parent for p in demonstration.folder.glob("*/datapackage.json"))
    assert {f.name for f in folders} == {*CONTENT.datasets}
    report = Report.merge(one.report for one in check_packages(folders, CONTENT, today=DAY))
    assert report.findings == ()
    for folder in folders:
        said = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        assert said["demo"] is True
        assert ("sources" not in said and said["title"].startswith("[Minh họa]")) == (folder.name not in LEFT | APART)
    for table in (t for t in TABLES if t.dataset not in APART):
        path = demonstration.folder / table.dataset / "data" / f"{table.name}.csv"
        with path.open(encoding="utf-8") as stream:
            rows = list(csv.DictReader(stream))
        assert rows
        assert {(row["provenance"], row["source_url"]) for row in rows} == {("minh_hoa", "")}
        assert all(row["source_doc"].endswith("MINH-HOA") for row in rows)


def test_what_could_harm_an_agency_is_invented_under_invented_names_only(demonstration: Demonstration) -> None:
    invented = [table for table in TABLES if table.invented]
    assert {t.dataset for t in invented} >= {"dpi-report-compliance", "dpi-issues", "dis-supervision"}
    for table in (t for t in invented if t.dataset not in APART):
        said = json.loads((demonstration.folder / table.dataset / "datapackage.json").read_text(encoding="utf-8"))
        assert said["publisher"].startswith("ag-0-mh")
        frame = pl.read_csv(demonstration.folder / table.dataset / "data" / f"{table.name}.csv", infer_schema=False)
        for reference in (r for r in table.references if r.dataset == CONTENT.site.agencies):
            assert frame[reference.columns[0]].drop_nulls().str.starts_with("ag-0-mh").all()


@pytest.mark.parametrize(
    ("name", "before", "after", "demo", "told"),
    [
        ("dpi-report-compliance", r"ag-0-mh\d+", "ag-04", True, "names a real agency"),
        ("dpi-macro", "minh_hoa", "chinh_thuc", False, "has invented rows"),
    ],
)
def test_invented_rows_cannot_be_passed_off_as_real_by_an_edit(
    demonstration: Demonstration, name: str, before: str, after: str, demo: bool, told: str
) -> None:
    folder = demonstration.folder / name
    path = folder / "data" / f"{name}.csv"
    kept = path.read_bytes()
    try:
        path.write_text(re.sub(before, after, kept.decode()), encoding="utf-8")
        checked = [
            replace(one, descriptor={**one.descriptor, "demo": demo}) for one in check_packages([folder], CONTENT)
        ]
        with pytest.raises(DemoMixed, match=told):
            unmixed(checked, CONTENT.site, Settings(demo=demo))
    finally:
        path.write_bytes(kept)


@pytest.mark.parametrize("seeds", [FEW, pytest.param(MORE, marks=pytest.mark.deep)], ids=["few", "more"])
@pytest.mark.parametrize("table", TABLES, ids=[t.name for t in TABLES])
def test_every_sample_keeps_the_model_and_every_rule(table: Table, seeds: range, demonstration: Demonstration) -> None:
    world, sampler, drafts = demonstration.world, demonstration.sampler(table), []
    for seed in seeds:
        draft = pl.concat(sampler.frames(ROWS, seed, checked=False))
        rules = [rule for rule in table.rules if not rule.needs_previous]
        assert list(rule_failures(rules, draft, world.given(table))) == [], seed
        assert list(duplicates(table.primary_key, draft)) == [], seed
        drafts.append(draft)
    rows = pl.concat(drafts)  # what is asked of each row alone is asked of all at once
    assert list(constraint_failures(table, rows, world.codes)) == []
    for reference in table.references:
        assert list(broken_references(reference, rows, world.tables[reference.target])) == []
    assert len({draft.write_csv() for draft in drafts}) > 1
    assert rows.height > len(drafts)


def test_the_same_seed_gives_the_same_rows(demonstration: Demonstration) -> None:
    sampler = demonstration.sampler(CONTENT.tables["ste-msw-flow", "ste-msw-flow"])
    first, again, other = (pl.concat(sampler.frames(50, seed)) for seed in (7, 7, 8))
    assert first.equals(again)
    assert not first.equals(other)
