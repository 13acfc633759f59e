"""How many datasets hold official figures, cited ones, the catalog's own compilations, or none yet."""

from __future__ import annotations

from publish.lookup import released_frame
from publish.snapshot import Catalog
from schemas.core.registry import Content

KINDS = ("official", "cited", "compiled", "awaiting")


def summary(catalog: Catalog, content: Content) -> dict[str, int]:
    """Datasets of the current snapshot by the weightiest provenance of their rows; a dataset counts once."""
    current = catalog.current()
    counts = dict.fromkeys(KINDS, 0)
    for dataset in current.datasets if current else ():
        counts[standing(catalog, content, dataset)] += 1
    return counts


def standing(catalog: Catalog, content: Content, dataset: str) -> str:
    """``official`` if any row is, else ``cited``, else ``compiled``; ``awaiting`` without rows.

    Rows that do not say where they come from (a package from elsewhere) are cited: its publisher is the source.
    """
    kinds = {p.code: p.kind for p in content.site.provenances}
    release, column = catalog.release(dataset), content.site.provenance_column
    found: set[str] = set()
    for table in release.tables:
        frame = released_frame(release, table)
        if frame is not None and not frame.is_empty():
            codes = frame[column].unique().to_list() if column in frame.columns else [None]
            found |= {kinds.get(str(code), "cited") for code in codes}
    return next((kind for kind in KINDS if kind in found), "awaiting")
