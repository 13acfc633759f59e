"""Ten questions a reporter would ask, each put to a ready question of the portal; the answers are read from the CSV."""

from __future__ import annotations

import csv
import html
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from publish.archive import Archive
from publish.gate import Gate
from publish.gate.expectation import Judged, Suite
from publish.portal import create_app
from publish.release import release
from publish.settings import Settings
from publish.snapshot import Catalog
from publish.steps import Options
from schemas.angiang import SITE
from schemas.core.registry import load_content
from tests.publish.portal.conftest import client_of

pytestmark = pytest.mark.deep
HOME = Path(__file__).parents[3] / "datapackages"
Ask = Callable[..., list[dict[str, Any]]]


class Open(Gate):
    """Lets everything pass: what the gate says of the content is tested elsewhere."""

    def ask(
        self, staging: Path, suites: Sequence[Suite], meanwhile: Callable[[], object] = lambda: None
    ) -> list[Judged]:
        meanwhile()
        return []


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """The shipped content released and served; ``ask(question, lang, parameter=…)`` returns the rows."""
    home = tmp_path_factory.mktemp("reporter")
    shutil.copytree(HOME, home / "datapackages", ignore=shutil.ignore_patterns(".based-on"))
    content, settings = load_content("schemas.angiang"), Settings(datapackages=home / "datapackages", root=home / "var")
    with Open() as gate:
        folders = sorted(p.parent for p in settings.datapackages.glob("*/datapackage.json"))
        release(folders, content, settings, Options(), gate)
    with client_of(create_app(Catalog(Archive(settings.root)), content, settings)) as client:

        def asked(question: str, lang: str = "vi", **said: str) -> list[dict[str, Any]]:
            prefix = "/en" if lang == "en" else ""
            answer = client.get(f"{prefix}/data/catalog/{question}.json", params={"_shape": "array", **said})
            assert answer.status_code == 200, answer.text
            page = client.get(f"{prefix}/data/catalog/{question}", params=said)
            assert page.status_code == 200
            assert next(q.title[lang] for q in SITE.queries if q.name == question) in html.unescape(page.text)  # type: ignore[index]
            return list(answer.json())

        yield asked


def rows(dataset: str, **wanted: str) -> list[Mapping[str, str]]:
    """Rows of a shipped file with these cells."""
    found = _read(HOME / dataset / "data" / f"{dataset}.csv")
    return [row for row in found if all(row[name] == cell for name, cell in wanted.items())]


def _read(path: Path) -> list[Mapping[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("question", [query.name for query in SITE.queries])
def test_every_question_is_there_and_answered(ask: Ask, question: str, lang: str) -> None:
    headings = next(q.headings for q in SITE.queries if q.name == question)
    assert all(row.keys() <= headings.keys() for row in ask(question, lang)[:1])


def test_how_much_waste_is_there_a_day(ask: Ask) -> None:
    [known] = rows("ste-msw-flow", period="2025-02", area_type="TS")
    found = ask("waste-by-place", place="89", since="2025", until="2025")
    [whole] = [row for row in found if row["area"] == "Tổng số"]
    assert whole["generated"] == float(known["generated"])
    assert whole["source"] == known["source_doc"]


def test_what_share_of_it_is_collected(ask: Ask) -> None:
    [known] = rows("ste-msw-flow", period="2019-06", area_type="TS")
    shares = {row["rate"] for row in ask("waste-by-place", since="2019", until="2019") if row["rate"]}
    assert shares == {round(100 * float(known["collected"]) / float(known["generated"]), 1)}


def test_how_much_does_each_person_throw_away(ask: Ask) -> None:
    [waste] = rows("ste-msw-flow", period="2019-06", area_type="TS")
    [people] = rows("ref-population", period="2019", geo_code="89", area_type="TS")
    [found] = [row for row in ask("waste-per-person") if row["period"] == "2019-06"]
    assert found["per_person"] == round(1000 * float(waste["generated"]) / int(people["population_avg"]), 3)


def test_how_much_of_the_emissions_is_energy(ask: Ask) -> None:
    [energy] = rows("ste-ghg-inventory", period="2018", sector="NL")
    [whole] = rows("ste-ghg-inventory", period="2018", sector="TONG_KLULUCF")
    share = round(100 * float(energy["emissions"]) / float(whole["emissions"]), 1)
    found = ask("emissions-by-sector", "en", since="2018", until="2018")
    assert (float(energy["emissions"]), share) in {(row["emissions"], row["share"]) for row in found}
    assert max(row["emissions"] for row in found if row["share"] == 100) == float(whole["emissions"])


def test_which_datasets_still_wait(ask: Ask) -> None:
    made = {"ref-target-value"}  # computed with each release
    empty = {
        folder.name
        for folder in HOME.iterdir()
        if folder.is_dir() and not any(len(p.read_text("utf-8").splitlines()) > 1 for p in folder.glob("data/*.csv"))
    }
    assert {row["dataset"] for row in ask("waiting-for-data")} == empty - made


def test_has_any_target_an_official_figure(ask: Ask) -> None:
    sent = [p for p in HOME.glob("*/data/*.csv") for row in _read(p) if row.get("provenance") == "chinh_thuc"]
    assert sent == []
    found = ask("target-data")
    assert len(found) == len(rows("ref-target"))
    assert {row["official"] for row in found} == {0}


def test_what_must_an_agency_do(ask: Ask) -> None:
    known = {row["task_id"] for row in rows("ref-task-agency", agency_id="ag-02")}
    [agency] = rows("ref-agency", agency_id="ag-02")
    for said in ("ag-02", agency["name_vi"]):
        found = [row for row in ask("agency-tasks", agency=said) if row["agency"] == agency["name_vi"]]
        assert {row["task"] for row in found} == known


def test_where_does_my_old_ward_belong_now(ask: Ask) -> None:
    [old] = rows("ref-admin-unit", code="30280")
    [move] = rows("ref-admin-crosswalk", old_code="30280")
    [new] = rows("ref-admin-unit", code=move["new_code"], valid_from=move["new_valid_from"])
    found = ask("former-units", name=old["name_vi"])
    assert (old["name_vi"], new["name_vi"]) in {(row["old_unit"], row["new_unit"]) for row in found}


def test_how_large_is_the_solar_plant(ask: Ask) -> None:
    newest = max(rows("ind-re-power", plant_id="sao-mai-an-giang"), key=lambda row: row["period"])
    [first, *_] = ask("renewable-plants", place="890")
    assert (first["period"], first["mwp"]) == (newest["period"], float(newest["capacity_mwp"]))


def test_how_did_gdp_grow(ask: Ask) -> None:
    known = {row["period"]: float(row["gdp"]) for row in rows("dpi-macro", geo_code="VN", price_base="ss2010")}
    found = ask("indicator-over-time", indicator="dpi-macro.gdp", place="VN", since="2015")
    shown = {row["period"]: row["value"] for row in found if row["breakdown"] == "price_base=ss2010"}
    assert shown == {period: value for period, value in known.items() if period >= "2015"}
    assert len(shown) > 3


def test_where_do_the_waste_figures_come_from(ask: Ask) -> None:
    found = ask("cited-sources", dataset="ste-msw-flow")
    assert {row["source"] for row in found} == {row["source_doc"] for row in rows("ste-msw-flow")}
    assert {row["address"] for row in found} == {row["source_url"] for row in rows("ste-msw-flow")}
