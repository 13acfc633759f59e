"""Making files before anybody asks for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from publish.distributions.kept import Keeper, Kept, Wanted
from publish.distributions.offer import Distributions
from publish.distributions.subject import Unavailable
from publish.errors import UsageError
from publish.snapshot import Catalog, Release
from schemas.core.i18n import LANGS


@dataclass(frozen=True)
class Made:
    """What became of one file; ``is_new``: it was made just now, or would be."""

    wanted: Wanted
    is_new: bool
    kept: Kept | None = None
    refused: Unavailable | None = None

    def to_dict(self) -> dict[str, Any]:
        wanted, kept, refused = self.wanted, self.kept, self.refused
        file = f"{wanted.name}.{wanted.ending}"
        return {
            "dataset": wanted.dataset,
            "version": wanted.version,
            "file": file,
            "made": self.is_new,
            **({"bytes": kept.size, "sha256": kept.sha256} if kept else {}),
            **({"unavailable": {lang: refused.say(lang) for lang in LANGS}} if refused else {}),
        }


def made(
    catalog: Catalog, offer: Distributions, keeper: Keeper, datasets: Sequence[str], *, every: bool, plan: bool
) -> Iterator[Made]:
    """Every file of the current releases of ``datasets`` (none = all), or of ``every`` version; ``plan`` makes none.

    Raises:
        UsageError: there is no such dataset, or nothing is released yet.
        KtthError: the archive is damaged, or a file cannot be written.
    """
    for release in _releases(catalog, datasets, every=every):
        for wanted in offer.of(release):
            kept = keeper.kept(wanted)
            if kept or plan:
                yield Made(wanted, kept is None, kept)
                continue
            try:
                yield Made(wanted, is_new=True, kept=keeper.file(wanted))
            except Unavailable as refused:
                yield Made(wanted, is_new=False, refused=refused)


def _releases(catalog: Catalog, datasets: Sequence[str], *, every: bool) -> Iterator[Release]:
    current = catalog.current()
    if current is None:
        raise UsageError("nothing is released yet: run ktth release first")
    for dataset in datasets or sorted(current.datasets):
        if dataset not in current.datasets:
            raise UsageError("there is no dataset {dataset}", dataset=dataset)
        yield from catalog.releases(dataset) if every else [catalog.release(dataset)]
