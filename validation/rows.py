"""Typed rows against their pandera schema, their rules and their keys: which row failed which check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandera.polars as pa
import polars as pl

from schemas.core.constraints import required
from schemas.core.rules import Given, Rule
from schemas.core.rules.base import OK
from schemas.core.table import Field, Table

Param = str | float


@dataclass(frozen=True, slots=True)
class Failure:
    """Row ``index`` of the frame failed ``check`` (a constraint's name or a rule's id) at ``column``."""

    index: int
    column: str
    check: str
    rule: Rule | None = None
    params: Mapping[str, Param] = field(default_factory=dict)


def constraint_failures(
    table: Table, frame: pl.DataFrame, codes: Mapping[str, Sequence[str]], judged: frozenset[str] = frozenset()
) -> Iterator[Failure]:
    """What pandera finds column by column: required, bounds, lengths, patterns, enum, code lists.

    ``codes`` holds the code lists by name; a list that is not there is not checked here. Of the columns ``judged``
    when they were parsed only what is required is asked.
    """
    columns = {}
    for said in table.fields:
        name, listed = said["name"], codes.get(said.get("codelist", ""))
        if name not in frame.columns:
            continue
        column = table.schema.columns[name]
        extra = [pa.Check.isin(listed, name="codelist")] if listed is not None else []
        checks = [c for c in column.checks if name not in judged or c.name == "pattern"]
        filled = [] if column.nullable else [required()]
        columns[name] = pa.Column(frame.schema[name], checks=[*filled, *checks, *extra], nullable=True)
    fields = {f["name"]: f for f in table.fields}
    for index, name, number in _cases(pa.DataFrameSchema(columns), frame.select(list(columns))):
        check = columns[name].checks[number].name
        of_list = {"list": fields[name]["codelist"]} if check == "codelist" else {}
        yield Failure(index, name, check, params={"expected": _limit(fields[name], check, codes), **of_list})


SHOWN = 12  # codes of a list that a message shows


def _limit(said: Field, check: str, codes: Mapping[str, Sequence[str]]) -> str:
    """What a constraint allows, as text."""
    if check == "codelist":
        allowed = codes[said["codelist"]]
        return ", ".join(allowed[:SHOWN]) + (" …" if len(allowed) > SHOWN else "")
    limit = (said.get("constraints") or {}).get(check, "")
    return ", ".join(map(str, limit)) if isinstance(limit, list) else str(limit)


def rule_failures(rules: Sequence[Rule], frame: pl.DataFrame, given: Given) -> Iterator[Failure]:
    """What the rules find. All run as checks of one pandera validation; each rule judges the frame once."""
    judged: dict[str, pl.DataFrame] = {}

    def check(rule: Rule) -> pa.Check:
        def holds(data: pa.PolarsData) -> pl.LazyFrame:
            judged[rule.id] = rule.judge(data.lazyframe.collect(), given)
            return judged[rule.id].lazy().select(pl.col(OK).fill_null(True))

        return pa.Check(holds, name=rule.id)

    if frame.is_empty():
        return
    for index, _, number in _cases(pa.DataFrameSchema(checks=[check(rule) for rule in rules]), frame):
        rule = rules[number]
        told = judged[rule.id].drop(OK).row(index, named=True)
        params = {k: v for k, v in told.items() if v is not None}
        yield Failure(index, str(params.get("column", rule.columns[0])), rule.id, rule, params)


def duplicates(columns: Sequence[str], frame: pl.DataFrame) -> Iterator[tuple[int, int]]:
    """Rows whose values in ``columns`` stood before: (index, index of the first). A null equals a null, NaN nothing."""
    numbered = frame.select(pl.row_index("_row"), *columns)
    for name in (c for c in columns if frame.schema[c].is_float()):
        numbered = numbered.filter(pl.col(name).is_not_nan().fill_null(True))
    first = numbered.with_columns(pl.col("_row").first().over(columns).alias("_first"))
    return first.filter(pl.col("_first") != pl.col("_row")).select("_row", "_first").iter_rows()


def _cases(schema: pa.DataFrameSchema, frame: pl.DataFrame) -> Iterator[tuple[int, str, int]]:
    """(row index, column, number of the check).

    Raises:
        RuntimeError: a check itself failed, or the frame is not of the schema's types: our defect, not the data's.
    """
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as found:
        for case in found.failure_cases.to_dicts():
            if case["index"] is None or case["check_number"] is None:
                raise RuntimeError(f"{case['check']} on {case['column']}: {case['failure_case']}") from found
            yield case["index"], case["column"], case["check_number"]
