"""Releases as an operator makes them: versions, refusals, pull, batches, and bytes that can be made again."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import frictionless
import pytest

from publish.archive import Archive
from publish.base import StaleCandidate, pull
from publish.errors import ArchiveDamaged, KtthError, UsageError
from publish.gate import Gate
from publish.licences import confirmed
from publish.release import DataInvalid, release
from publish.settings import Settings
from publish.snapshot import Catalog
from publish.steps import Options, Refused, Step
from schemas.core.registry import Content
from schemas.core.site import License, Text
from tests.conftest import Package

WELLS = "well-water"


Run = Callable[..., list[Step]]


@pytest.fixture
def run(gate: Gate) -> Run:
    def release_(home: Settings, content: Content, *paths: Path, **said: Any) -> list[Step]:
        return release(paths or [home.datapackages / WELLS], content, home, Options(**said), gate)

    return release_


def catalog(home: Settings) -> Catalog:
    return Catalog(Archive(home.root))


def edit(home: Settings, old: str, new: str) -> None:
    path = home.datapackages / WELLS / "data" / f"{WELLS}.csv"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def tree(root: Path) -> dict[str, str]:
    return {
        str(p.relative_to(root)): hashlib.sha256(p.read_bytes()).hexdigest() for p in root.rglob("*") if p.is_file()
    }


def test_the_life_of_a_dataset(run: Run, home: Settings, province: Content) -> None:
    """First release, nothing new, a correction, new rows, a removal with its reason, a lower version refused."""
    assert [s.version for s in run(home, province)] == ["1.0.0"]
    before = tree(home.root / "archive")
    assert not run(home, province)[0].changed
    assert tree(home.root / "archive") == before

    edit(home, "2.25", "2.26")
    assert run(home, province, plan=True)[0].version == "1.0.1"
    assert catalog(home).current().datasets[WELLS].version == "1.0.0"  # type: ignore[union-attr]
    corrected = run(home, province)[0]
    assert (corrected.before, corrected.version) == ("1.0.0", "1.0.1")
    assert [(r.kind, r.params["count"]) for r in corrected.reasons] == [("values-changed", 1)]

    edit(home, "G2,2024,0,7,do\n", "G2,2024,0,7,do\nG3,2024,1,2,do\n")
    with pytest.raises(Refused, match=r"1\.1\.0"):
        run(home, province, version="1.0.2")
    assert run(home, province)[0].version == "1.1.0"

    edit(home, "G2,2024,0,7,do\n", "")
    with pytest.raises(Refused, match="justify"):
        run(home, province)
    assert run(home, province, justification="giếng đã lấp")[0].version == "1.1.1"
    newest = catalog(home).release(WELLS)
    assert newest.changelog["justification"] == "giếng đã lấp"
    assert [r.version for r in catalog(home).releases(WELLS)] == ["1.1.1", "1.1.0", "1.0.1", "1.0.0"]
    assert "G2" in catalog(home).release(WELLS, "1.1.0").csv(WELLS).read_text()


def test_a_stale_candidate_is_refused_and_pull_mends_it(run: Run, home: Settings, province: Content) -> None:
    run(home, province)
    other = home.datapackages.parent / "copy" / WELLS
    shutil.copytree(home.datapackages / WELLS, other)
    edit(home, "2.25", "2.3")
    run(home, province)
    mine = other / "data" / f"{WELLS}.csv"
    mine.write_text(mine.read_text().replace("1.25", "1.2"))
    with pytest.raises(StaleCandidate, match=r"1\.0\.0.*1\.0\.1.*ktth pull"):
        run(home, province, other)

    kept = pull(catalog(home).release(WELLS), other)
    assert [p.name for p in kept] == [f"{WELLS}.csv.local"]
    assert "1.2," in kept[0].read_text()
    assert not run(home, province, other)[0].changed
    mine.write_text(mine.read_text().replace("1.25", "1.2"))
    assert run(home, province, other)[0].version == "1.0.2"
    assert "2.3," in catalog(home).release(WELLS).csv(WELLS).read_text()  # the correction in between is kept


def test_a_folder_that_does_not_say_its_base_is_refused_unless_it_does(
    run: Run, home: Settings, province: Content
) -> None:
    run(home, province)
    (home.datapackages / WELLS / ".based-on").unlink()
    edit(home, "2.25", "2.3")
    with pytest.raises(StaleCandidate, match="does not say"):
        run(home, province)
    assert run(home, province, based_on="1.0.0")[0].version == "1.0.1"


def test_an_older_state_is_recognised_by_its_content(run: Run, home: Settings, province: Content) -> None:
    run(home, province)
    first = home.datapackages.parent / "first" / WELLS
    shutil.copytree(home.datapackages / WELLS, first, ignore=shutil.ignore_patterns(".based-on"))
    edit(home, "2.25", "2.3")
    run(home, province)
    with pytest.raises(StaleCandidate, match=r"based on 1\.0\.0"):
        run(home, province, first)


def test_bad_data_releases_nothing_of_the_batch(
    run: Run, home: Settings, province: Content, make_package: Package
) -> None:
    field = {"name": "a", "type": "integer"}
    resource = {"name": "a", "path": "a.csv", "schema": {"fields": [field]}}
    good = make_package({"a.csv": "a\n1\n"}, licenses=[{"name": "x"}], resources=[resource])
    edit(home, "2.25", "zwei")
    with pytest.raises(DataInvalid) as refused:
        run(home, province, good, home.datapackages / WELLS)
    assert [f.value for one in refused.value.checked for f in one.report.errors] == ["zwei"]
    assert catalog(home).current() is None


def test_a_package_without_a_licence_is_warned_of_and_not_released(
    run: Run, home: Settings, province: Content, make_package: Package
) -> None:
    folder = make_package(
        {"a.csv": "a\n1\n"}, resources=[{"name": "a", "path": "a.csv", "schema": {"fields": [{"name": "a"}]}}]
    )
    with pytest.raises(Refused, match="--license"):
        run(home, province, folder)
    assert run(home, province, folder, license_id="cc-by-4.0")[0].version == "1.0.0"
    assert catalog(home).release("foreign").descriptor["licenses"][0]["name"] == "cc-by-4.0"


@pytest.mark.parametrize("name", ["*", "^a.*$"])
def test_a_column_named_like_a_pattern_is_refused_in_words(
    run: Run, home: Settings, province: Content, make_package: Package, name: str
) -> None:
    schema = {"fields": [{"name": name}, {"name": "b"}]}
    folder = make_package({"a.csv": f"{name},b\n1,2\n"}, resources=[{"name": "a", "path": "a.csv", "schema": schema}])
    with pytest.raises(UsageError, match="rename it"):
        run(home, province, folder, license_id="cc-by-4.0")


def test_a_foreign_package_keeps_its_own_words_and_cells(
    run: Run, home: Settings, province: Content, make_package: Package
) -> None:
    schema = {
        "fields": [
            {"name": "day", "type": "date", "format": "%d/%m/%Y", "rdfType": "x"},
            {"name": "kind", "type": "string", "constraints": {"enum": ["p", "q"]}},
            {"name": "n", "type": "number", "decimalChar": ",", "constraints": {"minimum": 0}},
        ],
        "primaryKey": ["day", "kind"],
        "missingValues": ["", "n/a"],
    }
    folder = make_package(
        {"x/data.csv": "day;kind;n\n02/01/2024;q;1,50\n01/01/2024;p;n/a\n"},
        folder="foreign.unit",
        version="7.3",
        licenses=[{"name": "ODC-PDDL-1.0"}],
        publisherNote={"deep": ["kept"]},
        resources=[
            {"name": "data", "path": "x/data.csv", "schema": schema, "dialect": {"delimiter": ";"}, "views": [1]}
        ],
    )
    step = run(home, province, folder)[0]
    released = catalog(home).release(step.dataset)
    assert released.descriptor["publisherNote"] == {"deep": ["kept"]}
    assert released.descriptor["upstreamVersion"] == "7.3"
    assert released.descriptor["version"] == "1.0.0"
    assert released.descriptor["resources"][0]["views"] == [1]
    assert released.descriptor["resources"][0]["schema"] == schema
    assert released.csv("data").read_text() == 'day,kind,n\n01/01/2024,p,n/a\n02/01/2024,q,"1,50"\n'


def test_every_released_zip_is_valid_to_frictionless(
    run: Run, home: Settings, province: Content, tmp_path: Path
) -> None:
    run(home, province)
    path = tmp_path / "p.zip"
    path.write_bytes(catalog(home).release(WELLS).zip_bytes())
    report = frictionless.Package(str(path)).validate()
    assert report.valid, report.flatten()
    assert report.stats["tasks"] == 1


def test_a_file_that_is_no_table_is_released_with_its_package(
    run: Run, home: Settings, province: Content, make_package: Package, tmp_path: Path
) -> None:
    resources = [
        {"name": "a", "path": "a.csv", "schema": {"fields": [{"name": "a", "type": "integer"}]}},
        {"name": "map", "path": "map.geojson", "format": "geojson"},
    ]
    files = {"a.csv": "a\n1\n", "map.geojson": '{"type": "FeatureCollection", "features": []}'}
    folder = make_package(files, licenses=[{"name": "x"}], resources=resources)
    released = catalog(home).release(run(home, province, folder)[0].dataset)
    assert released.tables == ["a"]
    assert released.files["data/map.geojson"].read_text() == files["map.geojson"]
    path = tmp_path / "p.zip"
    path.write_bytes(released.zip_bytes())
    assert frictionless.Package(str(path)).validate().valid


def test_built_twice_from_scratch_all_bytes_are_the_same(
    run: Run, home: Settings, province: Content, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    trees = []
    for name in ("one", "two"):
        settings = Settings(content="province", datapackages=home.datapackages, root=tmp_path / name)
        run(settings, province)
        trees.append(tree(settings.root / "archive"))
        (home.datapackages / WELLS / ".based-on").unlink()
    assert trees[0] == trees[1]
    assert any(path.endswith(".parquet") for path in trees[0])


def test_a_release_cut_off_before_its_snapshot_is_taken_up_again(
    run: Run, home: Settings, province: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(home, province)
    edit(home, "2.25", "2.3")

    def cut(*_: object) -> None:
        raise KtthError("cut")

    with monkeypatch.context() as broken:
        broken.setattr(Catalog, "append", cut)
        with pytest.raises(KtthError, match="cut"):
            run(home, province)
    assert catalog(home).release(WELLS).version == "1.0.0"
    assert run(home, province)[0].version == "1.0.1"
    assert Archive(home.root).versions(f"urn:ktth:{WELLS}") == ["v1", "v2"]


def test_after_a_cut_off_release_other_data_gets_a_number_of_its_own(
    run: Run, home: Settings, province: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(home, province)
    edit(home, "2.25", "2.3")
    with monkeypatch.context() as broken:
        broken.setattr(Catalog, "append", lambda *_: (_ for _ in ()).throw(KtthError("cut")))
        with pytest.raises(KtthError, match="cut"):
            run(home, province)
    edit(home, "2.3", "2.4")
    assert run(home, province)[0].version == "1.0.2"


def test_a_schema_change_without_rows_is_versioned_too(run: Run, home: Settings, province: Content) -> None:
    run(home, province)
    path = home.datapackages / WELLS / "datapackage.json"
    said = json.loads(path.read_text())
    path.write_text(json.dumps(said | {"description": "Khác"}))
    step = run(home, province)[0]
    assert (step.version, [r.kind for r in step.reasons]) == ("1.0.1", ["metadata-changed"])


def test_two_packages_of_one_name_are_not_one_release(
    run: Run, home: Settings, province: Content, make_package: Package
) -> None:
    resource = {"name": "a", "path": "a.csv", "schema": {"fields": [{"name": "a"}]}}
    said = {"name": "twin", "licenses": [{"name": "x"}], "resources": [resource]}
    folders = [make_package({"a.csv": f"a\n{n}\n"}, folder=n, **said) for n in ("one", "two")]
    with pytest.raises(UsageError, match="twin"):
        run(home, province, *folders)
    with pytest.raises(UsageError, match="one package only"):
        run(home, province, *folders, name="same")
    with pytest.raises(UsageError, match="three numbers"):
        run(home, province, folders[0], version="abc")
    assert catalog(home).current() is None


def test_a_column_dropped_from_file_and_schema_file_is_still_missed(
    run: Run, home: Settings, province: Content
) -> None:
    """The model is the truth about a table of ours, not the generated file beside the data."""
    folder = home.datapackages / WELLS
    schema = folder / f"{WELLS}.schema.json"
    said = json.loads(schema.read_text())
    said["fields"] = [f for f in said["fields"] if f["name"] != "origin"]
    schema.write_text(json.dumps(said))
    data = folder / "data" / f"{WELLS}.csv"
    data.write_text("\n".join(line.rsplit(",", 1)[0] for line in data.read_text().splitlines()) + "\n")
    with pytest.raises(DataInvalid) as refused:
        run(home, province)
    assert [(f.rule, f.column) for f in refused.value.checked[0].report.errors] == [("header.missing", "origin")]


def test_a_slip_in_the_package_name_does_not_take_it_out_of_its_rules(
    run: Run, home: Settings, province: Content
) -> None:
    path = home.datapackages / WELLS / "datapackage.json"
    path.write_text(path.read_text().replace(f'"{WELLS}"', '"well-waters"', 1))
    with pytest.raises(DataInvalid) as refused:
        run(home, province)
    assert "descriptor.folder-name" in {f.rule for f in refused.value.checked[0].report.errors}


def test_an_edit_kept_by_pull_is_not_lost_to_the_next_pull(run: Run, home: Settings, province: Content) -> None:
    run(home, province)
    data = home.datapackages / WELLS / "data" / f"{WELLS}.csv"
    for edit_ in ("first", "second"):
        data.write_text(edit_)
        pull(catalog(home).release(WELLS), home.datapackages / WELLS)
    kept = {p.name: p.read_text() for p in data.parent.glob("*.local*")}
    assert kept == {f"{WELLS}.csv.local": "first", f"{WELLS}.csv.local-2": "second"}


def test_a_released_licence_says_its_words_and_pull_leaves_them_out(
    run: Run, home: Settings, province: Content
) -> None:
    run(home, province)
    released = catalog(home).release(WELLS)
    assert released.descriptor["licenses"][0]["title"] == "CC BY 4.0"
    assert pull(released, home.datapackages / WELLS) == []


def test_damaged_data_is_never_handed_on(run: Run, home: Settings, province: Content) -> None:
    run(home, province)
    file = Catalog(Archive(home.root)).release(WELLS).csv(WELLS)
    content = file.read_bytes()
    file.chmod(0o644)
    file.write_bytes(content.replace(b"2.25", b"9.25"))
    with pytest.raises(ArchiveDamaged, match=f"{WELLS}.csv"):
        catalog(home).release(WELLS).csv(WELLS)
    with pytest.raises(ArchiveDamaged):
        pull(catalog(home).release(WELLS), home.datapackages / WELLS)
    edit(home, "1.25", "1.3")
    with pytest.raises(ArchiveDamaged):
        run(home, province)


def test_the_mark_of_a_base_is_never_written_through_a_link(
    run: Run, home: Settings, province: Content, tmp_path: Path
) -> None:
    victim = tmp_path / "victim.txt"
    victim.write_text("mine")
    (home.datapackages / WELLS / ".based-on").symlink_to(victim)
    run(home, province)
    assert victim.read_text() == "mine"
    assert not (home.datapackages / WELLS / ".based-on").is_symlink()


def test_pull_into_a_folder_described_otherwise_leaves_nothing_to_be_read_instead(
    run: Run, home: Settings, province: Content, make_package: Package
) -> None:
    """A YAML descriptor and its own data file beside the pulled ones would bring the old figures back."""
    yaml = (
        "name: foreign\nlicenses: [{name: x}]\nresources: [{name: a, path: old.csv, schema: {fields: [{name: a}]}}]\n"
    )
    folder = make_package({"datapackage.yaml": yaml, "old.csv": "a\nfirst\n"})
    run(home, province, folder)
    kept = pull(catalog(home).release("foreign"), folder)
    assert sorted(p.name for p in kept) == ["datapackage.yaml.local", "old.csv.local"]
    assert not run(home, province, folder)[0].changed


def test_a_base_of_another_dataset_or_archive_is_not_taken_for_ours(
    run: Run, home: Settings, province: Content, tmp_path: Path
) -> None:
    run(home, province)
    edit(home, "2.25", "2.3")
    mark = home.datapackages / WELLS / ".based-on"
    mark.write_text("other sha256:00\n")
    with pytest.raises(StaleCandidate, match="does not say"):
        run(home, province)
    mark.write_text(f"{WELLS} sha256:00\n")
    with pytest.raises(StaleCandidate, match="does not hold"):
        run(home, province)


def test_a_licence_that_waits_is_replaced_by_the_one_the_settings_confirm(
    run: Run, home: Settings, province: Content
) -> None:
    (settled,) = province.site.licenses
    waits = License("waits", Text("Chờ xác nhận", "To be confirmed"), pending=True)
    content = replace(province, site=replace(province.site, licenses=(waits, settled)))
    said = home.datapackages / WELLS / "datapackage.json"
    said.write_text(said.read_text().replace(settled.id, waits.id))
    run(home, content)
    assert catalog(home).release(WELLS).descriptor["licenses"][0]["name"] == "waits"
    run(home, confirmed(content, replace(home, license=settled.id)))
    assert catalog(home).release(WELLS).descriptor["licenses"][0]["title"] == settled.title.vi
    for name in ("waits", "unknown"):
        with pytest.raises(UsageError, match="KTTH_LICENSE"):
            confirmed(content, replace(home, license=name))
