"""Invented rows: what they are made of, what they keep, what they refuse, and a break of exactly one rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from schemas.core.model import Reference, TableModel, column, table
from schemas.core.period import PATTERN, parse_period
from schemas.core.registry import Content
from schemas.core.rules import Advance, Band, Change, Order, Progress, Rule, SumOfParts, UnitsAddUp
from schemas.core.site import Provenance, Sample, Site, Text
from schemas.core.table import Table
from validation.sample import SampleError, Sampler, World, broken_sample, findings_of, in_order
from validation.sample.rows import BLOCK
from validation.sample.world import with_agencies

TODAY = date(2026, 5, 20)
SITE = Site(
    name=Text("Thử", "Trial"),
    tagline=Text("Thử", "Trial"),
    about=Text("Thử", "Trial"),
    owner=Text("Thử", "Trial"),
    provenances=(Provenance("mh", "sample", Text("Minh họa", "Illustrative")),),
    code_lists="lists",
    agencies="offices",
    sample=Sample(
        cells={"origin": "mh", "note": None},
        name=Text("{what} minh họa {number}", "Illustrative {what} {number}"),
        registers=("lists", "places", "offices"),
        agency={"office": "o-mh{number}", "name": "Cơ quan minh họa {number}"},
    ),
)
ALL, PARTS = "T", ("A", "B")
KEY = ("period", "place", "part")
PLACE = Reference(("place",), "places", ("code",), during="period")
PLACES = ("places", "places")


class Sourced(TableModel):
    origin: str = column("Xuất xứ", "Origin", required=True, tail=True)
    note: str = column("Ghi chú", "Note", tail=True)


@table("places", key=("code",), references=(Reference(("parent_code",), "places", ("code",)),))
class Places(TableModel):
    code: str = column("Mã", "Code")
    parent_code: str = column("Thuộc", "Part of")
    valid_from: pl.Date = column("Từ", "From")
    valid_to: pl.Date = column("Đến", "To")


@table("offices", key=("office",))
class Offices(TableModel):
    office: str = column("Mã", "Office")
    name: str = column("Tên", "Name")


def _flow(period: str, part: str, amount: float, **more: object) -> dict[str, object]:
    row = {"period": period, "place": "P1", "part": part, "amount": amount, "used": amount / 2}
    return {**row, "state": "x", "origin": "do", "note": "lời", **more}


FLOW_RULES: tuple[Rule, ...] = (
    SumOfParts(id="parts", by="part", total=ALL, parts=PARTS, values=("amount", "used"), within=("period", "place")),
    UnitsAddUp(id="units", values=("amount", "used"), within=("period", "part"), units=PLACES, geo="place"),
    Order(id="order", rising=("used", "amount")),
    Change(id="change", column="amount", percent=20, within=("place", "part")),
    Progress(id="progress", column="state", steps=("x", "y"), fails=({0: {"state": "x"}},)),
)


@table(
    "flows",
    key=KEY,
    references=(PLACE,),
    rules=FLOW_RULES,
    examples=(_flow("2020", ALL, 300.0, state="y"), _flow("2020", "A", 100.0), _flow("2020", "B", 200.0)),
)
class Flows(Sourced):
    period: str = column("Kỳ", "Period", pattern=PATTERN)
    place: str = column("Nơi", "Place")
    part: str = column("Phần", "Part", codelist="part")
    amount: float = column("Lượng", "Amount", unit="t", ge=0)
    used: float = column("Dùng", "Used", unit="t", ge=0)
    state: str = column("Trạng thái", "State")


def _plant(plant: str, period: str, **more: object) -> dict[str, object]:
    named = {"plant": plant, "period": period, "name": "Nhà máy", "decision": "12/2019/QĐ-X", "place": "P1"}
    days = {"begun": date(2015, 3, 4), "seen": date(2020, 2, 10), "sent_at": "2020-02-11T08:00:00+07:00"}
    return {**named, **days, "output": 500.0, "share": 40.0, "built": 2001, "origin": "do", "note": None, **more}


@table(
    "plants",
    key=("plant", "period"),
    references=(PLACE,),
    rules=(Advance(id="grows", column="output", within=("plant",)), Band(id="share", column="share", low=10, high=60)),
    examples=(_plant("NM-001", "2020-Q1"),),
)
class Plants(Sourced):
    plant: str = column("Mã", "Plant", pattern=r"^NM-\d{3,}$")
    period: str = column("Kỳ", "Period", pattern=PATTERN)
    name: str = column("Tên", "Name")
    decision: str = column("Số văn bản", "Document", max_length=100)
    place: str = column("Nơi", "Place")
    begun: pl.Date = column("Bắt đầu", "Begun")
    seen: pl.Date = column("Kiểm tra", "Seen")
    sent_at: str = column("Gửi lúc", "Sent at", pattern=r"^\d{4}-\d\d-\d\dT[0-9:]{8}\+07:00$")
    output: float = column("Sản lượng", "Output", unit="t", ge=0)
    share: float = column("Tỷ lệ", "Share", unit="%", ge=0, le=100)
    built: int = column("Năm xây", "Built")


OFFICE = Reference(("office",), "offices", ("office",))
LATE = {"case": "V1", "office": "o-1", "days": 3, "origin": "do", "note": None}


@table("late", key=("case",), references=(OFFICE,), examples=(LATE,), invented=True)
class Late(Sourced):
    case: str = column("Vụ", "Case", pattern=r"^V\d$")
    office: str = column("Cơ quan", "Office", required=True)
    days: int = column("Ngày", "Days", unit="ngày", ge=0)


RELATED = Reference(("late",), "late", ("case",))


@table("kept", key=("case",), references=(OFFICE, RELATED), examples=({**LATE, "late": "V1"},))
class Kept(Late):
    late: str = column("Vụ liên quan", "Related case")


NAMES = {model: Table.of_model(model) for model in (Places, Offices, Flows, Plants, Late, Kept)}
CONTENT = Content(SITE, {(t.dataset, t.name): t for t in NAMES.values()})


def world(**more: pl.DataFrame) -> World:
    since = date(2000, 1, 1)
    places = [("ALL", None, since, None), ("P1", "ALL", since, None), ("P2", "ALL", since, date(2022, 1, 1))]
    below = [(f"P1{n}", "P1", since, None) for n in range(3)]
    columns = ["code", "parent_code", "valid_from", "valid_to"]
    lists = pl.DataFrame({"list": ["part"] * 3, "code": [ALL, *PARTS]})
    offices = pl.DataFrame({"office": ["o-1", "o-2"], "name": ["Sở Một", "Sở Hai"]})
    assert SITE.sample
    tables = {
        ("lists", "lists"): lists,
        PLACES: pl.DataFrame(places + below, schema=columns, orient="row"),
        ("offices", "offices"): with_agencies(offices, SITE.sample, 2),
    }
    return World(CONTENT, {**tables, **{(name, name): frame for name, frame in more.items()}}, TODAY)


def sample(model: type[TableModel], rows: int, seed: int = 1, frequency: str = "year", **more: Any) -> pl.DataFrame:
    return pl.concat(Sampler(NAMES[model], world(**more), frequency).frames(rows, seed))


def test_rows_keep_the_model_and_the_rules_and_say_what_they_are() -> None:
    for seed in range(5):
        rows = sample(Flows, 40, seed)
        assert rows.height == 40
        assert list(findings_of(NAMES[Flows], rows, world())) == []
        assert set(rows["origin"]) == {"mh"}
        assert rows["note"].null_count() == 40


def test_the_same_seed_gives_the_same_rows_and_another_gives_others() -> None:
    assert sample(Plants, 30).equals(sample(Plants, 30))
    assert not sample(Plants, 30).equals(sample(Plants, 30, seed=2))


def test_a_place_has_rows_for_the_last_complete_periods_in_which_it_existed() -> None:
    rows = sample(Flows, 70)
    last = {place: max(rows.filter(place=place)["period"]) for place in rows["place"].unique()}
    assert {last[place] for place in last if place != "P2"} == {"2025"}
    assert last["P2"] == "2021"
    assert rows.filter(place="P1")["period"].unique().sort().to_list() == ["2021", "2022", "2023", "2024", "2025"]


def test_a_breakdown_is_whole_and_a_unit_is_what_the_units_below_it_are() -> None:
    rows = sample(Flows, 400)
    groups = rows.group_by("period", "place").agg(pl.col("part").sort())
    assert set(map(tuple, groups["part"])) == {("A", "B", "T")}
    totals = rows.filter(part=ALL, period="2024")
    below = totals.filter(pl.col("place").str.contains("^P1.$"))["amount"].sum()
    assert below == pytest.approx(totals.filter(place="P1")["amount"][0], rel=0.01)
    assert below == pytest.approx(300, rel=0.9)  # the whole is of the size of the example, not each part of it


def test_a_series_changes_slowly() -> None:
    rows = sample(Plants, 80, frequency="quarter").sort("plant", "period")
    change = rows.select((pl.col("output") / pl.col("output").shift(1).over("plant") - 1).abs().max()).item()
    assert change < 0.05
    assert rows["output"].n_unique() > 40


def test_ids_count_up_and_end_where_their_pattern_does() -> None:
    rows = sample(Plants, 80, frequency="quarter")
    assert sorted(rows["plant"].unique()) == [f"NM-{n:03}" for n in range(1, 11)]
    assert sample(Late, 50)["case"].to_list() == [f"V{n}" for n in range(1, 10)]


def test_periods_are_as_the_dataset_is_due() -> None:
    forms = {"year": "2025", "half-year": "2025-H2", "quarter": "2026-Q1", "month": "2026-04"}
    for frequency, latest in forms.items():
        assert max(sample(Plants, 40, frequency=frequency)["period"]) == latest


def test_days_and_moments_stay_where_they_are_to_the_period() -> None:
    for row in sample(Plants, 80, frequency="quarter").iter_rows(named=True):
        period = parse_period(row["period"])
        assert period.start <= row["seen"] < period.end
        assert period.start <= date.fromisoformat(row["sent_at"][:10]) < period.end
        assert row["sent_at"].endswith("T08:00:00+07:00")
        assert row["begun"] < period.start
    begun = sample(Plants, 80, frequency="quarter").group_by("plant").agg(pl.col("begun").n_unique())
    assert set(begun["begun"]) == {1}


def test_texts_say_that_they_are_invented_and_labels_and_shares_keep_their_size() -> None:
    rows = sample(Plants, 80)
    assert rows["name"][0] == "Tên minh họa 001"
    assert rows["decision"][0] == "Số văn bản minh họa 001"  # a number of a document is never made up
    assert set(rows["built"]) == {2001}
    assert rows["share"].is_between(39, 41).all()


def test_rows_come_in_blocks_of_whole_series() -> None:
    heights, ids = [], 0
    for frame in Sampler(NAMES[Plants], world(), "year").frames(BLOCK + 25_000):
        heights.append(frame.height)
        assert set(frame.group_by("plant").len()["len"]) == {5}
        ids += frame["plant"].n_unique()
    assert sum(heights) == BLOCK + 25_000
    assert max(heights) <= BLOCK
    assert ids == sum(heights) / 5


def test_what_could_harm_an_agency_names_invented_ones_only_and_all_else_none_of_them() -> None:
    late = sample(Late, 9)
    assert set(late["office"]) <= {"o-mh01", "o-mh02"}
    kept = sample(Kept, 9, late=late)
    assert set(kept["office"]) <= {"o-1", "o-2"}
    assert set(kept["late"]) <= set(late["case"])


def test_tables_are_made_after_those_they_point_at() -> None:
    assert [t.name for t in in_order([NAMES[Kept], NAMES[Late], NAMES[Offices]])] == ["offices", "late", "kept"]


def test_a_reference_to_nothing_is_empty_and_refused_where_it_must_not_be() -> None:
    assert sample(Kept, 3, late=pl.DataFrame(schema={"case": pl.String}))["late"].null_count() == 3
    without = replace(world(), tables={k: v for k, v in world().tables.items() if k[0] != "offices"})
    with pytest.raises(SampleError, match="office must point at a row"):
        Sampler(NAMES[Late], without, "event")


def test_rules_that_no_row_keeps_are_named() -> None:
    never = Band(id="never", column="days", per="days", low=5, high=6)
    with pytest.raises(SampleError, match="never"):
        list(Sampler(replace(NAMES[Late], rules=(never,)), world(), "event").frames(5))


@pytest.mark.parametrize("rule", FLOW_RULES, ids=[rule.id for rule in FLOW_RULES])
def test_a_break_is_found_as_its_rule_and_nothing_else(rule: Rule) -> None:
    broken = broken_sample(rule, Sampler(NAMES[Flows], world(), "year"), rows=20)
    given = replace(world(), previous=broken.previous, tables={**world().tables, **broken.beside})
    assert {failure.check for failure in findings_of(NAMES[Flows], broken.frame, given)} == {rule.id}
    assert (broken.previous is not None) == rule.needs_previous


def test_a_rule_that_cannot_be_broken_alone_is_refused() -> None:
    twins = tuple(Order(id=name, rising=("used", "amount")) for name in ("one", "two"))
    with pytest.raises(SampleError, match="one cannot be broken"):
        broken_sample(twins[0], Sampler(replace(NAMES[Flows], rules=twins), world(), "year"), rows=20)
