"""A table as the world reads it: the Table Schema that is written beside the data and released with it.

What Table Schema cannot say (references to other packages, rules over columns and tables) stands under custom
properties with its text in both languages, so that the public can read every rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from schemas.core.model import Reference
from schemas.core.table import Table

PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"


def table_schema(table: Table, codes: Mapping[str, Sequence[str]] | None = None) -> dict[str, Any]:
    """The Table Schema of ``table``; with ``codes`` (list name -> codes) its fields carry the list as ``enum``.

    A foreign table's own descriptor is returned as it came.
    """
    if not table.own:
        return dict(table.descriptor)
    here = [r for r in table.references if r.dataset == table.dataset and not r.during]
    found: dict[str, Any] = {
        "$schema": PROFILE,
        "fields": [_field(field, codes or {}) for field in table.fields],
        "primaryKey": list(table.primary_key),
        "foreignKeys": [_foreign_key(table, reference) for reference in here],
        "references": [_reference(reference) for reference in table.references if reference not in here],
        "rules": [
            {
                "id": rule.id,
                "severity": rule.severity,
                "title": rule.say("vi", table.titles),
                "titleEn": rule.say("en", table.titles),
            }
            for rule in table.rules
        ],
    }
    return {k: v for k, v in found.items() if v}


def _field(field: Mapping[str, Any], codes: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    allowed = codes.get(field.get("codelist", ""))
    if allowed is None:
        return dict(field)
    return {**field, "constraints": {**field.get("constraints", {}), "enum": list(allowed)}}


def _foreign_key(table: Table, reference: Reference) -> dict[str, Any]:
    resource = "" if reference.target == (table.dataset, table.name) else reference.target[1]
    return {"fields": list(reference.columns), "reference": {"resource": resource, "fields": list(reference.to)}}


def _reference(reference: Reference) -> dict[str, Any]:
    dataset, table = reference.target
    found = {"fields": list(reference.columns), "package": dataset, "resource": table, "to": list(reference.to)}
    said: dict[str, Any] = {"validDuring": reference.during, "continuedWhere": reference.continues}
    if reference.or_at_end:
        column, values = reference.or_at_end
        said["validAtEndWhere"] = {"field": column, "values": [*values]}
    return found | {k: v for k, v in said.items() if v}
