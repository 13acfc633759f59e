"""Computed values of the plan's targets: every indicator that a target is measured by, from what is released.

The formulas stand in ``ref-indicator``, the base years in ``ref-target``: here is only what they are computed from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from schemas.angiang.admin import AdminUnit
from schemas.angiang.agr.forests import ForestCover
from schemas.angiang.agr.resources import ResourceEfficiency
from schemas.angiang.columns import indicator_version, target_id, unit_of_value
from schemas.angiang.con.wastewater import UrbanWastewater
from schemas.angiang.dpi.macro import Macro
from schemas.angiang.dpi.projects import CeProject
from schemas.angiang.fields import GEO, SOURCE, Observed, geo_code, period
from schemas.angiang.figures import FIGURE, FLAGS, INVENTED, PROVENANCES, STATUSES, Inputs, figures
from schemas.angiang.formulas import PERIOD, PLACE, Formula, read_formula
from schemas.angiang.ind.energy_balance import EnergyBalance
from schemas.angiang.ind.energy_use import EnergyUse
from schemas.angiang.ind.products import Localisation, PlasticProducts
from schemas.angiang.indicators import Indicator
from schemas.angiang.lab.income import CeIncome
from schemas.angiang.plan import Target
from schemas.angiang.ste.flow import MswFlow
from schemas.angiang.ste.ghg import GhgInventory
from schemas.angiang.ste.litter import LitterSurvey
from schemas.angiang.ste.organic import OrganicWaste
from schemas.angiang.ste.plastic import PlasticWaste
from schemas.core.derived import Tables, Versions, derived
from schemas.core.model import Reference, column, declaration, table
from schemas.core.rules import Band, Filled, Given, Implication, Is, rule
from schemas.core.site import Text

DATASET = "ref-target-value"
METHOD = 1  # one more whenever the same inputs may give other values
WHOLE = "TONG"
BREAKDOWN = r"^(TONG|[a-z_]+=[^=;]+(;[a-z_]+=[^=;]+)*)$"
SHOWN = 300  # characters that fit into source_doc
INPUTS = (
    *(Macro, GhgInventory, MswFlow, OrganicWaste, PlasticWaste, LitterSurvey, ForestCover, ResourceEfficiency),
    *(UrbanWastewater, CeProject, CeIncome, EnergyBalance, EnergyUse, Localisation, PlasticProducts),
)
REGISTERS = (Target, Indicator, AdminUnit)
SAID = [said for model in (*INPUTS, *REGISTERS) if (said := declaration(model))]
KEYS = {(said.dataset, said.name): said.key for said in SAID}
TARGETS, INDICATORS = ("ref-target", "ref-target"), ("ref-indicator", "ref-indicator")
COMPUTED = ("bien_soan", INVENTED)
COUNTRY = "VN"
NATIONAL = "Số của địa phương là bối cảnh: mục tiêu là của cả nước."
NOT_NATIONAL = "Số của cả nước là bối cảnh: mục tiêu không phải của cả nước."
LOCAL = "Số của đơn vị dưới cấp tỉnh là bối cảnh: mục tiêu là của cả tỉnh."
CONTRIBUTED = "Số của toàn tỉnh là bối cảnh: kế hoạch đặt mục tiêu cho phần đóng góp của các dự án kinh tế tuần hoàn."
CONTRIBUTIONS = ("T04", "T05", "T06", "T07", "T08", "T09")  # the plan speaks of what its projects bring to them
PROVINCE = 2  # characters of its code


@rule(
    f"{DATASET}.never-official",
    title=Text(
        "Số được tính không phải số chính thức của cơ quan nào: xuất xứ là biên soạn, hoặc minh họa",
        "A computed figure is no agency's official figure: its provenance is compiled, or illustrative",
    ),
    columns=("provenance",),
    fails=({0: {"provenance": "chinh_thuc"}}, {1: {"provenance": "trich_dan"}}),
)
def never_official(frame: pl.DataFrame, given: Given) -> pl.Series:
    return frame["provenance"].is_in(COMPUTED)


def _value(variant: str, value: float, breakdown: str, **more: object) -> dict[str, object]:
    row = {"target_id": "T01", "variant": variant, "period": "2018", "geo_code": "VN", "breakdown": breakdown}
    made = {"value": value, "unit": "%", "indicator_version": 1, "input_versions": "dpi-macro 1.0.0"}
    how = {"input_provenance": "trich_dan", "method_version": METHOD, "data_status": None, "obs_flag": None}
    return {**row, **made, **how, "provenance": "bien_soan", **SOURCE, "source_url": None, **more}


@table(
    DATASET,
    key=("target_id", "variant", "period", "geo_code", "breakdown"),
    references=(
        Reference(("target_id",), "ref-target", ("target_id",)),
        Reference(("variant", "indicator_version"), "ref-indicator", ("indicator_id", "version")),
        GEO,
    ),
    rules=(
        never_official,
        Implication(
            id=f"{DATASET}.named-source",
            when=Is("provenance", ("bien_soan",)),
            then=Filled(("source_doc",)),
        ),
        Implication(
            id=f"{DATASET}.official-status",
            when=Is("input_provenance", ("chinh_thuc",)),
            then=Filled(("data_status",)),
        ),
        Band(
            id=f"{DATASET}.percent",
            severity="warning",
            column="value",
            low=-100,
            high=100,
            unit="%",
            where=("unit", "%"),
            note=Text(
                "Tỷ lệ trên 100% là tử số và mẫu số không cùng phạm vi.",
                "A rate above 100 % is of a numerator and a denominator that do not cover the same.",
            ),
        ),
    ),
    examples=(
        _value("ghg-intensity-reduction", -1.43, "inventory=CAIT"),
        _value("msw-recycling-rate", 12.5, "area_type=TS", target_id="T07", geo_code="89", period="2023")
        | {"input_provenance": "chinh_thuc", "data_status": "SB", "input_versions": "ste-msw-flow 1.1.0"},
        _value("ghg-intensity", 83.07, "inventory=CAIT", unit="tấn CO2tđ/tỷ đồng"),
        _value("ce-projects-operating", 4.0, WHOLE, target_id="T03", geo_code="89", period="2024-Q4", unit="dự án")
        | {"provenance": "minh_hoa", "input_provenance": "minh_hoa", "input_versions": "dpi-ce-projects 1.0.0"},
    ),
)
class TargetValue(Observed):
    target_id: str = target_id()
    variant: str = column(
        "Cách đo",
        "Measure",
        "Mã chỉ tiêu trong ref-indicator, nơi có công thức. Các cách đo của một mục tiêu không so sánh với nhau.",
        "Its indicator in ref-indicator, where the formula stands. Measures of one target are not compared.",
        required=True,
    )
    period: str = period()
    geo_code: str = geo_code()
    breakdown: str = column(
        "Phân tổ",
        "Breakdown",
        "cột=mã;cột=mã theo thứ tự chữ cái; TONG khi không phân tổ.",
        "column=code;column=code in alphabetical order; TONG where there is none.",
        required=True,
        pattern=BREAKDOWN,
    )
    value: float = column("Giá trị tính được", "Computed value", required=True)
    unit: str = unit_of_value()
    indicator_version: int = indicator_version()
    input_versions: str = column(
        "Phiên bản số liệu đầu vào",
        "Input versions",
        "Bộ dữ liệu và phiên bản đã tính từ đó, cách nhau bằng dấu chấm phẩy.",
        "Datasets and versions it was computed from, separated by semicolons.",
        required=True,
    )
    input_provenance: str = column(
        "Xuất xứ số liệu đầu vào",
        "Provenance of the inputs",
        "Xuất xứ yếu nhất của các số đầu vào; chỉ số chính thức và trích dẫn được dùng.",
        "The weakest of the figures it was computed from; only official and cited ones are used.",
        codelist="provenance",
        required=True,
    )
    method_version: int = column(
        "Phiên bản phép tính",
        "Method version",
        "Tăng khi cùng số liệu đầu vào có thể cho kết quả khác.",
        "Rises when the same inputs may give other values.",
        required=True,
        ge=1,
    )


@derived(DATASET, needs=tuple(KEYS))
def target_values(tables: Tables, versions: Versions) -> pl.DataFrame:
    """Every measure of every target, wherever its inputs have rows."""
    newest = tables[INDICATORS].sort("version").unique("indicator_id", keep="last")
    inputs = Inputs(tables, KEYS, {row["indicator_id"]: read_formula(row) for row in newest.iter_rows(named=True)})
    empty = pl.DataFrame(schema={name: one.dtype.type for name, one in TargetValue.to_schema().columns.items()})
    made = [_rows(target, formula, inputs, versions) for target, formula in _asked(tables[TARGETS], inputs.formulas)]
    return pl.concat([empty, *made], how="diagonal_relaxed")


def _asked(targets: pl.DataFrame, formulas: Mapping[str, Formula]) -> Iterator[tuple[Mapping[str, Any], Formula]]:
    """Each target with each of its indicators once, however many target years it has."""
    done = set()
    for target in targets.sort("target_id", "target_year").iter_rows(named=True):
        for variant in (target["indicator_id"], *(target["indicator_variants"] or "").split(";")):
            if variant in formulas and (target["target_id"], variant) not in done:
                done.add((target["target_id"], variant))
                yield target, formulas[variant]


def _rows(target: Mapping[str, Any], formula: Formula, inputs: Inputs, versions: Versions) -> pl.DataFrame:
    """The rows of one measure of one target."""
    found = figures(formula, inputs, target["baseline_year"])
    by = sorted(name for name in found.columns if name not in (PERIOD, PLACE, "invented", *FIGURE))
    parts = [pl.format("{}={}", pl.lit(name), pl.col(name)) for name in by]
    used = sorted({measure.dataset for measure in formula.measures(inputs.formulas)})
    weakest = _named("provenance", PROVENANCES)
    return found.select(
        pl.lit(target["target_id"]).alias("target_id"),
        pl.lit(formula.indicator).alias("variant"),
        PERIOD,
        PLACE,
        (pl.concat_str(parts, separator=";") if parts else pl.lit(WHOLE)).alias("breakdown"),
        "value",
        pl.lit(formula.unit).alias("unit"),
        pl.lit(formula.version).alias("indicator_version"),
        pl.lit(";".join(f"{name} {versions[name]}" for name in used if name in versions)).alias("input_versions"),
        weakest.alias("input_provenance"),
        pl.lit(METHOD).alias("method_version"),
        _named("status", STATUSES).alias("data_status"),
        _named("flag", FLAGS).alias("obs_flag"),
        pl.when("invented").then(pl.lit(INVENTED)).otherwise(pl.lit(COMPUTED[0])).alias("provenance"),
        _documents().alias("source_doc"),
        _note(target).alias("note"),
    )


def _named(rank: str, codes: tuple[str | None, ...]) -> pl.Expr:
    return pl.col(rank).replace_strict(dict(enumerate(codes)), return_dtype=pl.String)


def _documents() -> pl.Expr:
    """The documents of all inputs, in a fixed order; how many there are, where they do not fit."""
    documents = pl.col("documents").list.drop_nulls().list.unique().list.sort()
    text = documents.list.join("; ")
    count = pl.format("{} văn bản nguồn, ghi ở các bộ dữ liệu đầu vào", documents.list.len())
    return pl.when(text.str.len_chars() <= SHOWN).then(text).otherwise(count)


def _note(target: Mapping[str, Any]) -> pl.Expr:
    """What a reader must know: the figure is of another place or subject than the target, or not of all rows."""
    subject = CONTRIBUTED if target["target_id"] in CONTRIBUTIONS else None
    of_country, local = pl.col(PLACE) == COUNTRY, pl.col(PLACE).str.len_chars() > PROVINCE
    provincial = (
        pl.when(of_country).then(pl.lit(NOT_NATIONAL)).when(local).then(pl.lit(LOCAL)).otherwise(pl.lit(subject))
    )
    national = pl.when(~of_country).then(pl.lit(NATIONAL)).otherwise(pl.lit(None, dtype=pl.String))
    context = national if target["scope"] == "quoc_gia" else provincial
    total = pl.col("counted") + pl.col("left")
    partly = pl.when(pl.col("left") > 0).then(pl.format("Tính trên {} trong {} dòng có đủ số.", "counted", total))
    text = pl.concat_str(context, partly, separator=" ", ignore_nulls=True)
    return pl.when(text != "").then(text)
