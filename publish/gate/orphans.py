"""Keys that rows of other datasets use, which a release would take away from under them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

import polars as pl

from publish.gate.expectation import Expectation
from publish.gate.series import joined
from publish.gate.suite import ROWS
from publish.gate.words import text
from publish.lookup import released_frame
from publish.snapshot import Catalog
from schemas.core.registry import Content
from schemas.core.table import Table
from validation.references import CODE, LIST

Used = tuple[tuple[str, ...], pl.DataFrame]  # columns of the target, and the keys that stand there (same names)


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

    Datasets that are ``asked`` for in the same batch were held to the new keys by the check. Where no primary key was
    removed, nothing can dangle and nothing is read.
    """
    key = [c for c in table.primary_key if c in now.columns and c in before.columns]
    if not key or before.select(joined(key)).to_series().is_in(now.select(joined(key)).to_series().implode()).all():
        return
    current = catalog.current()
    elsewhere = [n for n in content.tables if current and n[0] in current.datasets and n[0] not in asked]
    for number, ((dataset, other), (to, used)) in enumerate(
        (n, one) for n in elsewhere for one in _used(content, catalog, n, table)
    ):
        staged = f"{name}_used{number}"
        frames = {staged: _keys(used, to, before), f"{staged}_keys": now.select(joined(list(to)).alias("key"))}
        query = f"SELECT key FROM {staged} EXCEPT SELECT key FROM {staged}_keys WHERE EXISTS (SELECT 1 FROM {{batch}})"  # noqa: S608
        words = text("every key that {table} refers to is still there", table=f"{dataset}/{other}")
        yield Expectation("orphans", ROWS, {"unexpected_rows_query": query}, words, shown="rows"), frames


def _keys(used: pl.DataFrame, to: Sequence[str], before: pl.DataFrame) -> pl.DataFrame:
    """What is used and was there before: a release answers for what it takes away only."""
    known = before.select(joined(list(to)).alias("key")).unique()
    return used.select(joined(list(to)).alias("key")).unique().join(known, on="key", how="semi").sort("key")


def _used(content: Content, catalog: Catalog, name: tuple[str, str], target: Table) -> Iterator[Used]:
    """The keys of ``target`` that stand in one released table: by its references, and by its coded columns."""
    other = content.tables[name]
    wanted = (target.dataset, target.name)
    references = [r for r in other.references if r.target == wanted]
    is_codes = target.dataset == target.name == content.site.code_lists
    coded = {f["name"]: f["codelist"] for f in other.fields if f.get("codelist")} if is_codes else {}
    frame = released_frame(catalog.release(name[0]), name[1]) if references or coded else None
    if frame is None:
        return
    for reference in references:
        if {*reference.columns} <= {*frame.columns}:
            rows = frame.select(pl.col(c).alias(t) for c, t in zip(reference.columns, reference.to, strict=True))
            yield reference.to, rows.drop_nulls()
    for column, listed in coded.items():
        if column in frame.columns:
            yield (LIST, CODE), frame.select(pl.lit(listed).alias(LIST), pl.col(column).alias(CODE)).drop_nulls()
