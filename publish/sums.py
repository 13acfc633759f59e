"""SHA-256 beside files that can be made again, in the form of ``sha256sum``, so that rot is found before it is used."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

SUM = ".sha256"


def sha256_of(path: Path) -> str:
    """The digest of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_sums(path: Path, files: Iterable[Path]) -> None:
    """Write the digests of ``files``, which stand, or will stand, in the folder of ``path``."""
    path.write_text("".join(f"{sha256_of(file)}  {file.name}\n" for file in files), encoding="utf-8")


def read_sums(path: Path) -> Mapping[str, str]:
    """File name -> digest; empty where there is nothing, or nothing that can be read."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return {}
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


class Sums:
    """Which files still have their digests. A file is read once, and again when it looks changed. Safe for threads."""

    def __init__(self) -> None:
        self._seen: dict[Path, tuple[int, int, int, str]] = {}  # what was hashed: inode, time, size, digest

    def hold(self, path: Path, digest: str) -> bool:
        """Whether the file is there and has this digest."""
        try:
            look = path.stat()
            mark = (look.st_ino, look.st_mtime_ns, look.st_size, digest)
            if self._seen.get(path) != mark:
                if sha256_of(path) != digest:
                    return False
                self._seen[path] = mark
        except OSError:
            return False
        return True
