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
class Site:
    """The words and colours of one portal."""

    name: Text
    tagline: Text
    about: Text
    owner: Text
    contact: str = ""
    accent: str = "#0b6b53"
    provenance_column: str = "provenance"
    provenances: tuple[Provenance, ...] = ()
    licenses: tuple[License, ...] = ()
    code_lists: str = (
        ""  # dataset whose table holds the code lists: (list, code, name_vi, name_en, valid_from, valid_to)
    )
    # descriptor key -> (dataset, column) of the register that its values must stand in
    vocabularies: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    base: str = ""  # "module:Class" of the model that new tables are scaffolded from; plain where empty
    timezone: str = "UTC"  # IANA name of the zone in which days are shown
    agencies: str = ""  # dataset whose table holds the publishers: (agency_id, name_vi, name_en, …)
