"""A portal checked from outside, over its public addresses alone: the chain of its snapshots, and every release."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import requests

from publish.canonical import identity_of
from publish.errors import KtthError
from publish.fixity import Problem
from publish.snapshot import Entry, Snapshot
from publish.verify import Progress

MOST = 1 << 26  # bytes of a snapshot or a descriptor
TIMEOUT = (10.0, 60.0)  # seconds to connect, and between two pieces of an answer


class PortalVerification:
    """The portal at ``address``, checked as it answers now; ``head`` as of :class:`publish.verify.Verification`.

    Raises:
        KtthError: it cannot be reached, or is no portal of this kind.
    """

    def __init__(self, address: str, head: str = "") -> None:
        self.address, self.head = address.rstrip("/"), head
        self.releases = 0
        self._session = requests.Session()
        with self._session:  # which asks again all the same, on new connections
            total = self._json("/api/v1/snapshots?limit=1").get("total")
        if not isinstance(total, int) or total < 0:
            raise self._no_portal("/api/v1/snapshots")
        self.newest = total
        self.chain: list[str] = []  # the digests of the snapshots that were read, the newest last
        self._named: dict[tuple[str, str], Entry] = {}

    @property
    def objects(self) -> list[str]:
        """The datasets that a snapshot ever named."""
        return sorted({dataset for dataset, _ in self._named})

    def problems(self, progress: Progress = lambda *_: None) -> Iterator[Problem]:
        """What does not follow from the snapshot before it, or is not what the snapshots call it."""
        with self._session:
            yield from self._problems(progress)

    def _problems(self, progress: Progress) -> Iterator[Problem]:
        last: Snapshot | None = None
        for number in range(1, self.newest + 1):
            progress(f"{number}/{self.newest}", "snapshot")
            last, found = self._snapshot(number)
            yield from found
        if self.head and self.head not in self.chain:
            yield Problem("api/v1/snapshots", "cut", self.head)
        withdrawn = last.withdrawn if last else {}
        for (dataset, version), entry in self._named.items():
            if version not in withdrawn.get(dataset, {}):
                progress(dataset, version)
                self.releases += 1
                yield from self._release(dataset, entry)

    def _snapshot(self, number: int) -> tuple[Snapshot | None, list[Problem]]:
        path = f"api/v1/snapshots/{number}"
        data = self._bytes(f"/{path}")
        previous = self.chain[-1] if self.chain else None
        self.chain.append(f"sha256:{hashlib.sha256(data).hexdigest()}")
        try:
            snapshot = Snapshot.from_bytes(data)
        except (ValueError, RecursionError):
            return None, [Problem(path, "unchained", "")]
        problems = (
            [] if (snapshot.number, snapshot.previous) == (number, previous) else [Problem(path, "unchained", "")]
        )
        for dataset, entry in snapshot.datasets.items():
            known = self._named.setdefault((dataset, entry.version), entry)
            if known.digest != entry.digest:
                problems.append(Problem(f"datasets/{dataset}", "misnamed", entry.version))
        return snapshot, problems

    def _release(self, dataset: str, entry: Entry) -> Iterator[Problem]:
        """Whether the files of a release have the digests its descriptor names, and together that of the snapshot."""
        folder = f"/datasets/{quote(dataset)}/releases/{quote(entry.version)}"
        try:
            said = self._json(f"{folder}/datapackage.json")
            digests = {one["path"]: self._digest(f"{folder}/{quote(one['path'])}") for one in said["resources"]}
        except (KtthError, KeyError, TypeError, AttributeError):
            yield Problem(folder.lstrip("/"), "missing", "–")
            return
        for one in said["resources"]:
            if digests[one["path"]] != one.get("hash"):
                yield Problem(f"{folder}/{one['path']}".lstrip("/"), "differs", "–")
        if identity_of(said, digests) != entry.digest or said.get("version") != entry.version:
            yield Problem(folder.lstrip("/"), "misnamed", entry.version)

    def _digest(self, path: str) -> str:
        digest = hashlib.sha256()
        for piece in self._pieces(path):
            digest.update(piece)
        return f"sha256:{digest.hexdigest()}"

    def _json(self, path: str) -> Mapping[str, Any]:
        try:
            found = json.loads(self._bytes(path))
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise self._no_portal(path)
        return found

    def _bytes(self, path: str) -> bytes:
        """An answer that is held in memory, so that it may not be endless."""
        found, size = [], 0
        for piece in self._pieces(path):
            found.append(piece)
            if (size := size + len(piece)) > MOST:
                raise self._no_portal(path)
        return b"".join(found)

    def _pieces(self, path: str) -> Iterator[bytes]:
        """An answer of the portal itself: where it points elsewhere, that is somebody else's."""
        address = self.address + path
        try:
            with self._session.get(address, timeout=TIMEOUT, stream=True, allow_redirects=False) as answer:
                if answer.status_code != HTTPStatus.OK:
                    raise requests.HTTPError(f"HTTP {answer.status_code}")
                yield from answer.iter_content(1 << 16)
        except requests.RequestException as error:
            raise KtthError("{address} cannot be read: {problem}", address=address, problem=error) from error

    def _no_portal(self, path: str) -> KtthError:
        return KtthError("{address} is no portal that can be checked", address=self.address + path)
