"""Titles of charts, in both languages at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from schemas.core.i18n import LANGS, say
from schemas.core.site import Text


class Naming(Protocol):
    """Names of the codes of a table's columns."""

    def called(self, column: str, code: str, period: str) -> Text: ...


def both(message: str, **params: Text) -> Text:
    """A sentence of ours; each of ``params`` in the language of the sentence."""
    return Text(*(say("publish", lang, message, **{k: v[lang] for k, v in params.items()}) for lang in LANGS))


def fixed(naming: Naming, codes: Mapping[str, str], period: str) -> Text:
    """What the rows of a series share: ``An Giang, urban``; empty where that is nothing."""
    names = [naming.called(column, code, period) for column, code in codes.items() if code]
    return Text(*(", ".join(name[lang] for name in names) for lang in LANGS))


def lowered(text: Text) -> Text:
    """A title as it stands within a sentence; abbreviations stay as they are."""
    return Text(*(said[0].lower() + said[1:] if said[1:2].islower() else said for said in (text.vi, text["en"])))
