"""What changed between two releases, and which semantic version that makes.

MAJOR when a consumer's query can break, MINOR when rows or columns are added, PATCH when values are corrected, rows
removed (with a written justification) or metadata changed. Nobody chooses a version; asking for a lower one is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import polars as pl

from publish.canonical import without_code_lists
from publish.diff import COLUMN, NEW, OLD, diff_by
from schemas.core.table_schema import keys_of

Bump = Literal["major", "minor", "patch"]
BUMPS: tuple[Bump, ...] = ("patch", "minor", "major")
INPUTS = "computedFrom"  # descriptor key of a computed dataset: dataset -> version that its rows were computed from


@dataclass(frozen=True, slots=True)
class Reason:
    """One change, the bump it asks for, and what its sentence needs."""

    bump: Bump
    kind: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class State:
    """What is compared: a released descriptor and its tables as canonical text."""

    descriptor: Mapping[str, Any]
    tables: Mapping[str, pl.DataFrame]


def changes(before: State, after: State, *, code_lists: str = "", status: str = "") -> list[Reason]:
    """Every reason for a new version, gravest first; empty where nothing did. ``code_lists`` names their dataset.

    ``status`` is the column that says how final a row is: what changes together with it is revised, not corrected.
    """
    status = "" if INPUTS in after.descriptor else status
    found = [*_metadata(before.descriptor, after.descriptor), *_tables(before, after, code_lists, status)]
    if INPUTS in after.descriptor:  # what is computed anew is not corrected
        found = [replace(r, kind="values-computed") if r.kind == "values-changed" else r for r in found]
    return sorted(found, key=lambda reason: -BUMPS.index(reason.bump))


def _metadata(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Reason]:
    licenses = [{x.get("name") or x.get("path", "") for x in d.get("licenses", ())} for d in (before, after)]
    if licenses[0] - licenses[1]:
        yield Reason("major", "license-changed", {"before": ", ".join(sorted(licenses[0]))})
    if moved := _moved(before.get(INPUTS), after.get(INPUTS)):
        yield Reason("patch", "inputs-changed", {"inputs": ", ".join(moved)})
    own = ("version", "created", "resources", "licenses", INPUTS)
    changed = [k for k in {**before, **after} if k not in own and before.get(k) != after.get(k)]
    if changed or licenses[1] - licenses[0]:
        yield Reason("patch", "metadata-changed", {"keys": ", ".join(sorted(changed) or ["licenses"])})


def _moved(before: object, after: object) -> list[str]:
    """The inputs of a computed dataset that are others than before: ``dpi-macro 1.0.1``; those gone by name alone."""
    old, new = (dict(said) if isinstance(said, Mapping) else {} for said in (before, after))
    return [f"{name} {new.get(name, '')}".strip() for name in sorted({**old, **new}) if old.get(name) != new.get(name)]


def _tables(before: State, after: State, code_lists: str, status: str) -> Iterator[Reason]:
    schemas = [{r["name"]: r.get("schema") or {} for r in s.descriptor.get("resources", ())} for s in (before, after)]
    for table in before.tables.keys() - after.tables.keys():
        yield Reason("major", "table-removed", {"table": table})
    for table in after.tables.keys() - before.tables.keys():
        yield Reason("minor", "table-added", {"table": table})
    withdrawn: Bump = "major" if after.descriptor.get("name") == code_lists else "patch"
    for table in sorted(before.tables.keys() & after.tables.keys()):
        yield from _schema(table, schemas[0].get(table, {}), schemas[1].get(table, {}), before, after)
        keys = [keys_of(schema.get(table, {}))[0] for schema in reversed(schemas)]
        old, new = before.tables[table], after.tables[table]
        yield from _rows(table, keys, old, new, withdrawn=withdrawn, status=status)


def _schema(
    table: str, old: Mapping[str, Any], new: Mapping[str, Any], before: State, after: State
) -> Iterator[Reason]:
    fields = [{f["name"]: f for f in without_code_lists(s.get("fields", ()))} for s in (old, new)]
    columns = [set(s.tables[table].columns) for s in (before, after)]
    for name in sorted(columns[0] - columns[1]):
        yield Reason("major", "column-removed", {"table": table, "column": name})
    for name in sorted(columns[1] - columns[0]):
        yield Reason("minor", "column-added", {"table": table, "column": name})
    if keys_of(old)[0] != keys_of(new)[0]:
        yield Reason("major", "key-changed", {"table": table, "key": ", ".join(keys_of(new)[0])})
    for name in sorted(columns[0] & columns[1]):
        a, b = (f.get(name, {}) for f in fields)
        if (a.get("type"), a.get("format")) != (b.get("type"), b.get("format")):
            yield Reason("major", "column-retyped", {"table": table, "column": name})
        elif set(_enum(a)) - set(_enum(b)) and _enum(b):
            yield Reason("major", "value-withdrawn", {"table": table, "column": name})
        elif a != b:
            yield Reason("patch", "column-described", {"table": table, "column": name})
    rest = [{k: v for k, v in s.items() if k not in ("fields", "primaryKey")} for s in (old, new)]
    if rest[0] != rest[1]:
        yield Reason("patch", "rules-changed", {"table": table})


def _enum(field_: Mapping[str, Any]) -> list[Any]:
    return list((field_.get("constraints") or {}).get("enum") or ())


def _rows(
    table: str, keys: Sequence[tuple[str, ...]], old: pl.DataFrame, new: pl.DataFrame, *, withdrawn: Bump, status: str
) -> Iterator[Reason]:
    """What was added, removed and changed in the columns that both have."""
    shared = [c for c in new.columns if c in old.columns]
    if not shared:
        return
    diff = diff_by(keys, old.select(shared), new.select(shared))
    revised = diff.changed.filter((pl.col(COLUMN) == status) & (pl.col(OLD) != "") & (pl.col(NEW) != "")).select(
        diff.by
    )
    scheduled = diff.changed.join(revised, on=diff.by, how="semi").height
    for count, bump, kind in (
        (diff.added.height, "minor", "rows-added"),
        (diff.removed.height, withdrawn, "rows-removed"),
        (diff.changed.height - scheduled, "patch", "values-changed"),
        (scheduled, "patch", "values-revised"),
    ):
        if count:
            yield Reason(bump, kind, {"table": table, "count": count})  # type: ignore[arg-type]


def bump_of(reasons: list[Reason]) -> Bump:
    """The gravest bump asked for."""
    return max((r.bump for r in reasons), key=BUMPS.index)


def parse(version: str) -> tuple[int, int, int]:
    """``1.2.3`` as numbers.

    Raises:
        ValueError: not three numbers.
    """
    if not re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", version):
        raise ValueError(version)
    major, minor, patch = version.split(".")
    return int(major), int(minor), int(patch)


def next_version(current: str, bump: Bump, highest: str) -> str:
    """``current`` bumped; where that is not above the highest version ever archived, the number after that one."""
    wanted = _bumped(parse(current), bump)
    if wanted <= parse(highest):
        wanted = _bumped(parse(highest), bump)
    return ".".join(map(str, wanted))


def _bumped(version: tuple[int, int, int], bump: Bump) -> tuple[int, int, int]:
    major, minor, patch = version
    return {"major": (major + 1, 0, 0), "minor": (major, minor + 1, 0), "patch": (major, minor, patch + 1)}[bump]
