"""The gate in words: what each kind of expectation is called and is for, and how what was observed is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal

from publish.gate.expectation import Expectation
from publish.numbers import said_day
from schemas.core.i18n import LANGS, Lang, say
from schemas.core.site import Text

TITLES: Mapping[str, str] = {
    "row-count": "Row count",
    "freshness": "Newest period",
    "late": "On time",
    "coverage": "Coverage",
    "breakdown": "Breakdowns",
    "duplicated-period": "Duplicated period",
    "totals": "Totals",
    "orphans": "References from other datasets",
    "drift": "Drift",
    "declared": "The dataset's own expectation",
}
WHY: Mapping[str, str] = {
    "row-count": "A table that shrinks has usually lost rows on the way.",
    "freshness": "The newest period of a release must not be older than that of the release before it.",
    "late": "A table that is behind its frequency is released all the same; this only says so.",
    "coverage": "Finds a unit, such as a district, that is missing where it was reported before.",
    "breakdown": "Tells what a place (a district) reports no more while it reports other things; it stops nothing.",
    "duplicated-period": "Finds the figures of one period sent again as those of another.",
    "totals": "Finds figures in a wrong unit (a thousand times too large or too small) and sums that do not agree.",
    "orphans": "Finds a key that was taken away while rows of other datasets still refer to it.",
    "drift": "Finds a long table most of whose figures moved at once, or are no longer filled in.",
    "declared": "Asked for by the file gate.json in the dataset's folder.",
}
ROWS: Mapping[str, str] = {  # how one unexpected row is told, by kind
    "coverage": "{period} ({place})",
    "breakdown": "{period} ({place})",
    "duplicated-period": "{period} = {other}",
    "totals": "{measure} {period}: {value} ↔ {against}: {reference}",
    "orphans": "{key}",
}
MISSING = "missing: {values}"
SHOWN_ROWS = 5
JOINED = "\x1f"  # between the parts of a key made one
TEXT = "="  # before each text of a set: Great Expectations makes a date of a text that looks like one
DIGITS = 15  # significant ones: sums are held to a part in 1e12, so that figures told to differ never look the same


def text(message: str, **params: object) -> Text:
    """A sentence in both languages; numbers and days as each writes them."""
    return Text(*(say("publish", lang, message, **{k: plain(v, lang) for k, v in params.items()}) for lang in LANGS))


def plain(value: object, lang: Lang) -> str:
    """A cell as text: numbers and days as the language writes them, a key of several parts with commas."""
    if isinstance(value, float):
        return format_decimal(Decimal(f"{value:.{DIGITS}g}"), locale=lang, decimal_quantization=False)
    if isinstance(value, int):
        return format_decimal(value, locale=lang)
    if isinstance(value, date):
        return said_day(value, lang)
    return "–" if value is None else str(value).replace(JOINED, ", ")


def day(number: object) -> date:
    """The day of a number like 20241231."""
    return date.fromisoformat(str(number))


def day_number(when: date) -> int:
    """Great Expectations compares the greatest of a column with a number, so that days are numbers."""
    return when.year * 10_000 + when.month * 100 + when.day


def observed(asked: Expectation, found: Mapping[str, Any]) -> Text:
    """What the worker answered of an expectation: a value, or how many rows should not be there and some of them."""
    value = found["observed"]
    if asked.shown == "rows":
        return _rows(asked, found["rows"], int(value or 0))
    if asked.shown == "set":
        return text("all of them") if found["met"] else _missing(found["missing"])
    if value is None:
        return text("nothing")
    return text("{value}", value=day(value) if asked.shown == "day" else value)


def _missing(values: Sequence[object]) -> Text:
    return text(MISSING, values=", ".join(str(v).removeprefix(TEXT) for v in values[:SHOWN_ROWS]))


def _rows(asked: Expectation, rows: Sequence[Mapping[str, Any]], count: int) -> Text:
    if not count:
        return text("none that differs")
    listed = [_row(asked, rows[:SHOWN_ROWS], lang) for lang in LANGS]
    more = f" … +{count - SHOWN_ROWS}" if count > SHOWN_ROWS else ""
    said = ("; ".join(lines) + more for lines in listed)
    if asked.kind not in ("coverage", "breakdown"):
        return Text(*said)
    return Text(*(say("publish", lang, MISSING, values=values) for lang, values in zip(LANGS, said, strict=True)))


def _row(asked: Expectation, rows: Sequence[Mapping[str, Any]], lang: Lang) -> list[str]:
    named = [{**row, "measure": asked.names.get(row.get("measure", ""), "")} for row in rows]
    return [ROWS[asked.kind].format(**{k: plain(v, lang) for k, v in row.items()}) for row in named]
