"""What frictionless 5 makes of a descriptor, and finds wrong with it."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

from frictionless import FrictionlessException, Package

import validation.reading.offline  # noqa: F401 - before anything asks frictionless
from validation.findings import Finding


def by_frictionless(said: dict[str, Any], base: Path) -> list[Finding]:
    """Everything frictionless finds wrong with a descriptor whose paths are safe; no table is read."""
    found: list[Finding] = []
    try:
        package = Package.from_descriptor(said, basepath=str(base))
        package.to_descriptor(validate=True)
        for resource in package.resources:
            resource.to_descriptor(validate=True)
    except FrictionlessException as error:
        found += [_invalid(reason.note, reason.type) for reason in error.reasons or [error.error]]
    except Exception as error:  # a descriptor so odd that frictionless falls over it
        found.append(_invalid(f"{type(error).__name__}: {error}", "descriptor"))
    return found


def _invalid(problem: str, kind: str) -> Finding:
    return Finding("descriptor.invalid", params={"key": kind.removesuffix("-error"), "problem": problem})


def transformed(said: Mapping[str, Any]) -> dict[str, Any]:
    """The descriptor as frictionless rewrites it, older spellings of every version into its own."""
    rewritten = deepcopy(dict(said))
    with suppress(Exception), warnings.catch_warnings():  # one so odd that it can not is found invalid afterwards
        warnings.simplefilter("ignore")
        Package.metadata_transform(rewritten)
    return rewritten
