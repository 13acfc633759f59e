"""The rows of one table from all blocks of a file, typed as one table; what they are held against beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from schemas.core.table import Table
from validation.intake.answer import Part
from validation.intake.convert import Converted
from validation.intake.sheet_table import Segment, joined, unreadable
from validation.table import TypedTable, type_table


def typed_together(table: Table, parts: Sequence[tuple[Part, Converted]], source: str) -> TypedTable:
    """All rows of a table in a file; a cell that a finding tells of already is no cell that is empty.

    ``source`` is the column that names the document the figures come with. Key columns that no block has are left out,
    so that no rule takes their absence for a value.
    """
    segments = [converted.segment for _, converted in parts]
    required = [f["name"] for f in table.fields if (f.get("constraints") or {}).get("required")]
    absent = [n for n in table.primary_key if all(n not in s.values for s in segments)]
    text = joined(table, segments, absent)
    typed, wrong = type_table(table, text)
    text.findings.extend(wrong)
    untold = [_untold(part, required, converted.segment) for part, converted in parts]
    told = {name for name in untold[0] if all(name in names for names in untold)}
    told |= {source} if without_source(typed, source) else set()
    cells = unreadable(segments, [[name for name in names if name not in told] for names in untold])
    return replace(typed, unreadable=typed.unreadable | cells, told=frozenset(told))


def _untold(part: Part, required: Sequence[str], segment: Segment) -> list[str]:
    """Columns that a block has no values of, which findings say: required ones, and what an unread heading may be."""
    matching = part.matching
    unread = (*matching.doubtful.values(), *matching.unclear.values(), tuple(matching.half)) if matching else ()
    near = [name for names in unread for name in names]
    return [n for n in {*required, *near} if n not in segment.values]


def without_source(typed: TypedTable, source: str) -> bool:
    """Whether nobody has said which document any of the figures come with."""
    frame = typed.frame
    return source in frame.columns and frame.height > 0 and bool(frame[source].is_null().all())


def with_released(typed: TypedTable, known: pl.DataFrame | None) -> pl.DataFrame | None:
    """The rows of the file with those ``known`` so far that it does not replace: agencies send what is new."""
    frame, key = typed.frame, list(typed.table.primary_key)
    if not set(key) <= set(frame.columns):
        return known
    if known is None:
        return frame
    if not key or frame.schema != {c: known.schema.get(c) for c in frame.columns}:
        return known
    return pl.concat([frame, known.select(frame.columns).join(frame, on=key, how="anti")])
