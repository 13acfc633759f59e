"""The versions of a dataset as a page lists them: those that are read, and among them those that were withdrawn."""

from __future__ import annotations

from dataclasses import dataclass

from publish.portal.state import State
from publish.snapshot import Catalog, Withdrawal
from publish.sqlite import ReleaseInfo


@dataclass(frozen=True)
class Version:
    """``release`` or ``withdrawn`` is there, never both; ``before`` is the version read before it, or empty.

    ``created`` is when it was released, also of one that was withdrawn (RFC 3339).
    """

    version: str
    created: str
    release: ReleaseInfo | None = None
    withdrawn: Withdrawal | None = None
    before: str = ""


def versions(state: State, catalog: Catalog, dataset: str) -> list[Version]:
    """All that ``state`` knows of a dataset, the newest first."""
    read = {one.version: one for one in state.releases.get(dataset, ())}
    gone = state.snapshot.withdrawn.get(dataset, {}) if state.snapshot else {}
    found, before = [], ""
    for named in reversed(catalog.named(dataset)):
        version = named.version
        if version in gone:
            found.append(Version(version, named.created, withdrawn=gone[version]))
        elif version in read:
            found.append(Version(version, read[version].created, read[version], before=before))
            before = version
    return found[::-1]
