"""The promise that generated rows rest on: what a rule has mended it finds nothing in."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from schemas.core.examples import example_frames, frame_of, given_for
from schemas.core.registry import load_content
from schemas.core.rules import Rule
from schemas.core.table import Table

CONTENT = load_content("schemas.angiang")
RULES = [(table, rule) for table, rule in CONTENT.rules.values()]
FRAMES = example_frames(CONTENT)
TIMES = 4


def jittered(table: Table, rule: Rule) -> pl.DataFrame:
    """The passing rows several times over, in the cells that the rule reads other sizes, days, neighbours, nothing."""
    dice = random.Random(rule.id)
    rows = [dict(row) for row in table.examples for _ in range(TIMES)]
    for column in {*rule.uses}:
        values = [row[column] for row in rows]
        for row in rows:
            row[column] = shaken(dice.choice(values) if dice.random() < 0.2 else row[column], dice)
    return frame_of(table, rows)


def shaken(value: Any, dice: random.Random) -> Any:
    if dice.random() < 0.1:
        return None
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int) and 1900 < value < 2100:
        return value + dice.randint(-9, 9)  # a year
    if isinstance(value, int | float):
        return type(value)(value * dice.choice([0, 0.001, 0.4, 1, 1.3, 3, 1000]))
    return value + timedelta(days=dice.randint(-700, 700)) if isinstance(value, date) else value


@pytest.mark.parametrize(("table", "rule"), RULES, ids=[rule.id for _, rule in RULES])
def test_a_rule_finds_nothing_in_what_it_has_mended(table: Table, rule: Rule) -> None:
    given, rows = given_for(table, FRAMES), jittered(table, rule)
    mended = rule.mend(rows, given)
    assert mended.schema == rows.schema
    assert rule.judge(mended, given)["ok"].fill_null(True).all()
    whole = FRAMES[table.dataset, table.name]
    assert rule.mend(whole, given).equals(whole)
    assert rule.mend(whole.clear(), given).is_empty()
