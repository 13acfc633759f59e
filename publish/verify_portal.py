"""A portal checked from outside, over its public addresses alone: the chain of its snapshots, and every release."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import requests

from publish.canonical import identity_of
from publish.errors import KtthError
from publish.fixity import Problem
from publish.snapshot import Entry, Snapshot
from publish.verify import Progress

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
        self.newest = int(self._json("/api/v1/snapshots?limit=1").get("total", 0))
        self.chain: list[str] = []  # the digests of the snapshots that were read, the newest last
        self._named: dict[tuple[str, str], Entry] = {}

    @property
    def objects(self) -> list[str]:
        """The datasets that a snapshot ever named."""
        return sorted({dataset for dataset, _ in self._named})

    def problems(self, progress: Progress = lambda *_: None) -> Iterator[Problem]:
        """What does not follow from the snapshot before it, or is not what the snapshots call it."""
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
        data = self._get(f"/{path}").content
        previous = self.chain[-1] if self.chain else None
        self.chain.append(f"sha256:{hashlib.sha256(data).hexdigest()}")
        try:
            snapshot = Snapshot.from_bytes(data)
        except ValueError:
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
        except (KtthError, KeyError, TypeError):
            yield Problem(folder.lstrip("/"), "missing", "–")
            return
        for one in said["resources"]:
            if digests[one["path"]] != one.get("hash"):
                yield Problem(f"{folder}/{one['path']}".lstrip("/"), "differs", "–")
        if identity_of(said, digests) != entry.digest or said.get("version") != entry.version:
            yield Problem(folder.lstrip("/"), "misnamed", entry.version)

    def _digest(self, path: str) -> str:
        digest = hashlib.sha256()
        for piece in self._get(path, stream=True).iter_content(1 << 16):
            digest.update(piece)
        return f"sha256:{digest.hexdigest()}"

    def _json(self, path: str) -> Mapping[str, Any]:
        try:
            found = self._get(path).json()
        except requests.JSONDecodeError:
            found = None
        if not isinstance(found, dict):
            raise KtthError("{address} is no portal that can be checked", address=self.address + path)
        return found

    def _get(self, path: str, *, stream: bool = False) -> requests.Response:
        address = self.address + path
        try:
            answer = self._session.get(address, timeout=TIMEOUT, stream=stream)
            answer.raise_for_status()
        except requests.RequestException as error:
            raise KtthError("{address} cannot be read: {problem}", address=address, problem=error) from error
        return answer
