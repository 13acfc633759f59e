"""Targets, indicators, agencies and tasks of the shipped plan, as pages and as the API tell them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from publish.portal import create_app
from publish.portal.plan.words import REASONS
from publish.progress.words import BASIS_WORDS, SHAPES, STATUS_WORDS
from publish.settings import Settings
from schemas.core.i18n import catalog
from schemas.core.registry import load_content
from tests.publish.portal.conftest import Served, client_of
from tests.publish.portal.plan_content import FEEDING, REGISTERS, VALUES, shipped, value
from tests.standin.releases import Releases

REDUCTION, OFFICIAL = "ghg-intensity-reduction", "chinh_thuc"
ROWS = [
    *(
        value("T01", REDUCTION, year, number, "VN", breakdown="inventory=CAIT", input_versions="dpi-macro 1.0.0")
        for year, number in (("2015", -8.107168), ("2017", 1.455526), ("2018", -1.4261))
    ),
    value("T01", REDUCTION, "2024", 12.0, "89", OFFICIAL, breakdown="inventory=KKT"),  # of the province
    value("T02", "ghg-net-emissions", "2018", 364430.0, "VN", unit="nghìn tấn CO2tđ"),
    value("T06", "forest-cover-dp", "2017", 22.40186),
    *(value("T07", "msw-recycling-rate", year, number, breakdown="area_type=TS") for year, number in
      (("2022", 9.0), ("2023", 8.0))),
    *(value("T07", "msw-recycling-rate", year, 90.0, breakdown="area_type=DT") for year in ("2022", "2023")),
    value("T09", "agr-water-per-yield", "2022", 900.0, unit="m³/tấn"),
    value("T09", "agr-water-per-yield", "2023", 800.0, unit="m³/tấn"),
    value("T12", "plastic-handled-without-landfill", "2022", 40.0, kind=OFFICIAL),
    value("T12", "plastic-handled-without-landfill", "2023", 60.0, kind=OFFICIAL),
    value("T12", "plastic-handled-with-landfill", "2023", 90.0, kind=OFFICIAL),
    value("T13", "marine-litter-reduction", "2026", 20.0, "91", OFFICIAL),
    value("T16", "msw-urban-ce-generated", "2024", 20.0, "883", OFFICIAL),  # of a city
    value("T17", "organic-recycled-urban", "2024", 30.0, kind=OFFICIAL),
    value("T17", "organic-recycled-urban", "2025", 35.0, kind=OFFICIAL, obs_flag="B"),
    value("T18", "organic-recycled-rural", "2024", 55.0, "91", OFFICIAL),  # another province, which had the code
    value("T19", "ce-urban-direct-landfill", "2024", 0.0, kind=OFFICIAL, unit="tấn/ngày"),
]  # fmt: skip


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A portal of the shipped registers with computed values made for these tests."""
    releases = Releases(tmp_path_factory.mktemp("[plan]"))
    for dataset in (*REGISTERS, *FEEDING):
        shipped(releases, dataset)
    shipped(releases, VALUES, [*ROWS[:3], *ROWS[4:]])
    shipped(releases, VALUES, ROWS, "1.1.0")
    app = create_app(releases.catalog, load_content("schemas.angiang"), Settings(root=releases.root))
    with client_of(app) as client:
        yield Served(releases, client)


@pytest.fixture(scope="module")
def targets(plan: Served) -> dict[str, Any]:
    listed = plan.get("/api/v1/targets").json()
    assert listed["total"] == len(listed["targets"]) == 21
    return {one["id"]: one for one in listed["targets"]}


def status(targets: dict[str, Any], target: str) -> dict[str, Any]:
    found: dict[str, Any] = targets[target]["goals"][0]["status"]
    return found


def told(page: httpx.Response, target: str) -> str:
    """What the page of all targets says of one."""
    articles = re.findall(r"<article.*?</article>", page.text, re.S)
    return next(re.sub(r"<[^>]+>|\s+", " ", one) for one in articles if f'/targets/{target}"' in one)


def test_a_national_target_is_judged_by_the_country_and_says_so(plan: Served, targets: dict[str, Any]) -> None:
    goal = targets["T01"]["goals"][0]
    assert (goal["newest"]["place"], goal["newest"]["place_name"]["vi"]) == ("VN", "Việt Nam")
    assert (goal["status"]["code"], goal["status"]["basis"], goal["status"]["official"]) == ("away", "cited", False)
    assert goal["status"]["pace"]["ratio"] == pytest.approx(-1.4261 / 4 / (15 / 16))
    said = told(plan.get("/targets"), "T01")
    assert "Việt Nam" in said
    assert "theo số trích dẫn, không phải số chính thức" in said
    assert "Chưa có số liệu chính thức" in said
    detail = plan.get("/api/v1/targets/T01").json()
    provincial = next(one for one in detail["series"] if one["place"] == "89")
    assert not provincial["own"]
    assert provincial["statuses"]["2030"]["reason"] == "context"


def test_the_reckoning_is_shown_with_its_numbers(plan: Served) -> None:
    page = plan.get("/targets/T01").text
    assert "(−1,4261 − 0) ÷ (2018 − 2014) = −0,3565 điểm phần trăm" in page
    assert "(15 − 0) ÷ (2030 − 2014) = 0,9375 điểm phần trăm" in page
    assert "Observed ÷ required = −0.3803" in plan.get("/en/targets/T01").text


@pytest.mark.parametrize("target", ["T02", "T13"])
def test_some_targets_have_no_status_and_the_reason(plan: Served, targets: dict[str, Any], target: str) -> None:
    assert (status(targets, target)["code"], status(targets, target)["reason"]) == ("none", "not-judged")
    said = told(plan.get("/targets"), target)
    assert "Không xếp trạng thái" in said
    assert targets[target]["goals"][0]["reading"]["vi"] in said


def test_a_direction_never_shows_a_share_achieved(plan: Served, targets: dict[str, Any]) -> None:
    directional = [one for one in targets.values() if one["goals"][0]["assessment"] == "direction"]
    assert len(directional) == 13
    for one in directional:
        assert {(goal["status"]["difference"], goal["status"]["pace"] is None) for goal in one["goals"]} == {
            (None, True)
        }
        for path in (f"/targets/{one['id']}", f"/en/targets/{one['id']}"):
            assert not re.search(r"đạt \d|\d ?% (achieved|reached)|÷ required|÷ cần thiết", plan.get(path).text)
    assert status(targets, "T07")["code"] == "wrong-way"  # of the whole, not of a part
    assert status(targets, "T09")["code"] == "right-way"  # less water for a tonne is what the plan asks
    assert status(targets, "T06")["reason"] == "too-few"


def test_a_distance_has_a_pace_by_two_official_values(plan: Served, targets: dict[str, Any]) -> None:
    found = status(targets, "T12")
    assert (found["code"], found["official"], found["difference"]) == ("short", True, 25.0)
    assert found["pace"]["start"] == 2022.0
    assert targets["T12"]["standing"] == "official"
    series = {one["indicator"]: one for one in plan.get("/api/v1/targets/T12").json()["series"]}
    assert series["plastic-handled-with-landfill"]["statuses"]["2025"]["code"] == "met"  # each variant by itself
    assert status(targets, "T17")["pace"] is None  # a break lies between
    assert (status(targets, "T19")["code"], status(targets, "T19")["official"]) == ("met", True)


def test_figures_of_another_place_are_context(plan: Served, targets: dict[str, Any]) -> None:
    for target in ("T16", "T18"):
        assert status(targets, target)["reason"] == "context"
        assert targets[target]["goals"][0]["newest"] is None
        assert targets[target]["standing"] == "awaiting"
    assert "Kien Giang" in plan.get("/en/targets/T18").text


def test_without_figures_a_target_says_so(plan: Served, targets: dict[str, Any]) -> None:
    assert status(targets, "T03")["reason"] == "no-data"
    assert "Chưa có số liệu" in told(plan.get("/targets"), "T03")
    counts = plan.get("/api/v1/targets").json()["standings"]
    assert sum(counts.values()) == 21
    assert (counts["official"], counts["cited"]) == (4, 5)


def test_every_goal_of_the_register_is_there_in_the_plans_own_words(plan: Served, targets: dict[str, Any]) -> None:
    english = plan.get("/en/targets").text
    goals = [goal for one in targets.values() for goal in one["goals"]]
    assert len(goals) == 22
    for goal in goals:
        assert f'<span lang="vi">{goal["quote"]["vi"]}</span>' in english


def test_a_number_leads_to_its_release_and_its_row(plan: Served) -> None:
    page = plan.get("/targets/T01").text
    assert 'href="/datasets/dpi-macro/releases/1.0.0"' in page
    address = next(a for a in re.findall(r'href="(/data/catalog/[^"]+)"', page) if "2018" in a).replace("&amp;", "&")
    rows = plan.client.get(address.replace("?", ".json?") + "&_shape=array").json()
    assert [row["value"] for row in rows] == [-1.4261]


def test_each_thing_has_a_page_in_both_languages_that_the_others_link(plan: Served) -> None:
    for kind in ("targets", "indicators", "agencies", "tasks"):
        listed = plan.get(f"/api/v1/{kind}").json()
        page, english = plan.get(f"/{kind}").text, plan.get(f"/en/{kind}").text
        for one in listed[kind]:
            assert f'href="/{kind}/{one["id"]}"' in page
            assert f'href="/en/{kind}/{one["id"]}"' in english
        first, last = listed[kind][0]["id"], listed[kind][-1]["id"]
        for name in (first, last):
            assert plan.get(f"/api/v1/{kind}/{name}").json()["id"] == name
            plan.get(f"/{kind}/{name}")
            plan.get(f"/en/{kind}/{name}")
        assert plan.get(f"/api/v1/{kind}/none", 404).json()["status"] == 404
        plan.get(f"/{kind}/none", 404)


def test_an_agency_tells_what_it_owes_and_what_became_of_it(plan: Served) -> None:
    said = plan.get("/api/v1/agencies/ag-02").json()
    assert said["successors"] == ["ag-2025-snnmt"]
    assert {"ste-msw-flow", "ste-plastic-waste"} <= {*said["datasets"]}
    assert {"T07", "T12"} <= {*said["targets"]}
    page = plan.get("/agencies/ag-02").text
    for address in ("/agencies/ag-2025-snnmt", "/tasks/III.2.1", "/datasets/ste-plastic-waste/template.xlsx"):
        assert f'href="{address}"' in page
    group = plan.get("/api/v1/agencies/ag-14").json()
    assert len(group["members"]) == 11
    assert {one["agency"] for one in group["owes"]} == {*group["members"]}
    roles = {(one["agency"], one["role"]) for one in plan.get("/api/v1/tasks/III.2.1").json()["owed"]}
    assert ("ag-02", "chu_tri") in roles


def test_a_dataset_links_its_targets_tasks_and_agency(plan: Served) -> None:
    page = plan.get("/datasets/ste-msw-flow").text
    for address in ("/targets/T07", "/tasks/III.2.1", "/agencies/ag-02"):
        assert f'href="{address}"' in page
    target = plan.get("/targets/T07").text
    for address in ("/datasets/ste-msw-flow", "/indicators/msw-recycling-rate", "/agencies/ag-02"):
        assert f'href="{address}"' in target


def test_a_formula_is_told_by_titles_and_names_of_codes(plan: Served) -> None:
    page = re.sub(r"<[^>]+>", "", plan.get("/en/indicators/ghg-intensity").text)
    assert "Net emissions [Gas: All gases (CO2 equivalent); Inventory sector: Total without LULUCF]" in page


@pytest.mark.parametrize("page", ["", "/diff/1.0.0...1.1.0"])
def test_a_place_stands_in_tables_by_its_code_and_its_name(plan: Served, page: str) -> None:
    address = f"/datasets/{VALUES}{page}"
    for lang, name in (("", "Tỉnh An Giang"), ("/en", "An Giang Province")):
        assert f'89 <span class="quiet">{name}</span>' in plan.get(lang + address).text


def test_another_content_without_a_plan_has_none_of_it(portal: Served) -> None:
    assert 'href="/targets"' not in portal.get("/").text
    for path in ("/targets", "/en/agencies", "/tasks/II.1", "/api/v1/targets", "/api/v1/indicators/x"):
        portal.get(path, 404)
    assert not [path for path in portal.get("/openapi.json").json()["paths"] if "targets" in path]


def test_every_status_is_said_in_vietnamese_and_has_a_shape() -> None:
    said = {*STATUS_WORDS.values(), *BASIS_WORDS.values(), *REASONS.values()}
    assert not said - catalog("publish").keys()
    assert SHAPES.keys() == STATUS_WORDS.keys()
