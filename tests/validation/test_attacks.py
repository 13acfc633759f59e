"""Packages made to do harm: each is answered with a finding, soon, and without a connection or a stranger's file."""

from __future__ import annotations

import json
import socket
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from frictionless import FrictionlessException, Package

from schemas.core.registry import Content
from schemas.core.site import Site, Text
from validation.findings import Finding
from validation.messages import MESSAGES
from validation.package import check_packages
from validation.reading import load_descriptor, read_table
from validation.reading.workbook import MAX_MERGED, check_workbook

NOBODY = Text("x")
CONTENT = Content(Site(name=NOBODY, tagline=NOBODY, about=NOBODY, owner=NOBODY))


def rules(findings: list[Finding] | tuple[Finding, ...]) -> list[str]:
    """The rules of the errors; every finding has to fit its own message."""
    for finding in findings:
        message = MESSAGES[finding.rule]
        assert (message.what + message.mend).format(**finding.params)
    return [finding.rule for finding in findings if finding.severity == "error"]


def beginning(case: str) -> str:
    """The name of a case that is too long to be its own."""
    return case[:30]


def check(folder: Path) -> list[str]:
    """The rules of all errors in a package, by the way every package goes."""
    (checked,) = check_packages([folder], CONTENT)
    return rules(checked.report.findings)


def package(folder: Path, content: str | bytes = "a\n1\n", **resource: Any) -> Path:
    path = resource.setdefault("path", "t.csv")
    (folder / path).write_bytes(content if isinstance(content, bytes) else content.encode())
    said = {"name": "p", "licenses": [{"name": "x"}], "resources": [{"name": "t", **resource}]}
    (folder / "datapackage.json").write_text(json.dumps(said))
    return folder


# Files and addresses


@pytest.mark.filterwarnings("ignore:Resource")
def test_a_link_behind_a_rewritten_key_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a\nsecret\n")
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "lnk.csv").symlink_to(tmp_path / "secret.csv")
    package(folder, hashing="path", stats={"hash": "lnk.csv"})
    assert check(folder) == ["descriptor.hashing-unknown"]
    resource = {"name": "t", "path": "t.csv", "hashing": "path", "stats": {"hash": "lnk.csv"}}
    read = read_table(resource, folder)  # even where nobody looked at the descriptor
    assert (rules(read.findings), read.columns.height) == (["path.link"], 0)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def connections(server: socket.socket) -> int:
    count = 0
    while True:
        try:
            server.accept()[0].close()
        except BlockingIOError:
            return count
        count += 1


@pytest.mark.filterwarnings("ignore:Resource")
def test_nothing_makes_a_package_open_a_connection(tmp_path: Path, listener: socket.socket) -> None:
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/x.json"
    (tmp_path / "t.csv").write_text("a\n1\n")
    (tmp_path / "inner.json").write_text(
        json.dumps({"name": "i", "profiles": [url], "resources": [{"name": "t", "path": "t.csv", "profiles": [url]}]})
    )
    (tmp_path / "s.json").write_text(json.dumps({"fields": [{"name": "a", "arrayItem": {"$ref": url}}]}))
    for whole, part in (
        ({"profiles": [url]}, {}),
        ({"profile": url}, {}),
        ({}, {"profiles": [url]}),
        ({}, {"schema": "s.json"}),
        *(({}, {"hashing": key, "stats": {"hash": url}}) for key in ("profile", "schema", "dialect", "path")),
        *(({}, {key: url}) for key in ("profile", "schema", "dialect", "path", "url")),
        ({}, {"path": "inner.json"}),
    ):
        path = {} if "url" in part else {"path": "t.csv"}
        said = {"name": "p", **whole, "resources": [{"name": "t", **path, **part}]}
        (tmp_path / "datapackage.json").write_text(json.dumps(said))
        assert check(tmp_path), said
        read_table(said["resources"][0], tmp_path)
    assert connections(listener) == 0


def test_frictionless_itself_can_not_fetch(listener: socket.socket) -> None:
    with pytest.raises(FrictionlessException):
        Package.from_descriptor(f"http://127.0.0.1:{listener.getsockname()[1]}/datapackage.json")
    assert connections(listener) == 0


def test_a_local_profile_in_a_list_is_not_run(tmp_path: Path) -> None:
    said = {"name": "p", "profiles": ["p.json"], "resources": [{"name": "t", "path": "t.csv", "profiles": ["q.json"]}]}
    (tmp_path / "datapackage.json").write_text(json.dumps(said))
    found = load_descriptor(tmp_path).findings
    assert [(f.rule, f.value) for f in found] == [
        ("descriptor.profile-unchecked", "p.json"),
        ("descriptor.profile-unchecked", "q.json"),
    ]


# Descriptors


def merging(levels: int, wide: int) -> str:
    lines = ["a0: &a0 {x: 1, y: 2}"]
    for i in range(1, levels):
        lines.append(f"a{i}: &a{i} {{<<: [{', '.join([f'*a{i - 1}'] * wide)}]}}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    "content",
    [
        merging(9, 9),
        merging(3, 30_000),
        "a: &a {<<: *a}\n",
        "- a\n" * 450_000,
        "- a\n" * 120_000,
        "[" + "a," * 240_000 + "a]",
        "[" * 100_000,
        "a: 0x" + "F" * 20_000,
        "a: " + "1:" * 100_000 + "1",
        "a: " + "1:" * 1_000 + "1.5",
        'a: "\\ud800"',
        "a: !!bool x",
        "a: !!timestamp x",
        "a: !!int ''",
    ],
    ids=beginning,
)
def test_yaml_made_to_be_endless_is_refused_soon(tmp_path: Path, content: str) -> None:
    (tmp_path / "datapackage.yaml").write_text(content)
    begun = time.process_time()
    (rule,) = rules(load_descriptor(tmp_path).findings)
    assert rule in ("descriptor.unreadable", "descriptor.too-large")
    assert time.process_time() - begun < 8


def test_yaml_that_merges_within_reason_is_read(tmp_path: Path) -> None:
    (tmp_path / "datapackage.yaml").write_text(
        "x: &x {name: t, path: t.csv}\nname: p\nresources:\n  - {<<: *x, path: u.csv}\n"
    )
    assert load_descriptor(tmp_path).descriptor["resources"] == [{"name": "t", "path": "u.csv"}]


@pytest.mark.parametrize(
    "content", ['{"name": "\\ud800"}', '{"\\udfff": 1}', '{"a": ' + "[" * 400 + "]" * 400 + "}"], ids=beginning
)
def test_what_no_file_can_hold_is_a_finding(tmp_path: Path, content: str) -> None:
    (tmp_path / "datapackage.json").write_text(content)
    assert check(tmp_path) == ["descriptor.unreadable"]


def test_texts_too_long_for_any_page_are_findings(tmp_path: Path) -> None:
    long, title = "x" * 20_001, "x" * 1_001
    field = {"name": "a", "type": "string", "description": long, "titleEn": title}
    package(tmp_path, schema={"fields": [field]}, title=title)
    assert check(tmp_path) == ["descriptor.too-long-text"] * 3
    field |= {"description": long[1:], "titleEn": title[1:]}
    assert check(package(tmp_path, schema={"fields": [field]}, title=title[1:])) == []


# Tables


@pytest.mark.parametrize("declared", [False, True])
def test_a_table_of_twenty_thousand_columns_is_refused_soon(tmp_path: Path, declared: bool) -> None:
    names = [f"c{i}" for i in range(20_000)]
    schema = {"schema": {"fields": [{"name": name, "type": "integer"} for name in names]}} if declared else {}
    package(tmp_path, ",".join(names) + "\n" + ",".join("1" for _ in names) + "\n", **schema)
    begun = time.process_time()
    assert check(tmp_path) == ["file.too-wide"]
    assert time.process_time() - begun < 2


def test_a_cell_too_long_for_any_page_is_a_finding(tmp_path: Path) -> None:
    schema = {"fields": [{"name": "a", "type": "string"}, {"name": "b", "type": "string"}]}
    package(tmp_path, f"a,b\n1,{'x' * 900_000}\n2,{'x' * 900_001}\n", schema=schema)
    (checked,) = check_packages([tmp_path], CONTENT)
    (found,) = [f for f in checked.report.findings if f.severity == "error"]
    assert (found.rule, found.row, found.column, found.cell) == ("cell.too-long", 3, "b", "B3")


@pytest.mark.parametrize("encoding", ["unicode_escape", "raw-unicode-escape", "utf-7", "punycode", "idna"])
def test_an_encoding_that_is_none_of_a_text_is_a_finding(tmp_path: Path, encoding: str) -> None:
    schema = {"fields": [{"name": "a", "type": "string"}]}
    assert check(package(tmp_path, "a\n\\ud800+2AA-\n", encoding=encoding, schema=schema)) == ["file.encoding"]


def test_half_a_character_in_json_rows_is_a_finding(tmp_path: Path) -> None:
    fields = [{"name": "a", "type": "any"}]
    for cell in ('"\\ud800"', '{"b": "\\ud800"}'):
        folder = package(tmp_path, f'[{{"a": {cell}}}]', path="t.json", type="table", schema={"fields": fields})
        assert check(folder) == ["file.encoding"]
    assert check(package(tmp_path, '[{"\\ud800": 1}]', path="t.json", type="table")) == ["file.encoding"]


@pytest.mark.parametrize("kind", ["integer", "number", "year", "string", "date", "duration", "boolean"])
def test_a_number_beyond_all_measure_is_a_finding(tmp_path: Path, kind: str) -> None:
    schema = {
        "fields": [
            {"name": "a", "type": kind, "constraints": {"minimum": 1}}
            if kind == "integer"
            else {"name": "a", "type": kind}
        ]
    }
    folder = package(tmp_path, '[{"a": 1e99999999}]', path="t.json", type="table", schema=schema)
    assert check(folder) == ([] if kind == "number" else ["cell.type"])


# Workbooks

HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
FAR = (
    "<row r='1048576'><c r='XFD1048576'/></row>",
    '<row r = "1048576" ><c s="1"\n\tr = "XFD1048576"/></row>',
    '<row r="1"><c\nr\n=\n"XFD1048576"/></row>',
    '<row r="&#49;048576"><c r="&#88;FD&#49;"/></row>',
    '<row r="1"><c r="xfd1048576"/></row>',
    '<row r="1"><c r="XFD1_048_576"/></row>',
    '<row r="1e9"/>',
    '<row r="9999999999"><c r="A1"/></row>',
    '<row r="1"><c r="nonsense"/><c r="XFD1"/></row><row r="1048576"/>',
    "</sheetData><dimension ref='A1:XFD1048576'/><sheetData>",
    '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells><sheetData>',
)


def workbook(path: Path, sheet: bytes, name: str = "xl/worksheets/sheet1.xml") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, sheet)
    return path


@pytest.mark.parametrize("far", FAR, ids=beginning)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_far_cell_is_seen_however_it_is_written(tmp_path: Path, far: str, encoding: str) -> None:
    sheet = f"<?xml version='1.0' encoding='{encoding}'?>{HEAD}{far}</sheetData></worksheet>".encode(encoding)
    for name in ("xl/worksheets/sheet1.xml", "xl/elsewhere.bin"):
        assert rules(check_workbook(workbook(tmp_path / "t.xlsx", sheet, name))) == ["file.extent"]


def test_a_far_cell_before_a_break_is_seen(tmp_path: Path) -> None:
    assert rules(check_workbook(workbook(tmp_path / "t.xlsx", f"{HEAD}{FAR[0]}<broken".encode()))) == ["file.extent"]
    assert check_workbook(workbook(tmp_path / "t.xlsx", f'{HEAD}<row r="1"><c r="B1"/></row><broken'.encode())) == []


def test_merges_that_add_up_are_refused(tmp_path: Path) -> None:
    area = '<mergeCell ref="A1:A1000000"/>'
    few, many = (f"{HEAD}</sheetData>{area * n}</worksheet>".encode() for n in (2, MAX_MERGED // 1_000_000 + 1))
    assert check_workbook(workbook(tmp_path / "t.xlsx", few)) == []
    assert rules(check_workbook(workbook(tmp_path / "t.xlsx", many))) == ["file.merged"]


def test_entities_are_refused_and_not_written_out(tmp_path: Path) -> None:
    sheet = f'<!DOCTYPE w [<!ENTITY a "1048576">]>{HEAD}<row r="&a;"/></sheetData></worksheet>'.encode()
    assert rules(check_workbook(workbook(tmp_path / "t.xlsx", sheet))) == ["file.entities"]


def test_a_workbook_that_could_not_be_looked_at_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK")
    (tmp_path / "b.xlsx").write_bytes(b"\x03\x04")
    parts = read_table({"name": "t", "path": ["a.xlsx", "b.xlsx"]}, tmp_path)
    assert rules(parts.findings) == ["file.packed-parts"]
    (tmp_path / "t.xlsx.gz").write_bytes(b"")
    assert rules(read_table({"name": "t", "path": "t.xlsx.gz"}, tmp_path).findings) == ["file.format"]
