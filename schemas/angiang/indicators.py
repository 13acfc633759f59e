"""The register of indicators: what each is computed from, written so that it can be read and computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from schemas.angiang.columns import name_en, unit_of_value
from schemas.angiang.fields import COMPILED, Sourced, sourced_rules
from schemas.angiang.formulas import Formula, Other, read_formula
from schemas.core.model import Reference, column, table
from schemas.core.rules import Filled, Given, Implication, rule
from schemas.core.site import Text

GRAMMAR = (
    "Bộ_dữ_liệu.cột[cột=mã|mã;…], các số hạng nối bằng + và −, thừa số đứng trước ×. sum(…) là tổng các dòng, count(…) "
    "là số dòng, @year lấy số của kỳ kết thúc cùng năm, (base) là chỉ tiêu ở năm gốc của mục tiêu."
)
GRAMMAR_EN = (
    "Dataset.column[column=code|code;…], terms joined by + and −, a factor before ×. sum(…) adds rows, count(…) counts "
    "them, @year takes the period that ends with the year, (base) is an indicator in the target's base year."
)


def _formula(row: Mapping[str, Any]) -> Formula | None:
    """The formula of a row; None where it cannot be read."""
    try:
        return read_formula(row)
    except (ValueError, AttributeError):  # not in the grammar, or a cell is empty
        return None


def _judged(
    frame: pl.DataFrame, ok: Callable[[Mapping[str, Any], Formula | None, Mapping[str, Formula]], bool | None]
) -> pl.Series:
    """What ``ok`` says of each row, its formula, and all formulas by indicator."""
    rows = list(frame.iter_rows(named=True))
    read = [_formula(row) for row in rows]
    known = {formula.indicator: formula for formula in read if formula}
    return pl.Series([ok(row, formula, known) for row, formula in zip(rows, read, strict=True)], dtype=pl.Boolean)


def _follows(formula: Formula, known: Mapping[str, Formula], seen: frozenset[str] = frozenset()) -> bool:
    """Whether every indicator it is made of is known, and none of itself."""
    others = [term.indicator for term in formula.terms if isinstance(term, Other)]
    seen |= {formula.indicator}
    return all(name in known and name not in seen and _follows(known[name], known, seen) for name in others)


@rule(
    "ref-indicator.formula",
    title=Text(
        "Tử số, mẫu số viết đúng ngữ pháp công thức; chỉ tiêu được dẫn có trong danh mục và không dẫn vòng",
        "Numerator and denominator are formulas; indicators they name are in the register, and in no circle",
    ),
    columns=("numerator", "denominator", "indicator_id", "version", "unit", "disaggregation"),
    fails=({0: {"numerator": "rác tái chế"}}, {2: {"numerator": "ghg-intensity(base) − unknown"}}),
)
def formula_readable(frame: pl.DataFrame, given: Given) -> pl.Series:
    return _judged(frame, lambda row, formula, known: formula is not None and _follows(formula, known))


@rule(
    "ref-indicator.source-of-formula",
    title=Text(
        "Nguồn số liệu là các bộ dữ liệu có trong tử số và mẫu số",
        "The data source is the datasets that numerator and denominator name",
    ),
    columns=("source", "numerator", "denominator", "indicator_id", "version", "unit", "disaggregation"),
    fails=({0: {"source": "ste-organic-waste"}},),
)
def source_of_formula(frame: pl.DataFrame, given: Given) -> pl.Series:
    def same(row: Mapping[str, Any], formula: Formula | None, known: Mapping[str, Formula]) -> bool | None:
        if formula is None or not _follows(formula, known):
            return None
        return {*(row["source"] or "").split(";")} == {measure.dataset for measure in formula.measures(known)}

    return _judged(frame, same)


def _indicator(indicator_id: str, **more: object) -> dict[str, object]:
    named = {
        "name_vi": "Tỷ lệ tái chế",
        "name_en": "Recycling rate",
        "definition_vi": "100 × a / b",
        "definition_en": "100 × a / b",
    }
    made = {"numerator": "ste-msw-flow.recycled", "denominator": "ste-msw-flow.generated", "unit": "%"}
    headings = {
        "disaggregation": "period;geo_code",
        "periodicity": "year",
        "source": "ste-msw-flow",
        "responsible_id": "ag-02",
    }
    rest = {"official_code": None, "comparability_vi": None, "comparability_en": None}
    return {"indicator_id": indicator_id, "version": 1, **named, **made, **headings, **rest, **COMPILED, **more}


@table(
    "ref-indicator",
    key=("indicator_id", "version"),
    references=(Reference(("responsible_id",), "ref-agency", ("agency_id",)),),
    rules=(
        *sourced_rules("ref-indicator"),
        formula_readable,
        source_of_formula,
        Implication(
            id="ref-indicator.comparability-both",
            when=Filled(("comparability_vi",)),
            then=Filled(("comparability_en",)),
            both=True,
        ),
    ),
    examples=(
        _indicator("msw-recycling-rate", comparability_vi="Không so.", comparability_en="Do not compare."),
        _indicator("population-average", provenance="trich_dan"),
        _indicator("msw-change", numerator="msw-recycling-rate(base) − msw-recycling-rate", denominator=None),
    ),
)
class Indicator(Sourced):
    indicator_id: str = column("Mã chỉ tiêu", "Indicator id", required=True, pattern=r"^[a-z][a-z0-9-]*$")
    version: int = column("Phiên bản", "Version", "Của định nghĩa.", "Of the definition.", required=True, ge=1)
    name_vi: str = column("Tên chỉ tiêu", "Name (Vietnamese)", required=True)
    name_en: str = name_en()
    definition_vi: str = column("Khái niệm, phương pháp tính", "Definition (Vietnamese)", required=True)
    definition_en: str = column("Khái niệm, phương pháp tính (tiếng Anh)", "Definition (English)", required=True)
    numerator: str = column("Tử số", "Numerator", GRAMMAR, GRAMMAR_EN, required=True)
    denominator: str = column(
        "Mẫu số",
        "Denominator",
        "Viết như tử số; trống khi chỉ tiêu không phải tỷ số. Đơn vị % là 100 × tử số ÷ mẫu số.",
        "Written like the numerator; empty where it is no ratio. In % it is 100 × numerator ÷ denominator.",
    )
    unit: str = unit_of_value()
    disaggregation: str = column(
        "Phân tổ chủ yếu",
        "Main breakdowns",
        "Cột, cách nhau bằng dấu chấm phẩy; giá trị ở ref-target-value được tính theo đúng các cột này.",
        "Columns, separated by semicolons; the values in ref-target-value are computed by just these.",
        required=True,
    )
    periodicity: str = column("Kỳ công bố", "Periodicity", codelist="frequency", required=True)
    source: str = column(
        "Nguồn số liệu", "Data source", "Bộ dữ liệu của danh mục.", "Datasets of this catalog.", required=True
    )
    responsible_id: str = column("Cơ quan chịu trách nhiệm", "Responsible agency", required=True)
    official_code: str = column(
        "Mã chỉ tiêu chính thức",
        "Official code",
        "Trống khi không có hoặc chưa kiểm chứng.",
        "Empty where none is verified.",
    )
    comparability_vi: str = column("Ghi chú so sánh", "Comparability (Vietnamese)")
    comparability_en: str = column("Ghi chú so sánh (tiếng Anh)", "Comparability (English)")
