"""One package, two engines: whatever frictionless says of a package from elsewhere, our check says too.

Each case is a package that nobody prepared. The verdict has to be the same, and so has every cell, row and label that
is found wrong. What differs on purpose: a blank row is one finding here, while frictionless also blames its key; and
where a header is wrong, both must say so, but here it is said by names, and no row is judged under names not its own.
"""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import frictionless
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.core.registry import Content
from schemas.core.site import Site, Text
from validation.package import check_packages

WORD = Text("x")
NOBODY = Content(Site(name=WORD, tagline=WORD, about=WORD, owner=WORD))
V2 = {"$schema": "https://datapackage.org/profiles/2.0/datapackage.json"}

KINDS = {  # frictionless' error -> what it is called here
    "type-error": "cell.type",
    "constraint-error": "constraint",
    "unique-error": "cell.unique",
    "primary-key": "key",
    "foreign-key": "reference",
    "blank-row": "row.blank",
    "extra-cell": "row.extra-cell",
    "missing-cell": "row.missing-cell",
    "extra-label": "header.unexpected",
    "missing-label": "header.missing",
    "blank-label": "header.blank",
    "duplicate-label": "header.duplicate",
    "incorrect-label": "header.mismatch",
}
PLACED = ("cell.type", "constraint", "cell.unique")  # compared by column too
Place = tuple[str, int | None, str, str]

Files = dict[str, str | bytes]


def package(folder: Path, said: dict[str, Any], files: Files) -> Path:
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    (folder / "datapackage.json").write_text(json.dumps({"name": "p", **said}), encoding="utf-8")
    return folder


def theirs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[bool, set[Place]]:
    monkeypatch.chdir(folder)
    try:
        report = frictionless.validate("datapackage.json", limit_errors=10_000)
    except Exception:  # it falls over the package: not valid
        return False, set()
    found = set()
    for task in report.tasks:
        blank = {e.row_number for e in task.errors if e.type == "blank-row"}
        for error in task.errors:
            kind, row = KINDS.get(error.type, ""), getattr(error, "row_number", None)
            if kind and not (kind == "key" and row in blank):
                found.add((task.name, row, kind, error.field_name if kind in PLACED else ""))
    return report.valid, judged(found)


def judged(found: set[Place]) -> set[Place]:
    """Of a table with a wrong header only that."""
    wrong = {name for name, _, kind, _ in found if kind.startswith("header.")}
    return {place for place in found if place[0] not in wrong} | {(name, None, "header", "") for name in wrong}


def ours(folder: Path) -> tuple[bool, set[Place]]:
    report = check_packages([folder], NOBODY)[0].report
    found = set()
    for finding in report.errors:
        group, _, rest = finding.rule.partition(".")
        kind = "constraint" if group == "cell" and rest not in ("type", "unique") else finding.rule
        kind = "key" if kind in ("row.duplicate-key", "row.empty-key") else kind
        kind = "reference" if kind == "reference.missing" else kind
        if kind in KINDS.values() or group == "header":
            found.add((finding.table, finding.row, kind, (finding.column or "") if kind in PLACED else ""))
    return report.valid, judged(found)


def agree(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected, places = theirs(folder, monkeypatch)
    verdict, found = ours(folder)
    assert verdict == expected
    if places:
        assert found == places


def fields(**types: Any) -> dict[str, Any]:
    return {"fields": [{"name": n, **(t if isinstance(t, dict) else {"type": t})} for n, t in types.items()]}


def constrained(kind: str, **constraints: Any) -> dict[str, Any]:
    return fields(a={"type": kind, "constraints": constraints}, b="any")


def keyed(schema: dict[str, Any], columns: Any, table: str, to: Any) -> dict[str, Any]:
    return {"schema": {**schema, "foreignKeys": [{"fields": columns, "reference": {"resource": table, "fields": to}}]}}


AB = fields(a="string", b="integer")
DOTS = fields(a="string", b={"type": "integer", "missingValues": ["."]})
MATCHED = fields(a={"type": "string", "constraints": {"required": True}}, b="integer", c="any")

# name -> (resource, content of t.csv): packages of one table
TABLES: dict[str, tuple[dict[str, Any], str | bytes]] = {
    "good": ({"schema": AB}, "a,b\nx,1\ny,2\n"),
    "bad cell": ({"schema": AB}, "a,b\nx,1\ny,z\n"),
    "no schema": ({}, "a,b\nx,1\ny,2\n"),
    "no schema, one odd cell of many": ({}, "a\n" + "1\n" * 30 + "x\n"),
    "no schema, odd cell past the sample": ({}, "a\n" + "1\n" * 150 + "x\n"),
    "no schema, no labels": ({}, ",\n1,2\n"),
    "no schema, same labels": ({}, "a,a\n1,2\n"),
    "wrong label": ({"schema": AB}, "a,c\nx,1\n"),
    "wrong case": ({"schema": AB}, "A,B\nx,1\n"),
    "any case": ({"schema": AB, "dialect": {"headerCase": False}}, "A,B\nx,1\n"),
    "labels with spaces": ({"schema": AB}, " a , b \nx,1\n"),
    "labels in another order": ({"schema": AB}, "b,a\n1,x\n"),
    "same label twice": ({"schema": AB}, "a,a\nx,1\n"),
    "blank label": ({"schema": AB}, "a,\nx,1\n"),
    "extra column": ({"schema": AB}, "a,b,c\nx,1,2\n"),
    "extra column without a label": ({"schema": AB}, "a,b,\nx,1,2\n"),
    "missing column": ({"schema": AB}, "a\nx\n"),
    "extra cell": ({"schema": AB}, "a,b\nx,1,2\n"),
    "missing cell": ({"schema": AB}, "a,b\nx\n"),
    "missing required cell": ({"schema": constrained("string", required=True)}, "b,a\n"),
    "blank line": ({"schema": AB}, "a,b\n\nx,1\n"),
    "row of nothing": ({"schema": AB}, "a,b\n,\nx,1\n"),
    "row of missing values": ({"schema": {**AB, "missingValues": ["-"]}}, "a,b\n-,-\nx,1\n"),
    "blank row with extra cells": ({"schema": AB}, "a,b\n,,x\n"),
    "skipped blank rows": ({"schema": AB, "dialect": {"skipBlankRows": True}}, "a,b\n\n,\nx,1\n"),
    "empty file": ({"schema": AB}, ""),
    "header only": ({"schema": AB}, "a,b\n"),
    "no newline at the end": ({"schema": AB}, "a,b\nx,1"),
    "missing values": ({"schema": {**AB, "missingValues": ["", "NA"]}}, "a,b\nx,NA\n"),
    "nothing is missing": ({"schema": {**AB, "missingValues": []}}, "a,b\nx,\n"),
    "missing values of a field": ({"schema": DOTS}, "a,b\nx,.\n,\n"),
    "no type": ({"schema": {"fields": [{"name": "a"}, {"name": "b"}]}}, "a,b\nx,1\n"),
    "unknown type": ({"schema": fields(a="text", b="any")}, "a,b\nx,1\n"),
    "constraint of another type": ({"schema": constrained("string", minimum=1)}, "a,b\nx,1\n"),
    "semicolons": ({"schema": AB, "dialect": {"delimiter": ";"}}, "a;b\nx;1\n"),
    "semicolons nobody declared": ({"schema": AB}, "a;b\nx;1\ny;2\n"),
    "semicolons declared as commas": ({"schema": AB, "dialect": {"delimiter": ","}}, "a;b\nx;1\n"),
    "impossible delimiter": ({"schema": AB, "dialect": {"delimiter": "||"}}, "a||b\nx||1\n"),
    "tabs": ({"schema": AB, "format": "tsv"}, "a\tb\nx\t1\n"),
    "no header": ({"schema": AB, "dialect": {"header": False}}, "x,1\n"),
    "no header, ragged": ({"schema": AB, "dialect": {"header": False}}, "x,1,2\ny\n"),
    "header in the second row": ({"schema": AB, "dialect": {"headerRows": [2]}}, "title\na,b\nx,1\n"),
    "header nobody said is below": ({"schema": AB}, "title\na,b\nx,1\ny,2\n"),
    "header of two rows": (
        {"schema": fields(**{"a x": "string", "b y": "integer"}), "dialect": {"headerRows": [1, 2]}},
        "a,b\nx,y\nz,1\n",
    ),
    "comments": ({"schema": AB, "dialect": {"commentChar": "#"}}, "#x\na,b\n# no\nx,1\n"),
    "comment rows": ({"schema": AB, "dialect": {"commentRows": [1, 3]}}, "no\na,b\nno\nx,1\n"),
    "quotes": ({"schema": AB}, 'a,b\n"x, ""y""\nz",1\n'),
    "other quotes": ({"schema": AB, "dialect": {"quoteChar": "'"}}, "a,b\n'x,y',1\n"),
    "no quotes": ({"schema": AB, "dialect": {"quoteChar": ""}}, 'a,b\n"x,1\n'),
    "escapes": ({"schema": AB, "dialect": {"escapeChar": "\\"}}, "a,b\nx\\,y,1\n"),
    "spaces after delimiters": ({"schema": fields(a="string", b="boolean")}, "a, b\nx, true\ny, false\n"),
    "cp1258": ({"schema": AB, "encoding": "cp1258"}, "a,b\nrác,1\n".encode("cp1258")),
    "wrong encoding": ({"schema": AB, "encoding": "utf-8"}, "a,b\nrác,1\n".encode("cp1258")),
    "unknown encoding": ({"schema": AB, "encoding": "nonsense"}, "a,b\nx,1\n"),
    "byte order mark": ({"schema": AB}, "a,b\nx,1\n".encode("utf-8-sig")),
    "utf-16": ({"schema": AB, "encoding": "utf-16"}, "a,b\nx,1\n".encode("utf-16")),
    "hash": ({"schema": AB, "hash": "sha256:0"}, "a,b\nx,1\n"),
    "unknown hash": ({"schema": AB, "hash": "sha1:0"}, "a,b\nx,1\n"),
    "bytes": ({"schema": AB, "bytes": 9}, "a,b\nx,1\n"),
    "rows": ({"schema": AB, "rows": 2}, "a,b\nx,1\n"),
    "unknown format": ({"schema": AB, "format": "xyz", "profile": "tabular-data-resource"}, "a,b\nx,1\n"),
    "format that makes it no table": ({"schema": AB, "format": "txt"}, "a,b\nx,y\n"),
    "required": ({"schema": constrained("string", required=True)}, "a,b\n,1\nx,1\n"),
    "required, not a number": ({"schema": constrained("number", required=True)}, "a,b\nNaN,1\n"),
    "unique": ({"schema": constrained("integer", unique=True)}, "a,b\n1,1\n01,1\n,1\n,1\n"),
    "unique, not a number": ({"schema": constrained("number", unique=True)}, "a,b\nNaN,1\nNaN,1\n"),
    "pattern": ({"schema": constrained("string", pattern="[a-c]+")}, "a,b\nabc,1\nabd,1\nxabc,1\n"),
    "pattern of two": ({"schema": constrained("string", pattern="a|b")}, "a,b\na,1\nax,1\nb,1\nbx,1\nxb,1\n"),
    "lengths": ({"schema": constrained("string", minLength=2, maxLength=3)}, "a,b\nđ,1\nđđ,1\nđđđđ,1\n"),
    "enum": ({"schema": constrained("string", enum=["x", "y"])}, "a,b\nx,1\nz,1\n"),
    "enum of numbers and texts": ({"schema": constrained("number", enum=[1, "2.5"])}, "a,b\n1.0,1\n2.5,1\n3,1\n"),
    "enum of a code": ({"schema": constrained("string", enum=["1", 2])}, "a,b\n1,1\n2,1\n"),
    "bounds": ({"schema": constrained("number", minimum="0.1", exclusiveMaximum=2)}, "a,b\n0.1,1\n0.09,1\n2,1\n"),
    "bounds and not a number": (
        {"schema": constrained("number", minimum=0, maximum=1)},
        "a,b\nNaN,1\nINF,1\n-INF,1\n1,1\n",
    ),
    "bound that is none": ({"schema": constrained("number", minimum="x")}, "a,b\n1,1\n"),
    "bounds of dates": (
        {"schema": constrained("date", minimum="2024-01-02", maximum="2024-02-01")},
        "a,b\n2024-1-1,1\n2024-01-02,1\n",
    ),
    "bounds of months": ({"schema": constrained("yearmonth", minimum="2024-02")}, "a,b\n2024-1,1\n2024-10,1\n"),
    "huge numbers": ({"schema": constrained("integer", maximum=10)}, "a,b\n99999999999999999999,1\n1,1\n"),
    "exact numbers": ({"schema": constrained("number", maximum=0.1)}, "a,b\n0.10000000000000000001,1\n0.1,1\n"),
    "primary key": ({"schema": {**AB, "primaryKey": "a"}}, "a,b\nx,1\nx,2\n,3\n"),
    "primary key of two": ({"schema": {**AB, "primaryKey": ["a", "b"]}}, "a,b\nx,1\nx,2\nx,\nx,\n,1\n"),
    "primary key that is no field": ({"schema": {**AB, "primaryKey": ["c"]}}, "a,b\nx,1\n"),
    "primary key not in the file": ({"schema": {**AB, "primaryKey": ["b"]}}, "a\nx\nx\n"),
    "key to itself": (keyed(AB, "b", "", "b"), "a,b\nx,1\n"),
    "key to itself, broken": (
        keyed(fields(a="integer", b="integer"), ["b"], "t", ["a"]),
        "a,b\n1,\n2,1\n3,4\n",
    ),
    "key to a table that is not there": (
        keyed(AB, "b", "u", "b"),
        "a,b\nx,1\n",
    ),
    "key to a field that is not there": (
        keyed(AB, "b", "", "c"),
        "a,b\nx,1\n",
    ),
    "key of a text to a number": (
        keyed(AB, "a", "", "b"),
        "a,b\n1,1\n",
    ),
    "key of a number to a whole number": (
        keyed(fields(a="number", b="integer"), "a", "", "b"),
        "a,b\n1.0,1\n",
    ),
    **{
        f"fieldsMatch {mode}: {content}": ({"schema": {**MATCHED, "fieldsMatch": mode}}, content)
        for mode in ("exact", "equal", "subset", "superset", "partial")
        for content in ("a,b,c\nx,1,2\n", "c,b,a\n2,1,x\n", "a,b,c,d\nx,1,2,3\n", "a,c\nx,2\n", "b,c\n1,2\n", "d\n1\n")
    },
}


@pytest.mark.parametrize("name", TABLES)
def test_one_table(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    resource, content = TABLES[name]
    said = {"resources": [{"name": "t", "path": "t.csv", **resource}]}
    agree(package(tmp_path, said, {"t.csv": content}), monkeypatch)


ROWS = [{"a": "x", "b": 1}, {"a": "y", "b": None}]
WORKBOOK = {
    "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "xl/worksheets/sheet1.xml": "<worksheet/>",
}


def zipped(files: dict[str, str]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return stream.getvalue()


def packages() -> Iterator[tuple[str, dict[str, Any], Files]]:
    """(name, descriptor, files): whole packages that are odd in another way than one table of CSV."""
    good: Files = {"t.csv": "a,b\nx,1\n", "u.csv": "a,b\ny,2\n"}

    def one(**resource: Any) -> dict[str, Any]:
        return {"resources": [{"name": "t", "path": "t.csv", "schema": AB, **resource}]}

    yield "custom properties", {**one(ours=1), "ours": {"x": [1]}}, good
    yield "schema in a file", one(schema="s.json"), {**good, "s.json": json.dumps(AB)}
    yield "broken schema in a file", one(schema="s.json"), {**good, "s.json": "{"}
    yield "schema file missing", one(schema="s.json"), good
    yield "invalid schema", one(schema={"fields": [{"type": "any"}]}), good
    yield "same field twice", one(schema={"fields": [{"name": "a"}, {"name": "a"}]}), good
    yield "dialect in a file", one(dialect="d.json"), {"t.csv": "a;b\nx;1\n", "d.json": '{"delimiter": ";"}'}
    yield "file missing", one(path="gone.csv"), good
    yield "list of paths", one(path=["t.csv", "u.csv"]), good
    yield "list of paths, one missing", one(path=["t.csv", "gone.csv"]), good
    yield "path and data", one(data=ROWS), good
    yield "neither path nor data", {"resources": [{"name": "t", "schema": AB}]}, good
    yield "no resources", {"resources": []}, good
    yield "resources that are none", {"resources": "t.csv"}, good
    yield "same name twice", {"resources": [one()["resources"][0]] * 2}, good
    yield "name of version 1", one(name="T Table"), good
    yield "name of version 2", {**V2, **one(name="T Table")}, good
    labelled = one(schema={**AB, "missingValues": [{"value": "-", "label": "none"}]})
    yield "labelled missing values, v1", labelled, good
    yield "labelled missing values, v2", {**V2, **labelled}, {"t.csv": "a,b\nx,-\n"}
    yield "tabular package", {**one(profile="tabular-data-resource"), "profile": "tabular-data-package"}, good
    yield "tabular package of other files", {**one(), "profile": "tabular-data-package"}, good
    yield "license without a name", {**one(), "licenses": [{"title": "x"}]}, good
    yield "bad e-mail", {**one(), "contributors": [{"title": "x", "email": "x"}]}, good
    yield "bad date", {**one(), "created": "yesterday"}, good
    for title, data in (
        ("rows", ROWS),
        ("wrong types", [{"a": 1, "b": "1"}, {"a": "x", "b": 1.0}]),
        ("lists", [["a", "b"], ["x", 1], ["y"]]),
        ("nothing", []),
        ("an object", {"x": 1}),
    ):
        yield f"inline, {title}", {"resources": [{"name": "t", "data": data, "schema": AB}]}, {}
        yield f"inline, {title}, no schema", {"resources": [{"name": "t", "data": data}]}, {}
    yield "gzip", one(path="t.csv.gz"), {"t.csv.gz": gzip.compress(b"a,b\nx,1\n")}
    yield "not gzip", one(path="t.csv.gz"), {"t.csv.gz": b"a,b\nx,1\n"}
    yield "zip", one(path="t.csv.zip"), {"t.csv.zip": zipped({"t.csv": "a,b\nx,y\n"})}
    yield "workbook that is none", one(path="t.xlsx"), {"t.xlsx": b"x"}
    yield "workbook without a workbook", one(path="t.xlsx"), {"t.xlsx": zipped(WORKBOOK)}
    yield "geojson", one(path="t.geojson"), {"t.geojson": '{"type": "x"}'}
    yield "json that is no table", one(path="t.json"), {"t.json": json.dumps(ROWS)}
    yield "json that looks like a schema", one(path="t.json"), {"t.json": '{"fields": 1}'}
    yield "json that looks like a resource", one(path="t.json"), {"t.json": '{"data": []}'}
    yield "picture", one(path="t.png"), {"t.png": b"\x89PNG"}
    yield "picture of another size", one(path="t.png", bytes=1), {"t.png": b"\x89PNG"}
    yield "picture missing", one(path="t.png"), {}
    keys = [{"fields": ["a", "b"], "reference": {"resource": "u", "fields": ["a", "b"]}}]
    two = {
        "resources": [
            {"name": "t", "path": "t.csv", "schema": {**AB, "foreignKeys": keys}},
            {"name": "u", "path": "u.csv", "schema": AB},
        ]
    }
    yield "keys between tables", two, {"t.csv": "a,b\nx,1\ny,\n,\n", "u.csv": "a,b\nx,1\ny,\n"}
    yield "broken keys between tables", two, {"t.csv": "a,b\nx,1\nx,\n,2\n", "u.csv": "a,b\nx,1\n"}
    yield "keys to a broken table", two, {"t.csv": "a,b\nx,1\n", "u.csv": "a,b\nx,y\n"}


PACKAGES = {name: (said, files) for name, said, files in packages()}


@pytest.mark.parametrize("name", PACKAGES)
def test_one_package(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    agree(package(tmp_path, *PACKAGES[name]), monkeypatch)


@given(content=st.text('ab1,;" \n', max_size=40), mode=st.sampled_from(["exact", "subset", "partial"]))
def test_any_text_as_a_table(content: str, mode: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    schema = {**fields(a="string", b={"type": "integer", "constraints": {"required": True}}), "fieldsMatch": mode}
    said = {"resources": [{"name": "t", "path": "t.csv", "schema": schema}]}
    with pytest.MonkeyPatch.context() as patch:
        agree(package(tmp_path_factory.mktemp("p"), said, {"t.csv": content}), patch)
