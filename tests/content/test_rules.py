"""Every rule of the shipped content against its own examples, as pandera runs it; constraints in two engines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

import frictionless
import polars as pl
import pytest

from schemas.core.descriptor import PROFILE
from schemas.core.dictionary import table_schema
from schemas.core.examples import example_frames, frame_of, given_for
from schemas.core.registry import load_content
from schemas.core.rules import Given, Rule
from schemas.core.table import Table
from validation.references import code_lists
from validation.rows import constraint_failures, duplicates, rule_failures

CONTENT = load_content("schemas.angiang")
TABLES = list(CONTENT.tables.values())
RULES = [(table, rule) for table, rule in CONTENT.rules.values()]
PACKAGES = Path(__file__).parents[2] / "datapackages"
CODES = code_lists(pl.read_csv(PACKAGES / "ref-codes" / "data" / "ref-codes.csv", infer_schema=False))
FRAMES = example_frames(CONTENT)
WAYS = 100  # of breaking a rule, among which a sharp one is looked for

Rows = Sequence[Mapping[str, Any]]


def given_of(table: Table) -> Given:
    return given_for(table, FRAMES)


@pytest.mark.parametrize("table", TABLES, ids=[t.name for t in TABLES])
def test_the_passing_examples_pass_everything(table: Table) -> None:
    assert table.examples
    rows = FRAMES[table.dataset, table.name]
    found = chain(rule_failures(table.rules, rows, given_of(table)), constraint_failures(table, rows, CODES))
    assert [(f.index, f.column, f.check) for f in found] == []
    assert list(duplicates(table.primary_key, rows)) == []


@pytest.mark.parametrize(("table", "rule"), RULES, ids=[rule.id for _, rule in RULES])
def test_every_failing_example_of_a_rule_is_found(table: Table, rule: Rule) -> None:
    failing = rule.failing(table.examples)
    assert failing
    for rows in failing:
        assert list(rule_failures([rule], frame_of(table, rows), given_of(table)))


def kept(table: Table, rule: Rule, frame: pl.DataFrame) -> bool:
    return bool(rule.judge(frame, given_of(table))["ok"].fill_null(True).all())


def also_broken(table: Table, rule: Rule, rows: Rows) -> Iterator[str]:
    """What else than ``rule`` is broken in an example of its failing: other rules, constraints, code lists, the key.

    A kind that reads none of the changed cells is not asked again.
    """
    changed = {(i, c) for i, row in enumerate(rows) for c in row if row[c] != table.examples[i].get(c)}
    columns, frame = {c for _, c in changed}, frame_of(table, rows)
    for other in table.rules:
        is_kind = type(other).__module__ != "schemas.core.rules.function"
        if other is rule or (is_kind and columns.isdisjoint(other.uses)):
            continue
        if not kept(table, other, frame):
            yield other.id
    touched = frame.select(c for c in table.columns if c in columns)[sorted({i for i, _ in changed})]
    yield from (f"{f.column}: {f.check}" for f in constraint_failures(table, touched, CODES))
    yield from ("key" for _ in duplicates(table.primary_key, frame))


@pytest.mark.deep  # make test looks at whether the rule is broken, above
@pytest.mark.parametrize(("table", "rule"), RULES, ids=[rule.id for _, rule in RULES])
def test_a_failing_example_of_a_rule_breaks_it_alone(table: Table, rule: Rule) -> None:
    """The failing examples, then the other ways its kind knows, of which those count that it finds."""
    ways = chain(rule.failing(table.examples), rule.breakings(table.examples))
    blunt = []
    for rows in islice(ways, WAYS):
        others = list(also_broken(table, rule, rows))
        if not others and not kept(table, rule, frame_of(table, rows)):
            return
        blunt.append(others)
    pytest.fail(f"no example breaks {rule.id} alone; they break also {blunt[:5]}")


@pytest.mark.parametrize(("table", "rule"), RULES, ids=[rule.id for _, rule in RULES])
def test_a_rule_says_itself_in_two_languages(table: Table, rule: Rule) -> None:
    vi, en = rule.say("vi", table.titles), rule.say("en", table.titles)
    assert vi and en and vi != en
    assert not {"{", "}"} & {*vi, *en}


@pytest.mark.parametrize("table", TABLES, ids=[t.name for t in TABLES])
def test_every_column_has_a_title_in_two_languages(table: Table) -> None:
    for field in table.fields:
        assert field.get("title") and field.get("titleEn"), field["name"]


def as_csv(columns: Sequence[str], rows: Rows) -> bytes:
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


def broken_cells(table: Table) -> list[tuple[str, dict[str, Any]]]:
    """(column, row): the first passing example with one cell made to break one constraint, once for each."""
    return [
        (field["name"], {**table.examples[0], field["name"]: BREAKING[constraint](limit)})
        for field in table.fields
        for constraint, limit in field.get("constraints", {}).items()
        if constraint in BREAKING
    ]


def second_engine(table: Table, rows: Rows, folder: Path) -> list[tuple[int, str, str]]:
    """What frictionless finds: (row, column, kind of error)."""
    (folder / "t.csv").write_bytes(as_csv(table.columns, rows))
    schema = {k: v for k, v in table_schema(table).items() if k != "foreignKeys"}
    said = {"$schema": PROFILE, "resources": [{"name": "t", "path": "t.csv", "schema": schema}]}
    report = frictionless.Package.from_descriptor(said, basepath=str(folder)).validate()
    return [tuple(found) for found in report.flatten(["rowNumber", "fieldName", "type"])]


@pytest.mark.parametrize("table", TABLES, ids=[t.name for t in TABLES])
def test_pandera_and_frictionless_find_the_same_row_and_column(table: Table, tmp_path: Path) -> None:
    cases = broken_cells(table)
    rows = [row for _, row in cases]
    ours = {(f.index + 2, f.column) for f in constraint_failures(table, frame_of(table, rows), {})}
    theirs = second_engine(table, rows, tmp_path)
    assert ours == {(row, name) for row, name, kind in theirs if kind == "constraint-error"}
    assert ours >= {(place, column) for place, (column, _) in enumerate(cases, start=2)}


@pytest.mark.parametrize("table", TABLES, ids=[t.name for t in TABLES])
def test_the_second_engine_passes_the_passing_examples(table: Table, tmp_path: Path) -> None:
    assert second_engine(table, table.examples, tmp_path) == []
