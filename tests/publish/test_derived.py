"""Computed datasets go along with what they are computed from: always, in one batch, made of its new versions."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import polars as pl
import pytest

from publish.archive import Archive
from publish.base import StaleCandidate, pull, read_base
from publish.canonical import json_bytes
from publish.errors import KtthError, Withdrawn
from publish.gate import Gate
from publish.past import roll_back
from publish.release import DataInvalid, release
from publish.settings import Settings
from publish.snapshot import Catalog
from publish.steps import Options, Refused, Step
from publish.withdraw import withdraw
from schemas.core.derived import Tables, Versions, declared_derivations, derived
from schemas.core.dictionary import table_schema
from schemas.core.model import TableModel, column, table
from schemas.core.registry import Content, declared
from schemas.core.rules import Band
from schemas.core.table import Table

WELLS, MEAN = "well-water", "well-mean"
HEADER = "well,middle,made_of,origin\n"
Run = Callable[..., list[Step]]


@table(MEAN, key=("well",), rules=(Band(id="mean.depth", column="middle", low=0, high=50),))
class WellMean(TableModel):
    well: str = column("Giếng", "Well")
    middle: float = column("Mực giữa", "Middle level", unit="m")
    made_of: str = column("Tính từ", "Made of")
    origin: str = column("Nguồn gốc", "Origin", required=True)


@table(WELLS, key=("well", "period"))
class EarlierWells(TableModel):
    well: str = column("Giếng", "Well")
    period: str = column("Kỳ", "Period")
    low: float = column("Thấp nhất", "Lowest", unit="m")
    origin: str = column("Nguồn gốc", "Origin", required=True)


@derived(MEAN, needs=((WELLS, WELLS),))
def well_mean(tables: Tables, versions: Versions) -> pl.DataFrame:
    middle = (pl.col("low") + pl.col("high")).mean() / 2
    found = tables[WELLS, WELLS].group_by("well").agg(middle.alias("middle"), pl.col("origin").first())
    return found.drop_nulls("middle").with_columns(made_of=pl.lit(f"{WELLS} {versions.get(WELLS)}"))


@pytest.fixture
def content(province: Content) -> Content:
    tables = {**province.tables, (MEAN, MEAN): Table.of_model(WellMean)}
    return Content(province.site, tables, {MEAN: well_mean})


@pytest.fixture
def home(home: Settings) -> Settings:
    """The invented province with the folder of a computed dataset: its words and a header."""
    said = json.loads((home.datapackages / WELLS / "datapackage.json").read_text())
    resource = {"name": MEAN, "path": f"data/{MEAN}.csv", "schema": f"{MEAN}.schema.json"}
    folder = home.datapackages / MEAN
    (folder / "data").mkdir(parents=True)
    (folder / "data" / f"{MEAN}.csv").write_text(HEADER)
    (folder / f"{MEAN}.schema.json").write_bytes(json_bytes(table_schema(Table.of_model(WellMean))))
    (folder / "datapackage.json").write_text(json.dumps(said | {"name": MEAN, "resources": [resource]}))
    return home


@pytest.fixture
def run(gate: Gate, home: Settings, content: Content) -> Run:
    def release_(*datasets: str, **said: Any) -> list[Step]:
        return release([home.datapackages / d for d in datasets], content, home, Options(**said), gate)

    return release_


def catalog(home: Settings) -> Catalog:
    return Catalog(Archive(home.root))


def edit(home: Settings, old: str, new: str, dataset: str = WELLS, file: str = "") -> None:
    path = home.datapackages / dataset / (file or f"data/{dataset}.csv")
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def told(steps: list[Step]) -> dict[str, tuple[str, list[str]]]:
    return {s.dataset: (s.version, [r.kind for r in s.reasons]) for s in steps}


def rows(home: Settings, version: str | None = None) -> list[str]:
    return catalog(home).release(MEAN, version).csv(MEAN).read_text().splitlines()[1:]


def test_rows_are_computed_with_the_versions_that_are_released_beside_them(run: Run, home: Settings) -> None:
    assert told(run(WELLS, MEAN)) == {WELLS: ("1.0.0", ["first"]), MEAN: ("1.0.0", ["first"])}
    assert rows(home) == ["G1,1.875,well-water 1.0.0,do", "G2,3.5,well-water 1.0.0,do"]
    assert catalog(home).release(MEAN).descriptor["computedFrom"] == {WELLS: "1.0.0"}
    assert catalog(home).current().number == 1  # type: ignore[union-attr]
    assert not any(step.changed for step in run(WELLS, MEAN))
    assert not any(step.changed for step in run(MEAN))


def test_a_change_of_an_input_alone_releases_what_is_computed_from_it(run: Run, home: Settings) -> None:
    run(WELLS, MEAN)
    edit(home, "2.25", "2.75")
    planned = told(run(WELLS, plan=True))
    assert planned == {WELLS: ("1.0.1", ["values-changed"]), MEAN: ("1.0.1", ["inputs-changed", "values-computed"])}
    assert catalog(home).current().number == 1  # type: ignore[union-attr]
    assert told(run(WELLS)) == planned
    assert rows(home) == ["G1,2,well-water 1.0.1,do", "G2,3.5,well-water 1.0.1,do"]
    assert rows(home, "1.0.0")[0] == "G1,1.875,well-water 1.0.0,do"
    assert catalog(home).current().number == 2  # type: ignore[union-attr]
    assert not any(step.changed for step in run(WELLS, MEAN))


def test_an_asked_version_is_that_of_the_one_package_asked_for(run: Run, home: Settings) -> None:
    run(WELLS, MEAN)
    edit(home, "2.25", "2.75")
    assert {d: v for d, (v, _) in told(run(WELLS, version="3.0.0")).items()} == {WELLS: "3.0.0", MEAN: "1.0.1"}
    assert rows(home)[0].endswith("well-water 3.0.0,do")


def test_new_words_of_an_input_are_a_new_version_of_what_is_computed_too(run: Run, home: Settings) -> None:
    run(WELLS, MEAN)
    edit(home, '"description": "', '"description": "Khác. ', file="datapackage.json")
    steps = run(WELLS)
    assert told(steps)[MEAN] == ("1.0.1", ["inputs-changed", "values-computed"])
    assert next(s for s in steps if s.dataset == MEAN).reasons[0].params == {"inputs": "well-water 1.0.1"}


def test_an_input_that_changes_nothing_computes_nothing(run: Run, home: Settings) -> None:
    run(WELLS, MEAN)
    assert [s.dataset for s in run(WELLS)] == [WELLS]


def test_what_was_never_released_does_not_go_along(run: Run, home: Settings) -> None:
    assert [s.dataset for s in run(WELLS)] == [WELLS]
    assert told(run(MEAN)) == {MEAN: ("1.0.0", ["first"])}
    assert rows(home)[0] == "G1,1.875,well-water 1.0.0,do"


def test_without_any_input_there_are_no_rows(run: Run, home: Settings) -> None:
    run(MEAN)
    assert rows(home) == []
    assert catalog(home).release(MEAN).descriptor["computedFrom"] == {}


def test_wrong_computed_rows_release_nothing_of_the_batch(run: Run, home: Settings) -> None:
    run(WELLS, MEAN)
    edit(home, "2.25", "999")
    with pytest.raises(DataInvalid) as refused:
        run(WELLS)
    assert [(f.dataset, f.rule, f.key) for one in refused.value.checked for f in one.report.errors] == [
        (MEAN, "mean.depth", {"well": "G1"})
    ]
    assert catalog(home).release(WELLS).version == "1.0.0"


def test_a_computed_row_does_not_vanish_without_a_word(run: Run, home: Settings) -> None:
    run(WELLS, MEAN)
    edit(home, "G2,2024,0,7,do\n", "G2,2024,,,do\n")
    with pytest.raises(Refused, match=rf"{MEAN}/{MEAN}: .*\(row-count\).*--justify"):
        run(WELLS)
    assert told(run(WELLS, justification="mất số đo"))[MEAN][1] == ["inputs-changed", "rows-removed", "values-computed"]
    assert catalog(home).release(MEAN).changelog["justification"] == "mất số đo"


def test_rows_in_its_folder_are_not_released(run: Run, home: Settings) -> None:
    (home.datapackages / MEAN / "data" / f"{MEAN}.csv").write_text(HEADER + "G9,1000,by hand,\n")
    run(WELLS, MEAN)
    assert len(rows(home)) == 2
    assert catalog(home).current().number == 1  # type: ignore[union-attr]


def test_pull_brings_its_words_and_no_rows_and_releasing_again_makes_nothing(run: Run, home: Settings) -> None:
    run(WELLS, MEAN)
    folder = home.datapackages / MEAN
    (folder / "datapackage.json").unlink()
    assert pull(catalog(home).release(MEAN), folder, computed=True) == []
    assert (folder / "data" / f"{MEAN}.csv").read_text() == HEADER
    assert "computedFrom" not in json.loads((folder / "datapackage.json").read_text())
    assert not any(step.changed for step in run(WELLS, MEAN))


def test_its_folder_goes_along_and_its_words_are_released_when_it_is_named(run: Run, home: Settings) -> None:
    run(WELLS, MEAN)
    edit(home, '"title": "', '"title": "Mới: ', MEAN, "datapackage.json")
    edit(home, "2.25", "2.75")
    assert told(run(WELLS))[MEAN][1] == ["inputs-changed", "values-computed"]
    assert read_base(home.datapackages / MEAN, MEAN) == catalog(home).release(MEAN).digest
    assert told(run(MEAN)) == {MEAN: ("1.0.2", ["metadata-changed"])}


def test_a_folder_left_behind_takes_no_newer_words_back_but_gets_in_nobodys_way(run: Run, home: Settings) -> None:
    run(WELLS, MEAN)
    folder = home.datapackages / MEAN
    mark, words = (folder / ".based-on").read_text(), (folder / "datapackage.json").read_text()
    edit(home, '"title": "', '"title": "Mới: ', MEAN, "datapackage.json")
    run(MEAN)
    (folder / ".based-on").write_text(mark)  # as in another checkout, which did not hear of it
    (folder / "datapackage.json").write_text(words)
    edit(home, "2.25", "2.75")
    assert told(run(WELLS))[MEAN] == ("1.0.2", ["inputs-changed", "values-computed"])
    assert read_base(folder, MEAN) == mark.split()[1]
    assert catalog(home).release(MEAN).descriptor["title"].startswith("Mới: ")
    with pytest.raises(StaleCandidate, match="pull"):
        run(MEAN)
    edit(home, '"title": "', '"title": "Mới: ', MEAN, "datapackage.json")
    assert not run(MEAN)[0].changed


def test_a_folder_that_says_no_base_is_no_hindrance_as_long_as_its_words_are_the_released_ones(
    run: Run, home: Settings
) -> None:
    run(WELLS, MEAN)
    (home.datapackages / MEAN / ".based-on").unlink()
    edit(home, "2.25", "2.75")
    assert told(run(WELLS, MEAN))[MEAN][0] == "1.0.1"


def test_an_input_released_by_an_older_model_is_read_by_the_one_of_today(
    run: Run, home: Settings, content: Content, gate: Gate
) -> None:
    """What that release does not have is empty: computing must not stop over it."""
    data = home.datapackages / WELLS / "data" / f"{WELLS}.csv"
    data.write_text(data.read_text().replace("2.25,", "").replace("2.5,", "").replace("7,", "").replace("high,", ""))
    older = Content(content.site, {(WELLS, WELLS): Table.of_model(EarlierWells)})
    release([home.datapackages / WELLS], older, home, Options(), gate)
    run(MEAN)
    assert rows(home) == []


def test_what_cannot_be_computed_stops_the_release_and_says_why(home: Settings, content: Content, gate: Gate) -> None:
    def stuck(tables: Tables, versions: Versions) -> pl.DataFrame:
        raise ValueError("no water")

    broken = Content(content.site, content.tables, {MEAN: derived(MEAN, needs=((WELLS, WELLS),))(stuck)})
    with pytest.raises(KtthError, match=f"{MEAN} cannot be computed: no water"):
        release([home.datapackages / d for d in (WELLS, MEAN)], broken, home, Options(), gate)
    assert catalog(home).current() is None


def test_a_declaration_that_cannot_be_kept_is_refused(content: Content) -> None:
    module = ModuleType(__name__)
    module.well_mean = well_mean  # type: ignore[attr-defined]
    assert declared_derivations(module) == [well_mean]
    tables = content.tables
    assert declared("x", [well_mean], tables) == {MEAN: well_mean}
    twice = [well_mean, well_mean]
    circle = [well_mean, derived(WELLS, needs=((MEAN, MEAN),))(well_mean.compute)]
    unknown = [derived("nobody", needs=())(well_mean.compute)]
    needs = [derived(MEAN, needs=(("nobody", "nobody"),))(well_mean.compute)]
    for wrong in (twice, circle, unknown, needs):
        with pytest.raises(ValueError, match="computed"):
            declared("x", wrong, tables)


def test_what_was_computed_from_a_withdrawn_input_goes_too_and_is_computed_without_it(run: Run, home: Settings) -> None:
    run(WELLS, MEAN)
    gone = withdraw(catalog(home), WELLS, [], "sai", "2099-01-01T00:00:00Z")
    assert gone.datasets == {}
    assert told(run()) == {MEAN: ("2.0.0", ["released-again"])}
    assert rows(home) == []
    with pytest.raises(Withdrawn):
        rows(home, "1.0.0")


def test_what_was_computed_follows_a_rollback(run: Run, home: Settings) -> None:
    run(WELLS, MEAN)
    first = rows(home)
    edit(home, "1.25", "1.5")
    run(WELLS)
    assert rows(home) != first
    roll_back(catalog(home), {WELLS: "1.0.0"}, "2099-01-01T00:00:00Z")
    run()
    assert rows(home) == first
