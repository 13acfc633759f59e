"""Releases as they were: by version, or as of a day; and the catalog set back to one of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from publish.days import day_in
from publish.errors import UsageError, Withdrawn
from publish.snapshot import Catalog, Entry, Release, Snapshot

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
VERSION = re.compile(r"\d+\.\d+\.\d+")


def release_of(catalog: Catalog, dataset: str, when: str = "", timezone: str = "UTC") -> Release:
    """The release of a version (``1.2.0``), or that was public at the end of a day or at a moment; the current one.

    Raises:
        UsageError: there is none, ``when`` is neither of them, or it is still to come. Withdrawn: it may be read no
            more.
    """
    try:
        return _release_of(catalog, dataset, when, timezone)
    except Withdrawn as gone:
        raise gone.told_in(timezone) from None


def _release_of(catalog: Catalog, dataset: str, when: str, timezone: str) -> Release:
    is_version = not when or bool(VERSION.fullmatch(when))
    try:
        if is_version:
            return catalog.release(dataset, when or None)
        current = catalog.current()
        snapshot = catalog.as_of(_past_moment(when, timezone, current.created if current else ""))
        return catalog.release(dataset, (snapshot.datasets if snapshot else {})[dataset].version)
    except KeyError:
        if catalog.withdrawn(dataset):
            catalog.release(dataset)  # whoever asks for a day after it was taken back is told why
        releases = catalog.releases(dataset)
        if releases and not is_version:
            raise _too_early(releases[-1], when, timezone) from None
        known = ", ".join(one.version for one in releases)
        message = "{dataset} has no release {when}; it has: {known}"
        raise UsageError(message, dataset=dataset, when=when, known=known or "–") from None


def _too_early(first: Release, when: str, timezone: str) -> UsageError:
    message = "{dataset}: no version was public on {when} yet; the first was published on {first}"
    return UsageError(message, dataset=first.dataset, when=when, first=day_in(timezone, first.created))


def _past_moment(when: str, timezone: str, newest: str) -> str:
    """As :func:`moment_of`; what will be public later nobody knows, so the last day is today, or of the ``newest``
    snapshot, should its clock go ahead of ours.

    Raises:
        UsageError: it is neither a day nor a moment, or it is still to come.
    """
    moment, today = moment_of(when, timezone), day_in(timezone, max(datetime.now(UTC).isoformat(), newest))
    if moment > moment_of(today, timezone):
        raise UsageError("{when} is still to come: give a day up to today", when=when)
    return moment


def moment_of(when: str, timezone: str) -> str:
    """A day's end, or a moment, as snapshots write them: in UTC.

    Raises:
        UsageError: it is neither a day nor a moment.
    """
    try:
        if DAY.fullmatch(when):
            moment = datetime.fromisoformat(when).replace(tzinfo=ZoneInfo(timezone)) + timedelta(days=1, seconds=-1)
        else:
            moment = datetime.fromisoformat(when)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(timezone))
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        raise UsageError("{when} is neither a version nor a day: write 1.2.0 or 2025-11-20", when=when) from None


def roll_back(catalog: Catalog, versions: Mapping[str, str], created: str, reason: str = "") -> Snapshot:
    """A new snapshot that names older versions and says why; nothing is taken away, the newer ones stay to be read.

    Raises:
        UsageError: one of them was never released.
    """
    entries = {}
    for dataset, version in versions.items():
        found = release_of(catalog, dataset, version)
        entries[dataset] = Entry(found.version, found.digest, found.object_version)
    return catalog.append(entries, created, reason=reason)


def set_back(catalog: Catalog, dataset: str) -> Snapshot | None:
    """The snapshot that named the current release again in place of a later one; None where none is later."""
    current = catalog.current()
    entry = current.datasets.get(dataset) if current else None
    if not current or not entry or catalog.releases(dataset)[0].version == entry.version:
        return None
    number = current.number
    while catalog.snapshot(number - 1).datasets.get(dataset) == entry:
        number -= 1
    return catalog.snapshot(number)
