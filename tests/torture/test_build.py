"""The portal's SQLite is built whole or not at all, whatever system call a kill or a failing disk strikes."""

from __future__ import annotations

import errno
import shutil
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from publish.past import roll_back
from publish.sqlite import read_tables
from publish.sqlite.build import KEPT
from tests.conftest import FIXTURES
from tests.torture.faults import ENDED, KILLED, LONG, SAID, tell
from tests.torture.kernel import here
from tests.torture.surveys import build_newest, survey_build
from tests.torture.works import WELLS, catalog_of, edit_wells, package, release_all

pytestmark = [here, pytest.mark.deep, pytest.mark.usefixtures("tracing")]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Snapshots whose files are built, as many as are kept, and one more that is not built yet."""
    place = tmp_path_factory.mktemp("build") / "start"
    shutil.copytree(FIXTURES / "province" / "datapackages", place / "packages")
    package(place, "foreign", [1, 2, 3])
    release_all(place)
    build_newest(place)
    edit_wells(place, "2.25", "2.5")
    release_all(place)
    for number in range(KEPT - 1):
        build_newest(place)
        roll_back(catalog_of(place), {WELLS: f"1.0.{number % 2}"}, "2099-01-01T00:00:00Z")
    return place


@pytest.mark.parametrize(
    ("hit", "every"), [("after", 12), *(pytest.param(h, 1, marks=LONG) for h in ("before", "after"))]
)
def test_killed_at_every_system_call(fresh: ProcessPoolExecutor, start: Path, hit: str, every: int) -> None:
    survey = fresh.submit(survey_build, start, hit, 0, every).result()
    assert survey.wrong == []
    assert set(survey.codes) == {KILLED}
    tell(f"{survey.strikes} kills, 0 torn files")


@pytest.mark.parametrize(
    ("error", "every"), [(errno.ENOSPC, 12), *(pytest.param(e, 1, marks=LONG) for e in (errno.EIO, errno.ENOSPC))]
)
def test_every_failing_system_call(fresh: ProcessPoolExecutor, start: Path, error: int, every: int) -> None:
    survey = fresh.submit(survey_build, start, "fail", error, every).result()
    assert survey.wrong == []
    assert set(survey.codes) <= {SAID, ENDED}
    tell(f"{survey.codes.get(SAID, 0)} failures said, {survey.codes.get(ENDED, 0)} built all the same")


def test_a_file_that_is_no_database_is_made_again(start: Path, tmp_path: Path) -> None:
    place = tmp_path / "place"
    shutil.copytree(start, place)
    build_newest(place)
    files = sorted((place / "var" / "portal").glob("catalog-*.db"))
    for path in files:
        path.write_bytes(b"not a database")
    build_newest(place)
    assert read_tables(files[-1]).keys() == {("foreign", "t"), (WELLS, WELLS)}


def test_the_same_kills_tear_a_file_made_in_place(fresh: ProcessPoolExecutor, start: Path) -> None:
    """The control: the harness does find torn files."""
    survey = fresh.submit(survey_build, start, "after", 0, 6, naive=True).result()
    assert len(survey.wrong) > 1
    tell(f"{survey.strikes} kills, {len(survey.wrong)} torn files")
