"""What a file says of itself: the data dictionary, the code lists, and whose figures these are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from publish.about import TYPES, Column
from publish.demo import KEY, WARNING
from publish.distributions.subject import Subject
from schemas.core.i18n import LANGS, say
from schemas.core.site import Text

Row = tuple[str, ...]
DICTIONARY = (
    *("column", "title_vi", "title_en", "unit_vi", "unit_en", "type", "type_vi"),
    *("description_vi", "description_en", "code_list", "key", "required"),
)
CODES = ("column", "code", "name_vi", "name_en")
FACTS = ("fact", "label_vi", "label_en", "vi", "en")


def both(message: str, **params: object) -> Text:
    """A sentence in both languages."""
    return Text(*(say("publish", lang, message, **params) for lang in LANGS))


def dictionary(subject: Subject) -> list[Row]:
    """A row of :data:`DICTIONARY` for each column, in the table's order."""
    return [_described(column) for column in subject.table.columns]


def _described(column: Column) -> Row:
    kind = say("publish", "vi", TYPES.get(column.type, column.type))
    texts = [text[lang] for text in (column.title, column.unit) for lang in LANGS]
    words = [column.description[lang] for lang in LANGS]
    marks = ["x" if said else "" for said in (column.key, column.required)]
    return (column.name, *texts, column.type, kind, *words, column.codelist, *marks)


def codes(subject: Subject) -> list[Row]:
    """A row of :data:`CODES` for each code that a column may hold, with its name where a register says it."""
    return [row for column in subject.table.columns for row in _codes(subject, column)]


def _codes(subject: Subject, column: Column) -> Iterator[Row]:
    known, site = subject.registers.codes, subject.site
    given = {code: name for (listed, code), name in known.items() if column.codelist and listed == column.codelist}
    if column.name == site.provenance_column:
        given = {one.code: one.title for one in site.provenances} | given
    for code in column.codes or given:
        name = given.get(code, Text(""))
        yield column.name, code, name["vi"], name["en"]


def facts(subject: Subject) -> list[Row]:
    """Rows of :data:`FACTS`: title, version, licence, sources, how to cite, where it is from."""
    return [(key, *pair(both(label)), *pair(value)) for key, label, value in _facts(subject) if value.vi]


def pair(text: Text) -> tuple[str, str]:
    return text["vi"], text["en"]


def _facts(subject: Subject) -> Iterator[tuple[str, str, Text]]:
    said, release = subject.said, subject.release
    if release.descriptor.get(KEY):
        yield "demonstration", "Please note", both(WARNING)
    yield "title", "Dataset", said.title
    yield "table", "Table", subject.table.title
    yield "description", "Description", subject.table.description if subject.table.description.vi else said.description
    yield "publisher", "Responsible agency", subject.registers.agency(said.publisher)
    yield "version", "Version", Text(release.version)
    yield "released", "Released", Text(release.created)
    for licence in said.licences:
        yield "licence", "Licence", _licence(licence.title, licence.url, pending=licence.pending)
    for origin in said.origins:
        yield "source", "Sources", _joined(origin.title, Text(origin.url), origin.license)
    yield "citation", "Cite as", citation(subject)
    yield "link", "Address", Text(address(subject))
    yield "digest", "Digest of the release", Text(release.digest)


def _licence(title: Text, url: str, *, pending: bool) -> Text:
    return _joined(title, both("to be confirmed") if pending else Text(""), Text(url))


def _joined(*texts: Text) -> Text:
    return Text(*(" · ".join(said for text in texts if (said := text[lang])) for lang in LANGS))


def address(subject: Subject) -> str:
    """Where the release stands on the portal; empty where that is not known."""
    release = subject.release
    path = f"/datasets/{quote(release.dataset)}/releases/{quote(release.version)}"
    return subject.address + path if subject.address else ""


def citation(subject: Subject) -> Text:
    """How to cite the release, as its page says it."""
    owner, zone = subject.site.owner, ZoneInfo(subject.site.timezone)
    day = datetime.fromisoformat(subject.release.created).astimezone(zone).date().isoformat()
    said = {
        lang: say(
            "publish",
            lang,
            "{title}, version {version} ({day}).",
            title=subject.said.title[lang],
            version=subject.release.version,
            day=day,
        )
        for lang in LANGS
    }
    return Text(*(f"{owner[lang]}. {said[lang]} {address(subject)}".strip() for lang in LANGS))
