"""Demonstrations: a root of invented rows is one for ever, says so everywhere, and never mixes with real data.

A root becomes a demonstration's when the first release into it is made with ``KTTH_DEMO=1``; a file in it says so from
then on. Everything released there is marked in its descriptor, so that a copy of a file still tells.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
from markupsafe import Markup

from publish.errors import KtthError
from publish.settings import Settings
from schemas.core.i18n import LANGS, say
from schemas.core.registry import Content
from schemas.core.site import Site, Text
from validation.package import Checked

MARKER = "DEMONSTRATION"
ROBOTS = '<meta name="robots" content="noindex, nofollow, noarchive">\n'
KEY = "demo"  # of a descriptor
SAMPLE = "sample"  # the kind of provenance that invented rows have
WARNING = "Demonstration: a program invented the figures; only the reference registers are real."


class DemoMixed(KtthError):  # noqa: N818 - the state is the name
    """Real data and a demonstration would come together."""

    exit_code = 3


def is_demo(root: Path) -> bool:
    """Whether a root has been a demonstration's since its first release."""
    return (root / MARKER).is_file()


def agree(settings: Settings) -> None:
    """The root is what the settings say it is; one that nothing was released into may become either.

    Raises:
        DemoMixed: it is the other.
    """
    marked = is_demo(settings.root)
    if marked and not settings.demo:
        message = "{root} holds a demonstration: set KTTH_DEMO=1 to work with it, or say another KTTH_ROOT"
        raise DemoMixed(message, root=settings.root)
    if settings.demo and not marked and (settings.root / "archive").exists():
        message = "{root} holds real releases: a demonstration needs a KTTH_ROOT of its own"
        raise DemoMixed(message, root=settings.root)


def enter(settings: Settings) -> None:
    """:func:`agree`, and mark the root of a demonstration that begins; before anything is written into it."""
    agree(settings)
    if settings.demo and not is_demo(settings.root):
        settings.root.mkdir(parents=True, exist_ok=True)
        with (settings.root / MARKER).open("w", encoding="utf-8") as stream:
            stream.write("KTTH_DEMO=1\n")
            stream.flush()
            os.fsync(stream.fileno())


def unmixed(checked: Sequence[Checked], site: Site, settings: Settings) -> list[Checked]:
    """The packages as they may be released: marked in a demonstration, and with nothing invented elsewhere.

    Raises:
        DemoMixed: a package for an ordinary root is marked as a demonstration's, or has invented rows; or what could
            harm an agency is invented of a real one.
    """
    if settings.demo:
        for one in checked:
            _refuse_real_agencies(one, site)
        return [replace(one, descriptor=marked(one.descriptor)) for one in checked]
    for one in checked:
        if one.descriptor.get(KEY) or _has_invented(one, site):
            message = "{dataset} has invented rows, or says so: it is released into a demonstration only (KTTH_DEMO=1)"
            raise DemoMixed(message, dataset=one.dataset)
    return [*checked]


def _has_invented(checked: Checked, site: Site) -> bool:
    """Whether a cell says what only invented rows say: their provenance, or the document they are said to be from."""
    told = {column: [said] for column, said in (site.sample.cells if site.sample else {}).items() if said}
    told[site.provenance_column] = [p.code for p in site.provenances if p.kind == SAMPLE]
    return any(
        table.frame[column].cast(pl.String).is_in(codes).any()
        for table in checked.tables
        for column, codes in told.items()
        if column in table.frame.columns
    )


def _refuse_real_agencies(checked: Checked, site: Site) -> None:
    """Of tables that could harm an agency, invented rows name invented agencies only."""
    if site.sample is None:
        return
    codes = [p.code for p in site.provenances if p.kind == SAMPLE]
    for table in (t for t in checked.tables if t.table.invented and site.provenance_column in t.frame.columns):
        rows = table.frame.filter(pl.col(site.provenance_column).is_in(codes))
        for reference in (r for r in table.table.references if r.dataset == site.agencies):
            invented_ids = str(site.sample.agency[reference.to[0]]).partition("{")[0]
            if not rows[reference.columns[0]].drop_nulls().str.starts_with(invented_ids).all():
                message = "{dataset}: an invented row names a real agency ({column}); it may name invented ones only"
                raise DemoMixed(message, dataset=checked.dataset, column=reference.columns[0])


def marked(descriptor: Mapping[str, Any]) -> dict[str, Any]:
    """The descriptor, saying that it is of a demonstration."""
    said = {k: v for k, v in descriptor.items() if k not in (KEY, "resources")}
    return {**said, KEY: True, "resources": descriptor["resources"]}


def invented(descriptor: Mapping[str, Any]) -> dict[str, Any]:
    """The marked descriptor of a dataset all of whose rows are invented: it says so, and nothing of real figures."""
    said = marked({k: v for k, v in descriptor.items() if k != "sources"})
    for lang, ending in zip(LANGS, ("", "En"), strict=True):
        words = say("publish", lang, "Invented by a program as an illustration; no row is real.")
        said[f"title{ending}"] = f"[{say('publish', lang, 'Illustration')}] {said[f'title{ending}']}"
        said[f"description{ending}"] = words
    return said


def as_shown(content: Content, settings: Settings) -> Content:
    """The content; in a demonstration its site's name says that it is one, on every page and in every document."""
    if not settings.demo:
        return content
    name = Text(*(f"{say('publish', lang, 'Demonstration')} – {content.site.name[lang]}" for lang in LANGS))
    return replace(content, site=replace(content.site, name=name))


def banner() -> Markup:
    """What stands at the top of every page of a demonstration, in both languages."""
    words = {lang: say("publish", lang, WARNING) for lang in LANGS}
    lines = [Markup('<span lang="{}">{}</span>').format(lang, said) for lang, said in words.items()]
    return Markup('<p class="demo" role="note">{}</p>\n').format(Markup(" · ").join(lines))


def refuse_target(settings: Settings) -> None:
    """A demonstration stays where it is: neither to CKAN nor into the folders of the content's packages.

    Raises:
        DemoMixed: the root is one, or is called so.
    """
    agree(settings)
    if settings.demo:
        raise DemoMixed("a demonstration stays where it is: it is neither pushed to CKAN nor pulled into folders")


def refuse_marked(descriptors: Iterable[Mapping[str, Any]]) -> None:
    """Whatever the root is called, a dataset that says it is of a demonstration goes nowhere.

    Raises:
        DemoMixed: one does.
    """
    for descriptor in descriptors:
        if descriptor.get(KEY):
            message = "{dataset} is of a demonstration: its figures are invented and go to no other system"
            raise DemoMixed(message, dataset=descriptor.get("name"))
