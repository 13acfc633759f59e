"""Each rule of the shipped content broken in invented rows: a check finds that rule, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from schemas.core.registry import load_content
from schemas.core.rules import Rule
from schemas.core.table import Table
from tests.content.conftest import Demonstration
from validation.rows import rule_failures
from validation.sample import break_rule, broken_sample
from validation.sample.settle import can_run

CONTENT = load_content("schemas.angiang")
assert CONTENT.site.sample
LEFT = {*CONTENT.site.sample.registers, *CONTENT.derived}
ROWS = 12
EVERY = 25  # one rule in so many is broken in make test, all of them in make deep
RULES = [
    pytest.param(table, rule, id=rule.id, marks=[pytest.mark.deep] if number % EVERY else [])
    for number, (table, rule) in enumerate(CONTENT.rules.values())
    if table.dataset not in LEFT
]


@pytest.mark.parametrize(("table", "rule"), RULES)
def test_one_break_is_found_as_that_rule(table: Table, rule: Rule, demonstration: Demonstration) -> None:
    world, frame = demonstration.world, demonstration.frame(table, ROWS)
    broken = break_rule(rule, table, frame, world) or broken_sample(rule, demonstration.sampler(table), ROWS, seed=3)
    given = replace(world, previous=broken.previous, tables={**world.tables, **broken.beside})
    rules = [one for one in table.rules if can_run(one, given)]
    assert {failure.check for failure in rule_failures(rules, broken.frame, given.given(table))} == {rule.id}
