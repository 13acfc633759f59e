"""The register of indicators: every formula can be read and computed from columns, codes and keys that are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from schemas.angiang.formulas import PERCENT, PERIOD, PLACE, Formula, Measure, Other, read_formula, read_side
from schemas.angiang.target_values import DATASET, KEYS, REGISTERS, SAID
from schemas.core.model import declaration
from schemas.core.registry import load_content
from validation.package import read_package
from validation.references import code_lists

HOME = Path(__file__).parents[2] / "datapackages"
CONTENT = load_content("schemas.angiang")


def register(dataset: str) -> pl.DataFrame:
    return read_package(HOME / dataset, CONTENT).tables[0].frame


REGISTER = {said.dataset for model in REGISTERS if (said := declaration(model))}
CODES = code_lists(register("ref-codes"))
FORMULAS = {row["indicator_id"]: read_formula(row) for row in register("ref-indicator").iter_rows(named=True)}
MEASURES = [(formula, measure) for formula in FORMULAS.values() for measure in formula.measures(FORMULAS)]
TARGETS = list(register("ref-target").iter_rows(named=True))
ASKED = {v for t in TARGETS for v in (t["indicator_id"], *filter(None, (t["indicator_variants"] or "").split(";")))}


def fields(measure: Measure) -> Mapping[str, Mapping[str, Any]]:
    return {f["name"]: f for f in CONTENT.tables[measure.name].fields}


def test_every_indicator_of_a_target_has_its_formula() -> None:
    assert sorted(ASKED - FORMULAS.keys()) == []


def test_exactly_the_datasets_that_the_targets_are_measured_by_are_inputs() -> None:
    named = {m.name for name in ASKED for m in FORMULAS[name].measures(FORMULAS)}
    assert named == {(s.dataset, s.name) for s in SAID if s.dataset not in REGISTER}
    assert CONTENT.derived[DATASET].needs == tuple(KEYS)


@pytest.mark.parametrize(("formula", "measure"), MEASURES, ids=[f"{f.indicator}-{m.column}" for f, m in MEASURES])
def test_a_formula_names_columns_and_codes_that_are_there(formula: Formula, measure: Measure) -> None:
    known = fields(measure)
    if measure.how != "count":
        assert known[measure.column]["type"] in ("number", "integer")
        assert known[measure.column]["unit"]
    for name, codes in measure.where:
        assert set(codes) <= set(CODES[known[name]["codelist"]])


@pytest.mark.parametrize(("formula", "measure"), MEASURES, ids=[f"{f.indicator}-{m.column}" for f, m in MEASURES])
def test_a_figure_is_of_one_row_where_rows_are_not_added(formula: Formula, measure: Measure) -> None:
    key = set(CONTENT.tables[measure.name].primary_key)
    fixed = {name for name, codes in measure.where if len(codes) == 1}
    rest = key - fixed - {PERIOD, PLACE, *formula.breakdown}
    assert measure.how or rest == set()


@pytest.mark.parametrize("formula", FORMULAS.values(), ids=list(FORMULAS))
def test_a_breakdown_is_of_columns_that_its_tables_have(formula: Formula) -> None:
    columns = {name for measure in formula.measures(FORMULAS) for name in fields(measure)}
    assert {*formula.breakdown} <= columns


@pytest.mark.parametrize("formula", FORMULAS.values(), ids=list(FORMULAS))
def test_a_rate_is_of_one_unit_and_any_other_figure_of_its_columns(formula: Formula) -> None:
    def unit(terms: Sequence[tuple[int, Any]]) -> str:
        [found] = {fields(t)[t.column]["unit"] if isinstance(t, Measure) else t.indicator for _, t in terms}
        return found

    if any(isinstance(term, Measure) and term.how == "count" for term in formula.terms):
        return
    above = unit(formula.numerator.terms)
    if formula.denominator is None:
        assert formula.unit == above
    elif formula.unit == PERCENT:
        assert unit(formula.denominator.terms) == above
    elif formula.numerator.factor == 1 and "/" not in above:
        assert formula.unit == f"{above}/{unit(formula.denominator.terms)}"


def test_two_measures_of_one_target_differ() -> None:
    for target in TARGETS:
        variants = [target["indicator_id"], *filter(None, (target["indicator_variants"] or "").split(";"))]
        formulas = [(FORMULAS[v].numerator, FORMULAS[v].denominator, FORMULAS[v].unit) for v in variants]
        assert len({*formulas}) == len(formulas), target["target_id"]


@pytest.mark.parametrize("text", ["rác tái chế", "a.b +", "sum(a)", "a.b[x]", "a.b[x=1", "mười × a.b", "a.b / c.d", ""])
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a formula|not a filter|could not convert"):
        read_side(text)


def test_a_formula_is_read_as_it_is_written() -> None:
    side = read_side("1000 × sum(a-b/c.d@year[x=1|2;y=z]) + count(a) − i-j(base)")
    assert side.factor == 1000
    assert side.terms == (
        (1, Measure("a-b", "c", "d", "sum", True, (("x", ("1", "2")), ("y", ("z",))))),
        (1, Measure("a", "a", "", "count")),
        (-1, Other("i-j", True)),
    )
