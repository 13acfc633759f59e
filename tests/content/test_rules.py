"""Every rule of the shipped content against its own examples, as pandera runs it; and constraints in two engines."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import frictionless
import polars as pl
import pytest

from schemas.core.descriptor import PROFILE
from schemas.core.dictionary import table_schema
from schemas.core.registry import load_content
from schemas.core.rules import Given, Rule
from schemas.core.table import Table
from schemas.core.table_schema import TYPES
from validation.rows import constraint_failures, rule_failures

CONTENT = load_content("schemas.angiang")
TABLES = list(CONTENT.tables.values())
RULES = [(table, rule) for table, rule in CONTENT.rules.values()]


def frame(table: Table, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema={f["name"]: TYPES[f["type"]] for f in table.fields})


EXAMPLES = {name: frame(table, table.examples) for name, table in CONTENT.tables.items()}


def found(table: Table, rule: Rule, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    known = Given(key=table.primary_key, previous=EXAMPLES[table.dataset, table.name], tables=EXAMPLES)
    return [failure.index for failure in rule_failures([rule], frame(table, rows), known)]


@pytest.mark.parametrize(("table", "rule"), RULES, ids=[rule.id for _, rule in RULES])
def test_a_rule_passes_its_passing_examples_and_finds_every_failing_one(table: Table, rule: Rule) -> None:
    assert table.examples
    assert found(table, rule, table.examples) == []
    failing = rule.failing(table.examples)
    assert failing
    for rows in failing:
        assert found(table, rule, rows)


@pytest.mark.parametrize(("table", "rule"), RULES, ids=[rule.id for _, rule in RULES])
def test_a_rule_says_itself_in_two_languages(table: Table, rule: Rule) -> None:
    vi, en = rule.say("vi", table.titles), rule.say("en", table.titles)
    assert vi and en and vi != en
    assert not {"{", "}"} & {*vi, *en}


@pytest.mark.parametrize("table", TABLES, ids=[t.name for t in TABLES])
def test_every_column_has_a_title_in_two_languages(table: Table) -> None:
    for field in table.fields:
        assert field.get("title") and field.get("titleEn"), field["name"]


def as_csv(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> bytes:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


BREAKING: Mapping[str, Any] = {  # constraint -> a value that breaks it
    "required": lambda limit: None,
    "minimum": lambda limit: limit - 1,
    "maximum": lambda limit: limit + 1,
    "exclusiveMinimum": lambda limit: limit,
    "exclusiveMaximum": lambda limit: limit,
    "maxLength": lambda limit: "x" * (limit + 1),
    "minLength": lambda limit: "x" * (limit - 1),
    "pattern": lambda limit: "§",
    "enum": lambda limit: "§",
}


def broken_cells(table: Table) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """(column, constraint, rows): the passing examples with one cell made to break one constraint."""
    cases = []
    for field in table.fields:
        for constraint, limit in field.get("constraints", {}).items():
            if constraint in BREAKING:
                first = {**table.examples[0], field["name"]: BREAKING[constraint](limit)}
                cases.append((field["name"], constraint, [first, *map(dict, table.examples[1:])]))
    return cases


def second_engine(table: Table, rows: Sequence[Mapping[str, Any]], folder: Path) -> list[tuple[int, str, str]]:
    """What frictionless finds: (row, column, kind of error)."""
    (folder / "t.csv").write_bytes(as_csv(table.columns, rows))
    schema = {k: v for k, v in table_schema(table).items() if k != "foreignKeys"}
    said = {"$schema": PROFILE, "resources": [{"name": "t", "path": "t.csv", "schema": schema}]}
    report = frictionless.Package.from_descriptor(said, basepath=str(folder)).validate()
    return [tuple(found) for found in report.flatten(["rowNumber", "fieldName", "type"])]


@pytest.mark.parametrize("table", TABLES, ids=[t.name for t in TABLES])
def test_pandera_and_frictionless_find_the_same_row_and_column(table: Table, tmp_path: Path) -> None:
    for column, constraint, rows in broken_cells(table):
        ours = {(f.index + 2, f.column) for f in constraint_failures(table, frame(table, rows), {})}
        theirs = second_engine(table, rows, tmp_path)
        assert ours == {(row, name) for row, name, kind in theirs if kind == "constraint-error"}, (column, constraint)
        assert (2, column) in ours


@pytest.mark.parametrize("table", TABLES, ids=[t.name for t in TABLES])
def test_both_engines_pass_the_passing_examples(table: Table, tmp_path: Path) -> None:
    assert second_engine(table, table.examples, tmp_path) == []
    assert list(constraint_failures(table, frame(table, table.examples), {})) == []
