"""One table: text as it was read -> typed rows and findings that carry row, column and value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from schemas.core.rules import Given, Rule
from schemas.core.table import Field, Table
from validation.cells import Parsed, parse
from validation.findings import Finding, Severity
from validation.reading import TextTable, cell_address
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

    def finding(
        self,
        rule: str,
        index: int,
        column: str,
        severity: Severity = "error",
        params: Mapping[str, str | float] | None = None,
    ) -> Finding:
        """The finding ``rule`` at a row of the frame, with everything that says where it is."""
        place = self.text.labels.index(column) if column in self.text.labels else None
        row = int(self.text.rows[index])
        return Finding(
            rule=rule,
            severity=severity,
            dataset=self.table.dataset,
            table=self.table.name,
            row=row,
            column=column,
            cell=None if place is None else cell_address(place, row),
            value=self.text.columns[column][index] if column in self.text.columns.columns else None,
            key={k: str(self.frame[k][index]) for k in self.table.primary_key if k in self.frame.columns},
            params=dict(params or {}),
        )

    def findings_of(self, failures: Iterator[Failure]) -> Iterator[Finding]:
        """Failures as findings; what depends on a cell that could not be read is not blamed for its being empty."""
        for failure in failures:
            columns = failure.rule.columns if failure.rule else (failure.column,)
            if any((failure.index, column) in self.unreadable for column in columns):
                continue
            severity = failure.rule.severity if failure.rule else "error"
            rule = failure.check if failure.rule or "." in failure.check else f"cell.{failure.check}"
            yield self.finding(rule, failure.index, failure.column, severity, failure.params)


def type_table(table: Table, text: TextTable) -> tuple[TypedTable, list[Finding]]:
    """Every column parsed by its field; a cell that does not parse is a finding and null in the frame."""
    columns = {f["name"]: _parsed(table, f, text) for f in table.fields if f["name"] in text.columns.columns}
    bad = [(i, name) for name, parsed in columns.items() for i in parsed.bad.arg_true()]
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


def _parsed(table: Table, field: Field, text: TextTable) -> Parsed:
    """A column's values. In a table of ours blanks alone are no value, and NaN and infinity no number."""
    cells, missing = text.columns[field["name"]], field.get("missingValues", table.missing)
    if not table.own:
        return parse(field, cells, missing, text.cells.get(field["name"]))
    parsed = parse(field, cells.set((cells.str.strip_chars() == "").fill_null(False), None), missing)
    if not parsed.values.dtype.is_float():
        return parsed
    odd = (~parsed.values.is_finite()).fill_null(False)
    return replace(parsed, values=parsed.values.set(odd, None), bad=parsed.bad | odd)


def _declared(table: Table, values: pl.Series) -> pl.Series:
    """In a table of ours a column has the type its model says, also where a cell has more digits than that holds."""
    return values.cast(table.schema.columns[values.name].dtype.type, strict=False) if table.own else values


def check_rows(typed: TypedTable, codes: Mapping[str, Sequence[str]]) -> list[Finding]:
    """What one table can be held to alone: constraints, uniqueness, primary key."""
    found = list(typed.findings_of(constraint_failures(typed.table, typed.frame, codes, typed.judged)))
    for field in typed.table.fields:
        if field.get("constraints", {}).get("unique") and field["name"] in typed.frame.columns:
            found += _repeated(typed, (field["name"],), "cell.unique")
    key = typed.table.primary_key
    if key and set(key) <= set(typed.frame.columns):
        found += _repeated(typed, key, "row.duplicate-key")
        empty = typed.frame.select(pl.all_horizontal(pl.col(key).is_null())).to_series().arg_true()
        found += [typed.finding("row.empty-key", i, key[0], params={"columns": ", ".join(key)}) for i in empty]
    return found


def _repeated(typed: TypedTable, columns: Sequence[str], rule: str) -> Iterator[Finding]:
    for index, first in duplicates(columns, typed.frame):
        if any(typed.frame[c][index] is not None for c in columns):
            params: dict[str, str | float] = {"first": float(typed.text.rows[first]), "columns": ", ".join(columns)}
            yield typed.finding(rule, index, columns[0], params=params)


def check_rules(typed: TypedTable, given: Given) -> tuple[list[Finding], dict[str, str]]:
    """The table's rules, and those of them that could not be checked, with the reason."""
    run, unchecked = _runnable(typed, given)
    given = replace(given, key=typed.table.primary_key)
    return list(typed.findings_of(rule_failures(run, typed.frame, given))), unchecked


def _runnable(typed: TypedTable, given: Given) -> tuple[list[Rule], dict[str, str]]:
    run: list[Rule] = []
    unchecked: dict[str, str] = {}
    for rule in typed.table.rules:
        absent = [name for name in rule.needs if name not in given.tables]
        if missing := set(rule.uses) - set(typed.frame.columns):
            unchecked[rule.id] = "column missing: " + ", ".join(sorted(missing))
        elif absent:
            unchecked[rule.id] = "table missing: " + ", ".join("/".join(name) for name in absent)
        elif not rule.needs_previous:
            run.append(rule)
        elif given.previous is not None:
            asked = {*typed.table.primary_key, *rule.uses}
            if {c: typed.frame.schema[c] for c in asked} == {c: given.previous.schema.get(c) for c in asked}:
                run.append(rule)
            else:
                unchecked[rule.id] = "other columns in the last release"
    return run, unchecked
