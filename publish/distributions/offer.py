"""Which files a release has besides the archived ones, and what each is made from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from publish.about import about
from publish.distributions import json, safe_csv, sqlite, xlsx
from publish.distributions.kept import Wanted
from publish.distributions.subject import Subject
from publish.registers import Registers, read_registers, register_datasets
from publish.snapshot import Catalog, Entry, Release, Snapshot
from schemas.core.site import Site

PACKAGE = "datapackage"  # the stem of the zip of the whole
Said = tuple[tuple[str, Entry], ...]  # the registers, each with its release


@dataclass(frozen=True)
class Form:
    """``format`` goes up when the same release would be written otherwise; ``worded``: registers' words stand in it."""

    ending: str
    format: int
    write: Callable[[Subject, Path], None]
    worded: bool = False


FORMS: Mapping[str, Form] = {
    form.ending: form
    for form in (
        Form("bom.csv", safe_csv.FORMAT, safe_csv.write_marked),
        Form("safe.csv", safe_csv.FORMAT, safe_csv.write_safe),
        Form("safe.bom.csv", safe_csv.FORMAT, safe_csv.write_safe_marked),
        Form("xlsx", xlsx.FORMAT, xlsx.write, worded=True),
        Form("json", json.FORMAT, json.write),
        Form("sqlite", sqlite.FORMAT, sqlite.write, worded=True),
    )
}
ZIP_FORMAT = 1


class Distributions:
    """The files that can be made of a catalog's releases. ``base_url`` begins their links; empty = they have none."""

    def __init__(self, catalog: Catalog, site: Site, base_url: str = "") -> None:
        self._catalog, self._site, self._address = catalog, site, base_url.rstrip("/")
        said = (site.name, site.owner, site.licenses, site.confirmed, site.provenances, site.timezone, self._address)
        self._words = hashlib.sha256(repr(said).encode()).hexdigest()
        self._standing, self._registers = lru_cache(1_024)(self._stood), lru_cache(8)(self._read)

    def of(self, release: Release) -> Iterator[Wanted]:
        """Every file of a release, table by table, then the package."""
        for stem in _stems(release):
            yield from (self.table(release, stem, ending) for ending in FORMS)
        yield self.package(release)

    def table(self, release: Release, stem: str, ending: str) -> Wanted:
        """One table in one form.

        Raises:
            KeyError: there is no such table, or no such form.
        """
        form, name = FORMS[ending], _stems(release)[stem]

        def write(path: Path) -> None:
            form.write(self._subject(release, name), path)

        key = self._key(release, stem, ending, form.format, *(self._said(release) if form.worded else ()))
        return Wanted(release.dataset, release.version, stem, ending, key, write)

    def package(self, release: Release) -> Wanted:
        """The whole release as a zip: the archive's bytes, packed the same way each time."""

        def write(path: Path) -> None:
            with path.open("wb") as stream:
                release.write_zip(stream)

        key = self._key(release, PACKAGE, "zip", ZIP_FORMAT)
        return Wanted(release.dataset, release.version, PACKAGE, "zip", key, write)

    def _key(self, release: Release, stem: str, ending: str, format_: int, *said: object) -> str:
        made_of = (release.dataset, release.version, release.digest, stem, ending, format_, self._words, *said)
        return hashlib.sha256(repr(made_of).encode()).hexdigest()[:16]

    def _subject(self, release: Release, name: str) -> Subject:
        said = about(release.dataset, release.descriptor, self._site)
        table = next(t for t in said.tables if t.name == name)
        return Subject(release, said, table, self._registers(self._said(release)), self._site, self._address)

    def _said(self, release: Release) -> Said:
        """The registers whose words stand in the files of a release."""
        current = self._catalog.current()
        return self._standing(release.created, current.number) if current else ()

    def _stood(self, created: str, current: int) -> Said:
        """The registers that stood beside a release when it was made: what its codes meant then.

        Those of snapshot ``current``, where one of them was withdrawn since.
        """
        then, now = self._catalog.as_of(created), self._catalog.snapshot(current)
        said = _registers(then, self._site) if then else ()
        gone = any(entry.version in now.withdrawn.get(dataset, {}) for dataset, entry in said)
        return _registers(now, self._site) if gone else said

    def _read(self, said: Said) -> Registers:
        return read_registers(self._catalog, Snapshot(0, "", None, dict(said)), self._site)


def _registers(snapshot: Snapshot, site: Site) -> Said:
    return tuple((d, snapshot.datasets[d]) for d in sorted(register_datasets(site)) if d in snapshot.datasets)


def _stems(release: Release) -> dict[str, str]:
    """What a table is called in addresses -> its name in the descriptor."""
    tables = (r for r in release.descriptor["resources"] if r.get("type") == "table")
    return {PurePosixPath(r["path"]).stem: r["name"] for r in tables}
