"""What the tests of the kinds of rule share: rows judged, and the rows that are found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from schemas.core.rules import Given, Rule

Rows = list[dict[str, Any]]


def judged(one: Rule, rows: Sequence[dict[str, Any]], known: Given | None = None) -> list[int]:
    """The places of the rows that fail."""
    frame = pl.DataFrame(list(rows), infer_schema_length=None)
    return one.judge(frame, known or Given())["ok"].fill_null(True).not_().arg_true().to_list()


def mended(one: Rule, rows: Sequence[dict[str, Any]], known: Given | None = None) -> Rows:
    return one.mend(pl.DataFrame(list(rows), infer_schema_length=None), known or Given()).to_dicts()
