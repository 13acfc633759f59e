"""Atom feeds (RFC 4287): every release, and whatever changed or took away figures that were published before."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from publish.portal.state import NEWEST, PREFIX, Portal, State
from publish.sqlite import Correction, ReleaseInfo
from schemas.core.i18n import LANGS, Lang, say

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml; charset=utf-8"
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # characters that XML 1.0 cannot hold
COUNTED = {
    "changed": "{count} values changed",
    "removed": "{count} rows removed",
    "column-removed": "{count} columns removed",
    "table-removed": "{count} tables removed",
}
ONE = {  # the same of one
    "changed": "{count} value changed",
    "removed": "{count} row removed",
    "column-removed": "{count} column removed",
    "table-removed": "{count} table removed",
}


@dataclass(frozen=True)
class Entry:
    """``told`` names it for ever; ``path`` is the page about it, without the language."""

    told: str
    title: str
    path: str
    updated: str
    summary: str


Entries = Callable[[State, Lang], list[Entry]]


class Feeds:
    """The feeds of one portal; ``base_url`` begins the addresses, or the request's own where it is empty."""

    def __init__(self, portal: Portal, base_url: str) -> None:
        self._portal = portal
        self._base_url = base_url

    def routes(self) -> Iterator[Route]:
        for lang in LANGS:
            for name, title, entries in (
                ("releases", "Releases", _releases),
                ("corrections", "Corrections and withdrawals", corrections),
            ):
                answer = partial(self._answer, lang, f"/feeds/{name}.atom", title, entries)
                yield Route(f"{PREFIX[lang]}/feeds/{name}.atom", answer)

    def _answer(self, lang: Lang, path: str, title: str, entries: Entries, request: Request) -> Response:
        state, site = self._portal.state, self._portal.content.site
        address = (self._base_url or str(request.base_url)).rstrip("/") + PREFIX[lang]
        found = entries(state, lang)
        feed = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": lang})
        _add(feed, "id", address + path)
        _add(feed, "title", f"{site.name[lang]}: {say('publish', lang, title)}")
        _add(feed, "updated", state.snapshot.created if state.snapshot else "1970-01-01T00:00:00Z")
        _add(feed, "link", rel="self", type="application/atom+xml", href=address + path)
        _add(feed, "link", rel="alternate", type="text/html", href=f"{address}/datasets")
        _add(ElementTree.SubElement(feed, "author"), "name", site.owner[lang])
        for one in found:
            _append(feed, one, address)
        headers = {"Cache-Control": "no-cache", "Content-Language": lang, "Access-Control-Allow-Origin": "*"}
        if not self._base_url:
            headers["Vary"] = "Host"
        body = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
        return Response(body, media_type=MEDIA_TYPE, headers=headers)


def _append(feed: ElementTree.Element, one: Entry, address: str) -> None:
    entry = ElementTree.SubElement(feed, "entry")
    _add(entry, "id", f"urn:uuid:{uuid5(NAMESPACE_URL, one.told)}")
    _add(entry, "title", one.title)
    _add(entry, "updated", one.updated)
    _add(entry, "link", rel="alternate", type="text/html", href=address + one.path)
    _add(entry, "summary", one.summary)


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> None:
    ElementTree.SubElement(parent, name, attributes).text = NO_XML.sub("\ufffd", text) or None


def _releases(state: State, lang: Lang) -> list[Entry]:
    """The newest releases of all datasets."""
    found = [
        Entry(
            f"urn:ktth:{dataset}:{one.version}:{one.digest}",
            f"{_title(state, dataset, lang)} {one.version}",
            f"/datasets/{quote(dataset)}/releases/{quote(one.version)}",
            one.created,
            ". ".join(_reasons(one, lang)),
        )
        for dataset, releases in state.releases.items()
        for one in releases
    ]
    return sorted(found, key=lambda entry: (entry.updated, entry.told), reverse=True)[:NEWEST]


def corrections(state: State, lang: Lang) -> list[Entry]:
    """The newest releases that changed or took away what was published."""
    return [
        Entry(
            f"urn:ktth:{one.dataset}:{one.release}:{one.snapshot}",
            f"{_title(state, one.dataset, lang)} {one.release}",
            f"/datasets/{quote(one.dataset)}" + _part(one),
            one.created,
            _summary(one, lang),
        )
        for one in state.corrections
    ]


def _part(one: Correction) -> str:
    """The page that shows it: of a withdrawn version what stands in its place, of another the comparison."""
    if not one.before:
        return f"/releases/{quote(one.release)}"
    return f"/diff/{quote(one.before)}...{quote(one.release)}"


def _summary(one: Correction, lang: Lang) -> str:
    if one.reason:
        return say("publish", lang, "Withdrawn: {reason}", reason=one.reason)
    counts = [
        say("publish", lang, (ONE if n == 1 else COUNTED)[kind], count=n)
        for kind in COUNTED
        if (n := one.counts.get(kind))
    ]
    since = say("publish", lang, "compared with version {version}", version=one.before)
    told = [f"{'; '.join(counts)} ({since})"]
    if one.is_rollback:
        told.append(say("publish", lang, "The catalog was set back to this older version"))
    return ". ".join([*told, *_given(one, lang)])


def _reasons(one: ReleaseInfo, lang: Lang) -> Iterator[str]:
    yield "; ".join(reason[lang] for reason in one.reasons)
    yield from _given(one, lang)


def _given(one: Correction | ReleaseInfo, lang: Lang) -> Iterator[str]:
    if one.justification:
        yield say("publish", lang, "Reason given: {text}", text=one.justification)


def _title(state: State, dataset: str, lang: Lang) -> str:
    view = state.datasets.get(dataset)
    return view.about.title[lang] if view else dataset
