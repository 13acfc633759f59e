"""Row by row and cell by cell: what differs between two states of a table, and the one made into the other again.

Tables are canonical text. Rows are compared by key; without one as a multiset, or place by place where all that
differs stands where it stood.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import NamedTuple

import polars as pl

from publish.errors import KtthError
from validation.rows import key_hash, twice

PLACE = "\0place"  # of a row among equal ones, or in its table; no table has such a name
OLD, NEW, COLUMN = "\0old", "\0new", "\0column"


class DuplicateKeys(KtthError):  # noqa: N818 - the state is the name
    """Rows share a key, so that nobody can say which became which."""


@dataclass(frozen=True)
class TableDiff:
    """``added`` and ``removed`` are whole rows, of the new and of the old columns.

    ``changed`` has a row per cell: the columns of ``by``, then ``COLUMN``, ``OLD``, ``NEW``. A cell of a column that
    only one of the two has is null on the other side. ``by`` is the key, or what stands for one.
    """

    by: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    added: pl.DataFrame
    removed: pl.DataFrame
    changed: pl.DataFrame

    def __bool__(self) -> bool:
        return self.before != self.after or any(f.height for f in (self.added, self.removed, self.changed))

    @property
    def columns_added(self) -> list[str]:
        return [c for c in self.after if c not in self.before]

    @property
    def columns_removed(self) -> list[str]:
        return [c for c in self.before if c not in self.after]

    @property
    def corrected(self) -> pl.DataFrame:
        """Changed cells of the columns that both have."""
        return self.changed.drop_nulls([OLD, NEW])

    @property
    def inverse(self) -> TableDiff:
        """What makes the new state into the old one."""
        changed = self.changed.rename({OLD: NEW, NEW: OLD}).select(self.changed.columns)
        return replace(
            self, before=self.after, after=self.before, added=self.removed, removed=self.added, changed=changed
        )


def table_diff(key: Sequence[str], old: pl.DataFrame, new: pl.DataFrame) -> TableDiff:
    """What differs. ``key`` may be empty, and is taken for empty where one of the two lacks a column of it.

    Raises:
        DuplicateKeys: in one of the two, rows share a key.
    """
    before, after = tuple(old.columns), tuple(new.columns)
    old, new, by = _comparable(list(key), old, new)
    rows = _matched(by, old, new)
    added, removed = new[rows.added], old[rows.removed]
    was, now = old[rows.old], new[rows.new]  # whole tables at once: polars takes all columns together
    cells = [_cells(by, column, was, now) for column in dict.fromkeys((*after, *before)) if column not in by]
    empty = pl.DataFrame(schema=dict.fromkeys((*by, COLUMN, OLD, NEW), pl.String))
    changed = pl.concat([empty, *(found for found in cells if found.height)])
    return TableDiff(
        tuple(by), before, after, added.select(*_kept(by), *after), removed.select(*_kept(by), *before), changed
    )


class _Matched(NamedTuple):
    """Rows by their places: those of the new state alone, those of the old one, and the others in each, in a pair."""

    added: pl.Series
    removed: pl.Series
    new: pl.Series
    old: pl.Series


def diff_by(keys: Sequence[Sequence[str]], old: pl.DataFrame, new: pl.DataFrame) -> TableDiff:
    """What differs, by the first of ``keys`` that tells the rows of both apart, else as without one."""
    for key in keys:
        with suppress(DuplicateKeys):
            if key and {*key} <= {*old.columns} & {*new.columns}:
                return table_diff(key, old, new)
    return table_diff((), old, new)


def _matched(by: Sequence[str], old: pl.DataFrame, new: pl.DataFrame) -> _Matched:
    """Found by a number of 64 bits for each key; where two keys have the same number, by the keys themselves."""
    found = _joined(*(key_hash(by, frame).to_frame() for frame in (old, new)))
    same = new.select(by)[found.new].equals(old.select(by)[found.old])
    return found if same else _joined(old.select(by), new.select(by))


def _joined(old: pl.DataFrame, new: pl.DataFrame) -> _Matched:
    o, n = (frame.with_row_index(PLACE + "s") for frame in (old, new))
    pairs = n.join(o, on=old.columns, how="inner", suffix="\0old", maintain_order="left")
    was, now = pairs[PLACE + "s\0old"], pairs[PLACE + "s"]
    return _Matched(_others(now, new.height), _others(was, old.height), now, was)


def _others(places: pl.Series, height: int) -> pl.Series:
    """The rows that are not among ``places``."""
    return pl.repeat(True, height, eager=True).scatter(places, False).arg_true()


def _kept(by: Sequence[str]) -> list[str]:
    return [PLACE] if PLACE in by else []


def _comparable(key: list[str], old: pl.DataFrame, new: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, list[str]]:
    shared = [c for c in new.columns if c in old.columns]
    if key and {*key} <= {*shared}:
        for frame in (old, new):
            if len(twice(key_hash(key, frame))) and frame.select(key).is_duplicated().any():
                message = "rows share the key {key}: nobody can say which of them became which"
                raise DuplicateKeys(message, key=", ".join(key))
        return old, new, key
    nth: pl.Expr = pl.int_range(pl.len())
    counted = nth.over(shared) if shared else nth
    sets = [frame.with_columns(counted.cast(pl.String).alias(PLACE)) for frame in (old, new)]
    if not _are_edits(shared, *sets):
        return sets[0], sets[1], [*shared, PLACE]
    place = nth.cast(pl.String).alias(PLACE)
    return old.with_columns(place), new.with_columns(place), [PLACE]


def _are_edits(shared: Sequence[str], old: pl.DataFrame, new: pl.DataFrame) -> bool:
    """Whether as many rows differ in their places as in all: then none came or went, and none moved."""
    if old.height != new.height or not shared:
        return old.height == new.height
    here = reduce(or_, (old[name] != new[name] for name in shared))
    return int(here.sum()) == len(_matched([*shared, PLACE], old, new).added)


def _cells(by: Sequence[str], column: str, old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """The cells of one column that differ, of rows in pairs; of a column that one lacks, those that are not empty."""
    was, now = (frame[column] if column in frame.columns else None for frame in (old, new))
    there = [one for one in (was, now) if one is not None]
    differs = there[0] != (there[1] if len(there) > 1 else pl.Series([""]))
    nothing = pl.Series([None] * int(differs.sum()), dtype=pl.String)
    values = [nothing if one is None else one.filter(differs) for one in (was, now)]
    name = pl.repeat(column, nothing.len(), dtype=pl.String, eager=True)
    told = [name.alias(COLUMN), values[0].alias(OLD), values[1].alias(NEW)]
    return new.select(by).filter(differs).with_columns(told)


def patched(old: pl.DataFrame, diff: TableDiff) -> pl.DataFrame:
    """The new state, made of the old one, its added rows last."""
    by = list(diff.by)
    old = placed(old, by)
    kept = old.join(diff.removed, on=by, how="anti", maintain_order="left")
    empty = {c: pl.lit("") for c in diff.columns_added}
    kept = kept.with_columns(**empty).drop(diff.columns_removed)
    columns = [c for c in diff.after if c not in by]
    made = reduce(lambda frame, column: _set(frame, diff, column), columns, kept)
    return pl.concat([made.select(*_kept(by), *diff.after), diff.added]).drop(_kept(by))


def placed(frame: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """The rows with the place of each, among those that are equal in the rest of ``by``, where that is part of it."""
    if PLACE not in by:
        return frame
    others, nth = [c for c in by if c != PLACE], pl.int_range(pl.len())
    return frame.with_columns((nth.over(others) if others else nth).cast(pl.String).alias(PLACE))


def _set(frame: pl.DataFrame, diff: TableDiff, column: str) -> pl.DataFrame:
    cells = diff.changed.filter(pl.col(COLUMN) == column).select(*diff.by, NEW)
    if not cells.height:
        return frame
    joined = frame.join(cells, on=list(diff.by), how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce(NEW, column).alias(column)).drop(NEW)
