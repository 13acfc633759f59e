"""Files that can always be made again, kept until then.

    <root>/distributions/<dataset>/<version>/<stem>.<key>.<ending>          the file
                                             <stem>.<key>.<ending>.sha256   its digest, as sha256sum writes it
                                             .making/                       what is being made
                                             .lock                          held by the one who makes

``key`` stands for everything that a file is made from, the program's way of writing it included: a file of another
key is never looked at. A file counts from when its digest lies beside it, and only while it still has that digest.
All of it may be deleted at any time.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from publish import durable
from publish.errors import KtthError
from publish.sums import SUM, Sums, read_sums, sha256_of

PATIENCE = 600.0  # seconds to wait for another process that makes a file of the same release
MAKING = ".making"
COMPARED = "diff-{}-"  # how names begin of what differs from another version


@dataclass(frozen=True)
class Wanted:
    """A file of a release: ``name`` and ``ending`` for people, ``key`` for what it is made from; ``write`` makes it."""

    dataset: str
    version: str
    name: str
    ending: str
    key: str
    write: Callable[[Path], None]

    @property
    def file(self) -> str:
        return f"{self.name}.{self.key}.{self.ending}"


@dataclass(frozen=True)
class Kept:
    """A file as it lies there; ``sha256`` in hex."""

    path: Path
    size: int
    sha256: str


class Keeper:
    """The kept files below ``root``. Threads and processes may share them."""

    def __init__(self, root: Path) -> None:
        self._folder = root / "distributions"
        self._sums = Sums()

    def kept(self, wanted: Wanted) -> Kept | None:
        """The file, if it lies there whole."""
        path = self._place(wanted)
        said = read_sums(Path(f"{path}{SUM}")).get(wanted.file)
        return Kept(path, path.stat().st_size, said) if said and self._sums.hold(path, said) else None

    def size(self, wanted: Wanted) -> int:
        """The bytes of the file; 0 if it is not there. For telling readers: nothing is held against a digest."""
        path = self._place(wanted)
        return path.stat().st_size if Path(f"{path}{SUM}").is_file() and path.is_file() else 0

    def file(self, wanted: Wanted) -> Kept:
        """The file, made if it is not there.

        Raises:
            KtthError: it cannot be written, or what ``wanted.write`` raises; nothing is kept then.
        """
        if found := self.kept(wanted):
            return found
        folder = self._place(wanted).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with durable.exclusive(folder / ".lock", PATIENCE):
                return self.kept(wanted) or self._made(wanted, folder)
        except OSError as error:
            problem = error.strerror or error
            raise KtthError("{path} cannot be written: {problem}", path=folder, problem=problem) from error

    def _made(self, wanted: Wanted, folder: Path) -> Kept:
        """Under the lock: what a killed maker left is nobody's."""
        making, target = folder / MAKING, folder / wanted.file
        durable.remove_tree(making)
        making.mkdir()
        try:
            wanted.write(making / "file")
            digest, size = sha256_of(making / "file"), (making / "file").stat().st_size
            (making / "sum").write_text(f"{digest}  {wanted.file}\n", encoding="utf-8")
            _forget(folder, wanted)
            os.replace(making / "file", target)  # noqa: PTH105
            os.replace(making / "sum", f"{target}{SUM}")  # noqa: PTH105
        finally:
            with suppress(OSError):
                durable.remove_tree(making)
        return Kept(target, size, digest)

    def _place(self, wanted: Wanted) -> Path:
        return self._folder / wanted.dataset / wanted.version / wanted.file


def _forget(folder: Path, wanted: Wanted) -> None:
    """Remove the file of this name as it was made before, and its digest first of all."""
    for path in sorted(folder.iterdir(), key=lambda p: not p.name.endswith(SUM)):
        name, key, ending = path.name.removesuffix(SUM), len(wanted.name) + 1, len(wanted.key)
        if name.startswith(f"{wanted.name}.") and name[key + ending :] == f".{wanted.ending}":
            path.unlink(missing_ok=True)


def forget(root: Path, dataset: str, version: str) -> None:
    """Delete what is kept of a release that was withdrawn, and of others compared with it."""
    durable.remove_tree(root / "distributions" / dataset / version)
    for path in (root / "distributions" / dataset).glob(f"*/{COMPARED.format(version)}*"):
        path.unlink(missing_ok=True)
