"""What readers see: the newest catalog snapshot, and the releases that it and the snapshots before it name.

Version N of the archive's object ``urn:ktth:catalog`` holds ``snapshot.json``:

    {"number": N, "created": time, "previous": "sha256:…" of the snapshot.json before it, or null,
     "datasets": {id: {"version": "1.0.0", "digest": "sha256:…", "object_version": "v1"}},
     "withdrawn": {id: {"1.0.0": {"reason": "…", "created": time}}},        only where something is
     "reason": "…"}                                                         only of a rollback

A dataset's release is public from the moment a snapshot names it; one that was archived and never named is not there.
Snapshots are only ever appended: a rollback is a new snapshot that names older versions. The digests make a chain, so
no earlier snapshot can be changed, taken out or put in without :meth:`Catalog.verify` naming the place. What is
withdrawn stays in the archive and in the chain; readers get the reason in its place, also where an earlier snapshot
names it.

A version of that object may hold other files besides: ``snapshot.sig``, a detached signature of the bytes of
``snapshot.json``, has its place there.
"""

from __future__ import annotations

import hashlib
import json
import threading
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any

from publish import ocfl
from publish.archive import Archive
from publish.errors import ArchiveDamaged, VersionTaken, Withdrawn
from publish.fixity import Problem
from publish.released import Release

__all__ = ["CATALOG", "Catalog", "Entry", "Release", "Snapshot", "Withdrawal"]

CATALOG = ocfl.PREFIX + "catalog"
FILE = "snapshot.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """A release as a snapshot names it: its version, the digest of its content, where the archive keeps it."""

    version: str
    digest: str
    object_version: str


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Why a version may be read no more, and since when (RFC 3339)."""

    reason: str
    created: str


Withdrawals = Mapping[str, Mapping[str, Withdrawal]]  # by dataset and version


@dataclass(frozen=True, slots=True)
class Snapshot:
    number: int
    created: str
    previous: str | None
    datasets: Mapping[str, Entry]
    withdrawn: Withdrawals = field(default_factory=dict)
    reason: str = ""  # why older releases are named again

    def to_bytes(self) -> bytes:
        return ocfl.dumps({k: v for k, v in asdict(self).items() if v or k not in ("withdrawn", "reason")})

    @classmethod
    def from_bytes(cls, data: bytes) -> Snapshot:
        """Raises :class:`ValueError` if the bytes are no snapshot."""
        try:
            raw: dict[str, Any] = json.loads(data)
            datasets = {name: Entry(**entry) for name, entry in raw["datasets"].items()}
            withdrawn = {
                name: {version: Withdrawal(**said) for version, said in versions.items()}
                for name, versions in raw.get("withdrawn", {}).items()
            }
            return cls(**{**raw, "datasets": datasets, "withdrawn": withdrawn})
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("not a catalog snapshot") from error


class Catalog:
    """The snapshots of an archive. One instance may be shared by threads; it remembers what cannot change."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._mutex = threading.Lock()
        self._last: Snapshot | None = None
        self._named: dict[str, dict[str, Entry]] = {}  # dataset -> version -> entry, of the snapshots read so far
        self._read = 0

    def current(self) -> Snapshot | None:
        """The newest snapshot; None before the first release."""
        number = len(self._archive.versions(CATALOG))
        return self.snapshot(number) if number else None

    def snapshot(self, number: int) -> Snapshot:
        """:class:`KeyError` if there is none of that number, :class:`publish.errors.ArchiveDamaged`."""
        last = self._last
        if last and last.number == number:
            return last
        try:
            snapshot = Snapshot.from_bytes(self.bytes(number))
        except ValueError as error:
            raise _damaged(number) from error
        if snapshot.number != number:
            raise _damaged(number)
        if last is None or last.number < number:
            self._last = snapshot
        return snapshot

    def release(self, dataset: str, version: str | None = None) -> Release:
        """A released version, by default the one in the current snapshot. :class:`KeyError` if there is none.

        Raises:
            Withdrawn: it may be read no more.
        """
        current = self.current()
        if current is None:
            raise KeyError(dataset)
        gone = self.withdrawn(dataset)
        if version is None and dataset not in current.datasets and gone:
            version = max(gone, key=lambda one: gone[one].created)
        if version in gone:
            raise _withdrawn(dataset, str(version), gone)
        if version is None:
            return self._release(dataset, current.datasets[dataset])
        return self._release(dataset, self._entries(dataset)[version])

    def datasets(self) -> list[str]:
        """Every dataset that any snapshot named."""
        self._entries("")
        return sorted(self._named)

    def withdrawn(self, dataset: str) -> Mapping[str, Withdrawal]:
        """The versions that may be read no more, and why."""
        current = self.current()
        return current.withdrawn.get(dataset, {}) if current else {}

    def releases(self, dataset: str) -> list[Release]:
        """Every version that any snapshot named, but those withdrawn, the newest first; empty if there is none."""
        gone = self.withdrawn(dataset)
        return [release for release in self.named(dataset) if release.version not in gone]

    def named(self, dataset: str) -> list[Release]:
        """Every version that any snapshot named, the newest first: for checking and withdrawing, not for readers."""
        entries = sorted(self._entries(dataset).values(), key=lambda entry: -int(entry.object_version[1:]))
        return [self._release(dataset, entry) for entry in entries]

    def as_of(self, moment: str) -> Snapshot | None:
        """The newest snapshot not made after a moment (RFC 3339, in UTC); None before the first."""
        numbers = range(1, len(self._archive.versions(CATALOG)) + 1)
        found = bisect_right(numbers, moment, key=lambda number: self.snapshot(number).created)
        return self.snapshot(found) if found else None

    def append(
        self,
        datasets: Mapping[str, Entry],
        created: str,
        withdrawn: Withdrawals = MappingProxyType({}),
        *,
        reason: str = "",
    ) -> Snapshot:
        """Make ``datasets`` public and take back what is ``withdrawn`` in one step; all others stay as they are.

        ``reason`` is of a rollback: why older releases are named again.

        A dataset whose current version is withdrawn is in the catalog no more. The new snapshot, or the current one
        if nothing changes. A version that was released before with the same digest stays the one that was released.
        Raises :class:`VersionTaken` if its digest differs, :class:`Withdrawn` if it was taken back,
        :class:`ValueError` if the archive has no such object version, and what :meth:`Archive.commit` raises.
        """
        with self._archive.lock():
            current = self.current() or Snapshot(0, "", None, {})
            gone = {**current.withdrawn, **{d: {**current.withdrawn.get(d, {}), **v} for d, v in withdrawn.items()}}
            after = {**current.datasets, **{name: self._admitted(name, entry) for name, entry in datasets.items()}}
            after = {name: entry for name, entry in after.items() if entry.version not in gone.get(name, {})}
            if current.number and (after, gone) == (current.datasets, current.withdrawn):
                return current
            number, previous = current.number + 1, self.digest(current.number) if current.number else None
            snapshot = Snapshot(number, created, previous, after, gone, reason)
            self._archive.commit(CATALOG, {FILE: snapshot.to_bytes()}, message=f"snapshot {number}", created=created)
            return snapshot

    def verify(self) -> Iterator[Problem]:
        """Every snapshot that does not follow from the one before it, or names a release that is not there."""
        newest, previous = len(self._archive.versions(CATALOG)), None
        archived = {object_id: {*self._archive.versions(object_id)} for object_id in self._archive.objects()}
        for number in range(1, newest + 1):
            try:
                snapshot = self.snapshot(number)
                sound = snapshot.previous == previous and all(
                    entry.object_version in archived.get(ocfl.PREFIX + name, ())
                    for name, entry in snapshot.datasets.items()
                )
                previous = self.digest(number)
            except ArchiveDamaged:
                sound, previous = False, None
            if not sound:
                yield Problem(f"catalog/v{number}/{ocfl.CONTENT}/{FILE}", "unchained", "")

    def _admitted(self, dataset: str, entry: Entry) -> Entry:
        object_id = ocfl.PREFIX + dataset
        if object_id == CATALOG or entry.object_version not in self._archive.versions(object_id):
            raise ValueError(f"the archive holds no {entry.object_version} of {dataset}")
        if entry.version in (gone := self.withdrawn(dataset)):
            raise _withdrawn(dataset, entry.version, gone)
        known = self._entries(dataset).get(entry.version, entry)
        if known.digest != entry.digest:
            raise VersionTaken(
                "{dataset}: version {version} is already released with other content",
                dataset=dataset,
                version=entry.version,
            )
        return known

    def _entries(self, dataset: str) -> Mapping[str, Entry]:
        """Version -> entry, of all snapshots up to now; each snapshot is read once."""
        with self._mutex:
            newest = len(self._archive.versions(CATALOG))
            for number in range(self._read + 1, newest + 1):
                for name, entry in self.snapshot(number).datasets.items():
                    self._named.setdefault(name, {}).setdefault(entry.version, entry)
                self._read = number
            return dict(self._named.get(dataset, {}))

    def _release(self, dataset: str, entry: Entry) -> Release:
        return Release(self._archive, dataset, entry.version, entry.digest, entry.object_version)

    def bytes(self, number: int) -> bytes:
        """A snapshot as it is archived. Raises as :meth:`snapshot` does."""
        return self._archive.read(CATALOG, f"v{number}", FILE)

    def digest(self, number: int) -> str:
        """By which the snapshot after it names it: of the bytes of its file."""
        return f"sha256:{hashlib.sha256(self.bytes(number)).hexdigest()}"


def _withdrawn(dataset: str, version: str, gone: Mapping[str, Withdrawal]) -> Withdrawn:
    return Withdrawn(dataset, version, gone[version].reason, gone[version].created)


def _damaged(number: int) -> ArchiveDamaged:
    return ArchiveDamaged(
        "The archive is damaged at {path}. Restore it from a copy of the archive.",
        path=f"archive/catalog/v{number}",
    )
