"""Where each key column of a table takes its values from, and how its rows hang together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from schemas.core.table import Field, Table
from validation.sample.counted import Counted, counted
from validation.sample.periods import DEPTH, complete_periods, frequency_of, period_column
from validation.sample.pools import Pool, pools
from validation.sample.world import World, texts


class SampleError(ValueError):
    """No rows can be invented; the message says of which table and why. ``params`` are its places."""

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message.format(**params))
        self.message, self.params = message, params


@dataclass(frozen=True)
class Domains:
    """``period`` and ``periods`` (the latest first) are empty where rows are about none; ``repeated``: in the key.

    ``codes`` are the key columns of a code list with all codes; ``counted`` those that count up, the first of them one
    by one. ``depth`` is the length of a series unless more is needed.
    """

    period: str
    repeated: bool
    periods: pl.DataFrame
    frequency: str
    depth: int
    codes: dict[str, list[object]]
    counted: tuple[Counted, ...]
    pools: tuple[Pool, ...]

    @property
    def limit(self) -> int:
        return min((c.limit for c in self.counted), default=0)


def domains(table: Table, world: World, frequency: str) -> Domains:
    """The domains of ``table``, which is due ``frequency``.

    Raises:
        SampleError: it has no examples, or a reference that must be filled has nothing to point at.
    """
    if not table.examples:
        raise SampleError("{table} has no examples to invent rows after", table=table.name)
    period = period_column(table)
    often = frequency_of(table, period, frequency) if period else ""
    periods = complete_periods(often, world.today) if period else pl.DataFrame()
    found = pools(table, world, period)
    _refuse_empty(table, found)
    fields = {f["name"]: f for f in table.fields}
    pointing = {c for pool in found for c in pool.columns}
    own = [c for c in table.primary_key if c not in pointing and c != period]
    codes = {c: values for c in own if (values := _listed(table, fields[c], world))}
    free = [c for c in own if c not in codes]
    return Domains(
        period=period,
        repeated=period in table.primary_key,
        periods=periods,
        frequency=often,
        depth=DEPTH.get(often, 1),
        codes=codes,
        counted=tuple(_counted(table, fields, free, world)),
        pools=tuple(found),
    )


def _listed(table: Table, said: Field, world: World) -> list[object]:
    """Every value of a column that has few: its codes or enumeration, true and false, the examples' of a breakdown."""
    limits = said.get("constraints") or {}
    if said.get("codelist") in world.codes:
        return list(world.codes[said["codelist"]])
    if "enum" in limits:
        return list(limits["enum"])
    if any(getattr(rule, "by", "") == said["name"] for rule in table.rules):
        return list(texts(row.get(said["name"]) for row in table.examples))
    return [False, True] if said["type"] == "boolean" else []


def _counted(table: Table, fields: dict[str, Field], free: list[str], world: World) -> list[Counted]:
    """Texts count, all of them by one number; numbers and days only where no text does, and one of them."""
    written = [c for c in free if fields[c]["type"] == "string"]
    numbers = [c for c in free if fields[c]["type"] == "integer"] or [c for c in free if fields[c]["type"] == "date"]
    found = []
    for column in written or numbers[:1]:
        if fields[column]["type"] == "date":
            found.append(counted(fields[column], world.today - timedelta(days=1)))
            continue
        examples = [row[column] for row in table.examples if row.get(column) is not None]
        found.append(max((counted(fields[column], one, world.marks) for one in examples), key=lambda one: one.limit))
    return found


def _refuse_empty(table: Table, found: list[Pool]) -> None:
    needed = {f["name"] for f in table.fields if (f.get("constraints") or {}).get("required")}
    for pool in found:
        if pool.empty and needed & {*pool.columns}:
            told = {"table": table.name, "columns": ", ".join(pool.columns)}
            raise SampleError("{table}: {columns} must point at a row of another table, which has none", **told)
