"""Generated rows made to keep every rule, and then held to the ordinary checks like anybody's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import polars as pl

from schemas.core.rules import Rule
from schemas.core.rules.base import OK
from schemas.core.table import Table
from validation.references import broken_references
from validation.rows import Failure, constraint_failures, duplicates, rule_failures
from validation.sample.domains import SampleError
from validation.sample.world import World

PASSES = 8
DIGITS = 6  # decimals that are kept at most: what comes behind is the noise of binary fractions


class Settler:
    """Mends and checks invented rows of one table; ``lost`` counts those that no mending helped, by rule.

    Numbers have ``decimals`` where the rules let them.
    """

    def __init__(self, table: Table, world: World, period: str, decimals: Mapping[str, int]) -> None:
        self.table, self.world, self.period, self.decimals = table, world, period, decimals
        self.given = world.given(table)
        self.rules = [rule for rule in table.rules if can_run(rule, world)]
        self.lost: Counter[str] = Counter()

    def checked(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Mended rows without those in which the ordinary checks find anything.

        Raises:
            SampleError: they find rows again and again.
        """
        for _ in range(PASSES):
            found = {failure.index: failure.check for failure in findings_of(self.table, frame, self.world)}
            if not found:
                return frame
            self.lost.update(found.values())
            frame = self.mend(frame.filter(pl.Series([True] * frame.height).scatter(sorted(found), False)))
        raise SampleError("{table}: invented rows keep breaking {rules}", table=self.table.name, rules=self.reasons)

    def cut(self, frame: pl.DataFrame, wanted: int) -> pl.DataFrame:
        """The first of mended rows, mended; of the latest periods, where too few can do without those behind."""
        if frame.height <= wanted:
            return frame
        found = self.mend(frame.head(wanted))
        if 2 * found.height > wanted or not self.period:
            return found
        return self.mend(frame.sort(self.period, descending=True, maintain_order=True).head(wanted))

    def mend(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows with every rule mended that finds something, again and again, as one may undo another."""
        for number in range(PASSES):
            broken = [rule for rule in self.rules if not self._holds(rule, frame)]
            if not broken:
                break
            for rule in broken:
                before = frame.height
                frame = rule.mend(frame, self.given)
                self.lost[rule.id] += before - frame.height
            short = number < PASSES // 2
            frame = frame.with_columns(pl.col(c).round(d if short else DIGITS) for c, d in self.decimals.items())
            frame = frame.unique(list(self.table.primary_key), keep="first", maintain_order=True)
        return frame

    def _holds(self, rule: Rule, frame: pl.DataFrame) -> bool:
        return frame.is_empty() or bool(rule.judge(frame, self.given)[OK].fill_null(True).all())

    @property
    def reasons(self) -> str:
        """The rules that took most rows away."""
        return ", ".join(f"{rule} ({count})" for rule, count in self.lost.most_common(3) if count)


def can_run(rule: Rule, world: World) -> bool:
    """A rule that looks at a table which is not there, or at an earlier release, is not checked either."""
    there = all(name in world.tables for name in rule.needs)
    return there and not (rule.needs_previous and world.previous is None)


def findings_of(table: Table, frame: pl.DataFrame, world: World) -> Iterator[Failure]:
    """What the ordinary checks find in typed rows: constraints, keys, references, rules."""
    yield from constraint_failures(table, frame, world.codes)
    unique = [(f["name"],) for f in table.fields if (f.get("constraints") or {}).get("unique")]
    for columns in (table.primary_key, *unique):
        yield from (Failure(i, columns[0], "row.duplicate-key") for i, _ in duplicates(columns, frame) if columns)
    for reference in table.references:
        own = reference.target == (table.dataset, table.name)
        target = frame if own else world.tables.get(reference.target)
        if target is not None:
            yield from broken_references(reference, frame, target)
    yield from rule_failures([r for r in table.rules if can_run(r, world)], frame, world.given(table))
