"""Tables that were read together, checked: rows, keys, references, rules. The one way, whatever they were read from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Protocol

import polars as pl

from schemas.core.registry import Content
from schemas.core.rules import Given
from schemas.core.rules.base import TableName
from schemas.core.table import Table
from validation.findings import Finding
from validation.references import broken_references, code_lists, missing_keys
from validation.rows import Failure
from validation.table import TypedTable, check_rows, check_rules

Look = Callable[[TableName], pl.DataFrame | None]
PLACE: Sequence[Callable[[Finding], str | int]] = (
    attrgetter("dataset"),
    attrgetter("table"),
    attrgetter("sheet"),
    lambda finding: finding.row or 0,
    lambda finding: finding.column or "",
    attrgetter("rule"),
)


class Framed(Protocol):
    """A table whose typed rows can be had."""

    @property
    def table(self) -> Table: ...

    @property
    def frame(self) -> pl.DataFrame: ...


def codes_asked(tables: Iterable[Framed], content: Content, look: Look) -> dict[str, list[str]]:
    """:func:`known_codes`, where one of the tables has a column of codes; none are looked up for nothing."""
    asked = any(field.get("codelist") for one in tables for field in one.table.fields)
    return known_codes(content, look) if asked else {}


def known_codes(content: Content, look: Look) -> dict[str, list[str]]:
    """The codes of every code list that the content's table of them holds; none where it has no such table."""
    lists = look((content.site.code_lists, content.site.code_lists)) if content.site.code_lists else None
    return {} if lists is None else code_lists(lists)


def check_tables(
    tables: Sequence[TypedTable],
    codes: Mapping[str, Sequence[str]],
    look: Look,
    previous: Look,
    today: date | None,
    large: Sequence[Framed] = (),
) -> tuple[list[Finding], dict[str, str]]:
    """What is wrong with the tables of one dataset, and which rules could not be checked, with the reason.

    Their keys may also point at its ``large`` tables, which are checked elsewhere.
    """
    beside = (*tables, *large)
    findings: list[Finding] = []
    unchecked: dict[str, str] = {}
    for typed in tables:
        if typed.misread:
            continue
        findings += check_rows(typed, codes)
        findings += key_findings(typed, {t.table.name: t for t in beside} | {"": typed})
        findings += reference_findings(typed, look, unchecked)
        rules, not_run = check_rules(typed, given_for(typed.table, look, previous, today))
        findings += rules
        unchecked |= not_run
    return findings, unchecked


def in_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings by dataset, table, sheet, row, column and rule: the last first, as what is sorted stays so."""
    found = list(findings)
    for part in reversed(PLACE):
        found.sort(key=part)
    return tuple(found)


def given_for(table: Table, look: Look, previous: Look, today: date | None) -> Given:
    """What the rules of a table may look at."""
    needed = {name for rule in table.rules for name in rule.needs}
    tables = {name: frame for name in needed if (frame := look(name)) is not None}
    compared = any(rule.needs_previous for rule in table.rules)
    before = previous((table.dataset, table.name)) if compared else None
    return Given(previous=before, tables=tables, today=today)


def key_findings(typed: TypedTable, tables: Mapping[str, Framed]) -> Iterator[Finding]:
    """Foreign keys between ``tables`` of one package, where none is named in the table itself.

    One without its own columns in the file has been found already.
    """
    for key in typed.table.foreign_keys:
        where: dict[str, str | float] = {"target": key.table or typed.table.name, "to": ", ".join(key.to)}
        target = tables.get(key.table)
        if target is None:
            yield Finding("reference.target-missing", "error", typed.table.dataset, typed.table.name, params=where)
        elif set(key.columns) <= set(typed.frame.columns):
            lost = missing_keys(key.columns, typed.frame, key.to, target.frame)
            yield from typed.findings_of(Failure(f.index, f.column, f.check, params=where) for f in lost)


def reference_findings(typed: TypedTable, look: Look, unchecked: dict[str, str]) -> Iterator[Finding]:
    """References to tables of other packages; those to a table that is not there are put among the ``unchecked``."""
    for reference in typed.table.references:
        target = look(reference.target)
        name = "/".join(reference.target)
        if target is None:
            unchecked[f"reference {typed.table.name} → {name}"] = f"table missing: {name}"
        elif {*reference.columns, *filter(None, [reference.during])} <= set(typed.frame.columns):
            yield from typed.findings_of(broken_references(reference, typed.frame, target))
