"""What is counted of the quality of datasets, remembered."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from publish.portal.state import Portal, State
from publish.quality import Quality, quality
from validation.today import today

KEPT = 20_000  # releases whose counts are remembered


class Qualities:
    """The quality of the datasets of one portal, counted when first asked for."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._counted = lru_cache(KEPT)(self._count)

    def of(self, state: State, dataset: str) -> Quality:
        """Of the current release of a dataset in ``state``."""
        view = state.datasets[dataset]
        day = today(self._portal.content.site) or date.fromisoformat(view.about.created[:10])
        return self._counted(dataset, view.about.version, view.about.frequency, day)

    def all(self, state: State) -> dict[str, Quality]:
        return {dataset: self.of(state, dataset) for dataset in state.datasets}

    def _count(self, dataset: str, version: str, frequency: str, day: date) -> Quality:
        return quality(self._portal.catalog.release(dataset, version), frequency, day)
