"""One released version of a dataset, as it lies in the archive."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

from publish import durable, ocfl
from publish.archive import Archive

GATE = "gate.json"  # beside the descriptor: every expectation of the gate, and what it made of it


@dataclass(frozen=True)
class Release:
    """``digest`` names the content, ``object_version`` its place in the archive. Files are read when asked for."""

    archive: Archive = field(repr=False, compare=False)
    dataset: str
    version: str
    digest: str
    object_version: str

    @property
    def _object(self) -> str:
        return ocfl.PREFIX + self.dataset

    @cached_property
    def created(self) -> str:
        """When it was released, as RFC 3339."""
        return self.archive.created(self._object, self.object_version)

    @cached_property
    def files(self) -> Mapping[str, Path]:
        """Logical path (``datapackage.json``, ``data/<table>.csv`` …) -> the file in the archive; never write there.

        Looking a file up holds it against its digest: :class:`publish.errors.ArchiveDamaged` if it differs.
        """
        return _Held(self.archive, self._object, self.object_version)

    @cached_property
    def descriptor(self) -> dict[str, Any]:
        return self._json("datapackage.json")

    @cached_property
    def changelog(self) -> dict[str, Any]:
        """``{"version", "bump", "reasons": [{"kind", "params"}], "justification", "gate"}``."""
        return self._json("changelog.json")

    @cached_property
    def gate(self) -> list[dict[str, Any]]:
        """What the gate judged before the release; empty of a release that was made before it kept that."""
        return list(self._json(GATE)["expectations"]) if GATE in self.files else []

    @property
    def tables(self) -> list[str]:
        """The names of the tables, in the descriptor's order; a resource that is no table is not among them."""
        return [r["name"] for r in self.descriptor["resources"] if r.get("type") == "table"]

    def csv(self, table: str) -> Path:
        """The canonical CSV of a table. :class:`KeyError` if there is none."""
        paths = {r["name"]: r["path"] for r in self.descriptor["resources"] if r.get("type") == "table"}
        return self.files[paths[table]]

    def sha512(self, path: str) -> str:
        """The recorded digest of a logical path's file, in hex. :class:`KeyError` if there is none."""
        return self.archive.sha512(self._object, self.object_version, path)

    def size(self, path: str) -> int:
        """The bytes of a logical path's file, which is not held against its digest; 0 if there is none."""
        file = self.archive.state(self._object, self.object_version).get(path)
        return file.stat().st_size if file and file.is_file() else 0

    def zip_bytes(self) -> bytes:
        """What :meth:`write_zip` writes."""
        stream = io.BytesIO()
        self.write_zip(stream)
        return stream.getvalue()

    def write_zip(self, stream: BinaryIO) -> None:
        """The data package as one zip of the descriptor and the files it names: always the same bytes for one release.

        Each file is held against its digest; :class:`publish.errors.ArchiveDamaged` if one differs.
        """
        named = sorted(resource["path"] for resource in self.descriptor["resources"])
        moment = _zip_time(self.descriptor.get("created", self.created))
        with zipfile.ZipFile(stream, "w") as package:
            for path in ("datapackage.json", *named):
                file, member = self.files[path], zipfile.ZipInfo(path, moment)
                member.create_system = 3  # Unix, wherever it is made
                member.external_attr = 0o100644 << 16
                member.compress_type, member.file_size = zipfile.ZIP_DEFLATED, file.stat().st_size
                with package.open(member, "w") as packed:
                    packed.writelines(durable.chunks(file))

    def _json(self, path: str) -> dict[str, Any]:
        parsed: dict[str, Any] = json.loads(self.archive.read(self._object, self.object_version, path))
        return parsed


class _Held(Mapping[str, Path]):
    """The files of one version. Each is hashed when it is first asked for, and again when it looks changed."""

    def __init__(self, archive: Archive, object_id: str, version: str) -> None:
        self._archive, self._object, self._version = archive, object_id, version
        self._state = archive.state(object_id, version)
        self._seen: dict[str, tuple[int, int]] = {}

    def __getitem__(self, path: str) -> Path:
        file = self._state[path]
        look = file.stat() if file.is_file() else None
        mark = (look.st_mtime_ns, look.st_size) if look else None
        if mark is None or self._seen.get(path) != mark:
            self._archive.hold(self._object, self._version, path)
            if mark:
                self._seen[path] = mark
        return file

    def __iter__(self) -> Iterator[str]:
        return iter(self._state)

    def __len__(self) -> int:
        return len(self._state)


def _zip_time(created: str) -> tuple[int, int, int, int, int, int]:
    """In UTC; a zip knows the years 1980 to 2107 only."""
    moment = datetime.fromisoformat(created).astimezone(UTC)
    year = min(max(moment.year, 1980), 2107)
    return (year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
