"""Typed rows against their pandera schema, their rules and their keys: which row failed which check.

The checks are the schema's own, each one pandera's function as it stands; but they are asked together in one query,
where pandera's ``validate`` would collect the rows, and then those that fail, once for every check.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from schemas.core.constraints import required
from schemas.core.lean import PolarsCheckBackend, pa
from schemas.core.rules import Given, Rule
from schemas.core.rules.base import OK
from schemas.core.table import Field, Table

Param = str | float
Codes = Mapping[str, Sequence[str]]  # code lists by name
SHOWN = 12  # codes of a list that a message shows
ROW = "_row"


@dataclass(frozen=True, slots=True)
class Failure:
    """Row ``index`` of the frame failed ``check`` (a constraint's name or a rule's id) at ``column``."""

    index: int
    column: str
    check: str
    rule: Rule | None = None
    params: Mapping[str, Param] = field(default_factory=dict)


def constraint_failures(
    table: Table, frame: pl.DataFrame, codes: Codes, judged: frozenset[str] = frozenset()
) -> Iterator[Failure]:
    """What pandera's checks find column by column: required, bounds, lengths, patterns, enum, code lists.

    A code list that is not among ``codes`` is not checked here. Of the columns ``judged`` when they were parsed only
    what is required is asked, and the pattern.
    """
    asked = [(said, check) for said in table.fields for check in column_checks(table, said, frame, codes, judged)]
    if not asked or frame.is_empty():
        return
    places = {name: str(place) for place, name in enumerate(frame.columns)}
    rows = frame.rename(places).lazy()
    kept = [_kept(check, rows, places[said["name"]], i) for i, (said, check) in enumerate(asked)]
    found = pl.concat(kept, how="horizontal").with_row_index(ROW).filter(~pl.all_horizontal(pl.exclude(ROW))).collect()
    index, *answers = found.to_dict(as_series=False).values()
    for (said, check), answer in zip(asked, answers, strict=True):
        if not all(answer):
            params = _params(said, str(check.name), codes)
            yield from (
                Failure(i, said["name"], str(check.name), params=params)
                for i, ok in zip(index, answer, strict=True)
                if not ok
            )


def column_checks(
    table: Table, said: Field, frame: pl.DataFrame, codes: Codes, judged: frozenset[str] = frozenset()
) -> list[pa.Check]:
    """What the column of one field is held to: its checks in the table's schema, and its code list."""
    if said["name"] not in frame.columns:
        return []
    column, listed = table.schema.columns[said["name"]], codes.get(said.get("codelist", ""))
    checks = [c for c in column.checks if said["name"] not in judged or c.name == "pattern"]
    filled = [] if column.nullable else [required()]
    return [*filled, *checks, *([pa.Check.isin(listed, name="codelist")] if listed is not None else [])]


def _kept(check: pa.Check, rows: pl.LazyFrame, name: str, number: int) -> pl.LazyFrame:
    """One column: whether each row keeps the check; an empty cell keeps all but those that ask for empty cells too."""
    judge = PolarsCheckBackend(check).check_fn
    kept: pl.LazyFrame = judge(pa.PolarsData(rows, name))
    return kept.select(pl.all().fill_null(check.ignore_na).alias(str(number)))


def _params(said: Field, check: str, codes: Codes) -> dict[str, Param]:
    """What a message says of a check: what it allows, and the list that a code should be of."""
    if check == "codelist":
        allowed = codes[said["codelist"]]
        expected = ", ".join(allowed[:SHOWN]) + (" …" if len(allowed) > SHOWN else "")
        return {"expected": expected, "list": said["codelist"]}
    limit = (said.get("constraints") or {}).get(check, "")
    return {"expected": ", ".join(map(str, limit)) if isinstance(limit, list) else str(limit)}


def rule_failures(rules: Sequence[Rule], frame: pl.DataFrame, given: Given) -> Iterator[Failure]:
    """What the rules find; each of them judges the frame once."""
    for rule in rules if not frame.is_empty() else ():
        judged = rule.judge(frame, given).with_row_index(ROW).filter(~pl.col(OK))
        for told in judged.drop(OK).iter_rows(named=True):
            index = told.pop(ROW)
            params = {k: v for k, v in told.items() if v is not None}
            yield Failure(index, str(params.get("column", rule.columns[0])), rule.id, rule, params)


def duplicates(columns: Sequence[str], frame: pl.DataFrame) -> Iterator[tuple[int, int]]:
    """Rows whose values in ``columns`` stood before: (index, index of the first). A null equals a null, NaN nothing.

    Rows are compared as numbers of 64 bits first, then the few that share one as what they are.
    """
    key = _numbered(columns, frame)
    numbers = _hashed(key)
    shared = twice(numbers)
    if shared.is_empty():
        return iter(())
    rows = key.with_row_index(ROW).filter(numbers.is_in(shared.implode()))
    for name in (c for c, dtype in key.schema.items() if dtype.is_float()):
        rows = rows.filter(pl.col(name).is_not_nan().fill_null(True))
    first = rows.with_columns(pl.col(ROW).first().over(key.columns).alias("first"))
    return first.filter(pl.col("first") != pl.col(ROW)).select(ROW, "first").iter_rows()


def twice(numbers: pl.Series) -> pl.Series:
    """Those that stand more than once."""
    rising = numbers.sort()
    return rising.filter(rising == rising.shift(1)).unique()


def key_hash(columns: Sequence[str], frame: pl.DataFrame) -> pl.Series:
    """A number for each row's values in ``columns``: where it differs, they do."""
    return _hashed(_numbered(columns, frame))


def _numbered(columns: Sequence[str], frame: pl.DataFrame) -> pl.DataFrame:
    return pl.DataFrame([frame[name].alias(str(place)) for place, name in enumerate(columns)])


def _hashed(key: pl.DataFrame) -> pl.Series:
    floats = [pl.col(name) + 0.0 for name, dtype in key.schema.items() if dtype.is_float()]  # -0.0 is 0.0
    return key.with_columns(floats).hash_rows()
