"""Templates in one language: sentences, numbers, dates, addresses and cells as that language's readers expect them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from urllib.parse import quote
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from publish.about import FREQUENCIES, TYPES, Column
from publish.numbers import number, said_day
from publish.portal.state import PREFIX
from publish.registers import Registers
from publish.summary import counted
from schemas.core.i18n import LANGS, Lang, is_vietnamese, say
from schemas.core.site import Site

STANDINGS: Mapping[str, str] = {
    "official": "Official figures",
    "mixed": "Several kinds of rows",
    "cited": "Cited figures",
    "compiled": "Reference",
    "unstated": "Source of rows not stated",
    "files": "Files",
    "awaiting": "No data yet",
    "sample": "Illustrative figures",
}
ROWS: Mapping[str, tuple[str, str]] = {  # of a kind: what one is, what several are
    "official": (
        "{count} row is an official figure, sent and approved by the agency.",
        "{count} rows are official figures, sent and approved by the agency.",
    ),
    "cited": (
        "{count} row is cited by this catalog from a public source; it is not an official figure of the agency.",
        "{count} rows are cited by this catalog from public sources; they are not official figures of the agency.",
    ),
    "compiled": (
        "{count} row was compiled by this catalog from published documents.",
        "{count} rows were compiled by this catalog from published documents.",
    ),
    "unstated": (
        "{count} row does not state where it comes from.",
        "{count} rows do not state where they come from.",
    ),
    "sample": (
        "{count} row is an illustrative figure, which is not real.",
        "{count} rows are illustrative figures, which are not real.",
    ),
}
ROUNDED_FROM = 100  # numbers from here on are shown with two decimals at most
_URL = re.compile(r"https?://[^\s<>\"]+")


def environments(site: Site) -> dict[Lang, Environment]:
    """One template environment per language."""
    return {lang: _environment(site, lang) for lang in LANGS}


def _environment(site: Site, lang: Lang) -> Environment:
    env = Environment(
        loader=PackageLoader("publish.portal"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    zone = ZoneInfo(site.timezone)

    def sentence(message: str, **params: object) -> str:
        if any(isinstance(value, Markup) for value in params.values()):
            return Markup(say("publish", lang, message)).format(**params)  # noqa: S704 - our own sentence
        return say("publish", lang, message, **params)

    def named(names: Mapping[str, str], code: str) -> str:
        return sentence(names[code]) if code in names else code

    env.globals |= {
        "_": sentence,
        "lang": lang,
        "site": site,
        "url": lambda path: (PREFIX[lang] + path if path != "/" else PREFIX[lang]) or "/",
        "standing_name": lambda code: named(STANDINGS, code),
        "frequency_name": lambda code: named(FREQUENCIES, code),
        "type_name": lambda code: named(TYPES, code),
        "row_sentences": lambda kinds: list(_row_sentences(kinds, lang)),
        "counted": lambda kinds: counted(kinds, lang),
        "is_link": is_link,
    }
    env.filters |= {
        "number": lambda value: number(value, lang),
        "signed": lambda value: number(value, lang).replace("-", "−"),
        "day": lambda text: day(text, lang, zone),
        "spoken": lambda text: spoken(text, lang),
        "size": lambda count: size(count, lang),
        "segment": lambda text: quote(str(text), safe=""),
        "path": lambda text: quote(str(text)),
    }
    return env


def day(text: str, lang: Lang, zone: ZoneInfo) -> str:
    """The day of an ISO date, or of a time as it is in ``zone``; the text itself where it is neither."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    found: date = (moment.astimezone(zone) if moment.tzinfo else moment).date()
    return said_day(found, lang)


def spoken(text: str, lang: Lang) -> Markup:
    """A text from outside, marked as Vietnamese where it is so on a page in another language."""
    if lang != "vi" and is_vietnamese(text):
        return Markup('<span lang="vi">{}</span>').format(text)
    return escape(text)


def _row_sentences(kinds: Mapping[str, int], lang: Lang) -> Iterator[str]:
    for kind, rows in kinds.items():
        yield say("publish", lang, ROWS[kind][rows != 1], count=number(rows, lang))


def size(count: int, lang: Lang) -> str:
    """Bytes in the unit a reader compares downloads by."""
    for unit, scale in (("MB", 10**6), ("KB", 10**3)):
        if count >= scale:
            return f"{number(round(count / scale, 1), lang)} {unit}"
    return f"{count} B"


def is_link(text: str) -> bool:
    """Whether a text from outside may become a link: http(s) only."""
    return bool(_URL.fullmatch(text))


def cell(value: object, column: Column, registers: Registers, lang: Lang) -> Markup:
    """One value of a table, safe in a page: a code is shown by its name, a web address as a link.

    Digits are grouped only where the column has a unit: years and codes have none.
    """
    if value is None:
        return Markup('<span class="none">–</span>')
    if isinstance(value, bool):
        return escape(say("publish", lang, "yes" if value else "no"))
    if isinstance(value, int | float):
        return _number_cell(value, bool(column.unit.vi), lang)
    text = str(value)
    if name := registers.codes.get((column.codelist, text)):
        return Markup('<abbr title="{}">{}</abbr>').format(text, spoken(name[lang], lang))
    if is_link(text):
        return Markup('<a href="{}" rel="nofollow noopener">{}</a>').format(text, text)
    return spoken(text, lang)


def is_rounded(value: object) -> bool:
    """Whether a page shows a value with fewer decimals than it has."""
    return isinstance(value, float) and abs(value) >= ROUNDED_FROM and _rounded(value) != Decimal(repr(value))


def _rounded(value: float) -> Decimal:
    exact = Decimal(repr(value))
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP) if exact.is_finite() and abs(exact) < 10**20 else exact


def _number_cell(value: float, grouped: bool, lang: Lang) -> Markup:
    full = number(value, lang, grouped=grouped)
    if not is_rounded(value):
        return escape(full)
    return Markup('<span title="{}">{}</span>').format(full, number(_rounded(value), lang, grouped=grouped))
