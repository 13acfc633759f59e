"""An invented table with one break of exactly one rule, to see it found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

import polars as pl

from schemas.core.examples import frame_of
from schemas.core.rules import Given, Rule, SumOfParts
from schemas.core.rules.base import OK, Rows, TableName, changed
from schemas.core.table import Table
from validation.sample.domains import SampleError
from validation.sample.pointing import Pointing
from validation.sample.rows import Sampler
from validation.sample.settle import can_run, findings_of
from validation.sample.world import World, needed_by

TRIES = 24  # breaks of one way that are tried
MORE = (300, 1500)  # rows, where fewer cannot be broken


@dataclass(frozen=True)
class Broken:
    """``frame`` breaks the rule and no other.

    ``previous`` is the table as released before, where the rule looks at it; ``beside`` are the tables that the rows
    stand beside, where these are others than the world's.
    """

    frame: pl.DataFrame
    previous: pl.DataFrame | None = None
    beside: Mapping[TableName, pl.DataFrame] = field(default_factory=dict)


def broken_sample(rule: Rule, sampler: Sampler, rows: int, seed: int = 0) -> Broken:
    """``rows`` invented rows, with one break that the ordinary checks find as ``rule`` and nothing else.

    There are more rows where so few hold nothing that the rule is about, such as all the places below another.

    Raises:
        SampleError: no break of the rule is without a break of another one.
    """
    for count in (rows, *(more for more in MORE if more > rows)):
        found = break_rule(rule, sampler.table, pl.concat(sampler.frames(count, seed)), sampler.world)
        if found:
            return found
    raise SampleError("{rule} cannot be broken without breaking another rule", rule=rule.id)


def break_rule(rule: Rule, table: Table, frame: pl.DataFrame, world: World) -> Broken | None:
    """``frame``, which keeps every rule, broken in one; None where no break is without a break of another rule."""
    for broken in _candidates(rule, table, frame, world):
        given = replace(world, previous=broken.previous, tables={**world.tables, **broken.beside})
        if can_run(rule, given):
            pointed = replace(broken, frame=Pointing(table, given).held(broken.frame))
            if _is_sharp(rule, table, pointed.frame, given):
                return pointed
    return None


def _is_sharp(rule: Rule, table: Table, frame: pl.DataFrame, given: World) -> bool:
    """Whether the rule is found and nothing else: rules are asked first, as most breaks that break more break these."""
    rows = given.given(table)
    others = (other for other in table.rules if other.id != rule.id and can_run(other, given))
    if _holds(rule, frame, rows) or not all(_holds(other, frame, rows) for other in others):
        return False
    return {failure.check for failure in findings_of(table, frame, given)} == {rule.id}


def _holds(rule: Rule, frame: pl.DataFrame, given: Given) -> bool:
    return bool(rule.judge(frame, given)[OK].fill_null(True).all())


def _candidates(rule: Rule, table: Table, frame: pl.DataFrame, world: World) -> Iterator[Broken]:
    """The invented rows broken as the kind knows how, or by the cells of a failing example; then the examples.

    A break that needs no breaking of a sum is made among totals alone.
    """
    previous = frame if rule.needs_previous else None
    for rows in _tried(rule, frame):
        yield Broken(frame_of(table, rows), previous)
    yield from islice(_transplanted(rule, table, frame), TRIES)
    for rows in _tried(rule, _totals(table, frame)):
        yield Broken(frame_of(table, rows), previous)
    yield from _examples(rule, table, frame, world, {})
    for registers in (False, True):
        yield from _examples(rule, table, frame.clear(), world, _beside(table, world, registers=registers))


def _tried(rule: Rule, frame: pl.DataFrame) -> Iterator[Rows]:
    """Some of the ways to break the rows: the first ones, then some from all over them."""
    breaks, some = rule.breakings(frame.to_dicts()), TRIES // 2
    yield from islice(breaks, some)
    yield from islice(islice(breaks, 0, None, max(1, frame.height // some)), some)


def _totals(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """The rows of the totals alone, so that a break of one leaves no sum of parts behind; none without such sums."""
    totals = {rule.by: rule.total for rule in table.rules if isinstance(rule, SumOfParts)}
    wanted = [pl.col(by) == total for by, total in totals.items()]
    return frame.filter(wanted) if wanted else frame.clear()


def _transplanted(rule: Rule, table: Table, frame: pl.DataFrame) -> Iterator[Broken]:
    """Cells that fail in an example, in an invented row that keeps its key and what it points at."""
    pointing = {c for r in table.references for c in (*r.columns, r.during)}
    own = frame.to_dicts()
    for failing in rule.failing(table.examples):
        for passing, row in zip(table.examples, failing, strict=True):
            other = {c for c in row if row[c] != passing.get(c)}
            moved = {*rule.uses, *other} - {*table.primary_key} - pointing
            if not other or not moved:
                continue
            for place in range(len(own)):
                now = changed(own, place, {c: row[c] for c in moved})
                before = changed(own, place, {c: passing.get(c) for c in moved}) if rule.needs_previous else None
                yield Broken(frame_of(table, now), None if before is None else frame_of(table, before))


def _examples(
    rule: Rule, table: Table, frame: pl.DataFrame, world: World, beside: Mapping[TableName, pl.DataFrame]
) -> Iterator[Broken]:
    """Failing examples among the invented rows that are about other things, then alone."""
    pointing = Pointing(table, replace(world, tables={**world.tables, **beside}))
    passing = frame_of(table, pointing.led(table.examples))
    for rows in rule.failing(table.examples):
        failing = frame_of(table, pointing.led(rows))
        for kept in (_apart(table, frame, failing), frame.clear()):
            before = pl.concat([kept, passing]) if rule.needs_previous else None
            yield Broken(pl.concat([kept, failing]), before, beside)


def _apart(table: Table, frame: pl.DataFrame, failing: pl.DataFrame) -> pl.DataFrame:
    """The rows of ``frame`` about other things and places than ``failing``: of its groups and series none is mixed."""
    coded = {f["name"] for f in table.fields if f.get("codelist")} | {r.during for r in table.references}
    named = [c for c in table.primary_key if c not in coded]
    for column in named:
        frame = frame.filter(~pl.col(column).is_in(failing[column].implode()))
    return frame if named else frame.clear()


def _beside(table: Table, world: World, *, registers: bool) -> dict[TableName, pl.DataFrame]:
    """The passing examples of the tables that this one leans on: examples agree with each other."""
    known, cells = world.content.tables, world.sample.cells
    found = {}
    for name in needed_by(table):
        if name in known and (registers or name[0] not in world.sample.registers):
            rows: Rows = [{**row, **{c: v for c, v in cells.items() if c in row}} for row in known[name].examples]
            found[name] = frame_of(known[name], rows)
    return found
