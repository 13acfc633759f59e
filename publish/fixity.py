"""Whether what lies on the disk is what was stored: an OCFL 1.1 object, or the storage root, against its own records.

Every content file is read and its digests computed again. Any OCFL object can be checked, not only ours; with the
id it should have, the check is exact to the byte, so that one flipped bit in any of its files is found.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from publish import durable, ocfl
from publish.inventory_rules import ALGORITHMS, inventory_problems, version_number
from schemas.core.i18n import Lang, say

Kind = Literal["missing", "extra", "differs", "invalid", "unchained", "misnamed", "cut"]
_SENTENCES: Mapping[Kind, str] = {
    "missing": "{path}: the file is missing (OCFL {code})",
    "extra": "{path}: does not belong in the archive (OCFL {code})",
    "differs": "{path}: differs from what was stored (OCFL {code})",
    "invalid": "{path}: breaks a rule of the storage format (OCFL {code})",
    "unchained": "{path}: does not follow from the snapshot before it, or names a release that is not there",
    "misnamed": "{path}: its content is not what the snapshots call version {code}",
    "cut": "{path}: no snapshot has the digest {code}: the newest were cut off, or it is of another archive",
}
_FIXITY = {"md5": "md5", "sha1": "sha1", "sha256": "sha256", "sha512": "sha512", "blake2b-512": "blake2b"}


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One thing wrong with one file, ``path`` below the checked folder; ``code`` is the broken rule of OCFL 1.1."""

    path: str
    kind: Kind
    code: str

    def below(self, folder: str) -> Problem:
        return replace(self, path=f"{folder}/{self.path}".rstrip("/"))

    def say(self, lang: Lang) -> str:
        return say("publish", lang, _SENTENCES[self.kind], path=self.path, code=self.code)


def check_storage_root(root: Path) -> Iterator[Problem]:
    """The storage root's own files. Other files beside them are allowed by the specification."""
    codes = {"0=ocfl_1.1": "E080", "ocfl_layout.json": "E070"}
    for name, data in ocfl.ROOT_FILES.items():
        path = root / name
        if not path.is_file():
            yield Problem(name, "missing", codes.get(name, "E070"))
        elif path.read_bytes() != data:
            yield Problem(name, "differs", codes.get(name, "E070"))


def check_object(root: Path, object_id: str | None = None) -> Iterator[Problem]:
    """All problems of the object in ``root``, each once, sorted by path. ``object_id``: it is ours and has this id."""
    yield from sorted({*_ObjectCheck(root, object_id).problems()})


class _ObjectCheck:
    """One walk over one object. Two inventories are in memory at a time, however many versions there are."""

    def __init__(self, root: Path, object_id: str | None) -> None:
        self.root, self.object_id = root, object_id
        self.files: set[str] = set()
        self.folders: set[str] = set()
        self.links: set[str] = set()
        self._scan("")
        self.versions = sorted(filter(version_number, self.folders), key=lambda name: version_number(name) or 0)
        self.within: dict[str, set[str]] = {version: set() for version in self.versions}
        for path in self.files | self.folders:
            self.within.get(path.split("/")[0], set()).add(path)
        self.checked: set[tuple[str, str, str]] = set()  # (algorithm, digest, path) read and compared

    def _scan(self, folder: str) -> None:
        if not (self.root / folder).is_dir():
            return
        for entry in os.scandir(self.root / folder):
            path = f"{folder}/{entry.name}".lstrip("/")
            if entry.is_symlink():
                self.links.add(path)
            elif entry.is_dir():
                self.folders.add(path)
                self._scan(path)
            else:
                self.files.add(path)

    def problems(self) -> Iterator[Problem]:
        yield from (Problem(path, "extra", "E090") for path in self.links)
        yield from self._declaration()
        newest, problems = self._inventory("")
        yield from problems
        for version in reversed(self.versions):  # the root's copy is damaged: the newest sound one stands in
            newest = newest or self._inventory(version)[0]
        if newest is None:
            return
        yield from self._object_folder(newest)
        yield from self._content(newest)
        stored: set[str] = set()
        kind = ""
        for version in self.versions:
            data, problems = self._inventory(version)
            yield from problems
            yield from self._version_folder(version, data or newest)
            stored |= {path for path in self.within[version] & self.files if path.count("/") > 1}
            if data:
                yield from self._agreement(version, data, newest)
                yield from self._content(data)
                yield from (Problem(p, "extra", "E023") for p in self._unnamed(stored, data))
                if data["type"] < kind or data["type"] > newest["type"]:
                    yield Problem(f"{version}/{ocfl.INVENTORY}", "invalid", "E103")
                kind = data["type"]

    def _declaration(self) -> Iterator[Problem]:
        name = ocfl.OBJECT_DECLARATION
        if name not in self.files:
            yield Problem(name, "missing", "E003")
        elif (self.root / name).read_bytes() != ocfl.declaration(name):
            yield Problem(name, "differs", "E007")

    def _inventory(self, folder: str) -> tuple[dict[str, Any] | None, list[Problem]]:
        """The inventory of a folder, None unless it is sound; and why it is not."""
        path = f"{folder}/{ocfl.INVENTORY}".lstrip("/")
        if path not in self.files:
            missing = [Problem(path, "missing", "W010" if folder else "E063")]
            return None, missing if self.object_id or not folder else []  # others may leave it out of a version
        content = (self.root / path).read_bytes()
        try:
            data = json.loads(content.decode("utf-8"))
        except (ValueError, RecursionError):
            return None, [Problem(path, "differs" if self.object_id else "invalid", "E033")]
        algorithm = data.get("digestAlgorithm") if isinstance(data, dict) else None
        problems = [*self._sidecar(path, content, algorithm if algorithm in ALGORITHMS else "sha512")]
        problems += [Problem(path, "invalid", code) for code in inventory_problems(data)]
        if self.object_id and isinstance(data, dict) and data.get("id") != self.object_id:
            problems.append(Problem(path, "invalid", "E037"))
        return (None if problems else data), problems

    def _sidecar(self, inventory: str, content: bytes, algorithm: str) -> Iterator[Problem]:
        path = f"{inventory}.{algorithm}"
        if path not in self.files:
            yield Problem(path, "missing", "E058")
            return
        said = (self.root / path).read_bytes()
        right = hashlib.new(algorithm, content).hexdigest()
        match = re.fullmatch(rb"([0-9a-fA-F]+)[ \t]+inventory\.json\s*", said)
        if not match:
            yield Problem(path, "differs" if self.object_id else "invalid", "E061")
        elif match[1].lower() != right.encode():
            yield from (Problem(either, "differs", "E060") for either in (inventory, path))
        elif self.object_id and said != ocfl.sidecar(content):
            yield Problem(path, "differs", "E061")

    def _object_folder(self, newest: Mapping[str, Any]) -> Iterator[Problem]:
        """Nothing but the declaration, the inventory, versions, logs and extensions; every version there."""
        known = {ocfl.OBJECT_DECLARATION, ocfl.INVENTORY, f"{ocfl.INVENTORY}.{newest['digestAlgorithm']}"}
        for path in sorted(self.files | self.folders):
            if path.startswith("extensions/") and path.count("/") == 1 and path in self.files:
                yield Problem(path, "extra", "E067")
            if "/" in path or path in known:
                continue
            ours = () if self.object_id else ("logs", "extensions")
            if path in self.files or path not in (*newest["versions"], *ours):
                yield Problem(path, "extra", "E046" if path in self.versions else "E001")
        for version in newest["versions"].keys() - self.folders:
            yield Problem(version, "missing", "E010")

    def _version_folder(self, version: str, data: Mapping[str, Any]) -> Iterator[Problem]:
        """Beside the inventory nothing but content, in no empty folder. Of ours nothing else at all."""
        content = f"{version}/{data.get('contentDirectory', ocfl.CONTENT)}"
        inventory = f"{version}/{ocfl.INVENTORY}"
        known = {content, inventory, f"{inventory}.{data['digestAlgorithm']}"}
        filled = {path.rpartition("/")[0] for path in self.within[version]}
        for path in self.within[version] - known:
            if path in self.folders - filled and (path.startswith(f"{content}/") or self.object_id):
                yield Problem(path, "extra", "E024")
            near = self.object_id or path.count("/") == 1
            if near and path in self.files and not path.startswith(f"{content}/"):
                yield Problem(path, "extra", "E015")

    def _agreement(self, version: str, data: Mapping[str, Any], newest: Mapping[str, Any]) -> Iterator[Problem]:
        """An older inventory tells the same story as the newest one."""
        path = f"{version}/{ocfl.INVENTORY}"
        if data["head"] != version:
            yield Problem(path, "invalid", "E040")
        if data["id"] != newest["id"]:
            yield Problem(path, "invalid", "E110")
        if data.get("contentDirectory", ocfl.CONTENT) != newest.get("contentDirectory", ocfl.CONTENT):
            yield Problem(path, "invalid", "E019")
        for name, block in data["versions"].items():
            other = newest["versions"].get(name)
            if other is None or not _same_state(block["state"], data, other["state"], newest):
                yield Problem(path, "invalid", "E066")
        copy = self.root / ocfl.INVENTORY
        if version == self.versions[-1] and copy.is_file() and copy.read_bytes() != (self.root / path).read_bytes():
            yield Problem(ocfl.INVENTORY, "differs", "E064")

    def _unnamed(self, stored: set[str], data: Mapping[str, Any]) -> set[str]:
        """Content files, of all versions so far, that this version's inventory does not know."""
        folder = data.get("contentDirectory", ocfl.CONTENT)
        unnamed = stored - {path for paths in data["manifest"].values() for path in paths}
        return {path for path in unnamed if path.split("/")[1] == folder}

    def _content(self, data: Mapping[str, Any]) -> Iterator[Problem]:
        yield from self._digests(data["manifest"], data["digestAlgorithm"], "E092")
        for algorithm in data.get("fixity", {}).keys() & _FIXITY.keys():
            yield from self._digests(data["fixity"][algorithm], algorithm, "E093")

    def _digests(self, block: Mapping[str, list[str]], algorithm: str, code: str) -> Iterator[Problem]:
        for digest, paths in block.items():
            for path in paths:
                if (algorithm, digest, path) in self.checked:
                    continue
                self.checked.add((algorithm, digest, path))
                if path not in self.files:
                    yield Problem(path, "missing", code)
                elif self._digest(path, algorithm) != digest.lower():
                    yield Problem(path, "differs", code)

    def _digest(self, path: str, algorithm: str) -> str:
        digest = hashlib.new(_FIXITY[algorithm])
        for chunk in durable.chunks(self.root / path):
            digest.update(chunk)
        return digest.hexdigest()


def _same_state(
    one: Mapping[str, list[str]], of_one: Mapping[str, Any], two: Mapping[str, list[str]], of_two: Mapping[str, Any]
) -> bool:
    """The same logical paths with the same content, also where the two inventories differ in their algorithm."""
    left = {path: digest for digest, paths in one.items() for path in paths}
    right = {path: digest for digest, paths in two.items() for path in paths}
    if left.keys() != right.keys():
        return False
    if of_one["digestAlgorithm"] == of_two["digestAlgorithm"]:
        return all(left[path].lower() == right[path].lower() for path in left)
    return all({*of_one["manifest"][left[p]]} & {*of_two["manifest"][right[p]]} for p in left)
