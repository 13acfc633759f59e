"""A report as frictionless writes its own, so that its tools can read it: one task for each table."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from schemas.core.i18n import Lang
from schemas.core.names import slug
from schemas.core.registry import Content
from validation.findings import Finding, Report
from validation.messages import rule_message
from validation.render.words import address, hint
from validation.render.workbook.cells import spot

if TYPE_CHECKING:
    from frictionless.error.error import Error

LABELS = {  # rule of ours -> frictionless' name of the error, of those that are about one heading
    "header.blank": "blank-label",
    "header.unexpected": "extra-label",
    "header.missing": "missing-label",
    "header.duplicate": "duplicate-label",
    "header.mismatch": "incorrect-label",
    "header.order": "incorrect-label",
    "column.missing": "missing-label",
    "column.unknown": "extra-label",
    "column.twice": "duplicate-label",
}
ROWS = {  # … about a row
    "row.blank": "blank-row",
    "row.duplicate-key": "primary-key",
    "row.empty-key": "primary-key",
}
CELLS = {  # … about a cell
    "cell.type": "type-error",
    "cell.unique": "unique-error",
    "row.extra-cell": "extra-cell",
    "row.missing-cell": "missing-cell",
}
FILES = {  # … about the file
    "file.encoding": "encoding-error",
    "file.format": "format-error",
    "file.compression": "compression-error",
    "file.hash": "hash-count",
    "file.bytes": "byte-count",
    "file.fields": "field-count",
    "file.rows": "row-count",
}
OF_VALUES = ("number", "date", "period", "boolean", "unit", "mark", "text")  # kinds of rules: cells not of their type


def frictionless_report(report: Report, lang: Lang, content: Content, name: str = "") -> dict[str, Any]:
    """The descriptor; ``name`` is the file's. Warnings are texts there, errors have their places."""
    by_table: dict[tuple[str, str], list[Finding]] = {table: [] for table in report.rows}
    for finding in report.findings:
        by_table.setdefault((finding.dataset, finding.table), []).append(finding)
    whole = [f for (_, table), found in by_table.items() if not table for f in found]
    tasks = [
        _task(dataset, table, found, report.rows.get((dataset, table), 0), lang, content, name)
        for (dataset, table), found in by_table.items()
        if table
    ]
    counts = {"errors": len(report.errors), "warnings": len(report.warnings), "seconds": 0}
    stats = {"tasks": len(tasks), **counts}
    return {"valid": report.valid, "stats": stats, **_both(whole, lang, content), "tasks": tasks}


def _task(
    dataset: str, table: str, found: list[Finding], rows: int, lang: Lang, content: Content, name: str
) -> dict[str, Any]:
    both = _both(found, lang, content)
    stats = {"errors": len(both["errors"]), "warnings": len(both["warnings"]), "seconds": 0, "rows": rows}
    return {
        "name": slug(table) or "table",
        "type": "table",
        "title": table if table == dataset else f"{dataset}/{table}",
        "valid": not both["errors"],
        "place": name or table,
        "labels": [],
        "stats": stats,
        **both,
    }


def _both(found: list[Finding], lang: Lang, content: Content) -> dict[str, list[Any]]:
    return {
        "warnings": [_told(f, lang, content) for f in found if f.severity != "error"],
        "errors": [_error(f, lang, content) for f in found if f.severity == "error"],
    }


def _told(finding: Finding, lang: Lang, content: Content) -> str:
    """Where, what, and what it should be, as one line that ends with the rule's id."""
    where, said = address(finding, lang), rule_message(finding, lang, content)
    told = f"{where}: {said}" if where else said
    return " → ".join(part for part in (told, hint(finding, lang)) if part) + f" [{finding.rule}]"


def _error(finding: Finding, lang: Lang, content: Content) -> dict[str, Any]:
    """An error as frictionless has it: its own words are English, ours are the note."""
    kind, wanted = _kinds()[_kind(finding, content)]
    places = {name: value for name, value in _places(finding).items() if name in wanted}
    said = {"type": kind.type, "title": kind.title, "description": kind.description, "tags": kind.tags, **places}
    said["note"] = _told(finding, lang, content)
    return {**said, "message": kind.template.format_map(said)}


@cache
def _kinds() -> dict[str, tuple[type[Error], frozenset[str]]]:
    """frictionless' errors by name, and what each has."""
    from frictionless.error.error import Error

    return {kind.type: (kind, _names(kind)) for kind in Error.list_children(root=True)}


def _names(kind: type[Error]) -> frozenset[str]:
    """As descriptors have them: ``rowNumber``."""
    words = (field.name.split("_") for field in kind.__attrs_attrs__)
    return frozenset(first + "".join(word.capitalize() for word in rest) for first, *rest in words)


def _kind(finding: Finding, content: Content) -> str:
    """frictionless' name of the error that is nearest."""
    rule, kind = finding.rule, finding.rule.partition(".")[0]
    placed = finding.cell is not None and finding.row is not None
    if rule in LABELS:
        return LABELS[rule]
    if finding.row is None:
        return FILES.get(rule, "source-error" if kind in ("file", "archive", "path", "sheet") else "table-error")
    if rule in ROWS:
        return ROWS[rule]
    if rule in content.rules:
        return "row-constraint"
    if kind == "reference":
        return "foreign-key"
    if not placed:
        return "row-error"
    if rule in CELLS:
        return CELLS[rule]
    return "type-error" if kind in OF_VALUES else "constraint-error" if kind in ("cell", "code") else "cell-error"


def _places(finding: Finding) -> dict[str, Any]:
    """Everything that some error of frictionless' asks for."""
    where = spot(finding.cell or "")
    value = finding.value or ""
    return {
        "cells": [],
        "rowNumber": finding.row,
        "rowNumbers": [finding.row or 1],
        "cell": value,
        "label": value,
        "labels": [value] if value else [],
        "fieldName": finding.column or "",
        "fieldNumber": where[1] if where else 0,
        "fieldNames": [finding.column or ""],
        "fieldCells": [value],
        "referenceName": str(finding.params.get("target", "")),
        "referenceFieldNames": [name for name in str(finding.params.get("to", "")).split(", ") if name],
    }
