"""What others say of an archive that real releases made, and what ours says of objects that others made."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from pathlib import Path

import frictionless
import pytest
from ocfl import Object, StorageRoot

from publish.fixity import check_object
from publish.past import release_of, roll_back
from tests.conftest import FIXTURES
from tests.torture.faults import tell
from tests.torture.works import WELLS, catalog_of, edit_wells, package, release_all

BESIDE = Path(__file__).parents[3] / "shared"
OBJECTS = Path(os.environ.get("CORPORA", BESIDE / "corpora")) / "ocfl-fixtures" / "1.1"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Several releases of three packages, one of them with a file that is no table, and a rollback."""
    place = tmp_path_factory.mktemp("others")
    shutil.copytree(FIXTURES / "province" / "datapackages", place / "packages")
    package(place, "foreign", [1, 2])
    release_all(place)
    edit_wells(place, "2.25", "2.5")
    release_all(place)
    package(place, "foreign", [1, 2, 3])
    package(place, "late", [9])
    release_all(place)
    roll_back(catalog_of(place), {WELLS: "1.0.0", "foreign": "1.0.0"}, "2099-01-01T00:00:00Z")
    return place


def test_a_third_partys_validator_accepts_what_releases_and_a_rollback_made(place: Path) -> None:
    root = StorageRoot(root=str(place / "var" / "archive"))
    assert root.validate(log_warnings=True), (root.log.status_str(), root.errors)
    assert (root.num_objects, root.good_objects, root.errors, root.log.status_str()) == (4, 4, [], "")


@pytest.mark.parametrize(("dataset", "table", "version"), [(WELLS, WELLS, "1.0.1"), ("foreign", "t", "1.0.0")])
def test_frictionless_reads_a_release_and_misses_no_changed_byte(
    place: Path, tmp_path: Path, dataset: str, table: str, version: str
) -> None:
    """As ``ktth get`` writes it, and as it lies in the archive."""
    release = release_of(catalog_of(place), dataset, version)
    whole = tmp_path / "package.zip"
    whole.write_bytes(release.zip_bytes())
    assert frictionless.Package(str(whole)).to_dict()["version"] == version
    shutil.unpack_archive(whole, tmp_path / "folder")
    told = frictionless.validate(str(tmp_path / "folder" / "datapackage.json"))
    assert (told.valid, told.stats["tasks"]) == (True, 1), told.flatten(["type", "message"])
    csv = tmp_path / "folder" / release.files[f"data/{table}.csv"].relative_to(release.files["datapackage.json"].parent)
    content = csv.read_bytes()
    place_of_a_digit = max(n for n, byte in enumerate(content) if chr(byte).isdigit())
    csv.write_bytes(content[:place_of_a_digit] + b"8" + content[place_of_a_digit + 1 :])
    assert csv.stat().st_size == len(content)
    again = frictionless.validate(str(tmp_path / "folder" / "datapackage.json"))
    assert "hash-count" in [error.type for task in again.tasks for error in task.errors]


def test_objects_that_others_made() -> None:
    """Good ones and those that only deserve a warning are accepted, bad ones refused; another validator agrees."""
    if not OBJECTS.is_dir():
        pytest.skip(f"not there: {OBJECTS} (see CORPORA)")
    verdicts: Counter[tuple[str, bool]] = Counter()
    named = 0
    for folder in sorted(OBJECTS.glob("*-objects/*")):
        codes = {problem.code for problem in check_object(folder)}
        kind = folder.parent.name.removesuffix("-objects")
        verdicts[kind, not codes] += 1
        named += kind == "bad" and bool(codes & {*folder.name.split("_")})
        assert (not codes) == Object().validate(str(folder))[0], folder.name
    assert verdicts == {("good", True): 12, ("warn", True): 13, ("bad", False): 55}
    assert named >= 50
    tell(f"12 good and 13 warn accepted, 55 bad refused, {named} of them by the code that their name says")
