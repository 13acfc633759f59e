"""A disk that is really full: an error that is said, the old release intact, and success once there is room."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from publish.cli.main import cli, main
from tests.conftest import FIXTURES
from tests.torture.faults import ENDED, LONG, SAID, code_of, forked, tell
from tests.torture.surveys import survey_limits
from tests.torture.works import commit_batch, edit_wells, package, problems, public, ready_steps, release_all, staged

SIZES = range(0, 600_000, 20_000)  # bytes


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("full") / "start"
    shutil.copytree(FIXTURES / "province" / "datapackages", place / "packages")
    release_all(place)
    edit_wells(place, "2.25", "2.5")
    package(place, "large", range(500))
    return place


def test_a_limit_of_file_sizes(start: Path, tmp_path: Path) -> None:
    """RLIMIT_FSIZE: a write is cut short, then refused."""
    steps, before, codes = ready_steps(start), public(start), []
    for size in (100, 1_000, 3_000, 1_000_000):
        place = tmp_path / str(size)
        shutil.copytree(start, place)

        def limited(place: Path = place, size: int = size) -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
            commit_batch(place, steps)

        codes.append(forked(limited))
        assert codes[-1] == ENDED or (public(place), staged(place)) == (before, [])
        commit_batch(place, steps)
        assert (staged(place), problems(place), len(public(place))) == ([], [], 2)
    assert codes == [SAID, SAID, SAID, ENDED]


def test_a_limit_of_file_sizes_while_the_database_is_built(fresh: ProcessPoolExecutor, start: Path) -> None:
    """SQLite's own writes are cut short; the next build, without the limit, succeeds."""
    survey = fresh.submit(survey_limits, start, [1_000, 20_000, 60_000, 10_000_000]).result()
    assert survey.wrong == []
    assert survey.codes[SAID] >= 2
    assert survey.codes[ENDED] >= 1


def test_a_disk_that_fills_up_elsewhere_is_no_defect_of_the_program(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As when the gate has no room for what it judges."""

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/tmp/x")

    monkeypatch.setattr(cli, "main", full)
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == SAID
    said = capsys.readouterr().err
    assert "No space left on device" in said
    assert "Hệ điều hành từ chối" in said


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A folder to mount a small disk on; skips aloud where that is not permitted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() or not shutil.which("mount") or mount(folder, 4 << 20).returncode:
        pytest.skip("a small disk cannot be mounted here: only RLIMIT_FSIZE was tried")
    yield folder
    subprocess.run(["umount", folder], check=True)


def mount(folder: Path, size: int) -> subprocess.CompletedProcess[bytes]:
    options = ["-t", "tmpfs", "-o", f"size={size}", "none"]
    return subprocess.run(["mount", *options, folder], check=False, capture_output=True)


@LONG
def test_a_disk_that_is_full(start: Path, disk: Path) -> None:
    """The disk has room for what was released and for so many bytes more, from none at all to enough."""
    steps, before = ready_steps(start), public(start)
    codes = []
    for spare in SIZES:
        shutil.rmtree(disk / "place", ignore_errors=True)
        shutil.copytree(start, disk / "place")
        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        ballast = disk / "ballast"
        ballast.write_bytes(b"x" * max(0, free - spare))
        codes.append(code_of(lambda: commit_batch(disk / "place", steps)))
        assert codes[-1] == ENDED or public(disk / "place") == before
        ballast.unlink()
        commit_batch(disk / "place", steps)
        assert (staged(disk / "place"), problems(disk / "place"), len(public(disk / "place"))) == ([], [], 2)
    assert {*codes} == {SAID, ENDED}
    tell(f"{codes.count(SAID)} full disks said, {codes.count(ENDED)} with room enough, 0 torn states")
