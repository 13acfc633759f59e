"""A demonstration: made of invented rows, kept apart from real data for ever, and saying so wherever it is shown."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import httpx
import pytest

from publish.archive import Archive
from publish.ckan import Client, plan
from publish.cli.main import content_of
from publish.demo import DemoMixed, agree, is_demo, refuse_target
from publish.errors import UsageError
from publish.gate import Gate
from publish.portal import create_app
from publish.release import release
from publish.sample import NotInvented, Samples
from publish.settings import Settings, load_settings
from publish.snapshot import Catalog
from publish.steps import Options
from schemas.core.registry import Content
from schemas.core.rules import Order
from tests.conftest import FIXTURES
from validation.package import check_packages

DAY = date(2026, 1, 15)
HOUSE = Path(__file__).parents[2]
WARNINGS = ("Bản trình diễn", "Demonstration: a program invented the figures")


def invented(content: Content, home: Settings, out: Path, rows: int = 30, seed: int = 1) -> Path:
    """A demonstration's packages."""
    Samples(content, home, out, seed, DAY).every(rows)
    return out


@pytest.fixture
def demo(province: Content, home: Settings, gate: Gate) -> Settings:
    """A released demonstration of the invented province."""
    settings = replace(home, datapackages=invented(province, home, home.root.parent / "demo"), demo=True)
    release([settings.datapackages / "well-water"], province, settings, Options(), gate)
    return settings


def test_invented_packages_are_checked_like_anybodys(province: Content, home: Settings, tmp_path: Path) -> None:
    folder = invented(province, home, tmp_path / "out") / "well-water"
    checked = check_packages([folder], province, today=DAY)[0]
    assert (checked.report.findings, checked.report.rows) == ((), {("well-water", "well-water"): 30})
    assert set(checked.tables[0].frame["origin"]) == {"tuong_tuong"}
    assert (checked.descriptor["demo"], checked.descriptor["title"]) == (True, "[Minh họa] Mực nước giếng")


def test_the_same_seed_gives_the_same_bytes(province: Content, home: Settings, tmp_path: Path) -> None:
    first, again, other = (
        (invented(province, home, tmp_path / name, seed=seed) / "well-water" / "data" / "well-water.csv").read_bytes()
        for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    assert first == again != other


def test_a_real_package_is_not_written_over(province: Content, home: Settings) -> None:
    before = {p: p.read_bytes() for p in home.datapackages.rglob("*") if p.is_file()}
    with pytest.raises(UsageError, match="no demonstration's"):
        invented(province, home, home.datapackages)
    assert before == {p: p.read_bytes() for p in home.datapackages.rglob("*") if p.is_file()}


def test_one_break_is_written_with_what_is_needed_to_see_it(province: Content, home: Settings, tmp_path: Path) -> None:
    samples = Samples(province, home, tmp_path / "out", seed=1, today=DAY)
    samples.broken("well-water", "well.levels", rows=20)
    report = check_packages([tmp_path / "out" / "well-water"], province, today=DAY)[0].report
    assert {f.rule for f in report.findings} == {"well.levels"}
    with pytest.raises(UsageError, match="has no rule"):
        samples.broken("well-water", "no-such-rule", rows=20)


def test_a_rule_that_cannot_be_broken_alone_is_refused(province: Content, home: Settings, tmp_path: Path) -> None:
    table = province.tables["well-water", "well-water"]
    twins = tuple(Order(id=name, rising=("low", "high")) for name in ("one", "two"))
    content = replace(province, tables={("well-water", "well-water"): replace(table, rules=twins)}, ruled={})
    with pytest.raises(NotInvented) as refused:
        Samples(content, home, tmp_path / "out", seed=1, today=DAY).broken("well-water", "one", rows=20)
    assert "không thể làm sai one" in refused.value.say("vi")


def test_content_that_does_not_say_how_invented_rows_are_called_has_none(province: Content, home: Settings) -> None:
    content = replace(province, site=replace(province.site, sample=None))
    with pytest.raises(UsageError, match="what invented rows are called"):
        Samples(content, home, home.root, seed=1, today=DAY)


def test_invented_rows_are_released_into_a_demonstration_only(
    province: Content, home: Settings, gate: Gate, tmp_path: Path
) -> None:
    folder = invented(province, home, tmp_path / "out") / "well-water"
    with pytest.raises(DemoMixed, match="has invented rows"):
        release([folder], province, home, Options(), gate)
    said = json.loads((folder / "datapackage.json").read_text())
    (folder / "datapackage.json").write_text(json.dumps({k: v for k, v in said.items() if k != "demo"}))
    with pytest.raises(DemoMixed, match="has invented rows"):  # its rows say so, whatever the descriptor says
        release([folder], province, home, Options(), gate)
    assert Catalog(Archive(home.root)).current() is None


def test_a_demonstration_is_one_for_ever(province: Content, demo: Settings, home: Settings, gate: Gate) -> None:
    assert is_demo(demo.root)
    real = replace(demo, demo=False)
    for forbidden in (
        lambda: release([home.datapackages / "well-water"], province, real, Options(), gate),
        lambda: create_app(Catalog(Archive(real.root)), province, real),
        lambda: agree(real),
    ):
        with pytest.raises(DemoMixed, match="holds a demonstration"):
            forbidden()


def test_a_root_of_real_releases_never_becomes_one(province: Content, home: Settings, gate: Gate) -> None:
    release([home.datapackages / "well-water"], province, home, Options(), gate)
    called = replace(home, demo=True)
    for forbidden in (
        lambda: release([home.datapackages / "well-water"], province, called, Options(), gate),
        lambda: create_app(Catalog(Archive(home.root)), province, called),
    ):
        with pytest.raises(DemoMixed, match="holds real releases"):
            forbidden()
    assert not is_demo(home.root)


def test_a_plan_makes_no_root_a_demonstration(province: Content, home: Settings, gate: Gate) -> None:
    release([home.datapackages / "well-water"], province, replace(home, demo=True), Options(plan=True), gate)
    assert not home.root.exists()


def test_whatever_is_released_there_is_marked(province: Content, demo: Settings, home: Settings, gate: Gate) -> None:
    assert Catalog(Archive(demo.root)).release("well-water").descriptor["demo"] is True
    other = replace(home, root=home.root.parent / "other", demo=True)
    release([home.datapackages / "well-water"], province, other, Options(), gate)  # real rows, in a demonstration
    assert Catalog(Archive(other.root)).release("well-water").descriptor["demo"] is True


def test_nothing_of_it_goes_to_ckan_or_back_into_folders(province: Content, demo: Settings) -> None:
    with pytest.raises(DemoMixed, match="neither pushed to CKAN nor pulled"):
        refuse_target(demo)
    (demo.root / "DEMONSTRATION").unlink()  # nor where the mark of the root was lost: each release has its own
    with pytest.raises(DemoMixed, match="is of a demonstration"):
        plan(Catalog(Archive(demo.root)), Client("http://127.0.0.1:9", ""), province.site, "http://127.0.0.1:8001")


def test_the_command_refuses_too(demo: Settings) -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith("KTTH_")} | {
        "PYTHONPATH": f"{HOUSE}{os.pathsep}{FIXTURES}",
        "KTTH_CONTENT": "province",
        "KTTH_DATAPACKAGES": str(demo.datapackages),
        "KTTH_ROOT": str(demo.root),
    }

    def ktth(*args: str, **more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "publish", *args, "--lang", "en"]
        return subprocess.run(command, env=env | more, text=True, capture_output=True, timeout=120)

    push = ("publish", "ckan", "--url", "http://127.0.0.1:9")
    for args in (("check",), ("serve", "--port", "0"), ("pull",), ("publish", "datasette"), push):
        refused = ktth(*args)
        assert (refused.returncode, "holds a demonstration" in refused.stderr) == (3, True), (args, refused.stderr)
    for args in (("pull",), push):
        refused = ktth(*args, KTTH_DEMO="1")
        assert (refused.returncode, "neither pushed to CKAN" in refused.stderr) == (3, True), (args, refused.stderr)
    assert ktth("check", KTTH_DEMO="1").returncode == 0


def shown(demo: Settings, *paths: str) -> list[httpx.Response]:
    """The answers of the portal, asked without a network."""

    async def ask() -> list[httpx.Response]:
        app = create_app(Catalog(Archive(demo.root)), content_of(demo), demo)
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://demo") as client:
                return [await client.get(path) for path in paths]

    return asyncio.run(ask())


FILES = "/datasets/well-water/releases/1.0.0"
PAGES = (
    "/",
    "/en",
    "/datasets/well-water",
    f"/en{FILES}",
    "/nothing-here",
    "/data/catalog/nothing",
    "/data/catalog",
    "/en/data/catalog/well_water",
)
OTHERS = (f"{FILES}/well-water.csv", f"{FILES}/datapackage.zip", "/api/v1/datasets", "/data/catalog/well_water.json")


def test_every_page_warns_in_both_languages_and_nothing_is_indexed(demo: Settings) -> None:
    for answer in shown(demo, *PAGES, *OTHERS):
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive", answer.url
        if answer.headers["Content-Type"].startswith("text/html"):
            assert all(answer.text.count(words) == 1 for words in WARNINGS), answer.url
            assert answer.text.count('<meta name="robots" content="noindex') == 1
            named = "Trình diễn – " in answer.text or "Demonstration – " in answer.text
            assert named or "/data/catalog/" in str(answer.url)


def test_nothing_of_it_is_handed_to_harvesters(demo: Settings) -> None:
    for answer in shown(demo, "/catalog.ttl", "/catalog.jsonld", "/datasets/well-water/dcat.ttl"):
        assert answer.status_code == 404, answer.url
    assert "catalog.ttl" not in "".join(one.text for one in shown(demo, "/", "/developers"))


def test_what_is_downloaded_says_so(demo: Settings) -> None:
    csv, package = shown(demo, f"{FILES}/well-water.csv", f"{FILES}/datapackage.zip")
    assert "''demo-well-water-1.0.0.csv" in csv.headers["Content-Disposition"]
    assert "''demo-well-water-1.0.0.zip" in package.headers["Content-Disposition"]
    assert csv.text.count("tuong_tuong") == 30


def test_an_ordinary_portal_warns_of_nothing(province: Content, home: Settings, gate: Gate) -> None:
    release([home.datapackages / "well-water"], province, home, Options(), gate)
    for answer in shown(home, *PAGES, *OTHERS):
        assert "X-Robots-Tag" not in answer.headers
        assert not any(words in answer.text for words in (*WARNINGS, 'name="robots"'))
        assert "demo-" not in answer.headers.get("Content-Disposition", "")


@pytest.mark.parametrize(("text", "meant"), [("1", True), ("true", True), ("0", False), ("", False)])
def test_the_switch_is_read(text: str, meant: bool) -> None:
    assert load_settings({"KTTH_DEMO": text}).demo is meant


def test_a_switch_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="KTTH_DEMO cannot be maybe"):
        load_settings({"KTTH_DEMO": "maybe"})
