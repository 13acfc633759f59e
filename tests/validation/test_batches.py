"""A large table is found to be what it is when it is held as a whole, wherever its parts end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import validation.large
import validation.reading.plain
from schemas.core.registry import Content
from validation.findings import Finding
from validation.package import check_packages

Package = Callable[..., Path]

SCHEMA = {
    "fields": [
        {"name": "place", "type": "string", "constraints": {"pattern": "[a-z]+[0-9]*"}},
        {"name": "year", "type": "integer"},
        {"name": "value", "type": "number", "constraints": {"minimum": 0}},
        {"name": "note", "type": "string", "constraints": {"unique": True}},
        {"name": "above", "type": "string"},
    ],
    "primaryKey": ["place", "year"],
    "foreignKeys": [{"fields": ["above"], "reference": {"resource": "", "fields": ["place"]}}],
}
ROWS = [f"p{i},{2000 + i % 7},{i}.5,n{i},p{i % 10}" for i in range(300)]
ODD: Mapping[str, tuple[Mapping[int, str], set[str]]] = {  # what stands instead in which row, and what that is
    "nothing": ({}, set()),
    "bad cells": (
        {40: "p40,x,1,n40,p1", 41: "p41,2000,-1,n41,p1", 42: "P42,2000,1,n42,p1", 43: "p43,2000,1,n43,q"},
        {"cell.type", "cell.minimum", "cell.pattern", "reference.missing"},
    ),
    "keys of other parts": (
        {290: "p3,2003,1,n290,p1", 291: "p3,2003,2,n291,p1", 150: "p3,2003,9,n150,p1"},
        {"row.duplicate-key"},
    ),
    "notes of other parts": (
        {250: "p250,2005,1,n1,p1", 251: "p251,2006,1,n1,p1", 2: "p2,2002,1,n1,p1"},
        {"cell.unique"},
    ),
    "blank rows": ({30: "", 31: ",,,,", 290: "p3,2003,1,n290,p1"}, {"row.blank", "row.duplicate-key"}),
    "rows too short and too long": (
        {60: "p60,2004", 61: "p61,2005,1,n61,p1,more", 290: "p3,2003,1,n290,p1"},
        {"row.missing-cell", "row.extra-cell", "row.duplicate-key"},
    ),
    "one short, one long": (
        {60: "p60,2004,1,n60", 61: "p61,2005,1,n61,p1,more", 290: "p60,2004,1,n290,p1"},
        {"row.missing-cell", "row.extra-cell", "row.duplicate-key"},
    ),
    "quotes": ({70: '"p70",2000,"1","n,70",p1', 290: '"p3",2003,1,"n ""290""",p1'}, {"row.duplicate-key"}),
    "lines within cells": (
        {70: 'p70,2000,1,"n\n70",p1', 71: 'p3,2003,1,"n\n\n71",p1', 290: "p3,2003,1,n290,p1"},
        {"row.duplicate-key"},
    ),
    "odd quotes": ({200: 'p200,2004,1,n"200,p1', 290: "p3,2003,1,n290,p1"}, {"row.duplicate-key"}),
    "numbers of many digits": ({120: "p120,2001,0.12345678901234567890,n120,p1"}, set()),
}


def found(package: Path, content: Content, *, keep: bool) -> list[Finding]:
    (checked,) = check_packages([package], content, keep=keep)
    assert bool(checked.large) is not keep
    return list(checked.report.findings)


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("piece", [200, 1_000, 1 << 24])
def test_parts_are_found_to_be_what_the_whole_is(
    make_package: Package, province: Content, monkeypatch: pytest.MonkeyPatch, odd: str, piece: int
) -> None:
    monkeypatch.setattr(validation.large, "LARGE", 1)
    monkeypatch.setattr(validation.reading.plain, "WORTH", 1)
    monkeypatch.setattr(validation.reading.plain, "PIECE", piece)
    changed, rules = ODD[odd]
    lines = ["place,year,value,note,above", *(changed.get(number, row) for number, row in enumerate(ROWS))]
    resource = {"name": "rows", "path": "rows.csv", "schema": SCHEMA}
    package = make_package({"rows.csv": "\n".join(lines) + "\n"}, name="rows", resources=[resource])
    whole, parts = (found(package, province, keep=keep) for keep in (True, False))
    assert {f.rule for f in whole if f.rule != "license.missing"} == rules
    assert sorted(map(repr, parts)) == sorted(map(repr, whole))
