"""Each kind of expectation, met and not met, as the real gate judges what is derived of a table."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.gate import Gate
from publish.gate.expectation import Suite
from publish.gate.limits import DRIFT_ROWS, MANY_FACTOR, TOTAL_FACTOR
from publish.gate.staging import stage
from publish.gate.suite import derive, due_by
from publish.gate.words import TITLES, WHY, plain
from schemas.core.i18n import catalog
from schemas.core.table import Table
from tests.publish.gate.conftest import NAMES, TABLES, WASTE, Figures, Judge, compared, frame, year

BOTH = {**year("2023"), **year("2024", 1.1)}
DAYS = [date(2024, 1, n) for n in range(1, 26)]


def kinds(suite: Suite) -> set[str]:
    return {one.kind for one in suite.expectations}


def test_an_ordinary_new_year_meets_everything(judge: Judge) -> None:
    found = judge(compared({**BOTH, **year("2025", 1.2)}, BOTH))
    assert {*found} == {"row-count", "freshness", "late", "coverage", "duplicated-period", "totals"}
    assert all(one.met for one in found.values()), found


def test_only_what_can_be_breached_is_asked() -> None:
    assert kinds(derive(compared({}), "t0")) == set()
    assert kinds(derive(compared(year("2025")), "t0")) == {"row-count", "late"}
    assert kinds(derive(compared(year("2025"), frequency="event"), "t0")) == {"row-count"}


def test_fewer_rows_than_before(judge: Judge) -> None:
    found = judge(compared(year("2024"), BOTH))["row-count"]
    assert (found.met, found.breached, found.observed.en) == (False, True, "11")
    assert "22" in found.expected.vi and found.expected.vi != found.expected.en


def test_the_newest_period_must_not_go_back(judge: Judge) -> None:
    found = judge(compared(year("2023"), BOTH))
    assert found["freshness"].breached
    assert "31 December 2024" in found["freshness"].expected.en and "31/12/2024" in found["freshness"].expected.vi
    assert (found["freshness"].observed.en, found["freshness"].observed.vi) == ("31 December 2023", "31/12/2023")


def test_being_late_is_told_and_stops_nothing_unless_the_suite_says_so(judge: Judge) -> None:
    old = compared(year("2019"))
    assert (judge(old)["late"].met, judge(old)["late"].breached) == (False, False)
    assert judge(old, late="critical")["late"].breached
    assert judge(compared(year("2024")), late="critical")["late"].met  # 2025 is only two months over


@pytest.mark.parametrize(
    ("frequency", "day"),
    [("year", date(2024, 8, 29)), ("month", date(2025, 12, 29)), ("event", None), ("", None)],
)
def test_when_a_table_is_late(frequency: str, day: date | None) -> None:
    assert due_by(frequency, date(2026, 3, 1)) == day


def test_a_lost_district_is_named(judge: Judge) -> None:
    now = {**BOTH, **year("2025", 1.2, without=["D07"])}
    found = judge(compared(now, BOTH))
    assert [k for k, one in found.items() if one.breached] == ["coverage"]
    assert found["coverage"].observed.en == "missing: 2025 (D07)"


def test_a_district_that_lost_a_year_already_released_is_named(judge: Judge) -> None:
    now = {k: v for k, v in BOTH.items() if k != ("2023", "D02")}
    assert judge(compared(now, BOTH))["coverage"].observed.en == "missing: 2023 (D02)"


def test_a_place_that_no_longer_exists_is_not_due(judge: Judge) -> None:
    ended = [date(2024, 12, 31) if name == "D07" else None for name in NAMES]
    since = [date(2000, 1, 1)] * len(NAMES)
    register = pl.DataFrame({"district": NAMES, "valid_from": since, "valid_to": ended})
    now = {**BOTH, **year("2025", 1.2, without=["D07"])}
    assert judge(compared(now, BOTH, find=lambda _: register))["coverage"].met
    now = {**BOTH, **year("2025", 1.2, without=["D08"])}
    assert judge(compared(now, BOTH, find=lambda _: register))["coverage"].breached


@pytest.mark.parametrize("said", [{"frequency": "event"}, {"computed": True}])
def test_nothing_is_due_where_nobody_reports_by_the_calendar(judge: Judge, said: dict[str, object]) -> None:
    assert judge(compared({**BOTH, ("2025", "D01"): 1000.0}, BOTH, **said))["coverage"].met


def test_after_a_gap_or_beside_single_citations_no_place_is_due(judge: Judge) -> None:
    assert judge(compared({**BOTH, ("2026", "D01"): 1000.0}, BOTH))["coverage"].met
    cited: Figures = {("2023", "D01"): 5.0, ("2023", "D02"): 6.0}
    assert judge(compared({**cited, ("2024", "D02"): 7.0}, cited))["coverage"].met


def test_a_duplicated_year_is_named_with_the_year_it_repeats(judge: Judge) -> None:
    found = judge(compared({**BOTH, **year("2025", 1.1)}, BOTH))
    assert [k for k, one in found.items() if one.breached] == ["duplicated-period"]
    assert found["duplicated-period"].observed.en == "2025 = 2024"


def test_a_released_year_overwritten_with_another_is_found_and_a_known_pair_is_not_told_again(judge: Judge) -> None:
    twice = {**year("2023"), **year("2024")}
    assert judge(compared(twice, BOTH))["duplicated-period"].observed.en == "2024 = 2023"
    found = judge(compared({**twice, **year("2025", 2)}, twice))
    assert found["duplicated-period"].met


def test_a_first_release_with_one_year_twice_is_found(judge: Judge) -> None:
    assert judge(compared({**year("2023"), **year("2024")}))["duplicated-period"].breached


def test_what_a_demonstration_begins_with_is_told_only(judge: Judge) -> None:
    odd = {**year("2023"), **year("2024"), **year("2025", 1200)}
    found = judge(compared(odd, invented=True))
    assert {k for k, one in found.items() if not one.met} == {"duplicated-period", "totals"}
    assert not any(one.breached for one in found.values())
    assert all(one.breached for k, one in judge(compared(odd)).items() if not one.met)


@pytest.mark.parametrize("figures", [[0.0] * 11, [1.0] * 11, [None] * 11, [1234.5] * 11, [*range(3, 14)]])
def test_figures_that_may_stay_the_same_are_no_duplicate(figures: list[float | None]) -> None:
    """All nothing, all one value, or small counts, as of what is in force."""
    alike = {(p, name): figures[n] for p in ("2023", "2024") for n, name in enumerate(NAMES)}
    assert "duplicated-period" not in kinds(derive(compared(alike), "t0"))


@pytest.mark.parametrize("factor", [1000, 0.001])
def test_a_new_year_in_another_unit_is_found(judge: Judge, factor: float) -> None:
    found = judge(compared({**BOTH, **year("2025", 1.2 * factor)}, BOTH))
    assert [k for k, one in found.items() if one.breached] == ["totals"]
    assert found["totals"].observed.en.startswith("collected 2025: ") and "2024" in found["totals"].observed.en


def test_a_released_year_that_slipped_by_a_thousand_is_found(judge: Judge) -> None:
    assert judge(compared({**year("2023"), **year("2024", 1100)}, BOTH))["totals"].breached


def test_one_district_of_many_that_slipped_is_found(judge: Judge) -> None:
    now = {**BOTH, **year("2025", 1.2)}
    now["2025", "D04"] = 1000 * (now["2025", "D04"] or 0)
    assert judge(compared(now, BOTH))["totals"].breached


def test_a_new_district_does_not_count_as_growth(judge: Judge) -> None:
    few = {k: v for k, v in BOTH.items() if k[1] in NAMES[:3]}
    now = {**few, **{("2025", d): few["2024", d] for d in NAMES[:3]}, ("2025", "D11"): 900_000.0}
    assert judge(compared(now, few))["totals"].met


def test_few_units_may_grow_more_than_many(judge: Judge) -> None:
    grown = (MANY_FACTOR + TOTAL_FACTOR) / 2
    assert judge(compared({**BOTH, **year("2025", grown)}, BOTH))["totals"].breached
    few = {k: v for k, v in BOTH.items() if k[1] in NAMES[:5]}
    now = {**few, **{k: v for k, v in year("2025", grown).items() if k[1] in NAMES[:5]}}
    assert judge(compared(now, few))["totals"].met


def long(factor: float, empty: float = 0) -> pl.DataFrame:
    """A table of many rows; a part of them empty."""
    rows = DRIFT_ROWS + 200
    values = [None if n < rows * empty else factor * (100 + n % 97) for n in range(rows)]
    columns = {"period": [f"{2000 + n // 100}" for n in range(rows)], "district": [f"X{n % 100}" for n in range(rows)]}
    return pl.DataFrame({**columns, "collected": pl.Series(values, dtype=pl.Float64), "origin": "do"})


def test_a_long_table_whose_figures_moved_at_once_has_drifted(judge: Judge) -> None:
    assert judge(compared({}, now=long(1.05), before=long(1)))["drift"].met
    moved = derive(compared({}, now=long(3), before=long(1)), "t0")
    judged = [judge(Suite("d", "t", moved.frames, [one]))["drift"] for one in moved.expectations if one.kind == "drift"]
    assert [one.met for one in judged] == [False, True]  # the median; as many are filled in
    emptied = judge(compared({}, now=long(1, 0.5), before=long(1)))["drift"]  # of a kind the last stands
    assert emptied.breached and emptied.observed.en == "0.5"
    assert "drift" not in kinds(derive(compared(BOTH, before=long(1)), "t0"))  # too few rows now


def test_a_table_that_was_emptied_is_judged_like_any_other(judge: Judge) -> None:
    found = judge(compared({}, BOTH))
    assert {k for k, one in found.items() if one.breached} >= {"row-count", "coverage"}
    assert judge(compared({}, now=long(1, 1), before=long(1)))["drift"].breached


def test_a_period_that_was_a_number_before_is_the_same_period(judge: Judge) -> None:
    before = frame(BOTH).with_columns(pl.col("period").cast(pl.Int64))
    assert all(one.met for one in judge(compared({**BOTH, **year("2025", 1.2)}, before=before)).values())


def test_a_very_wide_table_is_judged(judge: Judge) -> None:
    names = [f"figure{n}" for n in range(2100)]
    fields = [{"name": "period", "type": "string"}, *({"name": n, "type": "number"} for n in names)]
    table = Table("wide", "wide", tuple(fields), primary_key=("period",))
    columns = {"period": ["2023", "2024"], **{n: [1.5, 2.5] for n in names}}
    wide = pl.DataFrame(columns)
    slipped = wide.with_columns(pl.Series("figure7", [1.5, 2500.0]))
    assert judge(compared({}, table=table, now=slipped, before=wide))["totals"].observed.en.startswith("figure7 2024: ")


def test_every_kind_is_said_in_both_languages() -> None:
    assert TITLES.keys() == WHY.keys()
    known = catalog("publish")
    assert [said for said in (*TITLES.values(), *WHY.values()) if said not in known] == []


@settings(max_examples=settings().max_examples // 4)
@given(st.data())
def test_one_ordinary_new_period_is_never_stopped(gate: Gate, data: st.DataObject) -> None:
    """Whatever the districts and however each grew or shrank, down to a third and up to three times."""
    growth = st.floats(0.3, 3).filter(lambda factor: factor != 1)
    names = NAMES[: data.draw(st.integers(1, len(NAMES)))]
    before = {k: v for k, v in BOTH.items() if k[1] in names}
    now = {**before, **{("2025", d): (before["2024", d] or 0) * data.draw(growth) for d in names}}
    suite = derive(compared(now, before), "t0")
    with TemporaryDirectory() as folder:
        stage(Path(folder) / "staging.db", [suite])
        assert not [one for one in gate.ask(Path(folder) / "staging.db", [suite]) if one.breached]


@pytest.mark.parametrize("key", [(), ("seen",)])
def test_a_table_of_texts_alone_has_as_many_rows_as_were_checked(judge: Judge, key: tuple[str, ...]) -> None:
    fields = ({"name": "seen", "type": "date"}, {"name": "said", "type": "string"})
    texts = pl.DataFrame({"seen": [date(2025, 1, n) for n in (1, 2, 3)], "said": ["a", "b", "c"]})
    table = Table("words", "words", fields, primary_key=key)
    for before in (None, texts):
        found = judge(compared({}, table=table, now=texts, before=before))["row-count"]
        assert (found.met, found.observed.en) == (True, "3")


@pytest.mark.parametrize("name", ["*", "^.*$"])
def test_columns_are_taken_by_their_exact_names(judge: Judge, name: str) -> None:
    now, before = (frame(f).rename({"district": name}) for f in ({**BOTH, **year("2025", 1200)}, BOTH))
    table = replace(TABLES[WASTE], primary_key=("period", name))
    assert judge(compared({}, table=table, now=now, before=before))["totals"].breached


def test_a_column_new_in_the_key_leaves_the_figures_comparable(judge: Judge) -> None:
    table = replace(TABLES[WASTE], primary_key=("period", "district", "stream"))
    now = frame(BOTH).join(pl.DataFrame({"stream": ["wet", "dry"]}), how="cross")
    halves = now.with_columns(pl.col("collected") / 2)
    assert judge(compared({}, table=table, now=halves, before=frame(BOTH)))["totals"].met
    slipped = now.with_columns(pl.col("collected") * 500)
    assert judge(compared({}, table=table, now=slipped, before=frame(BOTH)))["totals"].breached


def test_a_breakdown_that_a_place_lacks_is_told_and_stops_nothing(judge: Judge) -> None:
    table = replace(TABLES[WASTE], primary_key=("period", "district", "stream"))
    streams = pl.DataFrame({"stream": ["wet", "dry"], "share": [0.7, 0.3]})

    def split(figures: Figures, without: Collection[tuple[str, str, str]] = ()) -> pl.DataFrame:
        rows = frame(figures).join(streams, how="cross").with_columns(pl.col("collected") * pl.col("share"))
        key = pl.concat_str(*table.primary_key, separator="|")
        return rows.drop("share").filter(~key.is_in(["|".join(one) for one in without]))

    lost = [("2024", "D03", "dry"), ("2025", "D05", "wet")]
    now = split({**BOTH, **year("2025", 1.2, without=["D07"])}, lost)
    found = judge(compared({}, table=table, now=now, before=split(BOTH)))
    assert found["breakdown"].observed.en == "missing: 2024 (D03, dry); 2025 (D05, wet)"
    assert (found["breakdown"].met, found["breakdown"].breached) == (False, False)
    assert "every stream that it had" in found["breakdown"].expected.en
    assert found["coverage"].observed.en == "missing: 2025 (D07)"
    assert judge(compared({}, table=table, now=split(BOTH), before=split(BOTH)))["breakdown"].met


@pytest.mark.parametrize(("name", "times"), [("period", [str(n) for n in range(2000, 2025)]), ("day", DAYS)])
def test_many_periods_are_not_held_to_the_one_that_had_no_name(name: str, times: list[object]) -> None:
    once = frame(year("2024")).drop("period")
    now = once.join(pl.DataFrame({name: times}), how="cross")
    table = replace(TABLES[WASTE], primary_key=(name, "district"))
    assert "totals" not in kinds(derive(compared({}, table=table, now=now, before=once), "t0"))


def test_what_is_covered_is_named(judge: Judge) -> None:
    assert "every value of district in each period" in judge(compared(BOTH, BOTH))["coverage"].expected.en
    total = replace(TABLES[WASTE], primary_key=("period",))
    assert judge(compared(BOTH, BOTH, table=total))["coverage"].expected.en == "every period of the last release"


@pytest.mark.parametrize(("one", "other"), [(1e-6, 2e-9), (4551975506.01, 4551975506.0101), (0.1234, 0.12341)])
def test_two_figures_never_look_the_same(one: float, other: float) -> None:
    assert plain(one, "vi") != plain(other, "vi")
    assert plain(0.1 + 0.2, "en") == "0.3"


def test_what_has_no_key_or_no_period_is_counted_only(judge: Judge) -> None:
    odd = frame({(f"year {p}", d): v for (p, d), v in BOTH.items()})
    found = judge(compared({}, now=odd, before=odd))
    assert {*found} == {"row-count", "totals"} and found["totals"].met
    keyless = replace(TABLES[WASTE], primary_key=())
    assert {*judge(compared(BOTH, BOTH, table=keyless))} == {"row-count"}
