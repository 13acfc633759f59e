"""The archive: every release for ever, as an OCFL 1.1 storage root that can be read without this program.

    <root>/archive/                     the storage root, nothing in it but objects and its own description
      0=ocfl_1.1
      <name>/                           object urn:ktth:<name>
        0=ocfl_object_1.1  inventory.json  inventory.json.sha512
        v1/ v2/ …                       inventory.json, its digest, content/ (only what this version brought)
    <root>/archive.staging/<name>/      what a commit is building; what a kill leaves here names the object to mend
    <root>/archive.lock                 held by the one writer

What is promised:

* A version is committed by ONE rename: of the whole object for v1, of the folder vN later. Before it readers see the
  old state, after it the new one. They take the highest vN and need nothing else to be up to date.
* The root's own copy of the inventory is rewritten after the rename. If a kill comes between, whoever takes the lock
  next finishes that and clears the staging folder.
* A committed byte is never rewritten. The same state as the head's writes nothing and answers the head.
* ``commit`` returns only when everything is flushed to the disk. A refused write raises; the state is the old or the
  new one, whole, and the same commit may simply be repeated.
* The same commits with the same ``created`` give the same bytes.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from pathlib import Path

from publish import durable, ocfl, staging
from publish.errors import ArchiveBusy, ArchiveDamaged, ArchiveWriteFailed
from publish.fixity import Problem, check_object, check_storage_root
from publish.staging import Source

_NEW_ROOT = "=root"  # in the staging folder; no object can be called so


class Archive:
    """The objects below ``root``. Reading takes no lock; writers wait ``patience`` seconds for each other."""

    def __init__(self, root: Path, *, patience: float = 60) -> None:
        self.root = root
        self.patience = patience
        self._storage = root / "archive"
        self._staging = root / "archive.staging"
        self._mutex = threading.RLock()
        self._locked = False
        self._last: tuple[Path, ocfl.Inventory] | None = None  # the inventory read last; they never change

    # reading

    def objects(self) -> list[str]:
        """The ids of all objects, sorted."""
        if not self._storage.is_dir():
            return []
        names = (entry.name for entry in os.scandir(self._storage) if ocfl.is_name(entry.name))
        return sorted(ocfl.PREFIX + n for n in names if (self._storage / n / ocfl.OBJECT_DECLARATION).is_file())

    def versions(self, object_id: str) -> list[str]:
        """``["v1", …]``, the oldest first; empty if there is no such object."""
        head = self._head(self._folder(object_id))
        return [f"v{number}" for number in range(1, head + 1)]

    def state(self, object_id: str, version: str) -> dict[str, Path]:
        """Logical path -> content file. :class:`KeyError` if there is no such version."""
        inventory, folder = self._inventory(object_id, version), self._folder(object_id)
        state = inventory.versions[version].state
        return {path: folder / inventory.manifest[state[path]] for path in sorted(state)}

    def read(self, object_id: str, version: str, path: str) -> bytes:
        """A file's bytes, held against their digest.

        :class:`ArchiveDamaged` if they differ, :class:`KeyError` if there is no such file.
        """
        file, digest = self._place(object_id, version, path)
        data = file.read_bytes() if file.is_file() else b""
        if hashlib.sha512(data).hexdigest() != digest:
            raise self._damaged(file)
        return data

    def hold(self, object_id: str, version: str, path: str) -> None:
        """Hold a file against its digest without keeping it in memory: raises as :meth:`read` does."""
        file, digest = self._place(object_id, version, path)
        if not file.is_file():
            raise self._damaged(file)
        with file.open("rb") as stream:
            if hashlib.file_digest(stream, "sha512").hexdigest() != digest:
                raise self._damaged(file)

    def sha512(self, object_id: str, version: str, path: str) -> str:
        """The recorded digest of a file, in hex. :class:`KeyError` if there is no such file."""
        return self._place(object_id, version, path)[1]

    def _place(self, object_id: str, version: str, path: str) -> tuple[Path, str]:
        inventory = self._inventory(object_id, version)
        digest = inventory.versions[version].state[path]
        return self._folder(object_id) / inventory.manifest[digest], digest

    def message(self, object_id: str, version: str) -> str:
        return self._inventory(object_id, version).versions[version].message

    def created(self, object_id: str, version: str) -> str:
        return self._inventory(object_id, version).versions[version].created

    def verify(self, object_id: str | None = None) -> Iterator[Problem]:
        """Every file of one object, or of the whole archive, that differs, is missing or does not belong.

        Holds the lock while it reads an object, if it may write at all; so a commit that was killed is finished first.
        """
        if not self._storage.is_dir():
            return
        names = [ocfl.folder_name(object_id)] if object_id else self._object_folders()
        yield from () if object_id else check_storage_root(self._storage)
        for name in names:
            with self.lock() if os.access(self.root, os.W_OK) else nullcontext():
                problems = list(check_object(self._storage / name, ocfl.PREFIX + name))
            yield from (problem.below(name) for problem in problems)

    # writing

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Be the only writer, for several commits that belong together; may be nested. Raises :class:`ArchiveBusy`."""
        with self._mutex, ExitStack() as held:
            if not self._locked:
                with reported():
                    durable.make_folders(self.root)
                    self._take_lock(held)
                    self._mend()
            yield

    def _take_lock(self, held: ExitStack) -> None:
        try:
            held.enter_context(durable.exclusive(self.root / "archive.lock", self.patience))
        except BlockingIOError as error:
            raise ArchiveBusy(
                "Another process has been writing to the archive {path} for more than {seconds} seconds. "
                "Try again when it has finished.",
                path=self.root,
                seconds=f"{self.patience:g}",
            ) from error
        self._locked = True
        held.callback(setattr, self, "_locked", False)

    def commit(
        self,
        object_id: str,
        files: Mapping[str, Source],
        *,
        message: str,
        created: str,
        user: str = "KTTH Open Data",
        address: str = "urn:ktth:open-data",
    ) -> str:
        """Make ``files`` (all of them, no others) the newest state of the object; the name of that version.

        ``created`` is an RFC 3339 time with zone. Raises :class:`ValueError` for an id, path, time or source that
        cannot be archived, :class:`ArchiveBusy`, :class:`ArchiveWriteFailed`, :class:`ArchiveDamaged`.
        """
        name = ocfl.folder_name(object_id)
        ocfl.check_paths(files)
        ocfl.check_created(created)
        with self.lock(), reported():
            state = {path: staging.digest(source) for path, source in files.items()}
            inventory = self._newest(object_id) or ocfl.Inventory(object_id, {}, {})
            if inventory.versions and inventory.versions[inventory.head].state == state:
                self._settle(name)  # an earlier commit may have died before its last flush
                return inventory.head
            self._check_sound(self._storage / name, inventory, state.values())
            inventory = inventory.with_version(ocfl.Version(state, created, message, user, address))
            self._write(name, inventory, {state[path]: source for path, source in files.items()})
            return inventory.head

    def _write(self, name: str, inventory: ocfl.Inventory, sources: Mapping[str, Source]) -> None:
        """Build the head version in staging, bring it in by one rename, then settle the object."""
        stage, target = self._staging / name, self._storage / name
        try:
            self._make_storage_root()
            built = staging.build(stage, inventory, sources)
            os.rename(built, target if inventory.head == "v1" else target / inventory.head)  # noqa: PTH104 - commit
        except BaseException:
            with suppress(OSError):  # frees the disk
                durable.remove_tree(stage)
            raise
        self._settle(name)

    def _settle(self, name: str) -> None:
        """Bring the root's copy of the inventory up to the head version and flush the names that lead there."""
        folder = self._storage / name
        inventory = ocfl.read_inventory(folder / f"v{self._head(folder)}")
        if inventory is None:
            raise self._damaged(folder)
        stage = self._staging / name
        for file, data in ((ocfl.INVENTORY, inventory), (ocfl.SIDECAR, ocfl.sidecar(inventory))):
            if not (folder / file).is_file() or (folder / file).read_bytes() != data:
                durable.make_folders(stage)
                (stage / file).unlink(missing_ok=True)
                durable.write_new(stage / file, [data])
                os.replace(stage / file, folder / file)  # noqa: PTH105
        for names in (folder, self._storage, self.root):
            durable.flush_folder(names)
        with suppress(OSError):  # the commit is done; what cannot be removed now, the next writer removes
            durable.remove_tree(stage)

    def _mend(self) -> None:
        """Finish or forget what a killed writer left: what is in staging names the objects to look at."""
        if not self._staging.is_dir():
            return
        for entry in sorted(self._staging.iterdir()):
            if (self._storage / entry.name).is_dir():
                with suppress(ArchiveDamaged):  # verify names it; other objects can be written all the same
                    self._settle(entry.name)
            durable.remove_tree(entry)

    def _make_storage_root(self) -> None:
        durable.make_folders(self._staging)
        if self._storage.is_dir():
            if not (self._storage / "0=ocfl_1.1").is_file():
                raise self._damaged(self._storage / "0=ocfl_1.1")
            return
        built = staging.build_storage_root(self._staging / _NEW_ROOT)
        with suppress(PermissionError):  # a parent that we may not even read was not made by us
            durable.flush_folder(self.root.parent)
        os.rename(built, self._storage)  # noqa: PTH104

    # finding things

    def _folder(self, object_id: str) -> Path:
        return self._storage / ocfl.folder_name(object_id)

    def _object_folders(self) -> list[str]:
        return sorted(e.name for e in os.scandir(self._storage) if e.is_dir() and e.name != "extensions")

    @staticmethod
    def _head(folder: Path) -> int:
        """The highest version that is all there; 0 if none is."""
        if not folder.is_dir():
            return 0
        numbers = (ocfl.version_number(entry.name) for entry in os.scandir(folder))
        for number in sorted((n for n in numbers if n), reverse=True):
            if all((folder / f"v{number}" / file).is_file() for file in (ocfl.INVENTORY, ocfl.SIDECAR)):
                return number
        return 0

    def _newest(self, object_id: str) -> ocfl.Inventory | None:
        """The head version's inventory, or the root's copy of it if that one is damaged; None if there is no object."""
        folder = self._folder(object_id)
        place = folder / f"v{self._head(folder)}"
        if place.name == "v0":
            return None
        last = self._last
        if last and last[0] == place:
            return last[1]
        for copy in (place, folder):
            data = ocfl.read_inventory(copy)
            inventory = ocfl.Inventory.from_bytes(data) if data else None
            if inventory and inventory.head == place.name and inventory.id == object_id:
                self._last = (place, inventory)
                return inventory
        raise self._damaged(place / ocfl.INVENTORY)

    def _inventory(self, object_id: str, version: str) -> ocfl.Inventory:
        """An inventory that holds ``version``: the one read last if it does, for versions never change."""
        last, folder = self._last, self._folder(object_id)
        if last and last[0].parent == folder and version in last[1].versions:
            return last[1]
        inventory = self._newest(object_id)
        if inventory is None or version not in inventory.versions:
            raise KeyError(f"{object_id} {version}")
        return inventory

    def _check_sound(self, folder: Path, inventory: ocfl.Inventory, digests: Iterable[str]) -> None:
        """A new version must not stand beside the remains of another one, nor lean on old content that has rotted."""
        place = folder / f"v{len(inventory.versions) + 1}" if inventory.versions else folder
        if place.exists():
            raise self._damaged(place)
        for digest in {*digests} & {*inventory.manifest}:
            file = folder / inventory.manifest[digest]
            if not file.is_file() or staging.digest(file) != digest:
                raise self._damaged(file)

    def _damaged(self, path: Path) -> ArchiveDamaged:
        return ArchiveDamaged(
            "The archive is damaged at {path}. Restore it from a copy of the archive.",
            path=path.relative_to(self.root),
        )


@contextmanager
def reported() -> Iterator[None]:
    """The operating system's refusals in words for the person who started the command."""
    try:
        yield
    except OSError as error:
        raise ArchiveWriteFailed(
            "The archive could not be written: {reason}. What was released before is intact; "
            "run the same command again when the cause is removed.",
            reason=error.strerror or error,
        ) from error
