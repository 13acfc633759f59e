"""What every description shares: where our URIs begin, whose words stand in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from rdflib import URIRef

from schemas.core.site import Site


@dataclass(frozen=True)
class Ground:
    """``address`` begins every URI of ours and has no slash at its end; ``media_types`` are by ending (``.csv``)."""

    address: str
    site: Site
    media_types: Mapping[str, str]

    def uri(self, path: str) -> URIRef:
        """``path`` is escaped already and begins with a slash."""
        return URIRef(self.address + path)

    def dataset(self, dataset: str) -> URIRef:
        """What a dataset is called for ever."""
        return self.uri(f"/datasets/{quote(dataset)}")
