"""Releases, rollbacks, kills, failing disks and restores in any order, held against a model of what was kept."""

from __future__ import annotations

import errno
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from publish.archive import Archive
from publish.canonical import identity, json_bytes
from publish.past import release_of, roll_back
from publish.restore import restore
from publish.settings import Settings
from publish.snapshot import CATALOG, Catalog, Entry
from publish.verify import Verification
from tests.torture.faults import ENDED, KILLED, SAID, Act, die_after, die_before, failing, through_os

DATASETS = ("land", "rice", "water")
ROWS = st.lists(st.integers(0, 3), max_size=3)
BATCHES = st.dictionaries(st.sampled_from(DATASETS), ROWS, min_size=1)
ACTS: Mapping[str, Act] = {
    "killed before": die_before,
    "killed after": die_after,
    "EIO": failing(errno.EIO),
    "ENOSPC": failing(errno.ENOSPC),
}
Files = dict[str, bytes]
Named = dict[str, tuple[str, str]]  # dataset -> version, object version


def files_of(dataset: str, version: str, rows: list[int]) -> Files:
    """A release as it is archived: one table, its descriptor."""
    resources = [{"name": dataset, "type": "table", "path": "data/t.csv"}]
    said = {"name": dataset, "version": version, "resources": resources}
    return {"datapackage.json": json_bytes(said), "data/t.csv": "".join(f"{n}\n" for n in ["n", *rows]).encode()}


def digest_of(files: Files) -> str:
    return identity(json.loads(files["datapackage.json"]), {"data/t.csv": files["data/t.csv"]})


class ArchiveMachine(RuleBasedStateMachine):
    """``kept``: the states of each object, the oldest first. ``shown``: what each snapshot names, and when."""

    steps = strikes = 0

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.root = self.folder / "0"
        self.kept: dict[str, list[Files]] = {name: [] for name in DATASETS}
        self.shown: list[tuple[str, Named]] = []
        self.moves = 0
        self.reopen()

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            assert list(Verification(self.root).problems() if (self.root / "archive").is_dir() else ()) == []
            shutil.rmtree(self.folder)

    # the work, and what it leaves in the model after each of its commits

    def batch(self, rows: Mapping[str, list[int]]) -> tuple[Callable[[], object], Iterator[None]]:
        """Archive a new version of each dataset, then show them all in one step."""
        created = self.now()
        files, named = {}, dict(self.shown[-1][1]) if self.shown else {}
        for dataset, cells in rows.items():
            version = f"1.0.{len(self.kept[dataset])}"
            files[dataset] = files_of(dataset, version, cells)
            named[dataset] = (version, f"v{len(self.kept[dataset]) + 1}")

        def work() -> None:
            archive = Archive(self.root, patience=0)
            catalog = Catalog(archive)
            with archive.lock():
                entries = {}
                for dataset, state in files.items():
                    version, place = named[dataset]
                    made = archive.commit(f"urn:ktth:{dataset}", state, message=version, created=created)
                    assert made == place
                    entries[dataset] = Entry(version, digest_of(state), made)
                catalog.append(entries, created)

        def effects() -> Iterator[None]:
            for dataset, state in files.items():
                self.kept[dataset].append(state)
                yield
            self.shown.append((created, named))
            yield

        return work, effects()

    def rollback(self, dataset: str, back: int) -> tuple[Callable[[], object], Iterator[None]]:
        created, versions = self.now(), sorted({named[dataset] for _, named in self.shown if dataset in named})
        version, place = versions[back % len(versions)]
        named = {**self.shown[-1][1], dataset: (version, place)}

        def work() -> None:
            roll_back(Catalog(Archive(self.root, patience=0)), {dataset: version}, created)

        def effects() -> Iterator[None]:
            if named != self.shown[-1][1]:
                self.shown.append((created, named))
            yield

        return work, effects()

    def now(self) -> str:
        self.moves += 1
        return f"2025-01-01T{self.moves // 3600:02}:{self.moves // 60 % 60:02}:{self.moves % 60:02}Z"

    # the rules

    @rule()
    def reopen(self) -> None:
        self.archive = Archive(self.root)
        self.catalog = Catalog(self.archive)

    @rule(rows=BATCHES)
    def release(self, rows: dict[str, list[int]]) -> None:
        work, effects = self.batch(rows)
        work()
        assert [None for _ in effects]

    @rule(dataset=st.sampled_from(DATASETS), rows=ROWS)
    def archive_only(self, dataset: str, rows: list[int]) -> None:
        """As a release that was killed before it was shown."""
        state = files_of(dataset, f"1.0.{len(self.kept[dataset])}", rows)
        version = self.archive.commit(f"urn:ktth:{dataset}", state, message="m", created=self.now())
        self.kept[dataset].append(state)
        assert version == f"v{len(self.kept[dataset])}"
        assert self.archive.commit(f"urn:ktth:{dataset}", state, message="again", created=self.now()) == version

    @rule(rows=BATCHES, at=st.integers(1, 160), act=st.sampled_from(sorted(ACTS)))
    def struck_release(self, rows: dict[str, list[int]], at: int, act: str) -> None:
        self.struck(*self.batch(rows), at, act)

    @precondition(lambda self: self.shown)
    @rule(back=st.integers(0, 9), data=st.data())
    def back_to_an_older_one(self, back: int, data: st.DataObject) -> None:
        work, effects = self.rollback(data.draw(st.sampled_from(sorted(self.shown[-1][1]))), back)
        work()
        assert [None for _ in effects]

    @precondition(lambda self: self.shown)
    @rule(back=st.integers(0, 9), at=st.integers(1, 60), act=st.sampled_from(sorted(ACTS)), data=st.data())
    def struck_rollback(self, back: int, at: int, act: str, data: st.DataObject) -> None:
        self.struck(*self.rollback(data.draw(st.sampled_from(sorted(self.shown[-1][1]))), back), at, act)

    def struck(self, work: Callable[[], object], effects: Iterator[None], at: int, act: str) -> None:
        """What is there afterwards must be the state before one of the commits, or after the last."""
        type(self).strikes += 1
        code = through_os(ACTS[act])(work, at).code
        assert code in (ENDED, SAID, KILLED)
        while self.on_disk() != self.counts():
            next(effects)  # StopIteration: it is none of them
        if code == ENDED:
            assert all(self.on_disk() == self.counts() for _ in effects)  # nothing was left to be done

    def on_disk(self) -> list[int]:
        archive = Archive(self.root)
        return [len(archive.versions(f"urn:ktth:{name}")) for name in (*DATASETS, "catalog")]

    def counts(self) -> list[int]:
        return [*(len(self.kept[name]) for name in DATASETS), len(self.shown)]

    @precondition(lambda self: self.shown)
    @rule(at=st.integers(1, 120), act=st.sampled_from(sorted(ACTS)))
    def restored(self, at: int, act: str) -> None:
        """A restore that is struck, then one that is not; work goes on in the restored root."""
        target = Settings(root=self.folder / str(self.moves) / self.now())
        type(self).strikes += 1
        assert through_os(ACTS[act])(lambda: restore(self.root, target), at).code in (ENDED, SAID, KILLED)
        if not (target.root / "archive").exists():
            assert restore(self.root, target).problems == ()
        self.root = target.root
        self.reopen()

    @rule()
    def verified(self) -> None:
        if (self.root / "archive").is_dir():
            assert list(Verification(self.root).problems()) == []

    @precondition(lambda self: self.shown)
    @rule(moment=st.integers(0, 59), data=st.data())
    def read_as_of(self, moment: int, data: st.DataObject) -> None:
        when = f"2025-01-01T00:{min(moment, self.moves) // 60:02}:{min(moment, self.moves) % 60:02}Z"
        public: Named = next((named for created, named in reversed(self.shown) if created <= when), {})
        assert {name: entry.version for name, entry in self.as_of(when).items()} == {
            n: v for n, (v, _) in public.items()
        }
        if public:
            dataset = data.draw(st.sampled_from(sorted(public)))
            release = release_of(self.catalog, dataset, when)
            place = int(public[dataset][1][1:])
            assert release.csv(dataset).read_bytes() == self.kept[dataset][place - 1]["data/t.csv"]

    def as_of(self, when: str) -> Mapping[str, Entry]:
        snapshot = self.catalog.as_of(when)
        return snapshot.datasets if snapshot else {}

    @invariant()
    def every_state_reads_as_it_was_written(self) -> None:
        type(self).steps += 1
        if not hasattr(self, "root"):
            return
        for dataset, states in self.kept.items():
            object_id = f"urn:ktth:{dataset}"
            assert self.archive.versions(object_id) == [f"v{number}" for number in range(1, len(states) + 1)]
            for number, state in enumerate(states, 1):
                there = self.archive.state(object_id, f"v{number}")
                assert {path: file.read_bytes() for path, file in there.items()} == state
        assert len(self.archive.versions(CATALOG)) == len(self.shown)
        for number, (created, named) in enumerate(self.shown, 1):
            snapshot = self.catalog.snapshot(number)
            assert snapshot.created == created
            assert {n: (e.version, e.object_version) for n, e in snapshot.datasets.items()} == named
