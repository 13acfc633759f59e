"""A commit that is killed, refused or cut from power at any point leaves the old state or the new one, never a third.

Every call with which the archive changes the disk is a point. For each point of a commit, one by one, a child process
is killed just before, just after or in the middle of it, or the call fails as a broken or full disk makes it fail.
"""

import errno
import os
import resource
from itertools import pairwise
from pathlib import Path

import pytest

from publish import staging
from publish.archive import Archive
from publish.errors import ArchiveWriteFailed, KtthError
from tests.torture.faults import (
    CHANGES,
    ENDED,
    KILLED,
    LONG,
    SAID,
    Points,
    die_after,
    die_before,
    failing,
    struck_at_every_point,
    tell,
    through_os,
)

POP, LAND = "urn:ktth:ag-population", "urn:ktth:ag-land"
OLD = {"datapackage.json": b'{"version": "1.0.0"}', "data/t.csv": b"year,n\n2024,1\n", "report.json": b"[]"}
NEW = {"datapackage.json": b'{"version": "1.0.1"}', "data/t.csv": b"year,n\n2024,2\n", "report.json": b"[]"}
NEXT = {"datapackage.json": b'{"version": "1.0.2"}', "data/t.csv": b"year,n\n2024,3\n", "data/u.csv": b"x\n"}


def commit(archive, files=NEW, object_id=POP):
    return archive.commit(object_id, files, message="m", created="2025-11-30T00:00:00Z")


def states(archive, object_id=POP):
    """All versions, each byte held against its digest."""
    return [
        {path: archive.read(object_id, version, path) for path in archive.state(object_id, version)}
        for version in archive.versions(object_id)
    ]


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch):
    """A kill loses nothing that the kernel has taken, so flushes need not be slow here; PowerCut follows them."""
    monkeypatch.setattr(os, "fsync", os.fstat)


def nothing(_root):
    pass


def one_version(root):
    commit(Archive(root), OLD)


def torn_residue(root):
    """One version, a second one whose writer died right after the rename, and a third object's half staging."""
    one_version(root)
    inventory = root / "archive/ag-population/inventory.json"
    first = inventory.read_bytes(), inventory.with_suffix(".json.sha512").read_bytes()
    commit(Archive(root), NEW)
    for path, data in zip((inventory, inventory.with_suffix(".json.sha512")), first, strict=True):
        path.unlink()
        path.write_bytes(data)
    for name in ("ag-population", "ag-forest/object/v1"):
        (root / "archive.staging" / name).mkdir(parents=True)
    (root / "archive.staging/ag-population/inventory.json").write_bytes(b"{")


CASES = {
    "first": (nothing, NEW, [[], [NEW]]),
    "second": (one_version, NEW, [[OLD], [OLD, NEW]]),
    "after-a-kill": (torn_residue, NEXT, [[OLD, NEW], [OLD, NEW, NEXT]]),
}


def check_survived(root, at, allowed, work):
    """The reader sees one of ``allowed``; whatever is done next succeeds, and leaves a clean archive."""
    assert states(Archive(root)) in allowed
    if at % 2:  # the same again
        commit(Archive(root), work)
        assert states(Archive(root)) == allowed[1]
    else:  # first something else, which must mend what it finds
        commit(Archive(root), {"land": b"1"}, LAND)
        assert states(Archive(root)) in allowed
    assert list((root / "archive.staging").iterdir()) == []
    assert list(Archive(root).verify()) == []


def pairs(*short):
    """(case, act) of the short form as they are, all others as torture."""
    found = [(case, act) for case in CASES for act in (die_before, die_after)]
    return [pytest.param(*one, marks=() if one in short else LONG) for one in found]


def started(tmp_path, case):
    prepare, work, allowed = CASES[case]
    (tmp_path / "start").mkdir()
    prepare(tmp_path / "start")
    return tmp_path / "start", work, allowed


@pytest.mark.parametrize(
    ("case", "act"), pairs(("first", die_before), ("second", die_after), ("after-a-kill", die_after))
)
def test_killed_at_every_point(tmp_path, case, act):
    start, work, allowed = started(tmp_path, case)
    seen = []
    for at, root, code in struck_at_every_point(start, lambda root: commit(Archive(root), work), through_os(act)):
        assert code == KILLED
        seen.append(states(Archive(root)))
        check_survived(root, at, allowed, work)
    assert seen[0] == allowed[0]
    assert seen[-1] == allowed[1]
    assert sum(one != other for one, other in pairwise(seen)) == 1, "one point commits, once"
    tell(f"{case}: {len(seen)} kills, 0 torn states")


def test_the_same_kills_tear_a_commit_in_place(tmp_path):
    """The control: without staging the harness does find torn states."""

    def in_place(archive, name, inventory, sources):
        staging._build_version(archive._storage / name / inventory.head, inventory, sources)
        archive._settle(name)

    def work(root):
        Archive._write = in_place
        commit(Archive(root))

    start, _, allowed = started(tmp_path, "second")
    kills = torn = 0
    for at, root, _code in struck_at_every_point(start, work, through_os(die_after)):
        kills += 1
        try:
            check_survived(root, at, allowed, NEW)
        except (AssertionError, KtthError):
            torn += 1
    assert torn > 5
    tell(f"in place: {kills} kills, {torn} torn states")


@pytest.mark.parametrize("error", [pytest.param(errno.EIO, marks=LONG), errno.ENOSPC])
@pytest.mark.parametrize(
    "case", [pytest.param("first", marks=LONG), "second", pytest.param("after-a-kill", marks=LONG)]
)
def test_a_failing_disk_never_gives_a_false_success(tmp_path, case, error):
    start, work, allowed = started(tmp_path, case)

    failures, strike = 0, through_os(failing(error))
    for at, root, code in struck_at_every_point(start, lambda root: commit(Archive(root), work), strike):
        now = states(Archive(root))
        assert now in allowed if code == SAID else (code, now) == (ENDED, allowed[1])
        failures += code == SAID
        check_survived(root, at, allowed, work)
    assert failures > 20
    tell(f"{case}: {failures} failed calls said, 0 false successes")


def test_what_the_disk_answered_is_said(tmp_path, monkeypatch):
    Points(9, failing(errno.ENOSPC)).install(monkeypatch.setattr)
    with pytest.raises(ArchiveWriteFailed) as caught:
        commit(Archive(tmp_path))
    assert os.strerror(errno.ENOSPC) in str(caught.value)


def test_a_full_disk_is_said_and_its_space_given_back(tmp_path):
    one_version(tmp_path)
    large = {**NEW, "data/t.csv": b"x" * 200_000}
    child = os.fork()
    if child == 0:
        code = 1
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
            commit(Archive(tmp_path), large)
        except ArchiveWriteFailed as caught:
            code = 0 if os.strerror(errno.EFBIG) in str(caught) and "Không ghi được" in caught.say("vi") else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert states(Archive(tmp_path)) == [OLD]
    assert list((tmp_path / "archive.staging").iterdir()) == []
    assert commit(Archive(tmp_path), large) == "v2"


class PowerCut:
    """Which files and directories hold changes that a power cut could still undo, followed through every call."""

    def __init__(self, monkeypatch, archive):
        self.archive, self.dirty, self.brought_in = archive, set(), []
        for name in CHANGES:
            monkeypatch.setattr(os, name, self.wrap(name, getattr(os, name)))

    def wrap(self, name, call):
        def wrapped(*args, **kwargs):
            if name in ("rename", "replace"):
                self.moved(Path(args[0]), Path(args[1]))
            result = call(*args, **kwargs)
            if name in ("write", "fsync"):
                path = Path(f"/proc/self/fd/{args[0]}").readlink()
                (self.dirty.add if name == "write" else self.dirty.discard)(path)
            elif name in ("mkdir", "unlink", "rmdir") or (name == "open" and args[1] & os.O_CREAT):
                self.dirty.discard(Path(args[0]))  # if it was removed
                self.dirty |= {Path(args[0]).parent} | ({Path(args[0])} if name in ("open", "mkdir") else set())
            return result

        return wrapped

    def moved(self, old, new):
        """Whatever a rename brings into the archive must be on the disk before."""
        if new.is_relative_to(self.archive):
            assert not [path for path in self.dirty if path.is_relative_to(old)], (old, self.dirty)
            if new.name.startswith("v"):  # after a power cut staging must still name the object to mend
                assert self.archive.with_name("archive.staging") not in self.dirty
            self.brought_in.append(new.relative_to(self.archive).as_posix())
        self.dirty |= {old.parent, new.parent}


@pytest.mark.parametrize("there", [False, True])
def test_everything_is_on_the_disk_before_its_name_and_before_success(tmp_path, monkeypatch, there):
    root = tmp_path / "new/var"
    disk = PowerCut(monkeypatch, root / "archive")
    if there:  # made by a writer that died before its flush
        root.parent.mkdir()
        disk.dirty.clear()
        root.mkdir()
    for files in (OLD, NEW):
        commit(Archive(root), files)
        left = {path for path in disk.dirty if not path.is_relative_to(root / "archive.staging")}
        assert left <= {root / "archive.lock"}  # it holds nothing
    inventories = ["ag-population/inventory.json", "ag-population/inventory.json.sha512"]
    assert disk.brought_in == [".", "ag-population", "ag-population/v2", *inventories]


def test_a_file_that_changes_while_it_is_archived_is_not_archived(tmp_path, monkeypatch):
    source = tmp_path / "t.csv"
    source.write_bytes(b"checked")
    mkdir = os.mkdir

    def slip_in(path, *mode):
        mkdir(path, *mode)
        if path.name == "content":
            source.write_bytes(b"slipped in")

    monkeypatch.setattr(os, "mkdir", slip_in)
    with pytest.raises(ArchiveWriteFailed, match="changed while"):
        commit(Archive(tmp_path / "var"), {"data/t.csv": source})
    assert states(Archive(tmp_path / "var")) == []


def test_staging_that_cannot_be_cleared_does_not_make_a_success_a_failure(tmp_path, monkeypatch):
    one_version(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "rmdir", lambda path: (_ for _ in ()).throw(OSError(errno.EIO, "no")))
        assert commit(Archive(tmp_path)) == "v2"
    assert commit(Archive(tmp_path), NEXT) == "v3"
    assert list((tmp_path / "archive.staging").iterdir()) == []


def test_a_repeated_commit_flushes_what_the_failed_one_could_not(tmp_path, monkeypatch):
    one_version(tmp_path)
    flushed = []
    monkeypatch.setattr(os, "fsync", lambda fd: flushed.append(Path(f"/proc/self/fd/{fd}").readlink()))
    assert commit(Archive(tmp_path), OLD) == "v1"
    assert {tmp_path / "archive/ag-population", tmp_path / "archive"} <= set(flushed)
