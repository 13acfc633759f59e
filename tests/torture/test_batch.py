"""A batch of releases is public as a whole or not at all, whatever strikes while it is committed; so is a rollback."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from publish.archive import Archive
from publish.past import roll_back
from publish.snapshot import CATALOG
from publish.steps import Step
from tests.conftest import FIXTURES
from tests.torture import kernel
from tests.torture.faults import (
    ENDED,
    KILLED,
    LONG,
    SAID,
    Strike,
    die_after,
    die_before,
    failing,
    struck_at_every_point,
    tell,
    through_os,
)
from tests.torture.surveys import survey_release
from tests.torture.works import (
    WELLS,
    catalog_of,
    commit_batch,
    edit_wells,
    package,
    problems,
    public,
    ready_steps,
    release_all,
    staged,
)

pytestmark = pytest.mark.deep

Public = dict[str, dict[str, bytes]]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two datasets released; one of them corrected, one with more rows, and a third one new: all to be released."""
    place = tmp_path_factory.mktemp("batch") / "start"
    shutil.copytree(FIXTURES / "province" / "datapackages", place / "packages")
    package(place, "older", [1, 2])
    release_all(place)
    edit_wells(place, "2.25", "2.5")
    package(place, "older", [1, 2, 3])
    package(place, "newer", [7])
    return place


@pytest.fixture(scope="module")
def steps(start: Path) -> list[Step]:
    return ready_steps(start)


@pytest.fixture(scope="module")
def after(start: Path, steps: list[Step]) -> Public:
    """What readers get when the batch is public."""
    place = start.with_name("after")
    shutil.copytree(start, place)
    commit_batch(place, steps)
    return public(place)


STRIKES = {
    "killed before": through_os(die_before),
    "killed after": through_os(die_after),
    "EIO": through_os(failing(errno.EIO)),
    "ENOSPC": through_os(failing(errno.ENOSPC)),
}
FORMS = [pytest.param(name, 24) for name in ("killed after", "ENOSPC")]
FORMS += [pytest.param(name, 1, marks=LONG) for name in STRIKES]


def tables(seen: Public) -> Public:
    """What a release made later has the same: the rows, not the times."""
    return {name: {p: data for p, data in files.items() if p.startswith("data/")} for name, files in seen.items()}


def held(place: Path, old: Public, new: Public, code: int) -> bool:
    """Whether readers get the new state. Fails on a third one, and where success was said falsely."""
    seen = public(place)
    assert seen in (old, new)
    assert code in (KILLED, SAID) or seen == new
    return seen == new


@pytest.mark.parametrize(("strike", "every"), FORMS)
def test_a_batch(start: Path, steps: list[Step], after: Public, strike: str, every: int) -> None:
    """Then the real release, run again, ends the work: no version twice, nothing staged, nothing to complain of."""
    before, seen, codes = public(start), list[bool](), list[int]()
    points = struck_at_every_point(start, lambda place: commit_batch(place, steps), STRIKES[strike], every=every)
    for at, place, code in points:
        seen.append(held(place, before, after, code))
        codes.append(code)
        if every > 1 or at % 2:
            assert {one.version for one in release_all(place)} == {"1.0.0", "1.0.1", "1.1.0"}
            assert not any(one.changed for one in release_all(place))
        else:
            commit_batch(place, steps)
        assert tables(public(place)) == tables(after)
        counts = [len(Archive(place / "var").versions(one)) for one in Archive(place / "var").objects()]
        assert counts == [2, 1, 2, 2]  # catalog, newer, older, well-water
        assert staged(place) == []
        assert problems(place) == []
    if "killed" in strike:
        assert {*codes} == {KILLED}
        assert sum(one != other for one, other in pairwise(seen)) == 1, "one point makes it public, once"
    else:  # what fails in clearing staging is no failure
        assert {*codes} <= {SAID, ENDED}
        assert {*seen} == {False, True}
    tell(f"{strike}: {len(codes)} strikes, {codes.count(SAID)} of them said, 0 torn states")


@pytest.mark.parametrize(("strike", "every"), FORMS)
def test_a_rollback(start: Path, steps: list[Step], after: Public, strike: str, every: int, tmp_path: Path) -> None:
    before = public(start)
    place = tmp_path / "start"
    shutil.copytree(start, place)
    commit_batch(place, steps)

    def work(place: Path) -> None:
        roll_back(catalog_of(place), {WELLS: "1.0.0", "older": "1.0.0"}, "2025-12-02T00:00:00Z")

    seen = []
    for _, struck, code in struck_at_every_point(place, work, STRIKES[strike], every=every):
        seen.append(held(struck, after, before | {"newer": after["newer"]}, code))
        work(struck)
        assert Archive(struck / "var").versions(CATALOG) == ["v1", "v2", "v3"]
        assert (staged(struck), problems(struck)) == ([], [])
    assert {*seen} == {False, True}
    tell(f"{strike}: {len(seen)} strikes, 0 torn states")


HITS = (kernel.die_before, kernel.die_after, kernel.failing(errno.EIO))


@kernel.here
@pytest.mark.usefixtures("tracing")
@pytest.mark.parametrize(
    ("hit", "every"), [(kernel.die_after, 40), *(pytest.param(hit, 2, marks=LONG) for hit in HITS)]
)
def test_a_batch_at_its_system_calls(
    start: Path, steps: list[Step], after: Public, hit: kernel.Hit, every: int
) -> None:
    """As above, for whatever the wrappers in Python do not see; the long form strikes at every other call."""
    before, strike = public(start), kernel.through_kernel(start.parent, hit)
    seen = []
    for _, place, code in struck_at_every_point(start, lambda place: commit_batch(place, steps), strike, every=every):
        seen.append(held(place, before, after, code))
        commit_batch(place, ready_steps(place) if every == 2 else steps)
        assert public(place).keys() == after.keys()
        assert (staged(place), problems(place)) == ([], [])
    tell(f"{len(seen)} strikes, 0 torn states")


@kernel.here
@LONG
@pytest.mark.usefixtures("tracing")
@pytest.mark.parametrize("hit", ["before", "after", "fail"])
def test_a_whole_release(fresh: ProcessPoolExecutor, start: Path, hit: str) -> None:
    """Reading, gate, commit, bases: one in three of all system calls that change the disk."""
    survey = fresh.submit(survey_release, start, hit, errno.ENOSPC, 3).result()
    assert survey.wrong == []
    tell(f"{survey.strikes} strikes, {survey.codes.get(SAID, 0)} of them said, 0 torn states")


def write_in_place(place: Path, steps: list[Step]) -> None:
    """A naive writer: each file under its own name, in the order in which one thinks of them."""
    archive = Archive(place / "var")
    for step in steps:
        folder = place / "var" / "archive" / step.dataset
        number = len(archive.versions(f"urn:ktth:{step.dataset}")) + 1
        for path, content in (step.candidate.files if step.candidate else {}).items():
            file = folder / f"v{number}" / "content" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        (folder / "inventory.json").unlink(missing_ok=True)
        (folder / "inventory.json").write_bytes(b"{}")
    current = place / "var" / "archive" / "catalog" / "v1" / "content" / "snapshot.json"
    current.unlink()
    current.write_bytes(b"{}")


def released_in_place(place: Path, steps: list[Step]) -> str:
    """What somebody who reads the folders sees of it: nothing, all, or something in between."""
    archive = place / "var" / "archive"
    wanted = [
        (archive / step.dataset / f"v{2 if step.before else 1}" / "content" / path, content)
        for step in steps
        for path, content in (step.candidate.files if step.candidate else {}).items()
    ]
    there = [file.is_file() and file.read_bytes() == content for file, content in wanted]
    return "all" if all(there) else "torn" if any(file.exists() for file, _ in wanted) else "nothing"


@kernel.here
@pytest.mark.usefixtures("tracing")
def test_the_same_kills_tear_a_batch_written_in_place(start: Path, steps: list[Step]) -> None:
    """The control: without staging and one rename the harness does find torn states."""
    work: Callable[[Path], None] = partial(write_in_place, steps=steps)
    strike: Strike = kernel.through_kernel(start.parent, kernel.die_after)
    seen = [released_in_place(place, steps) for _, place, _ in struck_at_every_point(start, work, strike, every=2)]
    assert seen.count("torn") > 5
    tell(f"in place: {len(seen)} kills, {seen.count('torn')} torn states")
