"""Computed values of the targets: what comes out of the formulas is right, and honest about what it was made of."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from schemas.angiang.target_values import CONTRIBUTED, DATASET, KEYS, METHOD, REGISTERS, target_values
from schemas.core.model import declaration
from schemas.core.registry import load_content
from validation.package import read_package

HOME = Path(__file__).parents[2] / "datapackages"
CONTENT = load_content("schemas.angiang")
Row = dict[str, Any]


def shipped(dataset: str, table: str) -> pl.DataFrame:
    return next(t.frame for t in read_package(HOME / dataset, CONTENT).tables if t.table.name == table)


SHIPPED = {name: shipped(*name) for name in KEYS}
EMPTY = {name: frame.clear() for name, frame in SHIPPED.items()}
REGISTER = {said.dataset for model in REGISTERS if (said := declaration(model))}
VERSIONS = {dataset: "1.0.0" for dataset, _ in KEYS}
OFFICIAL = {"provenance": "chinh_thuc", "data_status": "CT", "source_doc": "Số 1"}
CITED = {"provenance": "trich_dan", "data_status": None, "source_doc": "Báo A"}
SAMPLE = {"provenance": "minh_hoa", "data_status": "CT", "source_doc": "MINH-HOA"}


def computed(**tables: Sequence[Row]) -> list[Row]:
    """What is computed from rows of some tables (``ste_msw_flow=…``), the registers as shipped, all else empty."""
    given = {**EMPTY, **{name: frame for name, frame in SHIPPED.items() if name[0] in REGISTER}}
    for name, rows in tables.items():
        table = name.replace("_", "-")
        given[table, table] = pl.DataFrame([dict(row) for row in rows], schema=EMPTY[table, table].schema)
    return target_values.compute(given, VERSIONS).to_dicts()


def by_variant(rows: Sequence[Row], column: str = "value") -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in sorted(rows, key=lambda r: (r["period"], r["geo_code"], r["breakdown"])):
        found.setdefault(row["variant"], []).append(row[column])
    return found


# T01, from what is shipped


@pytest.fixture(scope="module")
def today() -> list[Row]:
    return target_values.compute(SHIPPED, VERSIONS).to_dicts()


def value(rows: Sequence[Row], variant: str, period: str) -> float:
    [row] = [r for r in rows if (r["variant"], r["period"]) == (variant, period)]
    return float(row["value"])


def test_t01_is_the_reduction_of_a_ratio_since_2014_with_and_without_lulucf(today: list[Row]) -> None:
    """81.90 → 83.07 t per billion đồng is no reduction: −1.43 %; with LULUCF −6.12 %; 2017 alone was below 2014."""
    assert value(today, "ghg-intensity", "2014") == pytest.approx(81.90, abs=0.005)
    assert value(today, "ghg-intensity", "2018") == pytest.approx(83.07, abs=0.005)
    assert value(today, "ghg-intensity-with-lulucf", "2014") == pytest.approx(75.76, abs=0.005)
    assert value(today, "ghg-intensity-with-lulucf", "2018") == pytest.approx(80.40, abs=0.005)
    assert value(today, "ghg-intensity-reduction", "2018") == pytest.approx(-1.43, abs=0.005)
    assert value(today, "ghg-intensity-reduction", "2017") == pytest.approx(1.46, abs=0.005)
    assert value(today, "ghg-intensity-reduction-with-lulucf", "2018") == pytest.approx(-6.12, abs=0.005)
    assert {r["period"] for r in today if r["variant"] == "ghg-intensity-reduction"} == {"2015", "2016", "2017", "2018"}


def test_what_is_computed_from_cited_figures_of_the_country_says_so(today: list[Row]) -> None:
    [row] = [r for r in today if (r["variant"], r["period"]) == ("ghg-intensity-reduction", "2018")]
    assert (row["target_id"], row["geo_code"], row["breakdown"], row["unit"]) == ("T01", "VN", "inventory=CAIT", "%")
    assert row["input_versions"] == "dpi-macro 1.0.0;ste-ghg-inventory 1.0.0"
    assert (row["input_provenance"], row["provenance"], row["data_status"]) == ("trich_dan", "bien_soan", None)
    assert (row["indicator_version"], row["method_version"], row["obs_flag"]) == (1, METHOD, None)
    assert row["source_doc"].startswith("CAIT (Climate Watch), cột “Total excluding LUCF”")
    assert row["source_doc"].endswith("GDPVNM.xml (NSDP, SDMX), chuỗi NGDP_R_PA_XDC")


def test_a_target_with_two_years_has_its_values_once_and_no_definition_poses_as_the_other(today: list[Row]) -> None:
    """Of An Giang's forest 2017 only the local definition can be computed: 79,228 of 353,667 ha."""
    [row] = [r for r in today if r["target_id"] == "T06"]
    assert (row["variant"], row["geo_code"], row["period"]) == ("forest-cover-dp", "89", "2017")
    assert row["value"] == pytest.approx(22.40, abs=0.005)


def test_nothing_comes_from_nothing() -> None:
    assert computed() == []
    assert target_values.compute(EMPTY, {}).is_empty()
    assert {*target_values.compute(EMPTY, {}).columns} == {*CONTENT.tables[DATASET, DATASET].columns}


# what rows make of a value


def waste(area: str = "DT", **more: Any) -> Row:
    return {"period": "2025-02", "geo_code": "89", "area_type": area, **OFFICIAL, **more}


def test_t16_has_three_readings_of_one_tonnage() -> None:
    flow = {"generated": 1220.0, "collected": 938.52, "treated_standard": 600.0, "treated_ce": 300.0}
    found = computed(ste_msw_flow=[waste(**flow), waste("TS", **flow)])
    readings = [by_variant(found)[f"msw-urban-ce-{name}"] for name in ("generated", "collected", "treated")]
    assert readings == [[pytest.approx(24.590164)], [pytest.approx(31.965222)], [pytest.approx(50.0)]]
    assert readings[1][0] / readings[0][0] == pytest.approx(1.30, abs=0.005)
    assert {r["breakdown"] for r in found if r["target_id"] == "T16"} == {"TONG"}


def test_t12_is_told_with_and_without_landfill() -> None:
    row = {"period": "2024", "geo_code": "89", "plastic_scope": "sinh_hoat", "generated": 200.0}
    ways = {"reused": 10.0, "recycled": 50.0, "treated": 40.0, "landfilled": 60.0}
    found = computed(ste_plastic_waste=[{**row, **ways, **OFFICIAL}])
    assert by_variant(found) == {"plastic-handled-without-landfill": [50.0], "plastic-handled-with-landfill": [80.0]}
    assert {r["breakdown"] for r in found} == {"plastic_scope=sinh_hoat"}


def test_t05_counts_of_waste_the_organic_part_only_and_no_bought_power() -> None:
    def supply(energy: str, tpes: float, **more: Any) -> Row:
        return {"period": "2024", "geo_code": "89", "energy": energy, "tpes": tpes, **OFFICIAL, **more}

    rows = [supply("MT", 30.0), supply("CTR", 10.0, organic_part=6.0), supply("DIEN", 20.0), supply("DAU", 40.0)]
    assert by_variant(computed(ind_energy_balance=rows)) == {"re-share-tpes": [36.0]}
    assert by_variant(computed(ind_energy_balance=[supply("CTR", 10.0), *rows[:1]])) == {}  # the part is not known
    assert by_variant(computed(ind_energy_balance=[rows[0], rows[3]])) == {
        "re-share-tpes": [pytest.approx(42.857142857)]
    }
    assert by_variant(computed(ind_energy_balance=rows[3:])) == {}  # that nothing is told of them does not make them 0


def test_t04_is_energy_over_grdp_and_of_the_same_place_only() -> None:
    used = {"period": "2024", "sector": "dich_vu", **OFFICIAL}
    energy = [
        {**used, "geo_code": "89", "energy": "DIEN", "quantity": 300.0},
        {**used, "geo_code": "89", "energy": "DAU", "quantity": 200.0},
        {**used, "geo_code": "883", "energy": "DAU", "quantity": 80.0},
    ]
    country = {"period": "2024", "geo_code": "VN", "price_base": "ss2010", "gdp": 6_000_000.0, **CITED}
    province = {"period": "2024", "geo_code": "89", "price_base": "ss2010", "gdp": 100_000.0, **CITED}
    assert computed(ind_energy_use=energy, dpi_macro=[country]) == []
    found = computed(ind_energy_use=energy, dpi_macro=[country, province, {**province, "price_base": "hh", "gdp": 1.0}])
    assert [(r["geo_code"], r["value"], r["unit"]) for r in found] == [("89", 0.005, "TOE/tỷ đồng")]
    assert [(r["input_provenance"], r["data_status"]) for r in found] == [("trich_dan", None)]


def project(number: int, **more: Any) -> Row:
    where = {"project_id": f"KTTH-2023-{number:03}", "period": "2024-Q4", "geo_code": "883", "stage": "VH"}
    return {**where, **OFFICIAL, **more}


def test_projects_count_for_their_province_each_with_both_figures_or_not_at_all() -> None:
    rows = [
        project(1, energy_use=100.0, re_self_supply=60.0, energy_saved=5.0, capital_disbursed=7.0),
        project(2, energy_use=300.0, re_self_supply=20.0, geo_code="89", stage="TD", capital_disbursed=9.0),
        project(3, energy_use=900.0, geo_code="884", capital_disbursed=1.0),
        project(1, energy_use=50.0, re_self_supply=50.0, period="2024-Q3"),
    ]
    found = [r for r in computed(dpi_ce_projects=rows) if r["period"] == "2024-Q4"]
    assert {r["geo_code"] for r in found} == {"89"}
    assert by_variant(found) == {
        "ce-projects-operating": [2.0],
        "ce-projects-capital": [8.0],
        "ce-re-self-supply": [20.0],
    }
    assert by_variant(found, "note")["ce-re-self-supply"] == ["Tính trên 2 trong 3 dòng có đủ số."]
    assert by_variant(found, "note")["ce-projects-operating"] == [None]


def test_a_register_without_operating_projects_has_none_but_an_empty_one_says_nothing() -> None:
    assert by_variant(computed(dpi_ce_projects=[project(1, stage="TC")])) == {"ce-projects-operating": [0.0]}


def test_t11_takes_of_projects_what_the_year_ends_with() -> None:
    used = {"period": "2024", "geo_code": "89", "sector": "dich_vu", "energy": "DAU", "saved": 40.0, **OFFICIAL}
    quarters = [project(1, energy_saved=float(n), period=f"2024-Q{n}") for n in (1, 2, 3, 4)]
    twice = project(1, energy_saved=4.0, period="2024")
    for rows in (quarters, [*quarters, twice]):
        found = computed(dpi_ce_projects=rows, ind_energy_use=[used])
        assert [(r["period"], r["value"]) for r in found if r["target_id"] == "T11"] == [("2024", 10.0)]
    assert "T11" not in {r["target_id"] for r in computed(dpi_ce_projects=quarters[:3], ind_energy_use=[used])}


def test_t20_is_over_all_urban_areas_of_the_province() -> None:
    def town(name: str, generated: float | None, treated: float | None) -> Row:
        flows = {"generated": generated, "treated_standard": treated}
        return {"period": "2024", "urban_id": name, "geo_code": "883", **flows, **OFFICIAL}

    found = computed(con_urban_wastewater=[town("long-xuyen", 300.0, 90.0), town("tri-ton", 100.0, None)])
    assert [(r["geo_code"], r["value"], r["note"]) for r in found] == [
        ("89", 30.0, "Tính trên 1 trong 2 dòng có đủ số.")
    ]


@pytest.mark.parametrize(
    ("table", "row", "variants"),
    [
        ("ste_msw_flow", {"area_type": "TS", "recycled": 5.0, "generated": 50.0}, {"msw-recycling-rate": [10.0]}),
        ("ste_msw_flow", {"area_type": "DT", "direct_landfill_ce": 0.0}, {"ce-urban-direct-landfill": [0.0]}),
        ("ste_organic_waste", {"area_type": "TS", "recycling_capacity": 9.0}, {"organic-recycling-capacity": [9.0]}),
        (
            "ste_organic_waste",
            {"area_type": "NT", "organic_generated": 10.0, "organic_recycled": 7.0},
            {"organic-recycled-rural": [70.0]},
        ),
        (
            "ste_organic_waste",
            {"area_type": "DT", "organic_generated": 10.0, "organic_recycled": 10.0},
            {"organic-recycled-urban": [100.0]},
        ),
        (
            "ind_plastic_products",
            {"product": "nhua_1_lan", "flow": "cho", "quantity": 3.0},
            {"single-use-plastic": [3.0]},
        ),
        ("ind_plastic_products", {"product": "tui_than_thien", "flow": "cho", "quantity": 3.0}, {}),
        (
            "ind_localisation",
            {"product_group": "gao", "export_value": 10.0, "domestic_input_value": 9.0},
            {"localisation-rate": [90.0]},
        ),
        (
            "lab_ce_income",
            {"sector": "MT", "employed": 10, "value_added": 900.0, "income_month": 8000.0},
            {"ce-labour-productivity": [90.0], "ce-monthly-income": [8000.0]},
        ),
        (
            "agr_resource_efficiency",
            {"crop": "lua", "water": 9000.0, "fertiliser": 450.0, "yield_t_ha": 6.0},
            {"agr-water-per-yield": [1500.0], "agr-fertiliser-per-yield": [75.0]},
        ),
        (
            "agr_forest_cover",
            {"definition": "QG", "natural_forest": 1.0, "planted_qualified": 2.0, "natural_area": 100.0},
            {"forest-cover-qg": [3.0]},
        ),
        (
            "ste_litter_survey",
            {"survey_id": "KS-001", "environment": "song", "items": 240, "length": 500.0},
            {"litter-density": [48.0]},
        ),
    ],
)
def test_every_other_target_is_computed_from_its_columns(
    table: str, row: Row, variants: dict[str, list[float]]
) -> None:
    found = computed(**{table: [{"period": "2024", "geo_code": "89", **row, **OFFICIAL}]})
    assert by_variant(found) == variants
    assert {r["input_provenance"] for r in found} <= {"chinh_thuc"}


def test_the_weakest_of_its_inputs_is_what_a_value_is() -> None:
    rows = [
        project(1, energy_use=10.0, re_self_supply=5.0, data_status="CT", obs_flag="E"),
        project(2, energy_use=10.0, re_self_supply=5.0, data_status="SB", source_doc="Số 2"),
        project(3, energy_use=10.0, re_self_supply=5.0, **CITED),
    ]

    def told(*which: int, **more: Any) -> tuple[Any, ...]:
        found = computed(dpi_ce_projects=[{**rows[i], **more} for i in which])
        [row] = [r for r in found if r["target_id"] == "T10"]
        return tuple(row[c] for c in ("input_provenance", "data_status", "obs_flag", "provenance", "source_doc"))

    assert told(0) == ("chinh_thuc", "CT", "E", "bien_soan", "Số 1")
    assert told(0, 1) == ("chinh_thuc", "SB", "E", "bien_soan", "Số 1; Số 2")
    assert told(0, 1, 2) == ("trich_dan", None, "E", "bien_soan", "Báo A; Số 1; Số 2")
    assert told(1, data_status="UT", obs_flag="B")[1:3] == ("UT", "B")
    assert told(0, 1, source_doc="x" * 299)[-1] == "x" * 299
    many = [project(n, energy_use=1.0, re_self_supply=1.0, source_doc=f"{n:03}" * 30) for n in range(9)]
    [row] = [r for r in computed(dpi_ce_projects=many) if r["target_id"] == "T10"]
    assert row["source_doc"] == "9 văn bản nguồn, ghi ở các bộ dữ liệu đầu vào"


def test_compiled_rows_make_no_value_and_illustrative_ones_none_that_passes_for_real() -> None:
    def rate(**said: Any) -> Row:
        return waste("TS", recycled=5.0, generated=50.0, **said)

    assert computed(ste_msw_flow=[rate(provenance="bien_soan")]) == []
    [row] = computed(ste_msw_flow=[rate(**SAMPLE)])
    assert (row["provenance"], row["input_provenance"]) == ("minh_hoa", "minh_hoa")
    mixed = [project(1, **SAMPLE), project(2)]
    found = computed(dpi_ce_projects=mixed)
    assert sorted((r["provenance"], r["value"]) for r in found) == [("bien_soan", 1.0), ("minh_hoa", 1.0)]
    gdp = {"period": "2024", "geo_code": "VN", "price_base": "ss2010", "gdp": 10.0, **SAMPLE}
    gas = {"gas": "TD", "sector": "TONG_KLULUCF", "inventory": "CAIT", "emissions": 1.0}
    assert computed(dpi_macro=[gdp], ste_ghg_inventory=[{"period": "2024", "geo_code": "VN", **gas, **CITED}]) == []


def test_nothing_is_written_as_nothing_and_what_is_empty_makes_no_value_whatever_its_flag() -> None:
    def found(flag: str | None, value: float | None = None) -> list[Any]:
        rows = [project(1, capital_disbursed=7.0), project(2, capital_disbursed=value, obs_flag=flag)]
        return by_variant(computed(dpi_ce_projects=rows)).get("ce-projects-capital", [])

    assert (found(None, 0.0), found("N"), found("M"), found("C")) == ([7.0], [], [], [])
    assert computed(ste_msw_flow=[waste("TS", recycled=None, obs_flag="C", generated=50.0)]) == []
    assert computed(ste_msw_flow=[waste("TS", recycled=0.0, generated=0.0)]) == []


def test_nothing_is_compared_with_the_base_year_across_a_break_or_before_it() -> None:
    def gdp(year: int, flag: str | None = None) -> Row:
        row = {"period": str(year), "geo_code": "VN", "price_base": "ss2010", "gdp": 1000.0, "obs_flag": flag}
        return {**row, **CITED}

    def gas(year: int, flag: str | None = None, **more: Any) -> Row:
        row = {"period": str(year), "geo_code": "VN", "gas": "TD", "sector": "TONG_KLULUCF", "inventory": "CAIT"}
        return {**row, "emissions": float(year), "obs_flag": flag, **CITED, **more}

    years = range(2012, 2020)

    def since(**flags: Mapping[int, str]) -> list[str]:
        breaks, money = flags.get("gas", {}), flags.get("gdp", {})
        rows = [gas(y, breaks.get(y)) for y in years] + [gas(y, inventory="KKQG") for y in (2016, 2018)]
        found = computed(dpi_macro=[gdp(y, money.get(y)) for y in years], ste_ghg_inventory=rows)
        return by_variant(found, "period").get("ghg-intensity-reduction", [])

    assert since() == ["2015", "2016", "2017", "2018", "2019"]
    assert since(gas={2017: "B"}) == ["2015", "2016"]
    assert since(gdp={2016: "B"}) == ["2015"]
    assert since(gdp={2014: "B", 2013: "B"}) == since()
    assert since(gas={2017: "E"}) == since()


def test_a_figure_of_another_place_than_the_target_is_context() -> None:
    cover = {
        "period": "2024",
        "definition": "QG",
        "natural_forest": 1.0,
        "planted_qualified": 2.0,
        "natural_area": 100.0,
    }
    found = computed(agr_forest_cover=[{**cover, "geo_code": place, **OFFICIAL} for place in ("883", "89", "VN")])
    assert [(r["geo_code"], r["note"]) for r in sorted(found, key=lambda r: r["geo_code"])] == [
        ("883", "Số của đơn vị dưới cấp tỉnh là bối cảnh: mục tiêu là của cả tỉnh."),
        ("89", CONTRIBUTED),
        ("VN", "Số của cả nước là bối cảnh: mục tiêu không phải của cả nước."),
    ]
    gas = {"period": "2024", "geo_code": "89", "gas": "TD", "sector": "TONG", "inventory": "KKQG", "emissions": 5.0}
    [row] = computed(ste_ghg_inventory=[{**gas, **OFFICIAL}])
    assert row["note"] == "Số của địa phương là bối cảnh: mục tiêu là của cả nước."


def test_t13_has_no_base_and_so_no_reduction() -> None:
    survey = {"geo_code": "91", "environment": "ven_bien", "items": 10, "length": 100.0, **OFFICIAL}
    found = computed(ste_litter_survey=[{**survey, "survey_id": "a", "period": p} for p in ("2025-H2", "2026")])
    assert {r["variant"] for r in found} == {"litter-density"}


def test_a_formula_over_a_column_that_no_input_has_is_told_of() -> None:
    row = {**SHIPPED["ref-indicator", "ref-indicator"].row(0, named=True), "indicator_id": "msw-recycling-rate"}
    wrong = pl.DataFrame(
        [{**row, "numerator": "ste-msw-flow.burnt", "denominator": None}],
        schema=SHIPPED["ref-indicator", "ref-indicator"].schema,
    )
    with pytest.raises(ValueError, match=r"ste-msw-flow/ste-msw-flow burnt"):
        target_values.compute({**SHIPPED, ("ref-indicator", "ref-indicator"): wrong}, VERSIONS)


def test_the_check_is_content_with_its_folder_and_says_that_it_is_computed(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "publish", "check", str(HOME / DATASET), "--lang", "en"]
    env = {**{k: v for k, v in os.environ.items() if not k.startswith("KTTH_")}, "KTTH_ROOT": str(tmp_path)}
    told = subprocess.run(command, cwd=HOME.parent, env=env, text=True, capture_output=True, timeout=120)
    assert told.returncode == 0, told.stdout
    assert f"{DATASET}: its rows are computed from agr-forest-cover, " in told.stdout
    assert "0 errors, 0 warnings" in told.stdout
