"""The form of our own descriptors: where one departs from the typed form, said without the library's own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from schemas.core.descriptor import Descriptor
from validation.findings import Finding

PROBLEMS = {  # pydantic's kind of error -> what is wrong
    "string_pattern_mismatch": "not in the allowed form",
    "literal_error": "not one of the allowed values",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
    "string_type": "must be text",
}
OTHERWISE = "not of the right kind"


def form_findings(descriptor: Mapping[str, Any]) -> Iterator[Finding]:
    """Unknown keys with the nearest known one, missing keys, and values of a wrong form."""
    try:
        Descriptor.model_validate(_as_authored(descriptor))
    except ValidationError as error:
        errors = error.errors()
        inner = {e["loc"][:-1] for e in errors} | {e["loc"][:-2] for e in errors}
        yield from (_finding(e) for e in errors if not (e["type"] == "too_short" and e["loc"] in inner))


def _as_authored(descriptor: Mapping[str, Any]) -> dict[str, Any]:
    """With each schema as the file it stands in: reading has put the schemas in their place."""
    resources = [
        {**r, "schema": f"{r.get('name')}.schema.json"} if isinstance(r.get("schema"), Mapping) else r
        for r in descriptor.get("resources", ())
    ]
    return {**descriptor, "resources": resources}


def _finding(error: Any) -> Finding:
    key = ".".join(map(str, error["loc"]))
    if error["type"] == "extra_forbidden":
        names = [f.alias or n for n, f in Descriptor.model_fields.items()]
        near = get_close_matches(str(error["loc"][-1]), names, n=1)
        rule = "descriptor.misspelt-key" if near else "descriptor.unknown-key"
        return Finding(rule, params={"key": key, "near": near[0] if near else ""})
    if error["type"] == "missing":
        return Finding("descriptor.missing-key", params={"key": key})
    return Finding("descriptor.invalid", params={"key": key, "problem": PROBLEMS.get(error["type"], OTHERWISE)})
