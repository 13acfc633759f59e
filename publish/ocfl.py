"""OCFL 1.1 as this archive writes it: names, inventories, declarations; bytes that depend on nothing but their input.

An object's inventory says, for every version, which logical path holds which content (by SHA-512), and where that
content lies: in the version that brought it first, under the first of its logical paths.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

PREFIX = "urn:ktth:"
INVENTORY, SIDECAR, CONTENT = "inventory.json", "inventory.json.sha512", "content"
OBJECT_DECLARATION = "0=ocfl_object_1.1"
INVENTORY_TYPE = "https://ocfl.io/1.1/spec/#inventory"

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,199}")
_RESERVED = {"extensions", "ocfl_layout.json"}  # names the storage root has its own use for
_VERSION = re.compile(r"v[1-9][0-9]*")
_CREATED = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})")


def dumps(data: object) -> bytes:
    """JSON for people and for digests: sorted keys, fixed separators, UTF-8, one newline at the end."""
    return (json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def declaration(file_name: str) -> bytes:
    """What a conformance declaration holds: its own name after ``0=``."""
    return f"{file_name.removeprefix('0=')}\n".encode()


ROOT_FILES: Mapping[str, bytes] = {
    "0=ocfl_1.1": declaration("0=ocfl_1.1"),
}


def folder_name(object_id: str) -> str:
    """The folder of an object in the storage root. :class:`ValueError` unless the id is ours and safe as a name."""
    name = object_id.removeprefix(PREFIX)
    if name == object_id or not _NAME.fullmatch(name) or name in _RESERVED:
        raise ValueError(f"not an object id of this archive: {object_id!r}")
    return name


def is_name(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and name not in _RESERVED


def version_number(name: str) -> int | None:
    """3 of ``v3``; None of anything else."""
    return int(name[1:]) if _VERSION.fullmatch(name) else None


def check_paths(paths: Iterable[str]) -> None:
    """Raise :class:`ValueError` unless all are relative, plain ``/`` paths and none is a folder of another."""
    wanted = set(paths)
    for path in wanted:
        parts = path.split("/")
        if {"", ".", ".."} & set(parts) or "\\" in path or any(ord(letter) < 32 for letter in path):
            raise ValueError(f"not a path of an archived file: {path!r}")
        path.encode()  # a lone surrogate has no UTF-8 form; UnicodeEncodeError is a ValueError
        for end in range(1, len(parts)):
            if "/".join(parts[:end]) in wanted:
                raise ValueError(f"{path!r} lies below a path that is a file")


def check_created(created: str) -> None:
    """Raise :class:`ValueError` unless an RFC 3339 time with seconds and zone."""
    if not _CREATED.fullmatch(created):
        raise ValueError(f"not an RFC 3339 time with seconds and zone: {created!r}")
    datetime.fromisoformat(created)


def sidecar(inventory: bytes) -> bytes:
    """The one form in which this archive writes an inventory's digest."""
    return f"{hashlib.sha512(inventory).hexdigest()} {INVENTORY}\n".encode()


def read_inventory(folder: Path) -> bytes | None:
    """The inventory in ``folder`` if it is there and its digest agrees; None otherwise."""
    try:
        data, digest = (folder / INVENTORY).read_bytes(), (folder / SIDECAR).read_bytes()
    except FileNotFoundError:
        return None
    return data if digest == sidecar(data) else None


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an object; ``state`` maps each logical path to the SHA-512 of its content."""

    state: Mapping[str, str]
    created: str
    message: str
    user: str
    address: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """All versions of an object; ``manifest`` maps each SHA-512 to the content file, relative to the object."""

    id: str
    manifest: Mapping[str, str]
    versions: Mapping[str, Version]

    @property
    def head(self) -> str:
        return f"v{len(self.versions)}"

    def with_version(self, version: Version) -> Inventory:
        """This inventory and one more version, whose new content lies in the new version's folder."""
        name = f"v{len(self.versions) + 1}"
        manifest = dict(self.manifest)
        for path, digest in sorted(version.state.items()):
            manifest.setdefault(digest, f"{name}/{CONTENT}/{path}")
        return Inventory(self.id, manifest, {**self.versions, name: version})

    def new_content(self) -> dict[str, str]:
        """What the head version brought: content file relative to its content folder -> SHA-512."""
        start = f"{self.head}/{CONTENT}/"
        return {path.removeprefix(start): d for d, path in self.manifest.items() if path.startswith(start)}

    def to_bytes(self) -> bytes:
        return dumps(
            {
                "id": self.id,
                "type": INVENTORY_TYPE,
                "digestAlgorithm": "sha512",
                "head": self.head,
                "manifest": {digest: [path] for digest, path in self.manifest.items()},
                "versions": {name: _version_block(version) for name, version in self.versions.items()},
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Inventory:
        """Raises :class:`ValueError` if the bytes are no inventory."""
        try:
            raw = json.loads(data)
            return cls(
                id=raw["id"],
                manifest={digest: paths[0] for digest, paths in raw["manifest"].items()},
                versions={name: _version(block) for name, block in raw["versions"].items()},
            )
        except (KeyError, TypeError, AttributeError, IndexError) as error:
            raise ValueError("not an OCFL inventory") from error


def _version_block(version: Version) -> dict[str, Any]:
    state: dict[str, list[str]] = {}
    for path in sorted(version.state):
        state.setdefault(version.state[path], []).append(path)
    return {
        "created": version.created,
        "message": version.message,
        "state": state,
        "user": {"name": version.user, "address": version.address},
    }


def _version(block: Mapping[str, Any]) -> Version:
    return Version(
        state={path: digest for digest, paths in block["state"].items() for path in paths},
        created=block["created"],
        message=block["message"],
        user=block["user"]["name"],
        address=block["user"]["address"],
    )
