"""A release in CKAN's words: one dataset with its resources, ready to be compared and sent. Asks no server anything.

Vietnamese first, then English, in titles, notes, names and the dictionary. Extras are called what ckanext-dcat calls
them, so that whoever harvests that site reads them too.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from publish.about import About, about
from publish.ckan.resources import Resource, both, resources
from publish.coverage import Coverage
from publish.days import day_in
from publish.rows import text_rows
from publish.snapshot import Release, Withdrawal
from schemas.core.i18n import LANGS, say
from schemas.core.site import Site, Text

NAME_LENGTH = range(2, 101)  # of names and of tags
UNKNOWN = Coverage()
EXTRAS = (  # that are ours; any other is somebody's on CKAN and stays
    "digest", "frequency", "publisher", "license_title", "license_url", "sources", "issued", "modified", "release_url",
    "previous_versions", "temporal_start", "temporal_end", "spatial_text", "provenance", "pushed", "withdrawn",
)  # fmt: skip
EARLIER = 20  # versions that are linked to; the portal's page of versions has them all


@dataclass(frozen=True)
class Dataset:
    """One dataset as CKAN shall show it; ``extras`` by key. One that was withdrawn is a notice without resources;
    ``gone`` are the versions that were, of one that was not."""

    name: str
    organization: str
    version: str
    digest: str
    fields: Mapping[str, str]
    extras: Mapping[str, str]
    tags: Sequence[str] = ()
    resources: Sequence[Resource] = ()
    withdrawn: bool = False
    gone: Set[str] = frozenset()


def dataset(
    releases: Sequence[Release],
    release: Release,
    site: Site,
    base_url: str,
    coverage: Coverage = UNKNOWN,
    ever: Sequence[Release] = (),
) -> Dataset:
    """The dataset of ``release``; ``releases``, newest first, are those of its dataset that may be read.

    ``ever`` are all, those withdrawn too, where there are such: which table is a resource's is told by its whole past.
    """
    said = about(release.dataset, release.descriptor, site)
    page = f"{base_url.rstrip('/')}/datasets/{release.dataset}"
    shown = _until(release, releases)
    fields = {
        "title": both(said.title, " / "),
        "notes": both(said.description),
        "version": release.version,
        "url": page,
        "license_id": _license_id(release.descriptor),
    }
    found = {**_said(said), **_history(shown, page), **_covered(coverage), "provenance": _provenance(release, site)}
    return Dataset(
        name=ckan_name(release.dataset),
        organization=ckan_name(said.publisher),
        version=release.version,
        digest=release.digest,
        fields=fields,
        extras={"digest": release.digest, **{key: value for key, value in found.items() if value}},
        tags=tags(said.keywords),
        gone=frozenset(one.version for one in ever) - {one.version for one in releases},
        resources=tuple(
            resources(shown, _until(release, ever or releases), said, f"{page}/releases/{release.version}")
        ),
    )


def tombstone(dataset: str, told: Withdrawal, base_url: str, timezone: str) -> Dataset:
    """What stands in the place of a dataset that was taken back: its id, why, and since when."""
    day = day_in(timezone, told.created)
    titles, notes = (
        Text(*(say("publish", lang, words, dataset=dataset, reason=told.reason, day=day) for lang in LANGS))
        for words in ("{dataset}: withdrawn", "Withdrawn on {day}: {reason}")
    )
    page = f"{base_url.rstrip('/')}/datasets/{dataset}"
    fields = {"title": both(titles, " / "), "notes": both(notes), "version": "", "url": page}
    extras = {"digest": "withdrawn", "withdrawn": told.created}
    return Dataset(ckan_name(dataset), "", "", "withdrawn", fields, extras, withdrawn=True)


def _said(said: About) -> dict[str, str]:
    licence = said.licences[0] if said.licences else None
    return {
        "frequency": said.frequency,
        "publisher": said.publisher,
        "license_title": both(licence.title, " / ") if licence else "",
        "license_url": licence.url if licence else "",
        "sources": "; ".join(" ".join(filter(None, (one.title.vi, one.url))) for one in said.origins),
    }


def _history(shown: Sequence[Release], page: str) -> dict[str, str]:
    """When it was first and last released, and where this and the versions before it lie."""
    release, *before = shown
    return {
        "issued": shown[-1].created,
        "modified": release.created,
        "release_url": f"{page}/releases/{release.version}",
        "previous_versions": "\n".join(f"{page}/releases/{one.version}" for one in before[:EARLIER]),
    }


def _covered(coverage: Coverage) -> dict[str, str]:
    places = "; ".join(both(name, " / ") for _, name in coverage.places)
    return {"temporal_start": coverage.start, "temporal_end": coverage.end, "spatial_text": places}


def _provenance(release: Release, site: Site) -> str:
    """Rows by where they come from, e.g. ``Trích dẫn / Cited: 6``: a cited figure must not look official on CKAN."""
    counts: Counter[str] = Counter()
    for table in release.tables:
        rows = text_rows(release.csv(table))
        if site.provenance_column in rows.columns:
            counts.update(rows[site.provenance_column].to_list())
    titles = {one.code: both(one.title, " / ") for one in site.provenances}
    return "; ".join(f"{titles.get(code, code)}: {count}" for code, count in sorted(counts.items()))


def ckan_name(text: str) -> str:
    """CKAN's name for a dataset or an organisation: the id itself wherever CKAN takes it; empty for empty."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d")).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9_-]+", "-", plain).strip("-")[: NAME_LENGTH[-1]]
    return f"{name}-data" if name and len(name) not in NAME_LENGTH else name


def tags(keywords: Iterable[str]) -> list[str]:
    """Keywords in the characters CKAN allows (letters of any script, digits, space and ``-_.``), without repeats."""
    folded = {re.sub(r"[^\w\-.]+", " ", unicodedata.normalize("NFC", word)).strip() for word in keywords}
    return sorted({word[: NAME_LENGTH[-1]].strip() for word in folded if len(word) in NAME_LENGTH or len(word) > 100})


def _until(release: Release, releases: Sequence[Release]) -> Sequence[Release]:
    """The release and those before it, the newest first."""
    return releases[[one.version for one in releases].index(release.version) :]


def _license_id(descriptor: Mapping[str, Any]) -> str:
    named: Mapping[str, Any] = next(iter(descriptor.get("licenses") or ()), {})
    return str(named.get("name") or "").lower()
