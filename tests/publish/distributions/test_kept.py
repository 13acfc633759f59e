"""Kept files: made once, whole or not there, and only from a sound archive."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import shutil
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from publish.cli.main import main
from publish.distributions import Distributions, Keeper, Wanted, made
from publish.distributions.kept import MAKING
from publish.errors import ArchiveDamaged, KtthError, UsageError
from publish.snapshot import Withdrawal
from publish.sums import SUM
from tests.publish.distributions.tables import Made
from tests.publish.distributions.tables import made as released
from tests.standin.releases import CREATED, SITE


def wanted(write: Callable[[Path], None], key: str = "k" * 16) -> Wanted:
    return Wanted("odd", "1.0.0", "t", "xlsx", key, write)


def says(data: bytes) -> Wanted:
    return wanted(lambda path: path.write_bytes(data) and None)


def never(path: Path) -> None:
    raise AssertionError("made again")


@pytest.fixture
def odd(tmp_path: Path) -> Made:
    return released(tmp_path)


def test_a_file_is_made_once_and_named_with_its_digest(tmp_path: Path) -> None:
    first = Keeper(tmp_path).file(says(b"abc"))
    assert (first.path.read_bytes(), first.size) == (b"abc", 3)
    assert first.sha256 == hashlib.sha256(b"abc").hexdigest()
    assert Keeper(tmp_path).file(wanted(never)) == first
    assert Path(f"{first.path}{SUM}").read_text() == f"{first.sha256}  {first.path.name}\n", "sha256sum -c reads it"


@pytest.mark.parametrize("harm", ["torn", "changed", "sum", "gone"])
def test_a_damaged_file_is_never_served_but_made_again(tmp_path: Path, harm: str) -> None:
    keeper = Keeper(tmp_path)
    path = keeper.file(says(b"abc")).path
    if harm == "torn":
        path.write_bytes(b"ab")
    elif harm == "changed":
        path.write_bytes(b"abd")
    elif harm == "sum":
        Path(f"{path}{SUM}").write_bytes(b"\xff\xfe")
    else:
        shutil.rmtree(tmp_path / "distributions")
    for one in (keeper, Keeper(tmp_path)):
        assert one.kept(says(b"abc")) is None
    assert keeper.file(says(b"abc")).path.read_bytes() == b"abc"


def test_a_file_of_an_older_way_of_writing_is_not_served_and_goes(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    old = keeper.file(says(b"old")).path
    new = keeper.file(replace(says(b"new"), key="n" * 16)).path
    other = keeper.file(replace(says(b"json"), ending="json")).path
    assert new.read_bytes() == b"new"
    assert not old.exists()
    assert {p.name for p in new.parent.iterdir()} == {
        *(p.name for p in (new, other)),
        *(f"{p.name}{SUM}" for p in (new, other)),
        ".lock",
    }


def test_a_maker_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def fails(path: Path) -> None:
        path.write_bytes(b"half")
        raise KtthError("no")

    with pytest.raises(KtthError):
        Keeper(tmp_path).file(wanted(fails))
    assert [p.name for p in (tmp_path / "distributions" / "odd" / "1.0.0").iterdir()] == [".lock"]


def _stuck(root: Path) -> None:
    def write(path: Path) -> None:
        path.write_bytes(b"half")
        time.sleep(60)

    Keeper(root).file(wanted(write))


def test_a_killed_maker_leaves_no_lock_and_its_rest_is_collected(tmp_path: Path) -> None:
    maker = multiprocessing.get_context("fork").Process(target=_stuck, args=(tmp_path,))
    maker.start()
    half = tmp_path / "distributions" / "odd" / "1.0.0" / MAKING / "file"
    while not half.is_file():
        time.sleep(0.01)
    os.kill(maker.pid or 0, signal.SIGKILL)
    maker.join()
    assert half.is_file()
    assert Keeper(tmp_path).kept(says(b"whole")) is None
    assert Keeper(tmp_path).file(says(b"whole")).path.read_bytes() == b"whole"
    assert not half.parent.exists()


def test_many_at_once_make_it_once(tmp_path: Path) -> None:
    calls = []

    def write(path: Path) -> None:
        calls.append(path)
        path.write_bytes(b"abc")

    with ThreadPoolExecutor(8) as pool:
        found = {*pool.map(lambda _: Keeper(tmp_path).file(wanted(write)), range(16))}
    assert len(found) == len(calls) == 1


def test_a_damaged_archive_is_told_and_nothing_of_it_is_kept(odd: Made) -> None:
    path = odd.release.csv("tricky")
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"0.1", b"0.2"))
    offer, keeper = Distributions(odd.releases.catalog, SITE), Keeper(odd.releases.root)
    for one in offer.of(odd.releases.catalog.release("odd")):
        with pytest.raises(ArchiveDamaged):
            keeper.file(one)
        assert keeper.kept(one) is None
    assert not [*(odd.releases.root / "distributions").rglob(f"*{SUM}")]


def test_another_release_or_address_is_another_file(odd: Made) -> None:
    here = Distributions(odd.releases.catalog, SITE).table(odd.release, "tricky", "xlsx")
    there = Distributions(odd.releases.catalog, SITE, "https://x.test").table(odd.release, "tricky", "xlsx")
    changed = Distributions(odd.releases.catalog, SITE).table(replace(odd.release, digest="sha256:1"), "tricky", "xlsx")
    assert len({here.key, there.key, changed.key}) == 3


def test_a_withdrawn_register_does_not_take_the_workbooks_of_others_along(odd: Made) -> None:
    gone = {"ref-codes": {"1.0.0": Withdrawal("sai", CREATED)}}
    odd.releases.catalog.append({}, CREATED, gone)
    assert odd.file("xlsx").is_file()


@pytest.mark.parametrize(("ending", "fresh"), [("xlsx", True), ("sqlite", True), ("json", False)])
def test_words_of_a_withdrawn_register_are_not_kept(odd: Made, ending: str, *, fresh: bool) -> None:
    keeper, offer = Keeper(odd.releases.root), Distributions(odd.releases.catalog, SITE)
    before = offer.table(odd.release, "tricky", ending)
    path = keeper.file(before).path
    odd.releases.catalog.append({}, CREATED, {"ref-codes": {"1.0.0": Withdrawal("sai", CREATED)}})
    after = offer.table(odd.release, "tricky", ending)
    assert (after.key != before.key) is fresh
    assert (keeper.file(after).path != path) is fresh
    assert path.exists() is not fresh


def test_files_are_made_ahead_and_only_what_is_missing(odd: Made) -> None:
    offer, keeper = Distributions(odd.releases.catalog, SITE), Keeper(odd.releases.root)

    def run(*datasets: str, every: bool = False, plan: bool = False) -> list[tuple[str, bool]]:
        found = made(odd.releases.catalog, offer, keeper, datasets, every=every, plan=plan)
        return [(f"{one.wanted.name}.{one.wanted.ending}", one.is_new) for one in found]

    assert ("tricky.xlsx", True) in run("odd", plan=True)
    assert not (odd.releases.root / "distributions").exists()
    first = run("odd")
    assert len(first) == 7
    assert all(new for _, new in first)
    assert run("odd") == [(name, False) for name, _ in first]
    assert len(run()) == 14
    with pytest.raises(UsageError, match="no dataset nothing"):
        run("nothing")


def test_the_command_makes_and_reports_them(
    odd: Made, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KTTH_ROOT", str(odd.releases.root))
    monkeypatch.setenv("KTTH_CONTENT", "province")
    monkeypatch.setattr("atexit.register", lambda *_: None)  # what a command leaves for its process's end

    def ktth(*args: str) -> str:
        main(["publish", "files", *args])
        return capsys.readouterr().out

    assert "Sẽ tạo 14 tệp" in ktth("--plan")
    said = json.loads(ktth("--json", "odd"))
    assert {one["file"] for one in said} >= {"tricky.xlsx", "tricky.sqlite", "datapackage.zip"}
    assert all(one["made"] and one["bytes"] and len(one["sha256"]) == 64 for one in said)
    assert "Đã tạo 7 tệp, 7 tệp đã có sẵn" in ktth("--all")
