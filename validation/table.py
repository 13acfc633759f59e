"""One table: text as it was read -> typed rows and findings that carry row, column and value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from string import ascii_uppercase
from typing import NamedTuple

import polars as pl

from schemas.core.rules import Given, Rule
from schemas.core.table import Table
from validation.cells import Parsed, parse, parse_columns
from validation.findings import Finding, Severity
from validation.reading import TextTable
from validation.rows import Failure, Param, constraint_failures, duplicates, rule_failures


class Wrong(NamedTuple):
    """What is wrong at a row of a frame."""

    rule: str
    place: int
    column: str
    severity: Severity = "error"
    params: Mapping[str, Param] = {}


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

    def findings(self, wrong: Sequence[Wrong]) -> list[Finding]:
        """The findings at rows of the frame, with everything that says where they are: thousands at a time."""
        dataset, table, found = self.table.dataset, self.table.name, []
        keys, cells = self._keys([one.place for one in wrong]), self.text.told([(w.place, w.column) for w in wrong])
        for (rule, _, column, severity, params), key, ((sheet, row, cell), value) in zip(
            wrong, keys, cells, strict=True
        ):
            told = Finding(rule, severity, dataset, table, row, column, cell, value, key, dict(params), sheet)
            found.append(told)
        return found

    def _keys(self, places: Sequence[int]) -> Iterator[dict[str, str]]:
        """The primary keys of rows, as far as the file has them."""
        names = [name for name in self.table.primary_key if name in self.frame.columns]
        if not names or not places:
            return ({} for _ in places)
        rows = pl.DataFrame([self.frame[name] for name in names])[pl.Series(places)].iter_rows()
        return (dict(zip(names, map(str, row), strict=True)) for row in rows)

    def findings_of(self, failures: Iterator[Failure]) -> list[Finding]:
        """Failures as findings; what depends on a cell that could not be read is not blamed for its being empty."""
        return self.findings([_wrong(failure) for failure in failures if not self._is_blamed(failure)])

    def _is_blamed(self, failure: Failure) -> bool:
        """Whether one of the cells it depends on has its finding already."""
        columns = failure.rule.columns if failure.rule else (failure.column,)
        return any(column in self.told or (failure.index, column) in self.unreadable for column in columns)


def _wrong(failure: Failure) -> Wrong:
    rule, check = failure.rule, failure.check
    name = check if rule or "." in check else f"cell.{check}"
    return Wrong(name, failure.index, failure.column, rule.severity if rule else "error", failure.params)


def type_table(table: Table, text: TextTable) -> tuple[TypedTable, list[Finding]]:
    """Every column parsed by its field; a cell that does not parse is a finding and null in the frame."""
    columns = _parsed(table, text)
    bad = [(i, name) for name, parsed in columns.items() if not parsed.clean for i in parsed.bad.arg_true()]
    judged = frozenset(name for name, parsed in columns.items() if parsed.checked and not table.own)
    frame = pl.DataFrame({name: _declared(table, parsed.values.alias(name)) for name, parsed in columns.items()})
    misread = any(finding.rule.startswith("header.") for finding in text.findings)
    typed = TypedTable(table, text, frame, frozenset(bad), misread, judged)
    kinds = {f["name"]: ("our " if table.own else "") + str(f.get("type") or "string") for f in table.fields}
    found = [Wrong("cell.type", i, name, params={"expected": kinds[name]}) for i, name in sorted(bad)]
    limits = {f["name"]: f.get("constraints") or {} for f in table.fields}
    for name, parsed in columns.items() if not table.own else ():
        for constraint, mask in parsed.failed.items():
            expected = {"expected": str(limits[name].get(constraint, ""))}
            found += [Wrong(f"cell.{constraint}", i, name, params=expected) for i in mask.arg_true()]
    return typed, typed.findings(found)


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
        found += repeated(typed, columns, rule)
    return found


def check_cells(typed: TypedTable, codes: Mapping[str, Sequence[str]]) -> list[Finding]:
    """What each row can be held to alone: constraints, and that its key is not empty."""
    found = typed.findings_of(constraint_failures(typed.table, typed.frame, codes, typed.judged))
    key = typed.table.primary_key
    if key and set(key) <= set(typed.frame.columns):
        empty = typed.frame.select(pl.all_horizontal(pl.col(key).is_null())).to_series().arg_true()
        found += typed.findings([Wrong("row.empty-key", i, key[0], params={"columns": ", ".join(key)}) for i in empty])
    return found


def once_only(table: Table, columns: Sequence[str]) -> list[tuple[tuple[str, ...], str]]:
    """Of the columns that are there, those whose values together may stand once only, and the rule that says so."""
    unique = [(f["name"],) for f in table.fields if f.get("constraints", {}).get("unique")]
    found = [*((names, "cell.unique") for names in unique), (table.primary_key, "row.duplicate-key")]
    return [(names, rule) for names, rule in found if names and set(names) <= set(columns)]


def repeated(typed: TypedTable, columns: Sequence[str], rule: str) -> list[Finding]:
    """The rows whose values in ``columns`` stood before."""
    values = pl.DataFrame([typed.frame[name] for name in columns])
    found, names = [], ", ".join(columns)
    for index, first in duplicates(columns, typed.frame):
        if any(value is not None for value in values.row(index)):
            params = {"first": _row_of(typed, first, index), "columns": names}
            found.append(Wrong(rule, index, _standing(typed, index, columns), params=params))
    return typed.findings(found)


def _standing(typed: TypedTable, index: int, columns: Sequence[str]) -> str:
    """The first of several columns that has a cell in the row itself, not in a title or a header; empty if none has."""
    if len(columns) == 1:
        return columns[0]
    for column in columns:
        _, row, cell = typed.text.where(index, column)
        if cell and cell.lstrip(ascii_uppercase) == str(row):
            return column
    return ""


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
    return typed.findings_of(rule_failures(run, typed.frame, given)), unchecked


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
