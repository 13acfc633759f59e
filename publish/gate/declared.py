"""What a dataset's own folder asks of its release: ``gate.json``, suites in Great Expectations' JSON.

    {"suites": [{"name": "msw-treatment",
                 "expectations": [{"type": "expect_column_sum_to_be_between",
                                   "kwargs": {"column": "treated", "max_value": 900000},
                                   "severity": "critical",
                                   "meta": {"vi": "Tổng đã xử lý không quá 900.000 tấn",
                                            "en": "No more than 900,000 tonnes treated"}}],
                 "meta": {"late": "critical"}}]}

A suite is named as its table. ``severity`` is ``critical`` (stops the release, the default) or ``warning`` (is only
told); ``meta.late`` of a suite says the same of being behind the dataset's frequency. A sum may be held to another
table in place of bounds, for each value of the columns ``by``:

    "kwargs": {"column": "households"},
    "meta": {"vi": "…", "equals": {"table": "sorting", "column": "total", "by": ["period"], "tolerance": 0.01}}

``equals.dataset`` names the other table's dataset where it is another one, ``tolerance`` the part of the other sum by
which the two may differ (0 where it is not said); a group that only one of them has counts as 0 in the other. Queries,
conditions and judgements of single rows are not taken: the first could read what they like, the last belong to the
rules of a model.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

import polars as pl
import polars.selectors as cs
from pydantic import BaseModel, ConfigDict, Field, StrictFloat, StrictInt, StrictStr, ValidationError

from publish.errors import UsageError
from publish.gate.expectation import Expectation, Severity
from publish.gate.series import Compared, joined
from publish.gate.suite import ROWS
from publish.gate.words import TEXT
from schemas.core.site import Text
from validation.safety import leaves

FILE = "gate.json"
Number = Annotated[StrictInt, Field(ge=-(2**63), lt=2**63)] | StrictFloat
ROUNDED = 1e-12  # the part of a sum by which it may differ for being made of binary fractions
BOUNDS = {"column", "min_value", "max_value", "strict_min", "strict_max"}
SUM = "expect_column_sum_to_be_between"
ALLOWED: Mapping[str, set[str]] = {  # expectation -> its kwargs
    "expect_table_row_count_to_be_between": BOUNDS - {"column"},
    "expect_column_max_to_be_between": BOUNDS,
    "expect_column_min_to_be_between": BOUNDS,
    "expect_column_mean_to_be_between": BOUNDS,
    "expect_column_median_to_be_between": BOUNDS,
    SUM: BOUNDS,
    "expect_column_unique_value_count_to_be_between": BOUNDS,
    "expect_column_proportion_of_non_null_values_to_be_between": BOUNDS,
    "expect_column_distinct_values_to_contain_set": {"column", "value_set"},
}
OF_ANY_TYPE = ("unique_value_count", "non_null_values", "distinct_values")  # the others are of numbers


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Equals(_Strict):
    table: str
    column: str
    dataset: str = ""
    by: tuple[str, ...] = ()
    tolerance: float = Field(0, ge=0, lt=1)


class Meta(_Strict):
    vi: Annotated[str, Field(min_length=1)]
    en: str = ""
    equals: Equals | None = None


class Kwargs(_Strict):
    column: str | None = None
    min_value: Number | None = None
    max_value: Number | None = None
    strict_min: bool | None = None
    strict_max: bool | None = None
    value_set: tuple[StrictStr | Number, ...] | None = None


class Asked(_Strict):
    type: str
    kwargs: Kwargs
    meta: Meta
    severity: Severity = "critical"


class SuiteMeta(_Strict):
    late: Literal["critical", "warning"] = "warning"


class AskedSuite(_Strict):
    name: str
    expectations: tuple[Asked, ...] = ()
    meta: SuiteMeta = SuiteMeta()


class AskedSuites(_Strict):
    suites: tuple[AskedSuite, ...]


def read_declared(folder: Path, dataset: str, tables: Mapping[str, pl.DataFrame]) -> dict[str, AskedSuite]:
    """The suites of a dataset's folder by table; none where it has no such file.

    Raises:
        UsageError: the file is a link or no JSON, or asks what cannot be asked; the place and the reason are said.
    """
    path = folder / FILE
    if broken := leaves(FILE, folder):  # nothing of a file elsewhere may be told
        raise _refused(dataset, broken)
    if not path.is_file():
        return {}
    try:
        asked = AskedSuites.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except ValidationError as wrong:
        first = wrong.errors()[0]
        raise _refused(dataset, f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    except (ValueError, RecursionError) as wrong:
        raise _refused(dataset, str(wrong)) from None
    found = {suite.name: suite for suite in asked.suites}
    if unknown := sorted(found.keys() - tables.keys()) or len(found) < len(asked.suites):
        raise _refused(dataset, f"suites: {unknown}")
    for suite in asked.suites:
        for place, one in enumerate(suite.expectations):
            if reason := _problem(one, tables[suite.name]):
                raise _refused(dataset, f"{suite.name}, expectations.{place}: {reason}")
    return found


def _refused(dataset: str, reason: str) -> UsageError:
    return UsageError("{dataset}: {file} cannot be used: {reason}", dataset=dataset, file=FILE, reason=reason)


def _problem(asked: Asked, frame: pl.DataFrame) -> str:
    """Why an expectation cannot be asked of a table; empty if it can."""
    if asked.type not in ALLOWED:
        return f"{asked.type} is not among {', '.join(sorted(ALLOWED))}"
    said, column = asked.kwargs.model_dump(exclude_none=True), asked.kwargs.column
    if more := sorted(said.keys() - ALLOWED[asked.type]):
        return f"kwargs: {', '.join(more)}"
    if "column" in ALLOWED[asked.type] and column not in frame.columns:
        return f"kwargs.column: {column}"
    if column and not frame.schema[column].is_numeric() and not any(kind in asked.type for kind in OF_ANY_TYPE):
        return f"kwargs.column: {column} is no column of numbers"
    if asked.meta.equals:
        return _problem_of_sum(asked, frame)
    return "" if said.keys() & {"min_value", "max_value", "value_set"} else "kwargs: min_value, max_value"


def _problem_of_sum(asked: Asked, frame: pl.DataFrame) -> str:
    equals = asked.meta.equals
    if asked.type != SUM or asked.kwargs.model_dump(exclude_none=True).keys() != {"column"}:
        return f"meta.equals: {SUM}, kwargs: column"
    absent = sorted({*equals.by} - {*frame.columns}) if equals else []
    return f"meta.equals.by: {', '.join(absent)}" if absent else ""


def declared(
    suite: AskedSuite, said: Compared, name: str
) -> Iterator[tuple[Expectation, Mapping[str, pl.Series | pl.DataFrame]]]:
    """Each expectation of a suite, with what it needs staged: a column of the table ``name``, or a frame of sums.

    Raises:
        UsageError: a sum is to be held to a table or column that is not there.
    """
    for place, one in enumerate(suite.expectations):
        words = Text(one.meta.vi, one.meta.en)
        if one.meta.equals:
            query, frame = _sums(one, one.meta.equals, said, f"{name}_sums{place}")
            kwargs, names = {"unexpected_rows_query": query}, {"sum": str(one.kwargs.column)}
            yield Expectation("totals", ROWS, kwargs, words, one.severity, names, "rows"), frame
            continue
        bounds, staged = one.kwargs.model_dump(exclude_none=True), {}
        if one.kwargs.column:
            bounds["column"] = f"c{place}"
            staged = {f"c{place}": said.now[one.kwargs.column].alias(f"c{place}")}
        if one.kwargs.value_set is not None:
            bounds["value_set"], staged = _set(one.kwargs.value_set, staged[f"c{place}"])
        shown: Literal["set", "number"] = "number" if one.kwargs.value_set is None else "set"
        yield Expectation("declared", one.type, bounds, words, one.severity, shown=shown), staged


def _set(values: tuple[str | float, ...], column: pl.Series) -> tuple[list[str | float], dict[str, pl.Series]]:
    """The values and the column to find them in, texts and days marked as texts in both."""
    if column.dtype.is_numeric() or column.dtype == pl.Boolean:
        return [*values], {column.name: column}
    return [f"{TEXT}{v}" if isinstance(v, str) else v for v in values], {
        column.name: (TEXT + column.cast(pl.String)).alias(column.name)
    }


def _sums(asked: Asked, equals: Equals, said: Compared, staged: str) -> tuple[str, Mapping[str, pl.DataFrame]]:
    """The query of groups whose sums differ, and the figures that it sums: ``period`` is what they are grouped by."""
    name = (equals.dataset or said.table.dataset, equals.table)
    other = said.find(name)
    if other is None or not {equals.column, *equals.by} <= {*other.columns}:
        raise _refused(said.table.dataset, f"meta.equals: {'/'.join(name)} {', '.join((equals.column, *equals.by))}")
    if not other.schema[equals.column].is_numeric():
        raise _refused(said.table.dataset, f"meta.equals.column: {equals.column} is no column of numbers")
    frames = {
        staged: _figures(said.now, equals.by, str(asked.kwargs.column)),
        f"{staged}_other": _figures(other, equals.by, equals.column),
    }
    both = (
        f"SELECT period, value, NULL AS reference FROM {staged} "  # noqa: S608
        f"UNION ALL SELECT period, NULL, value FROM {staged}_other"
    )
    query = (
        "SELECT 'sum' AS measure, period, SUM(value) AS value, '=' AS against, SUM(reference) AS reference "  # noqa: S608
        f"FROM ({both}) WHERE EXISTS (SELECT 1 FROM {{batch}}) GROUP BY period HAVING ABS(TOTAL(value) - "
        f"TOTAL(reference)) > ABS(TOTAL(reference)) * {max(equals.tolerance, ROUNDED)!r} + 1e-9 ORDER BY period"
    )
    return query, frames


def _figures(frame: pl.DataFrame, by: tuple[str, ...], column: str) -> pl.DataFrame:
    return frame.select(joined([*by]).alias("period"), cs.by_name(column).alias("value"))
