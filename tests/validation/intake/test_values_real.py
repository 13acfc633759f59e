"""Figures that were really published, from files that stand beside the project where it is developed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from validation.intake.values import Product, heading_unit, parse_column

SHARED = Path(__file__).parents[3].parent / "shared"
DISTRICTS = SHARED / "data" / "vn_pop" / "dist_list_wiki.csv"
FACTS = SHARED / "data" / "an_giang_facts.csv"

PEOPLE, AREA, DENSITY = "Dân số (người)", "Diện tích (km²)", "Mật độ dân số (người/km²)"


def column(path: Path, name: str) -> list[str]:
    if not path.is_file():
        pytest.skip(f"{path.name} is not here")
    with path.open(encoding="utf-8") as lines:
        return [row[name] for row in csv.DictReader(lines)]


def test_districts_that_lost_their_signs_are_all_flagged_with_what_the_identity_proves() -> None:
    sent = [column(DISTRICTS, name) for name in (PEOPLE, AREA, DENSITY)]
    identity = Product(sent, whole=[True, False, False])
    kinds = ({"type": "integer"}, {"type": "number"}, {"type": "number"})
    people, area, density = (
        parse_column(cells, kind, evidence=identity.evidence(place))
        for place, (cells, kind) in enumerate(zip(sent, kinds, strict=True))
    )
    lost_decimals = {i for i, cell in enumerate(sent[1]) if cell.isdigit()}
    lost_thousands = {i for i, cell in enumerate(sent[2]) if not cell.endswith(".0")}
    assert lost_decimals <= {d.index for d in area.doubts}
    assert lost_thousands <= {d.index for d in density.doubts}
    inconsistent = {d.index for d in people.doubts}
    assert len(inconsistent) == 4  # of no reading is the population the product of the other two
    for parsed in (area, density):
        assert {d.index for d in parsed.doubts if d.params.keys() == {"read"}} == inconsistent
    unproven = [i for i, cell in enumerate(sent[2]) if cell == "0.0"]  # islands without people: any area fits
    assert [d.index for d in area.doubts if d.rule == "number.unproven"] == unproven
    first = column(DISTRICTS, "Tên đơn vị hành chính").index("An Phú")
    proven = {d.index: d.params["suggest"] for d in area.doubts if "suggest" in d.params}
    assert (people.text[first], proven[first]) == ("148615", "226,2")
    assert sum(repair.cells for repair in people.repairs if repair.rule == "repair.footnote") == 52


def test_without_the_identity_the_densities_are_still_suspected() -> None:
    sent = column(DISTRICTS, DENSITY)
    parsed = parse_column(sent, {"type": "number"})
    suspected = {d.index for d in parsed.doubts if d.rule == "number.lost-thousands"}
    assert suspected == {i for i, cell in enumerate(sent) if not cell.endswith(".0")}


def test_headings_name_their_units() -> None:
    assert [heading_unit(h)[1] for h in (PEOPLE, AREA, DENSITY)] == ["người", "km²", "người/km²"]


def test_cited_figures_are_read_as_they_stand() -> None:
    sent = column(FACTS, "value")
    parsed = parse_column(sent, {"type": "number"})
    assert (parsed.text, parsed.doubts, parsed.repairs) == (sent, [], [])
