"""Writes that survive a kill and a power cut: a name appears only after every byte below it is on the disk.

The order never varies: new files, each flushed; new directories, each flushed; one rename; the directory that
took the name, flushed. Nothing is written in place. All functions raise :class:`OSError` as the system says it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

CHUNK = 1 << 20  # bytes read at a time


def write_new(path: Path, chunks: Iterable[bytes]) -> str:
    """Write a file that must not exist yet, read-only and flushed; its SHA-512 in hex."""
    digest = hashlib.sha512()
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o444)
    try:
        for chunk in chunks:
            digest.update(chunk)
            rest = memoryview(chunk)
            while rest:  # a full disk may take a part of the bytes before it refuses
                rest = rest[os.write(file, rest) :]
        os.fsync(file)
    finally:
        os.close(file)
    return digest.hexdigest()


def chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a file, piece by piece, so that its size is no matter of memory."""
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def flush_folder(folder: Path) -> None:
    """Make the names in ``folder`` durable; a file's own flush does not cover its name."""
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def flush_tree(root: Path) -> None:
    """Make the names in every directory at and below ``root`` durable, the deepest first."""
    for folder, _, _ in os.walk(root, topdown=False):
        flush_folder(Path(folder))


def make_folders(path: Path) -> None:
    """Create ``path`` and what is missing above it; each new name is durable on return."""
    if path.is_dir():
        return
    make_folders(path.parent)
    os.mkdir(path)  # noqa: PTH102 - called through os, as every change here, so that faults can be injected
    flush_folder(path.parent)


def remove_tree(root: Path) -> None:
    """Remove a directory, if it is there, and all below it; symbolic links are removed, never followed."""
    if not root.is_dir() or root.is_symlink():
        root.unlink(missing_ok=True)
        return
    for folder, folders, files in os.walk(root, topdown=False):
        for name in files:
            os.unlink(os.path.join(folder, name))  # noqa: PTH108, PTH118
        for name in folders:
            path = os.path.join(folder, name)  # noqa: PTH118
            (os.unlink if os.path.islink(path) else os.rmdir)(path)  # noqa: PTH114
    os.rmdir(root)  # noqa: PTH106


@contextmanager
def exclusive(path: Path, patience: float) -> Iterator[None]:
    """Hold the lock file at ``path``, waiting up to ``patience`` seconds; the kernel frees it when its holder dies.

    Raises :class:`BlockingIOError` if another process keeps it longer.
    """
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        deadline = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise
                time.sleep(0.02)
        yield
    finally:
        os.close(file)
