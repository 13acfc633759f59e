"""Keys that point at other tables: of the same package, or of another one and then valid for the row's whole period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from schemas.core.model import Reference
from schemas.core.period import period_bounds
from schemas.core.rules.base import TableName
from schemas.core.rules.time import FOREVER
from schemas.core.validity import unbroken
from validation.rows import Failure

LIST, CODE = "list", "code"  # the columns of a table of code lists


def code_lists(frame: pl.DataFrame) -> dict[str, list[str]]:
    """Code lists by name, from a table with the columns ``list`` and ``code``."""
    return {str(name): codes for name, codes in frame.group_by(LIST).agg(pl.col(CODE).unique().sort()).iter_rows()}


def missing_keys(
    columns: Sequence[str], frame: pl.DataFrame, to: Sequence[str], target: pl.DataFrame
) -> Iterator[Failure]:
    """Rows whose values in ``columns`` stand nowhere in the target's ``to``; all null = points nowhere, and may.

    Values are compared as values: 1 and 1.0 are one number, the text "1" is none. A target that lacks a column has none
    of the keys.
    """
    pairs = list(zip(columns, to, strict=True))
    values = frame.select(pl.row_index("_row"), *(_comparable(frame, c).alias(c) for c in columns))
    values = values.filter(~pl.all_horizontal(pl.col(columns).is_null()))
    if all(t in target.columns for t in to):
        known = target.select(_comparable(target, t).alias(c) for c, t in pairs).unique()
        if all(values.schema[c] == known.schema[c] for c in columns):
            values = values.join(known, on=list(columns), how="anti", nulls_equal=True)
    for index in values.sort("_row")["_row"]:
        yield Failure(index, columns[0], "reference.missing")


def _comparable(frame: pl.DataFrame, column: str) -> pl.Expr:
    values = pl.col(column)
    return values.cast(pl.Float64) if frame.schema[column].is_numeric() else values


def broken_references(reference: Reference, frame: pl.DataFrame, target: pl.DataFrame) -> Iterator[Failure]:
    """Rows whose reference finds no target, or (``during``) none that is valid for the row's whole period.

    In rows that ``or_at_end`` names, one that is valid on the period's last day is enough.
    """
    where = {"target": "/".join(reference.target), "to": ", ".join(reference.to)}
    lost = set()
    for failure in missing_keys(reference.columns, frame, reference.to, target):
        lost.add(failure.index)
        yield Failure(failure.index, failure.column, "reference.missing", params=where)
    if reference.during in frame.columns:
        yield from (f for f in _out_of_validity(reference, frame, target, where) if f.index not in lost)


def _out_of_validity(
    reference: Reference, frame: pl.DataFrame, target: pl.DataFrame, where: Mapping[str, str]
) -> Iterator[Failure]:
    rows = pl.concat([frame.select(reference.columns), period_bounds(frame[reference.during])], how="horizontal")
    valid = _intervals(reference, target).select(*reference.to, "since", "until").unique()
    begun = pl.col("since") <= pl.col("period_start")
    at_end = pl.col("_at_end") & (pl.col("since") < pl.col("period_end"))
    covers = (begun | at_end) & (pl.col("until") >= pl.col("period_end"))
    found = (
        rows.with_columns(_at_end(reference, frame))
        .with_row_index("_row")
        .drop_nulls()
        .join(valid, left_on=list(reference.columns), right_on=list(reference.to), how="inner")
        .group_by("_row", maintain_order=True)
        .agg(
            covers.any().alias("ok"),
            pl.format("{} → {}", "since", pl.col("until").cast(pl.String).replace(str(FOREVER), "…"))
            .sort()
            .str.join(", ")
            .alias("valid"),
        )
    )
    for index, _, valid_text in found.filter(~pl.col("ok")).sort("_row").iter_rows():
        period = str(frame[reference.during][index])
        yield Failure(
            index, reference.columns[0], "reference.not-valid", params={**where, "valid": valid_text, "period": period}
        )


def _at_end(reference: Reference, frame: pl.DataFrame) -> pl.Series:
    """Which rows say that their target need only be valid when their period ends."""
    column, values = reference.or_at_end or ("", ())
    says = pl.col(column).is_in(values) if column in frame.columns else pl.lit(False)
    return frame.with_columns(says.fill_null(False).alias("_at_end"))["_at_end"]


def _intervals(reference: Reference, target: pl.DataFrame) -> pl.DataFrame:
    """The target with ``since`` and ``until``; where it was released without the column ``continues``, none goes on."""
    known = reference.continues and reference.continues in target.columns
    return unbroken(target, reference.to, pl.col(reference.continues) if known else pl.lit(False))


def order_by_references(tables: Mapping[TableName, Sequence[Reference]]) -> list[str]:
    """Datasets with those they refer to first; a circle of references keeps the given order."""
    after: dict[str, set[str]] = {}
    for (dataset, _), references in tables.items():
        after.setdefault(dataset, set()).update(r.dataset for r in references if r.dataset != dataset)
    done: list[str] = []

    def visit(dataset: str, path: tuple[str, ...]) -> None:
        if dataset in done or dataset in path or dataset not in after:
            return
        for before in sorted(after[dataset]):
            visit(before, (*path, dataset))
        done.append(dataset)

    for dataset in after:
        visit(dataset, ())
    return done
