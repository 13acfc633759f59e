"""Since when each dataset is as a snapshot shows it: what a harvester asks for that comes for changes only.

The moment is that of the snapshot: a rollback shows an old release, and is a change.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from threading import Lock

from publish.portal.state import State
from publish.snapshot import Catalog, Entry, Snapshot


class Moments:
    """Reads each snapshot of ``catalog`` once."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._mutex = Lock()
        self._last = Snapshot(0, "", None, {})
        self._since: dict[str, tuple[Entry, str]] = {}

    def of(self, state: State) -> Mapping[str, str]:
        """By dataset, RFC 3339."""
        with self._mutex:
            if state.snapshot is None:
                return {}
            if self._last.number and not self._follows(state.snapshot):
                self._last, self._since = Snapshot(0, "", None, {}), {}
            for number in range(self._last.number + 1, state.snapshot.number + 1):
                self._read(self._catalog.snapshot(number))
            return {dataset: moment for dataset, (_, moment) in self._since.items()}

    def _follows(self, snapshot: Snapshot) -> bool:
        """Whether what was read is of the same archive, and not of a later snapshot."""
        number = self._last.number
        return number <= snapshot.number and self._catalog.snapshot(number) == self._last

    def _read(self, snapshot: Snapshot) -> None:
        before, self._last = self._since, snapshot
        self._since = {
            dataset: before[dataset] if before.get(dataset, ("",))[0] == entry else (entry, snapshot.created)
            for dataset, entry in snapshot.datasets.items()
        }


def ckan_time(moment: str) -> str:
    """A moment as CKAN writes it: UTC, without a zone, fractions only where there are any."""
    read = datetime.fromisoformat(moment)
    utc = read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    return utc.replace(tzinfo=None).isoformat()  # its harvester compares the texts
