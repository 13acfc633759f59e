"""Many releases of one dataset at once: each version has one winner, and nobody's rows are lost."""

from __future__ import annotations

import shutil
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest

from publish.snapshot import CATALOG
from tests.torture.faults import tell
from tests.torture.surveys import release_at_once
from tests.torture.works import catalog_of, package, problems, release_all, staged

pytestmark = pytest.mark.deep


@pytest.mark.parametrize("writers", [5, pytest.param(20, marks=pytest.mark.torture)])
def test_parallel_releases(fresh: ProcessPoolExecutor, tmp_path: Path, writers: int) -> None:
    """Each writer has a row of its own to add; one that comes late pulls, adds it again and releases."""
    first = tmp_path / "first"
    package(first, "shared", [0])
    release_all(first)
    for number in range(1, writers + 1):
        shutil.copytree(first / "packages", tmp_path / str(number) / "packages")
    ended, refused = fresh.submit(release_at_once, tmp_path, writers).result()
    assert ended == [0] * writers
    catalog = catalog_of(first)
    releases = catalog.releases("shared")
    assert [one.version for one in releases] == [f"1.{number}.0" for number in range(writers, -1, -1)]
    assert len(catalog._archive.versions(CATALOG)) == len(releases)
    rows = [{*one.csv("t").read_text(encoding="utf-8").split()[1:]} for one in releases]
    assert all(newer > older and len(newer - older) == 1 for newer, older in pairwise(rows))
    assert rows[0] == {f"{number},x{number}" for number in range(writers + 1)}
    assert (staged(first), problems(first)) == ([], [])
    tell(f"{writers} writers, {len(releases) - 1} versions, {refused} late ones refused and repeated, none lost")
