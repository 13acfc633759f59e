"""What a content package says about itself, so that the engine holds no name, colour or licence of anybody.

A content package exposes ``SITE: Site`` in its ``__init__``; the engine finds the package by ``KTTH_CONTENT``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from schemas.core.i18n import Lang


@dataclass(frozen=True)
class Text:
    """One text in both languages. Vietnamese is the original; English falls back on it."""

    vi: str
    en: str = ""

    def __getitem__(self, lang: Lang) -> str:
        return (self.en or self.vi) if lang == "en" else self.vi


@dataclass(frozen=True)
class License:
    """Terms under which a dataset is released; ``id`` is what descriptors name in ``licenses[].name``."""

    id: str
    title: Text
    url: str = ""
    pending: bool = False


@dataclass(frozen=True)
class Provenance:
    """How a row came here, and how the portal counts it: ``official``, ``cited``, ``compiled`` or ``sample``."""

    code: str
    kind: str
    title: Text


@dataclass(frozen=True)
class Sample:
    """What invented rows say of themselves, for trials and demonstrations.

    ``cells`` stand in every invented row that has those columns: its provenance, its source. ``name`` is what a thing
    is called that has no name: ``{what}`` is its column's title, ``{number}`` counts. ``registers`` are the datasets
    whose shipped rows stay as they are, in a demonstration too; so do those of ``apart``, which could be taken for what
    somebody did. ``agency`` is one invented agency, a row of the
    site's agencies with ``{number}`` in it: what could harm a real one is invented under such a name only.
    """

    cells: Mapping[str, str | None]
    name: Text
    registers: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    agency: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Observation:
    """The columns by which tables of figures say where a figure is of, how final it is, and where it comes from.

    A table may lack any of them; its period stands in column ``period``, here as everywhere. Together with
    :attr:`Site.provenance_column` they are what the catalog's one long table is made by.
    """

    place: str = ""
    status: str = ""
    flag: str = ""
    document: str = ""
    url: str = ""


@dataclass(frozen=True)
class Site:
    """The words and colours of one portal."""

    name: Text
    tagline: Text
    about: Text
    owner: Text
    contact: str = ""
    deadline: Text | None = None  # by when, and to whom, agencies report
    accent: str = "#0b6b53"
    provenance_column: str = "provenance"
    provenances: tuple[Provenance, ...] = ()
    licenses: tuple[License, ...] = ()
    confirmed: str = ""  # id of the licence that stands in place of one still pending
    code_lists: str = (
        ""  # dataset whose table holds the code lists: (list, code, name_vi, name_en, valid_from, valid_to)
    )
    # descriptor key -> (dataset, column) of the register that its values must stand in
    vocabularies: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    base: str = ""  # "module:Class" of the model that new tables are scaffolded from; plain where empty
    timezone: str = "UTC"  # IANA name of the zone in which days are shown
    agencies: str = ""  # dataset whose table holds the publishers: (agency_id, name_vi, name_en, …)
    sample: Sample | None = None  # without it no rows can be invented
    observation: Observation | None = None  # without it there is no long table of observations
    intake: Mapping[str, str] = field(default_factory=dict)  # column -> what stands there in all that agencies send
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # column -> what else agencies call it
    # meaning of a mark beside or in place of a figure ("missing", "preliminary") -> the column and code that say it
    marks: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def license(self, name: str) -> License | None:
        """The licence that a descriptor names; the confirmed one in place of one still pending."""
        known = {one.id: one for one in self.licenses}
        found = known.get(name)
        return known[self.confirmed] if found and found.pending and self.confirmed else found
