"""The examples that tables and rules carry, judged: what tests prove, rule pages show, samples are broken by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from schemas.core.registry import Content
from schemas.core.rules import Given, Rule
from schemas.core.rules.base import OK, TableName
from schemas.core.table import Table
from schemas.core.table_schema import TYPES

DAY = date(2026, 1, 1)  # on which examples are judged, so that they mean the same on any day
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Example:
    """Rows that break a rule: the cells ``changed`` from the passing rows, as (row, column), and the rows ``found``."""

    rows: Rows
    changed: frozenset[tuple[int, str]]
    found: tuple[int, ...]


def frame_of(table: Table, rows: Rows) -> pl.DataFrame:
    """Rows as the table's types have them."""
    return pl.DataFrame(list(rows), schema={f["name"]: TYPES[f["type"]] for f in table.fields})


def example_frames(content: Content) -> dict[TableName, pl.DataFrame]:
    """The passing rows of every table; one table's rules may look at another's."""
    return {name: frame_of(table, table.examples) for name, table in content.tables.items()}


def given_for(table: Table, frames: Mapping[TableName, pl.DataFrame]) -> Given:
    """What a rule of ``table`` looks at besides the rows it judges."""
    return Given(key=table.primary_key, previous=frames[table.dataset, table.name], tables=frames, today=DAY)


def broken_by(table: Table, rule: Rule, frames: Mapping[TableName, pl.DataFrame]) -> list[Example]:
    """Every failing example of ``rule``, with what it finds there."""
    return [_judged(table, rule, rows, given_for(table, frames)) for rows in rule.failing(table.examples)]


def _judged(table: Table, rule: Rule, rows: Rows, given: Given) -> Example:
    ok = rule.judge(frame_of(table, rows), given)[OK]
    changed = {
        (i, name)
        for i, (row, before) in enumerate(zip(rows, table.examples, strict=True))
        for name in row
        if row[name] != before.get(name)
    }
    return Example(rows, frozenset(changed), tuple(i for i, kept in enumerate(ok) if kept is False))
