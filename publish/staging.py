"""What a commit builds, out of every reader's sight, for one rename to bring in: all of it flushed to the disk."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from publish import durable, ocfl

Source = bytes | Path


def digest(source: Source) -> str:
    """SHA-512 in hex. :class:`ValueError` if a path is no regular file: links and devices are not followed."""
    if isinstance(source, Path) and (source.is_symlink() or not source.is_file()):
        raise ValueError(f"not a regular file: {str(source)!r}")
    sha512 = hashlib.sha512()
    for chunk in _chunks(source):
        sha512.update(chunk)
    return sha512.hexdigest()


def build(stage: Path, inventory: ocfl.Inventory, sources: Mapping[str, Source]) -> Path:
    """Build the head version in ``stage``, a folder that must not exist; the folder that is to be renamed.

    That is the whole object for v1, the version's folder later. ``sources`` are by SHA-512.
    """
    _make_folder(stage)
    if inventory.head == "v1":
        built = stage / "object"
        _make_folder(built)
        durable.write_new(built / ocfl.OBJECT_DECLARATION, [ocfl.declaration(ocfl.OBJECT_DECLARATION)])
        _write_inventory(built, inventory)
        _build_version(built / "v1", inventory, sources)
    else:
        built = stage / inventory.head
        _build_version(built, inventory, sources)
    durable.flush_tree(stage)
    durable.flush_folder(stage.parent)  # after a power cut it must still say which object to mend
    return built


def build_storage_root(stage: Path) -> Path:
    """An empty storage root in ``stage``."""
    for path, data in ocfl.ROOT_FILES.items():
        durable.make_folders((stage / path).parent)
        durable.write_new(stage / path, [data])
    durable.flush_tree(stage)
    return stage


def _build_version(folder: Path, inventory: ocfl.Inventory, sources: Mapping[str, Source]) -> None:
    _make_folder(folder)
    for path, expected in sorted(inventory.new_content().items()):
        file = folder / ocfl.CONTENT / path
        for missing in [parent for parent in reversed(file.parents) if not parent.exists()]:
            _make_folder(missing)
        if durable.write_new(file, _chunks(sources[expected])) != expected:
            raise OSError(f"{path} changed while it was being archived")
    _write_inventory(folder, inventory)


def _write_inventory(folder: Path, inventory: ocfl.Inventory) -> None:
    data = inventory.to_bytes()
    durable.write_new(folder / ocfl.INVENTORY, [data])
    durable.write_new(folder / ocfl.SIDECAR, [ocfl.sidecar(data)])


def _make_folder(path: Path) -> None:
    os.mkdir(path)  # noqa: PTH102 - called through os, as every change here, so that faults can be injected


def _chunks(source: Source) -> Iterable[bytes]:
    return durable.chunks(source) if isinstance(source, Path) else [source]
