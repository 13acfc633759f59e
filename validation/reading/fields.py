"""What a field of frictionless says: which texts mean "no value", and the schema that really applies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from frictionless import Field, Schema


def missing_values(said: Field) -> list[str]:
    """The texts that mean "no value" in a field: its own, else its schema's."""
    if said.has_defined("missing_values") or not said.schema:
        return list(said.missing_values)
    return list(said.schema.missing_values)


def applied_schema(schema: Schema, fields: Sequence[Field]) -> dict[str, Any]:
    """The schema that really applies: declared properties kept, the fields those of the columns."""
    said = schema.to_descriptor()
    written = {f["name"]: f for f in said.get("fields", [])}
    return {**said, "fields": [{**written.get(f.name, f.to_descriptor()), "type": f.type} for f in fields]}
