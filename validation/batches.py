"""A large table checked some rows at a time; what is found is what :func:`validation.tables.check_tables` finds.

Of every row its number stays in memory, and one of 64 bits for its key: rows of different parts whose keys have equal
numbers are read again and compared as they are. Of columns those stay that a rule across rows reads, all where that is
not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from schemas.core.rules import Given
from validation.findings import Finding
from validation.large import LargeTable
from validation.once import Once
from validation.reading import TextTable
from validation.rows import Codes, Failure, rule_failures
from validation.table import TypedTable, check_cells, check_rules, once_only, runnable, type_table
from validation.tables import Framed, Look, key_findings, reference_findings


class UnevenError(Exception):
    """In one part a column has a value that its type does not hold; the table can only be checked as a whole."""


@dataclass
class Batches:
    """The check of one large table; :meth:`run` it, then ``rows`` and ``unchecked`` are known too."""

    large: LargeTable
    codes: Codes
    look: Look
    given: Given
    beside: Mapping[str, Framed]
    rows: int = 0
    unchecked: dict[str, str] = field(default_factory=dict)

    def run(self) -> list[Finding]:
        """All that is found.

        Raises:
            UnevenError: it has to be checked as a whole.
        """
        if self.large.misread:
            return [finding for text in self.large.parts() for finding in self._shape(text)]
        table = self.large.table
        self.head = type_table(table, self.large.head)[0]
        schema = self.head.frame.schema
        self.given = replace(self.given, key=table.primary_key)
        self.across, not_run = runnable([r for r in table.rules if not r.rowwise], table, schema, self.given)
        self.unchecked |= not_run
        named = {c for r in self.across for c in (*r.uses, *(table.primary_key if r.needs_previous else ()))}
        whole = any(rule.reads_all for rule in self.across)
        self.columns = [c for c in schema if whole or c in named]
        self.once = [Once(columns, rule) for columns, rule in once_only(table, list(schema))]
        self.kept: list[pl.DataFrame] = []
        self.numbers = [pl.Series(dtype=pl.UInt32)]
        found = [*self._of_others(self.head), *(f for text in self.large.parts() for f in self._part(text))]
        return found + list(self._across())

    def _shape(self, text: TextTable) -> list[Finding]:
        self.rows += text.columns.height
        return text.findings

    def _part(self, text: TextTable) -> Iterator[Finding]:
        """What is wrong with some rows; of what only all rows can show, what is needed later is put aside."""
        yield from self._shape(text)
        if text.columns.is_empty():
            return
        typed, wrong = type_table(self.large.table, text)
        if typed.frame.schema != self.head.frame.schema:
            raise UnevenError
        yield from wrong
        yield from check_cells(typed, self.codes)
        yield from (f for f in self._of_others(typed) if f.rule != "reference.target-missing")  # told of the head
        for once in self.once:
            once.add(typed)
        self.kept.append(typed.frame.select(self.columns))
        self.numbers.append(text.rows.cast(pl.UInt32))
        rowwise = [rule for rule in self.large.table.rules if rule.rowwise]
        found, not_run = check_rules(typed, self.given, rowwise)
        yield from found
        self.unchecked |= not_run

    def _of_others(self, typed: TypedTable) -> Iterator[Finding]:
        yield from key_findings(typed, {**self.beside, "": self.large})
        yield from reference_findings(typed, self.look, self.unchecked)

    def _across(self) -> Iterator[Finding]:
        """What was put aside, looked at together; the rows it is about are read once more."""
        failures = list(rule_failures(self.across, pl.concat(self.kept), self.given)) if self.kept else []
        self.kept.clear()
        wanted = [once.wanted() for once in self.once]
        rows = pl.concat([*wanted, pl.Series([f.index for f in failures], dtype=pl.Int64)]).unique().sort()
        again = self.large.rows(pl.concat(self.numbers)[rows].cast(pl.Int64)) if len(rows) else self.head
        for once, places in zip(self.once, wanted, strict=True):
            yield from once.findings(again, rows.search_sorted(places) if len(places) else places)
        index: list[int] = rows.search_sorted(pl.Series([f.index for f in failures], dtype=pl.Int64)).to_list()
        yield from again.findings_of(_moved(f, i) for f, i in zip(failures, index, strict=True))


def _moved(failure: Failure, index: int) -> Failure:
    return replace(failure, index=index)
