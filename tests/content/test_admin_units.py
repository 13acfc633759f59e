"""The shipped units and their crosswalk: counts, what nests, what was divided, and real series carried across 2025."""

from __future__ import annotations

import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.angiang.fields import GEO
from schemas.core.crosswalk import carry
from schemas.core.registry import load_content
from schemas.core.territory import Territory
from validation.package import read_package
from validation.references import broken_references

HOME = Path(__file__).parents[2] / "datapackages"
CONTENT = load_content("schemas.angiang")
MERGER, EVE = date(2025, 7, 1), date(2025, 6, 30)
DIVIDED = {"30334", "30355", "30358"}


def shipped(dataset: str) -> pl.DataFrame:
    return read_package(HOME / dataset, CONTENT).tables[0].frame


UNITS, CROSSWALK = shipped("ref-admin-unit"), shipped("ref-admin-crosswalk")
COMMUNES = UNITS.filter(pl.col("level") == "xa")
OLD = COMMUNES.filter(pl.col("valid_to") == MERGER)
NEW = COMMUNES.filter(pl.col("valid_from") == MERGER)
DISTRICTS = UNITS.filter(pl.col("level") == "huyen")
LAST = DISTRICTS.filter(pl.col("valid_to") == MERGER)
MERGED = CROSSWALK.filter((pl.col("new_valid_from") == MERGER) & (pl.col("new_code").str.len_chars() == 5))
AN_GIANG = set(LAST.filter(pl.col("parent_code") == "89")["code"])
DISTRICT_OF = dict(OLD.select("code", "parent_code").iter_rows())


def test_298_communes_became_102() -> None:
    assert Counter(OLD["unit_type"]) == {"xa": 226, "phuong": 44, "thi_tran": 28}
    assert Counter(NEW["unit_type"]) == {"xa": 85, "phuong": 14, "dac_khu": 3}
    assert set(NEW["parent_code"]) == {"91"}
    in_force = UNITS.filter(pl.col("valid_to").is_null())
    assert Counter(in_force["level"]) == {"xa": 102, "tinh": 1, "quoc_gia": 1}


@pytest.mark.parametrize(("province", "districts", "communes"), [("89", 11, 155), ("91", 15, 143)])
def test_each_old_province_had_its_districts_and_communes(province: str, districts: int, communes: int) -> None:
    codes = LAST.filter(pl.col("parent_code") == province)["code"]
    assert len(codes) == districts
    assert OLD.filter(pl.col("parent_code").is_in(codes.implode())).height == communes


def test_every_district_ended_at_the_merger_and_there_is_no_885() -> None:
    assert DISTRICTS["valid_to"].null_count() == 0
    assert set(LAST["code"]) == set(DISTRICTS["code"])
    assert "885" not in set(DISTRICTS["code"])


@pytest.mark.parametrize(
    ("day", "an_giang", "kien_giang"),
    [  # what the lists of the General Statistics Office count on these days
        (date(2020, 2, 25), 156, 145),
        (date(2021, 3, 1), 156, 144),
        (date(2023, 5, 7), 156, 144),
        (date(2025, 1, 4), 155, 143),
    ],
)
def test_communes_are_complete_since_2020(day: date, an_giang: int, kien_giang: int) -> None:
    here = COMMUNES.filter((pl.col("valid_from") <= day) & (pl.col("valid_to").fill_null(date.max) > day))
    counted = Counter("89" if code in AN_GIANG else "91" for code in here["parent_code"])
    assert counted == {"89": an_giang, "91": kien_giang}


def test_three_communes_were_divided_and_their_weights_are_not_known() -> None:
    parts = MERGED.group_by("old_code").len().filter(pl.col("len") > 1)
    assert dict(parts.iter_rows()) == {"30334": 2, "30355": 2, "30358": 3}
    assert MERGED.height == 302
    assert MERGED["weight_pop"].null_count() == MERGED["weight_area"].null_count() == 302
    assert set(MERGED["old_code"]) == set(OLD["code"])
    assert set(MERGED["new_code"]) == set(NEW["code"])


def test_all_54_new_communes_of_the_old_an_giang_nest_in_one_district_and_two_of_kien_giang_do_not() -> None:
    districts: dict[str, set[str]] = {}
    for old, new in MERGED.select("old_code", "new_code").iter_rows():
        districts.setdefault(new, set()).add(DISTRICT_OF[old])
    here = {new for new, of in districts.items() if of <= AN_GIANG}
    assert len(here) == 54
    assert {new for new in here if len(districts[new]) > 1} == set()
    assert {new: of for new, of in districts.items() if len(of) > 1} == {
        "30760": {"899", "903"},
        "30766": {"900", "902"},
    }


def test_61_new_codes_had_another_name_before() -> None:
    """63 where hoà and hòa are taken for two names."""
    before = dict(OLD.select("code", "name_vi").iter_rows())
    renamed = [code for code, name in NEW.select("code", "name_vi").iter_rows() if before[code] != name]
    assert len(renamed) == 61
    assert before["30307"] == "Phường Mỹ Hòa"


def test_six_communes_were_left_as_they_were_and_one_became_a_special_zone() -> None:
    kept = NEW.filter(pl.col("same_territory"))
    assert set(kept["name_vi"]) == {
        *("Xã Mỹ Hòa Hưng", "Xã Bình Giang", "Xã Bình Sơn", "Xã Hòn Nghệ", "Xã Sơn Hải", "Xã Tiên Hải"),
        "Đặc khu Thổ Châu",
    }
    relations = dict(MERGED.select("old_code", "relation").iter_rows())
    assert Counter(relations[code] for code in kept["code"]) == {"giu_nguyen": 6, "doi_ten": 1}


def test_names_begin_with_the_kind_and_are_spelt_one_way() -> None:
    kinds = {"xa": "Xã", "phuong": "Phường", "thi_tran": "Thị trấn", "dac_khu": "Đặc khu"}
    for name, english, kind in COMMUNES.select("name_vi", "name_en", "unit_type").iter_rows():
        assert name.startswith(kinds[kind] + " ")
        assert name == unicodedata.normalize("NFC", name).strip()
        assert english.isascii()
        assert not {"oà", "oá", "uỷ", "uý"} & {name[i : i + 2] for i in range(len(name) - 1) if name[i - 1] not in "qQ"}


def valid(code: str, period: str) -> bool:
    frame = pl.DataFrame({"geo_code": [code], "period": [period]})
    return not list(broken_references(GEO, frame, UNITS))


@pytest.mark.parametrize(
    ("code", "period", "holds"),
    [
        ("890", "2023", True),  # district, then town from 10 April, on the same ground
        ("884", "2013", True),
        ("911", "2021", True),
        ("30502", "2023", True),
        ("30313", "2025", True),  # not rearranged in 2025
        ("887", "2009", False),  # lost land to An Phú and Phú Tân
        ("91", "2025", False),  # Kiên Giang, then An Giang
        ("30307", "2025", False),
        ("89", "2025", False),
        ("89", "2025-H1", True),
        ("30286", "2025-H1", True),
        ("30286", "2024-H2", True),
        ("883", "2025-H2", False),
    ],
)
def test_a_code_holds_over_a_change_of_status_and_not_over_a_change_of_territory(
    code: str, period: str, holds: bool
) -> None:
    assert valid(code, period) is holds


def series(period: str, codes: list[str], numbers: list[int]) -> pl.DataFrame:
    return pl.DataFrame({"period": period, "geo_code": codes, "tonnes": numbers}, strict=False)


EVERY_OLD, EVERY_NEW = sorted(OLD["code"]), sorted(NEW["code"])


def test_the_three_divided_communes_are_refused_and_all_others_are_carried() -> None:
    carried = carry(series("2025-05", EVERY_OLD, [1] * 298), UNITS, CROSSWALK, values=["tonnes"], to=MERGER, within=[])
    short = set(MERGED.filter(pl.col("old_code").is_in(DIVIDED))["new_code"])
    assert {code for code, _ in carried.refused} == DIVIDED | short
    assert set(carried.frame["geo_code"]) == (set(EVERY_NEW) - short) | {"91"}
    whole = MERGED.filter(~pl.col("new_code").is_in(short)).group_by("new_code").len()
    found = dict(carried.frame.select("geo_code", "tonnes").iter_rows())
    assert found == dict(whole.iter_rows()) | {"91": 298}


def test_districts_go_on_as_sums_of_new_communes_except_four_of_kien_giang() -> None:
    carried = carry(series("2026", EVERY_NEW, [1] * 102), UNITS, CROSSWALK, values=["tonnes"], to=EVE)
    codes = set(carried.frame["geo_code"])
    assert set(LAST["code"]) - codes == {"899", "900", "902", "903"}
    found = dict(carried.frame.select("geo_code", "tonnes").iter_rows())
    assert (found["89"], found["91"]) == (54, 48)
    assert {code for code, _ in carried.refused} == {"899", "900", "902", "903", "30760", "30766"}


def test_real_population_of_the_two_provinces_is_carried_to_the_new_one() -> None:
    people = shipped("ref-population")
    carried = carry(people, UNITS, CROSSWALK, values=["population_avg"], to=MERGER, within=["area_type"])
    expected = people.group_by("period").agg(pl.col("population_avg").sum()).sort("period")
    assert carried.refused == []
    assert set(carried.frame["geo_code"]) == {"91"}
    assert carried.frame.select("period", "population_avg").equals(expected)


def test_the_wards_of_2021_to_2025_are_carried_to_the_day_before_the_merger() -> None:
    rows = pl.concat([series("2020", ["31081", "31099"], [3, 4]), series("2024", ["30285", "30286"], [1, 2])])
    found = carry(rows, UNITS, CROSSWALK, values=["tonnes"], to=EVE).frame
    assert found.select("period", "geo_code", "tonnes").rows() == [("2020", "31081", 7), ("2024", "30286", 3)]


def test_town_and_country_break_at_the_merger_on_unchanged_territory() -> None:
    old, new = (
        series(period, codes, [1] * len(codes)).join(pl.DataFrame({"area_type": ["TS", "DT", "NT"]}), how="cross")
        for period, codes in (("2025-05", EVERY_OLD), ("2025-08", EVERY_NEW))
    )
    carried = carry(
        pl.concat([old, new]),
        UNITS,
        CROSSWALK,
        values=["tonnes"],
        to=EVE,
        within=["area_type"],
        broken=("area_type", ("DT", "NT")),
    )
    province = carried.frame.filter(pl.col("geo_code") == "89")
    flags = {(p, a): f for p, a, f in province.select("period", "area_type", "obs_flag").iter_rows()}
    assert flags == {("2025-05", a): None for a in ("TS", "DT", "NT")} | {
        ("2025-08", "TS"): None,
        ("2025-08", "DT"): "B",
        ("2025-08", "NT"): "B",
    }


@settings(max_examples=15)
@given(st.lists(st.integers(0, 10**6), min_size=102, max_size=102))
def test_districts_of_the_old_an_giang_add_up_to_their_province(numbers: list[int]) -> None:
    carried = carry(series("2026-01", EVERY_NEW, numbers), UNITS, CROSSWALK, values=["tonnes"], to=EVE)
    found = dict(carried.frame.select("geo_code", "tonnes").iter_rows())
    assert sum(found[code] for code in AN_GIANG) == found["89"]
    assert found["89"] + found["91"] == sum(numbers)


def test_the_ground_of_every_unit_in_force_on_a_day_is_cut_without_overlap() -> None:
    land = Territory.of(UNITS, CROSSWALK)
    for day in (EVE, MERGER, date(2022, 1, 1)):
        here = land.units.filter((pl.col("since") <= day) & (pl.col("until") > day) & (pl.col("level") == "xa"))
        ground = here.select("place").unique().join(land.atoms, on="place")
        assert ground["atom"].is_duplicated().any() is False
