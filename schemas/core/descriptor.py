"""The typed descriptor of our own data packages: every key known, every unknown one refused.

A package from elsewhere is not read through this: its custom properties are its own and are kept.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*$")]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Frequency = Literal["year", "half-year", "quarter", "month", "two-years", "event"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LicenseRef(_Strict):
    """Names one of the licences the content package declares."""

    name: Name


class Source(_Strict):
    """Where figures were taken from, with the terms of that source in words where they are known."""

    title: Words
    titleEn: Words | None = None  # noqa: N815 - the descriptor's own spelling
    path: str = ""
    license: str = ""
    licenseEn: str = ""  # noqa: N815


class Resource(_Strict):
    """One table; its title is the package's where it has none of its own."""

    name: Name
    path: Annotated[str, StringConstraints(pattern=r"^data/[a-z0-9._-]+\.csv$")]
    schema_: Annotated[str, StringConstraints(pattern=r"^[a-z0-9._-]+\.schema\.json$")] = Field(alias="schema")
    title: Words | None = None
    titleEn: Words | None = None  # noqa: N815


class Descriptor(_Strict):
    """An authored ``datapackage.json``."""

    profile: Literal["https://datapackage.org/profiles/2.0/datapackage.json"] = Field(alias="$schema")
    name: Name
    title: Words
    titleEn: Words  # noqa: N815
    description: Words
    descriptionEn: Words  # noqa: N815
    publisher: Name
    frequency: Frequency
    licenses: tuple[LicenseRef, ...] = ()
    sources: tuple[Source, ...] = ()
    keywords: tuple[Words, ...] = ()
    targets: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    demo: bool = False  # its rows, or those it stands among, are invented: never in a catalog of real data
    resources: Annotated[tuple[Resource, ...], Field(min_length=1)]
