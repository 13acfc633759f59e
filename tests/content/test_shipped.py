"""The shipped packages: sound as they stand, honest about their sources, and with no finding but the known warnings."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import frictionless
import pytest

from publish.archive import Archive
from publish.lookup import elsewhere
from publish.settings import Settings
from publish.snapshot import Catalog
from schemas.core.registry import load_content
from validation.findings import Finding, Report
from validation.package import check_packages

HOME = Path(__file__).parents[2] / "datapackages"
FOLDERS = sorted(p.parent for p in HOME.glob("*/datapackage.json"))
CONTENT = load_content("schemas.angiang")
Look = Callable[[Path], Report]


@pytest.fixture
def check(tmp_path: Path) -> Look:
    """Checks one package against the shipped others."""
    settings = Settings(datapackages=HOME, root=tmp_path / "var")
    look = elsewhere(Catalog(Archive(settings.root)), CONTENT, settings)
    return lambda folder: check_packages([folder], CONTENT, look)[0].report


def test_all_packages_have_no_errors_and_only_the_known_warnings(tmp_path: Path) -> None:
    report = Report.merge(one.report for one in check_packages(FOLDERS, CONTENT))
    assert report.errors == ()
    assert report.unchecked == {}
    assert [(f.dataset, f.rule, f.value) for f in report.warnings] == [
        ("ind-re-power", "ind-re-power.expected-yield", "250000"),
        ("ind-re-power", "ind-re-power.expected-yield", "400000"),
    ]


def test_every_declared_dataset_is_shipped_and_every_shipped_one_declared() -> None:
    assert {p.name for p in FOLDERS} == set(CONTENT.datasets)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_a_package_is_valid_to_frictionless_as_authored(folder: Path) -> None:
    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_every_row_says_where_it_comes_from(folder: Path) -> None:
    sources = json.loads((folder / "datapackage.json").read_text()).get("sources", ())
    listed = {s["path"] for s in sources if s.get("path")}
    for path in (folder / "data").glob("*.csv"):
        for row in csv.DictReader(path.open(encoding="utf-8")):
            assert row["provenance"] in ("trich_dan", "bien_soan")  # nothing official was sent yet, nothing is invented
            assert row["source_doc"]
            assert not row["source_url"] or row["source_url"] in listed


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_every_source_says_its_terms_in_both_languages(folder: Path) -> None:
    for source in json.loads((folder / "datapackage.json").read_text()).get("sources", ()):
        assert source["license"] and source["licenseEn"]


def edited(tmp_path: Path, dataset: str, edits: list[tuple[str, str]]) -> Path:
    """A copy of a shipped package with cells changed."""
    folder = tmp_path / dataset
    shutil.copytree(HOME / dataset, folder)
    path = folder / "data" / f"{dataset}.csv"
    text = path.read_text()
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text)
    return folder


def places(findings: tuple[Finding, ...]) -> set[tuple[str, str | None, str | None]]:
    return {(f.rule, f.cell, f.value) for f in findings}


def test_a_rate_printed_wrong_in_the_press_is_found_at_its_cell(tmp_path: Path, check: Look) -> None:
    """718 of 1,128 tonnes were printed as 64.3 %; it is 63.65 %."""
    row = "2019-06,2019-06-06,89,TS,1128,718,,,,,,,"
    wrong = check(edited(tmp_path / "a", "ste-msw-flow", [(row + ",", row + "64.3,")]))
    assert places(wrong.findings) == {("ste-msw-flow.rate-collected", "M4", "64.3")}
    assert wrong.findings[0].params == {"expected": 63.6525, "found": 64.3}
    assert check(edited(tmp_path / "b", "ste-msw-flow", [(row + ",", row + "63.65,")])).findings == ()


def test_a_negative_gdp_in_an_official_file_is_found_at_its_cell(tmp_path: Path, check: Look) -> None:
    """The official SDMX file gives NGDP_R_XDC 2023 as −4900.98…; the production approach gives 5,830,724.95."""
    text = (HOME / "dpi-macro" / "data" / "dpi-macro.csv").read_text()
    cell = next(line for line in text.splitlines() if line.startswith("2023,VN,ss2010,")).split(",")[3]
    row = "2023,VN,ss2010,"
    wrong = check(edited(tmp_path / "a", "dpi-macro", [(row + cell, row + "-4900.9833140436094")]))
    line = next(i for i, said in enumerate(text.splitlines(), 1) if said.startswith(row))
    assert {(f.cell, f.value) for f in wrong.findings} == {(f"D{line}", "-4900.9833140436094")}
    assert {f.rule for f in wrong.errors} == {"cell.exclusiveMinimum"}
    assert {f.rule for f in wrong.warnings} == {"dpi-macro.real-growth"}
    assert float(cell) == pytest.approx(5830724.95, abs=0.01)
    assert check(HOME / "dpi-macro").errors == ()


def test_a_unit_that_no_longer_exists_is_found(tmp_path: Path, check: Look) -> None:
    wrong = check(edited(tmp_path, "agr-forest-cover", [("2017,,89,DP", "2025,,89,DP")]))
    assert ("reference.not-valid", "C", "89") in {(r, (c or "")[:1], v) for r, c, v in places(wrong.errors)}
