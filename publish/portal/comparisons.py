"""Two releases of a dataset that readers may see, compared: the last few are remembered, for their page and the API."""

from __future__ import annotations

import hashlib
import threading
from functools import lru_cache
from pathlib import Path

from starlette.exceptions import HTTPException

from publish.compared import Comparison, Form, compared
from publish.distributions import COMPARED, Unavailable, Wanted
from publish.distributions.subject import LARGEST
from publish.errors import UsageError
from publish.past import VERSION, release_of
from publish.portal.pages import find_release
from publish.portal.state import Portal
from publish.portal.versions import Version, versions
from publish.snapshot import Release

REMEMBERED = 4  # a reader pages through one; a comparison holds all rows that differ


class Comparisons:
    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self._one = threading.Lock()  # each takes memory for both releases
        self._known = lru_cache(REMEMBERED)(compared)

    def pair(self, dataset: str, before: str, after: str) -> tuple[Release, Release]:
        """Two releases by their versions.

        Raises:
            HTTPException: 404, there is none; 410 (:class:`publish.portal.pages.Gone`), one was withdrawn.
        """
        old, new = (self._release(dataset, version) for version in (before, after))
        return old, new

    def _release(self, dataset: str, version: str) -> Release:
        try:
            return find_release(self.portal, dataset, version)
        except HTTPException as refused:
            if refused.status_code != 404 or not VERSION.fullmatch(version):
                raise
            try:
                return release_of(self.portal.catalog, dataset, version)
            except UsageError as error:  # which says what there is
                raise HTTPException(404, error.say("en")) from None

    def of(self, before: Release, after: Release) -> Comparison:
        """What differs.

        Raises:
            Unavailable: the two are too large to be held in memory here.
        """
        size = sum(release.csv(table).stat().st_size for release in (before, after) for table in release.tables)
        if size > LARGEST:
            message = "{dataset} is compared by ktth diff only: the two releases have {size} MB, this page takes {most}"
            raise Unavailable(message, dataset=after.dataset, size=size // 10**6, most=LARGEST // 10**6)
        with self._one:
            return self._known(before, after)

    def file(self, before: Release, after: Release, form: Form, table: str) -> Wanted:
        """The comparison as a file; ``table`` is the one it holds, where its form holds one only."""
        place = after.tables.index(table) if table in after.tables else "gone" if table else "all"
        releases = tuple((one.dataset, one.version, one.digest) for one in (before, after))
        made_of = (releases, form.ending, form.format, table)
        key = hashlib.sha256(repr(made_of).encode()).hexdigest()[:16]

        def write(path: Path) -> None:
            form.write(self.of(before, after), table, path)

        name = f"{COMPARED.format(before.version)}{place}"
        return Wanted(after.dataset, after.version, name, form.ending, key, write)

    def between(self, before: Release, after: Release) -> list[Version]:
        """The versions that made the older of the two into the newer one, the newest first."""
        known = versions(self.portal.state, self.portal.catalog, after.dataset)
        places = {one.version: place for place, one in enumerate(known)}
        ends = sorted(places.get(release.version, 0) for release in (before, after))
        return known[ends[0] : ends[1]]
