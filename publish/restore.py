"""An archive brought back from a copy of it: copied, flushed, checked whole, and only then given its name.

The copy is made in the staging folder of the new root, under the root's lock, and comes in by one rename: a restore
that is killed leaves no archive, and whoever takes the lock next clears what it left.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from publish import durable, ocfl
from publish.archive import Archive, reported
from publish.base import read_base
from publish.demo import KEY, DemoMixed, agree, enter
from publish.errors import KtthError, UsageError
from publish.fixity import Problem
from publish.settings import Settings
from publish.snapshot import Catalog
from publish.verify import Verification

Progress = Callable[[str, str], None]  # (how far, what)
_STAGE = "=restored"  # in the staging folder; no object can be called so


class SourceUnreadable(KtthError):  # noqa: N818 - the state is the name
    """The operating system cannot read a file of the copy."""


@dataclass(frozen=True)
class Restored:
    """What was (or would be) brought back; nothing was where there are ``problems``. ``head`` is the newest snapshot's
    digest, ``size`` in bytes."""

    objects: int
    releases: int
    files: int
    size: int
    head: str
    problems: tuple[Problem, ...]


def storage_of(source: Path) -> Path:
    """The OCFL storage root that is ``source``, or lies in it as ``archive``.

    Raises:
        UsageError: there is none.
    """
    for place in (source / "archive", source):
        if any((place / name).is_file() for name in ocfl.ROOT_FILES):
            return place
    raise UsageError("{root} holds no archive", root=source)


def restore(
    source: Path, settings: Settings, *, head: str = "", plan: bool = False, progress: Progress = lambda *_: None
) -> Restored:
    """Bring the archive in ``source`` into ``settings.root``, which holds none; with ``plan`` only check it.

    ``source`` is only read. A copy taken while an object's root inventory was not yet up to date is brought up to date.

    Raises:
        UsageError: ``source`` holds no archive, or the root does. DemoMixed: one is a demonstration's, the other not.
        SourceUnreadable: a file cannot be read. ArchiveBusy, ArchiveWriteFailed: as a commit does.
    """
    storage, root = storage_of(source).resolve(), settings.root
    agree(settings)
    if (root / "archive").exists():
        raise UsageError("{root} holds an archive already: restore into an empty folder (--root)", root=root)
    if root.resolve().is_relative_to(storage):
        raise UsageError("{root} lies in the archive that is to be restored", root=root)
    if not (storage / "catalog").is_dir():
        raise UsageError("{root} lacks the catalog, which says what was released: the copy is not whole", root=source)
    paths = sorted(storage.rglob("*"))
    if plan:
        with tempfile.TemporaryDirectory() as folder:
            _view(storage, Path(folder) / "archive")
            return _checked(Path(folder), storage, paths, settings, head, progress)
    archive = Archive(root)
    with archive.lock(), reported():
        stage = root / "archive.staging" / _STAGE
        try:
            _copy(paths, storage, stage / "archive", progress)
            found = _checked(stage, storage, paths, settings, head, progress)
            if not found.problems:
                enter(settings)
                os.rename(stage / "archive", root / "archive")  # noqa: PTH104 - from here on it is there
                durable.flush_folder(root)
        finally:
            with suppress(OSError):  # what cannot be removed now, the next writer removes
                durable.remove_tree(stage)
    return found


def folders_to_pull(catalog: Catalog, settings: Settings) -> list[str]:
    """The datasets whose folders are not there, or say that they are based on a release that is not in the archive."""
    current = catalog.current()
    found = []
    for dataset in sorted(current.datasets if current else ()):
        base = read_base(settings.datapackages / dataset, dataset)
        known = base in {release.digest for release in catalog.releases(dataset)}
        if not (settings.datapackages / dataset).is_dir() or (base and not known):
            found.append(dataset)
    return found


def _copy(paths: list[Path], storage: Path, target: Path, progress: Progress) -> None:
    durable.make_folders(target)
    for number, path in enumerate(paths, 1):
        progress(f"{number}/{len(paths)}", path.name)
        new = target / path.relative_to(storage)
        if path.is_dir() and not path.is_symlink():
            os.mkdir(new)  # noqa: PTH102 - called through os, as every change here, so that faults can be injected
        elif path.is_file() and not path.is_symlink():
            durable.write_new(new, _read(path))
    durable.flush_tree(target)
    _mark(target)


def _view(storage: Path, target: Path) -> None:
    """The storage root to be checked where it lies, except for what has to be brought up to date."""
    torn = {*_torn(storage)}
    target.mkdir()
    for entry in storage.iterdir():
        if entry.name in torn:
            shutil.copytree(entry, target / entry.name, symlinks=True)
        else:
            (target / entry.name).symlink_to(entry)
    _mark(target)


def _mark(storage: Path) -> None:
    """Leave, for what is torn, the mark by which whoever takes the lock knows what to finish."""
    for name in _torn(storage):
        durable.make_folders(storage.with_name("archive.staging") / name)


def _read(path: Path) -> Iterator[bytes]:
    try:
        yield from durable.chunks(path)
    except OSError as error:
        raise SourceUnreadable("{path} cannot be read: {reason}", path=path, reason=error.strerror or error) from error


def _torn(storage: Path) -> Iterator[str]:
    """Objects copied, or killed, between a version's coming in and its inventory's: the root has the one before."""
    for folder in (entry for entry in storage.iterdir() if entry.is_dir() and ocfl.is_name(entry.name)):
        newest = max((ocfl.version_number(entry.name) or 0 for entry in folder.iterdir()), default=0)
        here = [_bytes(folder / name) for name in (ocfl.INVENTORY, ocfl.SIDECAR)]
        last, before = (
            [_bytes(folder / f"v{number}" / name) for name in (ocfl.INVENTORY, ocfl.SIDECAR)]
            for number in (newest, newest - 1)
        )
        if here != last and all(one and one in pair for one, *pair in zip(here, last, before, strict=True)):
            yield folder.name


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _checked(
    stage: Path, storage: Path, paths: list[Path], settings: Settings, head: str, progress: Progress
) -> Restored:
    checked = Verification(stage, head)
    odd = [path for path in paths if path.is_symlink() or not (path.is_dir() or path.is_file())]
    problems = [Problem(f"archive/{path.relative_to(storage)}", "extra", "E090") for path in odd]
    problems += [one for one in checked.problems(progress) if one not in problems]
    if not problems:
        _refuse_other_kind(checked.catalog, storage, settings)
    files = [path for path in paths if path.is_file()]
    newest = checked.chain[-1] if not problems and checked.chain else ""
    size = sum(path.stat().st_size for path in files)
    return Restored(len(checked.objects), checked.releases, len(files), size, newest, tuple(problems))


def _refuse_other_kind(catalog: Catalog, source: Path, settings: Settings) -> None:
    current = catalog.current()
    demo = current and any(catalog.release(name).descriptor.get(KEY) for name in current.datasets)
    if demo and not settings.demo:
        raise DemoMixed("{root} holds a demonstration: set KTTH_DEMO=1 to restore it", root=source)
    if settings.demo and not demo:
        raise DemoMixed("{root} holds real releases: they are not restored as a demonstration", root=source)
