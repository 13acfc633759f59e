"""One table: text as it was read -> typed rows and findings that carry row, column and value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from schemas.core.rules import Given, Rule
from schemas.core.table import Table
from validation.cells import Parsed, parse, parse_columns
from validation.findings import Finding, Severity
from validation.reading import TextTable
from validation.rows import Failure, constraint_failures, duplicates, rule_failures


@dataclass(frozen=True)
class TypedTable:
    """A table that was read: ``text`` as sent, ``frame`` typed (an unreadable cell is null there), row for row."""

    table: Table
    text: TextTable
    frame: pl.DataFrame
    unreadable: frozenset[tuple[int, str]] = frozenset()
    misread: bool = False  # the header is wrong: what stands under which name is not known
    judged: frozenset[str] = frozenset()  # columns whose constraints were judged where they were parsed
    told: frozenset[str] = frozenset()  # columns that a finding tells of as a whole: no cell of them is blamed besides

    @cached_property
    def _keys(self) -> pl.DataFrame:
        return pl.DataFrame([self.frame[k] for k in self.table.primary_key if k in self.frame.columns])

    def finding(
        self,
        rule: str,
        index: int,
        column: str,
        severity: Severity = "error",
        params: Mapping[str, str | float] | None = None,
    ) -> Finding:
        """The finding ``rule`` at a row of the frame, with everything that says where it is."""
        sheet, row, cell = self.text.where(index, column)
        return Finding(
            rule=rule,
            severity=severity,
            dataset=self.table.dataset,
            table=self.table.name,
            row=row,
            column=column,
            cell=cell,
            value=self.text.sent(index, column),
            key=dict(zip(self._keys.columns, map(str, self._keys.row(index)), strict=True)) if self._keys.width else {},
            params=dict(params or {}),
            sheet=sheet,
        )

    def findings_of(self, failures: Iterator[Failure]) -> Iterator[Finding]:
        """Failures as findings; what depends on a cell that could not be read is not blamed for its being empty."""
        for failure in failures:
            columns = failure.rule.columns if failure.rule else (failure.column,)
            if any(column in self.told or (failure.index, column) in self.unreadable for column in columns):
                continue
            severity = failure.rule.severity if failure.rule else "error"
            rule = failure.check if failure.rule or "." in failure.check else f"cell.{failure.check}"
            yield self.finding(rule, failure.index, failure.column, severity, failure.params)


def type_table(table: Table, text: TextTable) -> tuple[TypedTable, list[Finding]]:
    """Every column parsed by its field; a cell that does not parse is a finding and null in the frame."""
    columns = _parsed(table, text)
    bad = [(i, name) for name, parsed in columns.items() if not parsed.clean for i in parsed.bad.arg_true()]
    judged = frozenset(name for name, parsed in columns.items() if parsed.checked and not table.own)
    frame = pl.DataFrame({name: _declared(table, parsed.values.alias(name)) for name, parsed in columns.items()})
    misread = any(finding.rule.startswith("header.") for finding in text.findings)
    typed = TypedTable(table, text, frame, frozenset(bad), misread, judged)
    kinds = {f["name"]: ("our " if table.own else "") + str(f.get("type") or "string") for f in table.fields}
    found = [typed.finding("cell.type", i, name, params={"expected": kinds[name]}) for i, name in sorted(bad)]
    limits = {f["name"]: f.get("constraints") or {} for f in table.fields}
    for name, parsed in columns.items() if not table.own else ():
        for constraint, mask in parsed.failed.items():
            expected: dict[str, str | float] = {"expected": str(limits[name].get(constraint, ""))}
            found += [typed.finding(f"cell.{constraint}", i, name, params=expected) for i in mask.arg_true()]
    return typed, found


def _parsed(table: Table, text: TextTable) -> dict[str, Parsed]:
    """The columns of the fields. In a table of ours blanks alone are no value, and NaN and infinity no number."""
    there = {f["name"]: (f, f.get("missingValues", table.missing)) for f in table.fields if f["name"] in text.columns}
    if table.own:
        parsed = parse_columns(there, text.columns, blank=True)
        return {name: _finite(one) if one.values.dtype.is_float() else one for name, one in parsed.items()}
    if text.cells:
        return {
            name: parse(f, text.columns[name], missing, text.cells.get(name)) for name, (f, missing) in there.items()
        }
    return parse_columns(there, text.columns)


def _finite(parsed: Parsed) -> Parsed:
    odd = (~parsed.values.is_finite()).fill_null(False)
    if not odd.any():
        return parsed
    return replace(parsed, values=parsed.values.set(odd, None), bad=parsed.bad | odd, clean=False)


def _declared(table: Table, values: pl.Series) -> pl.Series:
    """In a table of ours a column has the type its model says, also where a cell has more digits than that holds."""
    return values.cast(table.schema.columns[values.name].dtype.type, strict=False) if table.own else values


def check_rows(typed: TypedTable, codes: Mapping[str, Sequence[str]]) -> list[Finding]:
    """What one table can be held to alone: constraints, uniqueness, primary key."""
    found = check_cells(typed, codes)
    for columns, rule in once_only(typed.table, typed.frame.columns):
        found += [finding for _, finding in repeated(typed, columns, rule)]
    return found


def check_cells(typed: TypedTable, codes: Mapping[str, Sequence[str]]) -> list[Finding]:
    """What each row can be held to alone: constraints, and that its key is not empty."""
    found = list(typed.findings_of(constraint_failures(typed.table, typed.frame, codes, typed.judged)))
    key = typed.table.primary_key
    if key and set(key) <= set(typed.frame.columns):
        empty = typed.frame.select(pl.all_horizontal(pl.col(key).is_null())).to_series().arg_true()
        found += [typed.finding("row.empty-key", i, key[0], params={"columns": ", ".join(key)}) for i in empty]
    return found


def once_only(table: Table, columns: Sequence[str]) -> list[tuple[tuple[str, ...], str]]:
    """Of the columns that are there, those whose values together may stand once only, and the rule that says so."""
    unique = [(f["name"],) for f in table.fields if f.get("constraints", {}).get("unique")]
    found = [*((names, "cell.unique") for names in unique), (table.primary_key, "row.duplicate-key")]
    return [(names, rule) for names, rule in found if names and set(names) <= set(columns)]


def repeated(
    typed: TypedTable, columns: Sequence[str], rule: str, hashes: pl.Series | None = None
) -> Iterator[tuple[int, Finding]]:
    """The rows whose values in ``columns`` stood before, each with its finding; ``hashes`` are of these values."""
    values = pl.DataFrame([typed.frame[name] for name in columns])
    for index, first in duplicates(columns, typed.frame, hashes):
        if any(value is not None for value in values.row(index)):
            params: dict[str, str | float] = {"first": _row_of(typed, first, index), "columns": ", ".join(columns)}
            yield index, typed.finding(rule, index, columns[0], params=params)


def _row_of(typed: TypedTable, other: int, index: int) -> str | float:
    """The number of a row, with its sheet where that is another one than the finding's."""
    sheet, row, _ = typed.text.where(other, "")
    return float(row) if sheet == typed.text.where(index, "")[0] else f"{row} ({sheet})"


def check_rules(
    typed: TypedTable, given: Given, rules: Sequence[Rule] | None = None
) -> tuple[list[Finding], dict[str, str]]:
    """What the table's rules find, or some of them, and why those could not be checked that could not."""
    asked = typed.table.rules if rules is None else rules
    run, unchecked = runnable(asked, typed.table, typed.frame.schema, given)
    given = replace(given, key=typed.table.primary_key)
    return list(typed.findings_of(rule_failures(run, typed.frame, given))), unchecked


def runnable(
    rules: Sequence[Rule], table: Table, columns: Mapping[str, pl.DataType], given: Given
) -> tuple[list[Rule], dict[str, str]]:
    """Those of a table's rules that can be checked on its ``columns``, and why the others can not."""
    run: list[Rule] = []
    unchecked: dict[str, str] = {}
    for rule in rules:
        absent = [name for name in rule.needs if name not in given.tables]
        if missing := {*rule.uses, *table.primary_key} - set(columns):
            unchecked[rule.id] = "column missing: " + ", ".join(sorted(missing))
        elif absent:
            unchecked[rule.id] = "table missing: " + ", ".join("/".join(name) for name in absent)
        elif rule.needs_today and given.today is None:
            unchecked[rule.id] = "the day of the check is not known"
        elif not rule.needs_previous:
            run.append(rule)
        elif given.previous is not None:
            asked = {*table.primary_key, *rule.uses}
            if {c: columns[c] for c in asked} == {c: given.previous.schema.get(c) for c in asked}:
                run.append(rule)
            else:
                unchecked[rule.id] = "other columns in the last release"
    return run, unchecked
