"""Reading: descriptors of every form, tables of every shape, and findings that point at the row and the cell."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validation.findings import Finding
from validation.reading import TextTable, cell_address, load_descriptor, read_table
from validation.reading import descriptor as descriptor_module
from validation.reading.messages import SAID
from validation.reading.patterns import pattern_problem
from validation.reading.sniff import sniff
from validation.reading.workbook import check_workbook

SPOKEN = SAID | {"descriptor.invalid": ("{key}: {problem}", "")}


def rules(findings: list[Finding]) -> list[str]:
    """The rules found; every finding has to fit its own message."""
    for finding in findings:
        for sentence in SPOKEN[finding.rule]:
            sentence.format(**finding.params)
    return [finding.rule for finding in findings]


def said(**resource: Any) -> dict[str, Any]:
    return {"name": "p", "resources": [{"name": "t", "path": "t.csv", **resource}]}


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(**files: str | bytes | dict[str, Any]) -> Path:
        for name, content in files.items():
            path = tmp_path / name.replace("__", ".")
            content = json.dumps(content) if isinstance(content, dict) else content
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return write


def table(folder: Path, content: str | bytes, *columns: str, **resource: Any) -> TextTable:
    fields = [{"name": c, "type": "string"} for c in columns]
    name = resource.setdefault("path", "t.csv")
    if isinstance(name, str):
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    schema = {"schema": {"fields": fields}} if columns else {}
    return read_table({"name": "t", **schema, **resource}, folder)


# Descriptors


def test_a_folder_a_file_yaml_and_archives_say_the_same(write: Write, tmp_path: Path) -> None:
    folder = write(datapackage__json=said(), t__csv="a\n1\n")
    expected = load_descriptor(folder).descriptor
    assert expected == said()
    assert load_descriptor(folder / "datapackage.json").descriptor == expected
    for suffix in ("yaml", "yml"):
        path = tmp_path / suffix
        path.mkdir()
        (path / f"datapackage.{suffix}").write_text("name: p\nresources:\n  - {name: t, path: t.csv}\n")
        assert load_descriptor(path)[:2] == (expected, path)
    for inner in ("", "folder/"):
        packed = tmp_path / "p.zip"
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(f"{inner}datapackage.json", json.dumps(said()))
            archive.writestr(f"{inner}t.csv", "a\n1\n")
        loaded = load_descriptor(packed, tmp_path / f"out{len(inner)}")
        assert loaded.descriptor == expected
        assert (loaded.base / "t.csv").is_file()
        assert load_descriptor(packed).descriptor == expected


def test_schema_and_dialect_files_stand_in_the_descriptor_afterwards(write: Write) -> None:
    schema, dialect = {"fields": [{"name": "a", "type": "integer"}]}, {"delimiter": ";"}
    write(s__json=schema, d__json=dialect, t__csv="a;b\n")
    (resource,) = load_descriptor(write(datapackage__json=said(schema="s.json", dialect="d.json"))).descriptor[
        "resources"
    ]
    assert (resource["schema"], resource["dialect"]) == (schema, dialect)
    absent = load_descriptor(write(datapackage__json=said(schema="gone.json")))
    assert rules(absent.findings) == ["descriptor.absent"]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("{", "descriptor.unreadable"),
        ("[]", "descriptor.unreadable"),
        ("\ufeff{}", "descriptor.unreadable"),
        (b"\xff\xfe{\x00", "descriptor.unreadable"),
        ("[" * 100_000, "descriptor.unreadable"),
        ("{}", "descriptor.invalid"),
        ('{"resources": [{"path": "t.csv"}]}', "descriptor.invalid"),
        ('{"resources": "t.csv"}', "descriptor.invalid"),
        ('{"resources": [{"name": "t", "path": "http://example.org"}]}', "path.remote"),
    ],
)
def test_a_broken_descriptor_is_a_finding(write: Write, content: str | bytes, rule: str) -> None:
    assert rules(load_descriptor(write(datapackage__json=content)).findings)[0] == rule


def test_an_absent_or_linked_descriptor_is_a_finding(tmp_path: Path) -> None:
    assert rules(load_descriptor(tmp_path).findings) == ["descriptor.absent"]
    assert rules(load_descriptor(tmp_path / "no" / "datapackage.json").findings) == ["descriptor.absent"]
    (tmp_path / "secret.json").write_text("{}")
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "datapackage.json").symlink_to(tmp_path / "secret.json")
    assert rules(load_descriptor(tmp_path / "p").findings) == ["path.link"]


def test_yaml_makes_no_objects_and_no_bombs(write: Write) -> None:
    evil = load_descriptor(write(datapackage__yaml="a: !!python/object/apply:os.system ['true']"))
    assert rules(evil.findings) == ["descriptor.unreadable"]
    bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 9)
    )
    begun = time.perf_counter()
    assert rules(load_descriptor(write(datapackage__yaml=bomb)).findings) == ["descriptor.unreadable"]
    assert time.perf_counter() - begun < 5


def test_a_yaml_date_is_text_where_it_is_ours_and_wrong_where_the_standard_wants_text(write: Write) -> None:
    resources = "resources:\n  - {name: t, path: t.csv}\n"
    loaded = load_descriptor(write(datapackage__yaml="name: p\nmeasured: 2024-01-02\n" + resources))
    assert (loaded.descriptor["measured"], loaded.findings) == ("2024-01-02", [])
    loaded = load_descriptor(write(datapackage__yaml="name: p\nversion: 2024-01-02\n" + resources))
    assert rules(loaded.findings) == ["descriptor.invalid"]


def test_a_descriptor_too_large_is_not_parsed(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(descriptor_module, "MAX_BYTES", 10)
    assert rules(load_descriptor(write(datapackage__json=said())).findings) == ["descriptor.too-large"]


def test_a_profile_of_its_own_is_not_fetched_and_patterns_that_can_hang_are_refused(write: Write) -> None:
    loaded = load_descriptor(write(datapackage__json={**said(), "profile": "fiscal-data-package"}))
    assert [(f.rule, f.severity) for f in loaded.findings] == [("descriptor.profile-unchecked", "warning")]
    assert loaded.descriptor["profile"] == "fiscal-data-package"
    pattern = {"constraints": {"pattern": "(?=a)b"}}
    for field in ({"type": "string", **pattern}, {"type": "array", "arrayItem": {"type": "string", **pattern}}):
        loaded = load_descriptor(write(datapackage__json=said(schema={"fields": [{"name": "a", **field}]})))
        assert rules(loaded.findings) == ["schema.pattern-unsupported"]


@pytest.mark.parametrize("pattern", [r"(a)\1", "(?<!a)b", "(?>a)", "a++", "[a&&b]", "(", "(?i)a", r"\<a", "[[a]"])
def test_patterns_that_no_safe_engine_reads_the_same_way(pattern: str) -> None:
    assert pattern_problem(pattern)


@pytest.mark.parametrize("pattern", [r"^\d{4}$", "a|b", "(a+)+", r"[^\W_]+\Z", r"[\w.-]+", "(?P<n>a)", "(?:a|b){2,3}"])
def test_patterns_that_can_be_checked(pattern: str) -> None:
    assert pattern_problem(pattern) == ""


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=5), below, max_size=3),
)
KEYS = st.sampled_from(["name", "path", "data", "schema", "dialect", "profile", "type", "format", "encoding", "hash"])


@given(
    st.fixed_dictionaries({"resources": st.lists(st.dictionaries(KEYS, PLAIN), max_size=2) | PLAIN}),
    st.dictionaries(st.sampled_from(["name", "profile", "licenses", "created", "$schema"]), PLAIN),
)
def test_no_descriptor_is_a_crash(tmp_path_factory: pytest.TempPathFactory, some: Any, more: Any) -> None:
    folder = tmp_path_factory.mktemp("p")
    (folder / "datapackage.json").write_text(json.dumps({**some, **more}))
    rules(load_descriptor(folder).findings)


# Tables


def test_cells_are_read_as_text_with_the_rows_of_the_file(tmp_path: Path) -> None:
    read = table(tmp_path, 'a,b\n1,"x\ny"\n,2\n', "a", "b")
    assert read.labels == ["a", "b"]
    assert read.columns.to_dict(as_series=False) == {"a": ["1", ""], "b": ["x\ny", "2"]}
    assert (read.rows.to_list(), read.findings, read.tabular) == ([2, 3], [], True)


def test_the_header_is_compared_with_the_schema(tmp_path: Path) -> None:
    def found(header: str, *columns: str, **resource: Any) -> list[tuple[str, str | None, str | None]]:
        findings = table(tmp_path, header + "\n", *columns, **resource).findings
        rules(findings)
        return [(f.rule, f.cell, f.value) for f in findings]

    assert found("a,b", "a", "b") == []
    assert found("a,c", "a", "b") == [("header.unexpected", "B1", "c"), ("header.missing", None, None)]
    assert found("x,a,b", "a", "b") == [("header.unexpected", "A1", "x")]  # and nothing of those it shifted
    assert found("b,a", "a", "b") == [("header.order", "A1", "b")]
    assert found("a,b,c", "a", "b") == [("header.unexpected", "C1", "c")]
    assert found("a", "a", "b") == [("header.missing", None, None)]
    assert found("a,", "a", "b") == [("header.blank", "B1", "")]
    assert found("a,a", "a", "b") == [("header.duplicate", "B1", "a")]
    assert found("A,B", "a", "b", dialect={"headerCase": False}) == []
    assert found("b,a", "a", "b", schema={"fields": [{"name": "a"}, {"name": "b"}], "fieldsMatch": "equal"}) == []


def test_ragged_and_blank_rows_are_findings_and_blank_ones_no_rows(tmp_path: Path) -> None:
    read = table(tmp_path, "a,b\n1\n\n1,2,3,4\n,\nx,y\n", "a", "b")
    assert [(f.rule, f.row, f.cell, f.column, f.value) for f in read.findings] == [
        ("row.missing-cell", 2, "B2", "b", None),
        ("row.blank", 3, None, None, None),
        ("row.extra-cell", 4, "C4", None, "3, 4"),
        ("row.blank", 5, None, None, None),
    ]
    assert rules(read.findings)
    assert read.columns.to_dict(as_series=False) == {"a": ["1", "1", "x"], "b": [None, "2", "y"]}
    assert read.rows.to_list() == [2, 4, 6]


def test_a_row_of_missing_values_is_blank_too(tmp_path: Path) -> None:
    schema = {"fields": [{"name": "a"}, {"name": "b", "missingValues": ["-"]}], "missingValues": ["NA"]}
    assert rules(table(tmp_path, "a,b\nNA,-\nNA,NA\n", schema=schema).findings) == ["row.blank"]


@pytest.mark.parametrize(
    ("content", "dialect"),
    [
        ("a;b\n1;2\n", {"delimiter": ";"}),
        ("a;b\n1;2\n", {}),
        ("# note\na,b\n1,2\n", {"commentChar": "#"}),
        ("title\na,b\n1,2\n", {"headerRows": [2]}),
        ("1,2\n", {"header": False}),
        ("a,b\n\n1,2\n", {"skipBlankRows": True}),
        ("'a'|'b'\n'1'|'2'\n", {"delimiter": "|", "quoteChar": "'"}),
        ("a,b\n1\\,,2\n", {"escapeChar": "\\"}),
        ("a, b\n1, 2\n", {"skipInitialSpace": True}),
    ],
)
def test_dialects(tmp_path: Path, content: str, dialect: dict[str, Any]) -> None:
    read = table(tmp_path, content, "a", "b", dialect=dialect)
    assert (read.columns.row(0)[0].strip(","), read.columns.row(0)[1], read.findings) == ("1", "2", [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258", "latin-1"])
def test_declared_encodings(tmp_path: Path, encoding: str) -> None:
    content = "tên,b\nrác,2\n" if encoding not in ("latin-1", "cp1258") else "a,b\nrác,2\n"
    read = table(tmp_path, content.encode(encoding), content[: content.index(",")], "b", encoding=encoding)
    assert (read.columns.row(0), read.findings) == (("rác", "2"), [])


def test_utf8_is_never_mistaken_and_a_guess_is_said(tmp_path: Path) -> None:
    read = table(tmp_path, "tên,b\nđược,2\n", "tên", "b")
    assert (read.columns.row(0), read.findings) == (("được", "2"), [])
    legacy = "a,b\n" + "Chất thải rắn sinh hoạt,é\n".encode("cp1258", "ignore").decode("cp1258") * 20
    read = table(tmp_path, legacy.encode("cp1258"), "a", "b")
    assert [(f.rule, f.severity) for f in read.findings] == [("file.encoding-guessed", "warning")]
    assert rules(table(tmp_path, b"a,b\n\xff,2\n", "a", "b", encoding="utf-8").findings) == ["file.encoding"]
    assert rules(table(tmp_path, b"a,b\n", "a", "b", encoding="nonsense").findings) == ["file.encoding"]


def test_a_file_that_breaks_off_in_the_middle_keeps_its_rows(tmp_path: Path) -> None:
    content = "a\n" + "x\n" * 30_000 + "\udcff\n"
    read = table(tmp_path, content.encode("utf-8", "surrogateescape"), "a", encoding="utf-8")
    assert "file.encoding" in rules(read.findings)
    assert 0 < read.columns.height <= 30_000


def test_files_that_are_missing_empty_or_not_what_they_should_be(tmp_path: Path) -> None:
    assert rules(read_table({"name": "t", "path": "gone.csv"}, tmp_path).findings) == ["file.missing"]
    assert rules(table(tmp_path, "", "a").findings) == ["file.empty"]
    assert rules(table(tmp_path, b"no gzip", "a", path="t.csv.gz").findings) == ["file.compression"]
    assert rules(table(tmp_path, "x", "a", path="t.ods").findings) == ["file.format"]
    (tmp_path / "folder.csv").mkdir()
    assert rules(read_table({"name": "t", "path": "folder.csv"}, tmp_path).findings) == ["file.missing"]


def test_hash_size_and_counts_are_compared(tmp_path: Path) -> None:
    content = "a\n1\n"
    right = {"hash": "sha256:" + hashlib.sha256(content.encode()).hexdigest(), "bytes": 4, "rows": 1, "fields": 1}
    assert table(tmp_path, content, "a", **right).findings == []
    for key, value in (("hash", "sha256:0"), ("hash", "0"), ("bytes", 5), ("rows", 2), ("fields", 2)):
        assert rules(table(tmp_path, content, "a", **{**right, key: value}).findings) == [f"file.{key}"]
    assert table(tmp_path, content, "a", hash="sha1:0").findings == []


def test_packed_and_split_tables(tmp_path: Path) -> None:
    assert table(tmp_path, gzip.compress(b"a\n1\n"), "a", path="t.csv.gz").columns["a"].to_list() == ["1"]
    (tmp_path / "one.csv").write_text("a\n1\n")
    (tmp_path / "two.csv").write_text("a\n2\n")
    assert table(tmp_path, "", "a", path=["one.csv", "two.csv"]).columns["a"].to_list() == ["1", "2"]


def test_json_inline_data_and_json_lines_are_tables_of_typed_cells(tmp_path: Path) -> None:
    rows = [{"a": 1, "b": None}, {"a": 2.5, "b": {"c": "ô"}}]
    texts, cells = ["1", "2.5"], [None, {"c": "ô"}]
    schema = {"fields": [{"name": "a", "type": "number"}, {"name": "b", "type": "object"}]}
    lines = "\n".join(map(json.dumps, rows))
    for resource, content in (
        ({"path": "t.json", "type": "table"}, json.dumps(rows)),
        ({"path": "p.json", "type": "table", "dialect": {"json": {"property": "x.y"}}}, json.dumps({"x": {"y": rows}})),
        ({"path": "t.jsonl"}, lines),
        ({"path": "t.ndjson"}, lines),
    ):
        read = table(tmp_path, content, schema=schema, **resource)
        assert (read.columns["a"].to_list(), read.cells["b"], read.findings) == (texts, cells, [])
        assert read.columns["b"].to_list() == [None, '{"c": "ô"}']
    inline = read_table({"name": "t", "data": rows, "schema": schema}, tmp_path)
    assert (inline.columns["a"].to_list(), inline.cells["a"]) == (texts, [1, 2.5])
    assert rules(table(tmp_path, "{", path="t.json", type="table").findings) == ["file.unreadable"]
    assert rules(table(tmp_path, '{"a": 1}', path="t.json", type="table").findings) == ["file.unreadable"]


def test_without_a_schema_the_one_that_is_inferred_applies(tmp_path: Path) -> None:
    read = table(tmp_path, "a,b\n1,2024-01-01\n2,2024-01-02\n")
    assert [(f["name"], f["type"]) for f in read.schema["fields"]] == [("a", "integer"), ("b", "date")]


def test_the_schema_keeps_everything_it_says_and_follows_the_columns(tmp_path: Path) -> None:
    fields = [{"name": "a", "type": "integer", "unit": "t", "constraints": {"minimum": 0}}, {"name": "b"}]
    schema = {"fields": fields, "fieldsMatch": "partial", "primaryKey": "a", "ours": 1}
    read = table(tmp_path, "b,a,more\nx,1,y\n", schema=schema)
    assert [f["name"] for f in read.schema["fields"]] == ["b", "a", "more"] == read.columns.columns
    assert read.schema["fields"][1] == fields[0]
    assert (read.schema["primaryKey"], read.schema["ours"]) == (["a"], 1)


def test_what_is_no_table_is_only_looked_at(tmp_path: Path) -> None:
    for name, content in (
        ("map.geojson", "{}"),
        ("read.md", "# x"),
        ("x.json", "[]"),
        ("photo.png", "\x89"),
        ("x.bin", ""),
    ):
        read = table(tmp_path, content, path=name)
        assert (read.tabular, read.findings, read.columns.width) == (False, [], 0)
    assert rules(table(tmp_path, "x", path="x.md", bytes=2).findings) == ["file.bytes"]
    assert rules(read_table({"name": "t", "path": "gone.pdf"}, tmp_path).findings) == ["file.missing"]


def test_descriptors_among_the_files_are_held_to_their_standard_and_not_followed(tmp_path: Path) -> None:
    assert table(tmp_path, '{"fields": [{"name": "a"}]}', path="a.schema.json").findings == []
    assert rules(table(tmp_path, '{"fields": 1}', path="a.schema.json").findings) == ["file.descriptor"]
    inner = {"name": "x", "resources": [{"name": "y", "path": "http://example.org/y.csv"}]}
    found = table(tmp_path, json.dumps(inner), path="inner.json").findings
    assert rules(found) == ["file.unchecked", "path.remote"]


def test_no_package_opens_a_socket(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    remote = "http://example.org/x.json"
    for resource in (
        {"path": remote},
        {"schema": remote},
        {"dialect": remote},
        {"profile": remote},
        {"scheme": "http"},
    ):
        assert rules(load_descriptor(write(datapackage__json=said(**resource))).findings) == ["path.remote"]
    loaded = load_descriptor(write(datapackage__json={**said(), "profile": "fiscal-data-package"}))
    assert rules(loaded.findings) == ["descriptor.profile-unchecked"]


def test_addresses_are_those_a_spreadsheet_shows() -> None:
    assert [cell_address(c, 7) for c in (0, 25, 26, 701, 702, 16383)] == ["A7", "Z7", "AA7", "ZZ7", "AAA7", "XFD7"]


def workbook(path: Path, sheet: str) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("xl/worksheets/sheet1.xml", f"<worksheet>{sheet}</worksheet>")
    return path


def test_a_workbook_that_spans_too_much_is_not_opened(tmp_path: Path) -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row>'
    assert check_workbook(workbook(tmp_path / "good.xlsx", cells)) == []
    for far in (
        '<sheetData><row r="1048576"><c s="1" r="XFD1048576"/></row></sheetData>',
        '<dimension ref="A1:XFD1048576"/>',
        '<row r="1"><c r="XFD1"/></row><row r="1048576"/>',
    ):
        bomb = workbook(tmp_path / "bomb.xlsx", cells + far)
        assert rules(check_workbook(bomb)) == ["file.extent"]
        assert rules(read_table({"name": "t", "path": "bomb.xlsx"}, tmp_path).findings) == ["file.extent"]


@given(
    st.binary(max_size=60), st.sampled_from(["t.csv", "t.tsv", "t.json", "t.jsonl", "t.xlsx", "t.csv.gz", "t.csv.zip"])
)
def test_no_file_is_a_crash(tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str) -> None:
    rules(table(tmp_path_factory.mktemp("p"), content, "a", "b", path=name, type="table").findings)


# The spelling of CSV


@given(st.text("\",;\t|' \nab1_é", max_size=60), st.sampled_from([",\t;|", ",", ";", "|"]))
def test_the_spelling_found_is_the_one_python_finds(sample: str, delimiters: str) -> None:
    try:
        known = csv.Sniffer().sniff(sample, delimiters)
        expected = (known.delimiter, bool(known.skipinitialspace))
    except csv.Error:
        expected = None
    assert sniff(sample, delimiters) == expected


def test_a_line_of_unclosed_quotes_takes_no_time() -> None:
    begun = time.perf_counter()
    sniff(',"a' * 100_000, ",\t;|")
    assert time.perf_counter() - begun < 2
