"""Everything that is archived, checked again from its own records: for whoever does not want to trust us."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from publish import ocfl
from publish.archive import Archive
from publish.canonical import identity
from publish.errors import ArchiveDamaged, UsageError
from publish.fixity import Problem, check_storage_root
from publish.snapshot import CATALOG, Catalog, Release

Progress = Callable[[str, str], None]


class Verification:
    """One root, checked as it stands; ``head`` is the digest of a snapshot that somebody kept elsewhere.

    Raises:
        UsageError: there is no archive in ``root``.
    """

    def __init__(self, root: Path, head: str = "") -> None:
        if not (root / "archive").is_dir():
            raise UsageError("{root} holds no archive", root=root)
        self.root, self.head = root, head
        self.archive = Archive(root)
        self.catalog = Catalog(self.archive)
        self.objects = self.archive.objects()
        self.releases = 0

    def problems(self, progress: Progress = lambda *_: None) -> Iterator[Problem]:
        """Storage, objects, the chain of snapshots, and whether each release is what the snapshots call it."""
        yield from (one.below("archive") for one in check_storage_root(self.root / "archive"))
        broken = False
        for number, object_id in enumerate(self.objects, 1):
            progress(f"{number}/{len(self.objects)}", object_id)
            for one in self.archive.verify(object_id):
                broken = True
                yield one.below("archive")
        yield from (one.below("archive") for one in self.catalog.verify())
        if self.head and self.head not in self.chain:
            yield Problem("archive/catalog", "cut", self.head)
        if not broken:
            yield from self._releases(progress)

    @property
    def chain(self) -> list[str]:
        """The digests of all snapshots, the newest last: keep that one elsewhere, and nothing can be cut off unseen."""
        return [self.catalog.digest(number) for number in range(1, len(self.archive.versions(CATALOG)) + 1)]

    def _releases(self, progress: Progress) -> Iterator[Problem]:
        for object_id in (one for one in self.objects if one != CATALOG):
            for release in self.catalog.named(object_id.removeprefix(ocfl.PREFIX)):
                progress(release.dataset, release.version)
                self.releases += 1
                if not _is_itself(release):
                    yield Problem(f"archive/{release.dataset}/{release.object_version}", "misnamed", release.version)


def _is_itself(release: Release) -> bool:
    """Whether a release's content has the digest by which snapshots name it, and the version it says."""
    said = release.descriptor
    try:
        files = {one["path"]: release.files[one["path"]].read_bytes() for one in said["resources"]}
    except (KeyError, ArchiveDamaged):
        return False
    return bool(identity(said, files) == release.digest and said.get("version") == release.version)
