"""The words a rule's sentence is made with: columns by their titles, numbers as the reader writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from babel.numbers import format_decimal

from schemas.core.i18n import Lang, say
from schemas.core.site import Text

Where = tuple[str, str]  # a column and the value it must have for the rule to apply


class Joined:
    """Columns said with a sign between them; in brackets where more than one stands in a larger formula."""

    def __init__(self, columns: Sequence[object], sign: str, *, bracket: bool = False) -> None:
        self.columns, self.sign, self.bracket = columns, sign, bracket and len(columns) > 1


class Phrase:
    """A part of a sentence that is a sentence of the catalog itself."""

    def __init__(self, message: str, **words: object) -> None:
        self.message, self.words = message, words


def titled(words: Mapping[str, object], lang: Lang, titles: Mapping[str, Text]) -> dict[str, object]:
    """Each word as text in ``lang``; a column's name is replaced by its title."""

    def one(value: object) -> str:
        if isinstance(value, Phrase):
            return say("schemas", lang, value.message, **titled(value.words, lang, titles))
        if isinstance(value, Joined):
            text = value.sign.join(one(c) for c in value.columns)
            return f"({text})" if value.bracket else text
        if isinstance(value, tuple):
            return ", ".join(map(one, value))
        if isinstance(value, bool):
            return say("schemas", lang, "true" if value else "false")
        if isinstance(value, int | float):
            return format_decimal(value, locale=lang, decimal_quantization=False)
        return titles[str(value)][lang] if value in titles else str(value)

    return {name: one(value) for name, value in words.items()}


def limited(sentence: str, where: Where | None, lang: Lang, titles: Mapping[str, Text]) -> str:
    """``sentence`` with the rows that ``where`` limits it to said before it."""
    if where is None:
        return sentence
    words = titled({"column": where[0], "values": where[1]}, lang, titles)
    return say(
        "schemas",
        lang,
        "Where {when}: {then}",
        when=say("schemas", lang, "{column} is {values}", **words),
        then=sentence,
    )


def within(tolerance: float, percent: float) -> object:
    """A tolerance as it is said: a number, a part of the total, or whichever of the two is larger."""
    if not percent:
        return tolerance
    if not tolerance:
        return Phrase("{percent} %", percent=percent)
    return Phrase("{tolerance} or {percent} % of the total", tolerance=tolerance, percent=percent)
