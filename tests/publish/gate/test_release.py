"""Releases before the gate, end to end: what it stops, what a justification lets through, and what is kept of it."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import pytest

from publish.cli.main import main
from publish.errors import KtthError
from publish.gate import Gate
from publish.gate.batch import Breached
from publish.portal import create_app
from publish.withdraw import withdraw
from schemas.core.i18n import LANGS
from schemas.core.model import Reference
from tests.publish.gate.conftest import DISTRICTS, NAMES, TABLES, WASTE, Figures, Office, year
from tests.publish.portal.conftest import client_of

BOTH = {**year("2023"), **year("2024", 1.1)}
SLIP = {**BOTH, **year("2025", 1200)}
LOST = {**BOTH, **year("2025", 1.2, without=["D07"])}
TWICE = {**BOTH, **year("2025", 1.1)}
FAULTS = [("totals", SLIP, "2025"), ("coverage", LOST, "D07"), ("duplicated-period", TWICE, "2025 = 2024")]


@pytest.fixture
def released(office: Office) -> Office:
    office.release(office.districts(), office.waste(BOTH))
    return office


@pytest.mark.parametrize(("kind", "figures", "words"), FAULTS, ids=[kind for kind, *_ in FAULTS])
def test_a_slip_of_thousands_a_lost_district_and_a_duplicated_year_stop_the_release(
    released: Office, kind: str, figures: Figures, words: str
) -> None:
    folder = released.waste(figures)
    with pytest.raises(Breached) as stopped:
        released.release(folder)
    assert stopped.value.exit_code == 3
    for lang in LANGS:
        said = stopped.value.say(lang)
        assert f"{WASTE}/{WASTE}" in said and f"({kind})" in said and words in said
    assert stopped.value.say("vi") != stopped.value.say("en")
    assert [one.kind for one in stopped.value.judged] == [kind]
    assert released.catalog.release(WASTE).version == "1.0.0"

    released.release(folder, justification="đã đối chiếu với báo cáo gốc")
    release = released.catalog.release(WASTE)
    assert (release.version, release.changelog["justification"]) == ("1.1.0", "đã đối chiếu với báo cáo gốc")
    (kept,) = release.changelog["gate"]
    assert (kept["table"], kept["kind"], kept["met"], kept["justified"]) == (WASTE, kind, False, True)
    assert words in kept["observed"]["vi"]
    assert kept in release.gate and len(release.gate) > 1


def test_an_ordinary_year_passes_and_what_was_said_of_it_is_kept(released: Office) -> None:
    steps = released.release(released.waste({**BOTH, **year("2025", 1.2)}), justification="sau kiểm kê")
    assert {one.kind for one in steps[0].judged} >= {"row-count", "coverage", "duplicated-period", "totals"}
    assert all(one.met for one in steps[0].judged)
    changelog = released.catalog.release(WASTE).changelog
    assert (changelog["justification"], changelog["gate"]) == ("sau kiểm kê", [])


def test_a_key_that_another_dataset_uses_is_not_taken_away(released: Office) -> None:
    folder = released.districts(NAMES[:-1])
    with pytest.raises(Breached, match=r"districts/districts.*row-count.*orphans.*waste/waste.*D11"):
        released.release(folder, justification="")
    steps = released.release(folder, justification="huyện nhập vào huyện khác")
    assert {one.kind for one in steps[0].judged if one.justified} == {"row-count", "orphans"}


def test_a_key_that_nobody_uses_and_a_user_in_the_same_batch_are_no_orphans(office: Office) -> None:
    office.release(office.districts([*NAMES, "D99"]), office.waste(BOTH))
    steps = office.release(office.districts(), justification="ghi nhầm")
    assert [(one.kind, one.met) for one in steps[0].judged if one.kind == "orphans"] == [("orphans", True)]
    fewer = {k: v for k, v in BOTH.items() if k[1] != "D11"}
    steps = office.release(office.districts(NAMES[:-1]), office.waste(fewer), justification="huyện nhập vào huyện khác")
    assert "orphans" not in {one.kind for step in steps for one in step.judged}


def test_what_others_refer_to_is_a_key_though_it_is_not_the_primary_one(office: Office) -> None:
    by_origin = replace(TABLES[WASTE], references=(Reference(("origin",), DISTRICTS, ("origin",)),))
    office.content = replace(office.content, tables={**office.content.tables, (WASTE, WASTE): by_origin})
    office.release(office.districts(), office.waste(BOTH))
    renamed = office.write(DISTRICTS, [f"{name},2000-01-01,,khac" for name in NAMES], frequency="event")
    with pytest.raises(Breached, match=r"orphans.*waste/waste.*observed do"):
        office.release(renamed)


def test_a_dying_worker_stops_the_release(office: Office) -> None:
    with Gate([sys.executable, "-c", "raise SystemExit('gone')"]) as dying:
        office.gate = dying
        with pytest.raises(KtthError, match=r"could not judge.*gone"):
            office.release(office.districts(), office.waste(BOTH), justification="vẫn phát hành")
    assert office.catalog.current() is None


def test_nothing_is_asked_where_nothing_can_be_breached(office: Office) -> None:
    with Gate([sys.executable, "-c", "raise SystemExit('asked')"]) as never:
        office.gate = never
        assert office.release(office.waste({}))[0].version == "1.0.0"
    assert office.catalog.release(WASTE).gate == []


def test_what_was_judged_stands_on_a_page_and_in_the_api(released: Office) -> None:
    released.release(released.waste(LOST), justification="huyện D07 chưa gửi")
    with client_of(create_app(released.catalog, released.content, released.home)) as client:
        said = client.get(f"/api/v1/datasets/{WASTE}/releases/1.1.0/gate").json()
        assert said["justification"] == "huyện D07 chưa gửi"
        unmet = [one for one in said["expectations"] if not one["met"]]
        assert [(one["kind"], one["justified"]) for one in unmet] == [("coverage", True)]
        for prefix, title, words, lost in (
            ("", "Mực nước giếng", "không đạt, có giải trình", "thiếu: 2025 (D07)"),
            ("/en", "Well water levels", "not met, justified", "missing: 2025 (D07)"),
        ):
            page = client.get(f"{prefix}/datasets/{WASTE}/releases/1.1.0/gate").text
            assert f'<h2 id="table-1">{title}</h2>' in page
            assert words in page and lost in page and "huyện D07 chưa gửi" in page
            dataset = client.get(f"{prefix}/datasets/{WASTE}").text
            assert f'href="{prefix}/datasets/{WASTE}/releases/1.1.0/gate"' in dataset
        assert client.get(f"/datasets/{WASTE}/releases/9.9.9/gate").status_code == 404
        assert client.get(f"/api/v1/datasets/{WASTE}/releases/9.9.9/gate").status_code == 404
        first = client.get(f"/datasets/{DISTRICTS}/releases/1.0.0/gate").text
        assert "đạt" in first and ">không đạt" not in first


def test_nothing_of_a_withdrawn_version_is_told_by_the_one_that_mended_it(released: Office) -> None:
    released.release(released.waste(LOST), justification="huyện D07 chưa gửi")
    withdraw(released.catalog, WASTE, ["1.0.0"], "sai", "2099-01-01T00:00:00Z")
    with client_of(create_app(released.catalog, released.content, released.home)) as client:
        said = client.get(f"/api/v1/datasets/{WASTE}/releases/1.1.0/gate").json()["expectations"]
        assert {one["observed"]["vi"] for one in said} == {"(không hiển thị: so với phiên bản đã thu hồi)"}
        assert "2025 (D07)" not in client.get(f"/datasets/{WASTE}/releases/1.1.0/gate").text


@pytest.fixture
def ktth(released: Office, gate: Gate, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """The command in this process, with the gate that is there already; its exit code and what it printed."""
    monkeypatch.setattr("publish.gate.Gate", lambda: nullcontext(gate))
    monkeypatch.setattr("publish.cli.release.content_of", lambda _: released.content)
    monkeypatch.setenv("KTTH_DATAPACKAGES", str(released.home.datapackages))
    monkeypatch.setenv("KTTH_ROOT", str(released.home.root))

    def run(*args: str) -> tuple[object, str, str]:
        monkeypatch.setattr(sys, "argv", ["ktth", *args])
        try:
            main(list(args))
            code: object = 0
        except SystemExit as ended:
            code = ended.code
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_the_command_tells_what_was_judged_and_what_was_justified(ktth: Any, released: Office) -> None:
    folder = str(released.waste(SLIP))
    code, _, told = ktth("release", folder)
    assert code == 3 and "totals" in told and "Tổng số" in told and "Totals" in told and "--justify" in told
    code, out, _ = ktth("release", folder, "--plan", "--lang", "en")
    assert code == 0 and "not judged" in out
    code, out, _ = ktth("release", folder, "--justify", "đơn vị tính mới", "--lang", "en")
    assert code == 0 and "the gate judged 6 expectations" in out and "! waste/waste: Totals" in out
    released.waste({**SLIP, **year("2026", 1250)})
    code, out, _ = ktth("release", folder, "--json")
    (said,) = json.loads(out)
    assert code == 0 and {one["kind"] for one in said["gate"]} >= {"row-count", "totals"}
    assert all(one["met"] for one in said["gate"])
