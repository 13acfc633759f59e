"""Keys that rows of other datasets use, which a release would take away from under them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

import polars as pl
import polars.selectors as cs

from publish.gate.expectation import Expectation
from publish.gate.series import joined
from publish.gate.suite import ROWS
from publish.gate.words import text
from publish.lookup import released_frame
from publish.snapshot import Catalog
from schemas.core.registry import Content
from schemas.core.table import Table
from validation.references import CODE, LIST


@dataclass(frozen=True)
class Use:
    """How a table refers to the target: its ``columns`` to those of the target (``to``), or codes of one list."""

    to: tuple[str, ...]
    columns: tuple[str, ...]
    listed: str = ""


def orphans(
    table: Table,
    now: pl.DataFrame,
    before: pl.DataFrame,
    name: str,
    content: Content,
    catalog: Catalog,
    asked: Set[str],
) -> Iterator[tuple[Expectation, Mapping[str, pl.DataFrame]]]:
    """An expectation for each released table that uses a key of the last release, and the frames to stage for it.

    Datasets that are ``asked`` for in the same batch were held to the new keys by the check. A table is read only where
    keys of the kind that it uses were taken away.
    """
    current, lost = catalog.current(), Lost(now, before)
    elsewhere = [n for n in content.tables if current and n[0] in current.datasets and n[0] not in asked]
    uses = [(n, one) for n in elsewhere for one in _uses(content, n, table) if lost.any(one.to)]
    for number, ((dataset, other), use) in enumerate(uses):
        used = _used(released_frame(catalog.release(dataset), other), use)
        if used is None:
            continue
        staged = f"{name}_used{number}"
        frames = {staged: _keys(used, use.to, before), f"{staged}_keys": _known(now, use.to)}
        query = f"SELECT key FROM {staged} EXCEPT SELECT key FROM {staged}_keys WHERE EXISTS (SELECT 1 FROM {{batch}})"  # noqa: S608
        words = text("every key that {table} refers to is still there", table=f"{dataset}/{other}")
        yield Expectation("orphans", ROWS, {"unexpected_rows_query": query}, words, shown="rows"), frames


class Lost:
    """Whether keys went, by the columns that other tables refer to: the primary key, or others that are unique."""

    def __init__(self, now: pl.DataFrame, before: pl.DataFrame) -> None:
        self._now, self._before = now, before
        self._any: dict[tuple[str, ...], bool] = {}

    def any(self, to: tuple[str, ...]) -> bool:
        if to not in self._any:
            known = _known(self._before, to)["key"]
            self._any[to] = not known.is_in(_known(self._now, to)["key"].implode()).all()
        return self._any[to]


def _known(frame: pl.DataFrame, to: Sequence[str]) -> pl.DataFrame:
    """The keys of a state of the target; none where it has not the columns."""
    if {*to} <= {*frame.columns}:
        return frame.select(joined([*to]).alias("key"))
    return pl.DataFrame(schema={"key": pl.String})


def _keys(used: pl.DataFrame, to: Sequence[str], before: pl.DataFrame) -> pl.DataFrame:
    """What is used and was there before: a release answers for what it takes away only."""
    return _known(used, to).unique().join(_known(before, to).unique(), on="key", how="semi").sort("key")


def _uses(content: Content, name: tuple[str, str], target: Table) -> Iterator[Use]:
    """By the references of a table, and by its coded columns."""
    other = content.tables[name]
    for reference in other.references:
        if reference.target == (target.dataset, target.name):
            yield Use(tuple(reference.to), tuple(reference.columns))
    if target.dataset == target.name == content.site.code_lists:
        for field in other.fields:
            if field.get("codelist"):
                yield Use((LIST, CODE), (field["name"],), field["codelist"])


def _used(frame: pl.DataFrame | None, use: Use) -> pl.DataFrame | None:
    """The keys that stand in a released table, named as in the target; None where it has not the columns."""
    if frame is None or not {*use.columns} <= {*frame.columns}:
        return None
    if use.listed:
        return frame.select(pl.lit(use.listed).alias(LIST), cs.by_name(*use.columns).alias(CODE)).drop_nulls()
    return frame.select(cs.by_name(c).alias(t) for c, t in zip(use.columns, use.to, strict=True)).drop_nulls()
