"""What agencies are asked to fill in: the template of each dataset of the content, as registers stand on a day."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from publish.about import FREQUENCIES, About, about
from publish.archive import Archive
from publish.errors import UsageError
from publish.lookup import elsewhere
from publish.settings import Settings
from publish.snapshot import Catalog
from publish.written import write
from schemas.core.i18n import Lang, say
from schemas.core.registry import Content
from schemas.core.site import Text
from validation.template.book import write_template
from validation.template.choices import Look, code_choices, reference_choices
from validation.template.form import Form
from validation.today import today

WORDS = ("quote", "summary", "name")  # by which a register says what an id stands for, the first it has


def is_asked(dataset: str, content: Content) -> bool:
    """Whether rows of ``dataset`` are sent at all; others are computed, or of a package from elsewhere."""
    return dataset in content.datasets and dataset not in content.derived


class Forms:
    """The templates of a content as its folder describes the datasets; registers as released, else as in the folder.

    Raises:
        UsageError: the day is not known.
    """

    def __init__(self, content: Content, settings: Settings) -> None:
        day = today(content.site)
        if day is None:
            raise UsageError("{name} is no time", name="SOURCE_DATE_EPOCH")
        self.content, self.home, self.day = content, settings.datapackages, day
        self.look = elsewhere(Catalog(Archive(settings.root)), content, settings)

    def form(self, dataset: str, day: date) -> Form:
        """What is asked of agencies for ``dataset`` on ``day``."""
        authored = self.home / dataset / "datapackage.json"
        descriptor = json.loads(authored.read_text(encoding="utf-8")) if authored.is_file() else {}
        return form_of(dataset, descriptor, self.content, self.look, day)

    def write(self, dataset: str, path: Path, lang: Lang) -> None:
        """Write the template of ``dataset``, its headers in ``lang``. :class:`KtthError` where that cannot be done."""
        write(path, write_template(self.form(dataset, self.day), lang))


def form_of(dataset: str, descriptor: Mapping[str, Any], content: Content, look: Look, day: date) -> Form:
    """The form of a dataset of the content; ``look`` finds the registers."""
    said, site, look = about(dataset, descriptor, content.site), content.site, cache(look)
    tables = {table.name: table for table in content.datasets[dataset]}
    titled = {r.name: r.title for r in said.tables} | _titles(descriptor)
    codes = look((site.code_lists, site.code_lists)) if site.code_lists else None
    return Form(
        dataset=dataset,
        title=said.title,
        description=said.description,
        agency=_name(site.agencies, "agency_id", said.publisher, look),
        frequency=_frequency(said.frequency),
        tables=[tables[name] for name in (*titled, *(tables.keys() - titled.keys())) if name in tables],
        site=site,
        today=day,
        serves=tuple(_serves(said, content, look)),
        titles=titled,
        codes={} if codes is None else code_choices(codes, day),
        references={
            (table.name, column): choices
            for table in tables.values()
            for column, choices in reference_choices(table, look, day).items()
        },
    )


def _titles(descriptor: Mapping[str, Any]) -> dict[str, Text]:
    """Of the tables, in the descriptor's order; the dataset's where a table has none of its own."""
    resources = descriptor.get("resources", ())
    whole = Text(str(descriptor.get("title", "")), str(descriptor.get("titleEn", "")))
    return {r["name"]: Text(r["title"], r.get("titleEn", "")) if "title" in r else whole for r in resources}


def _frequency(code: str) -> Text:
    message = FREQUENCIES.get(code, code)
    return Text(say("publish", "vi", message), message)


def _serves(said: About, content: Content, look: Look) -> Iterator[Text]:
    """Tasks and targets: their ids and what these stand for."""
    for key, ids in (("tasks", said.tasks), ("targets", said.targets)):
        dataset, column = content.site.vocabularies.get(key, ("", ""))
        for one in ids:
            words = _name(dataset, column, one, look)
            yield Text(one) if words.vi == one else Text(f"{one}: {words.vi}", f"{one}: {words.en or words.vi}")


def _name(dataset: str, column: str, code: str, look: Look) -> Text:
    """What a register calls ``code``; the code itself where it does not say."""
    frame = look((dataset, dataset)) if dataset else None
    rows = [] if frame is None or column not in frame.columns else frame.filter(frame[column] == code).to_dicts()
    if not rows:
        return Text(code)
    found = [next((str(t) for w in WORDS if (t := rows[-1].get(f"{w}_{lang}"))), "") for lang in ("vi", "en")]
    return Text(found[0] or code, found[1])
