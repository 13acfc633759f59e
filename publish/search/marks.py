"""Where the words asked for stand in a text: compared folded, shown as written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from schemas.core.fold import fold

BEFORE, LENGTH = 60, 200  # letters shown before the first word found, and in all
_WORD = re.compile(r"[^\W_]+")
Piece = tuple[str, bool]  # a part of a text, and whether it is what was asked for


def marked(text: str, asked: Sequence[str]) -> list[Piece]:
    """The text in pieces; ``asked`` are folded words, the last one the beginning of a word."""
    plain, pieces, end = unicodedata.normalize("NFC", text), list[Piece](), 0
    for start, stop in _found(plain, asked):
        if pieces and plain[end:start].isspace():  # words that stand together are marked together
            pieces[-1] = (pieces[-1][0] + plain[end:stop], True)
        else:
            pieces += [(plain[end:start], False), (plain[start:stop], True)]
        end = stop
    return [piece for piece in (*pieces, (plain[end:], False)) if piece[0]]


def snippet(texts: Sequence[str], asked: Sequence[str]) -> list[Piece]:
    """The place with most of the words asked for, in pieces; nothing where none of them stands in the texts."""
    best, most = "", 0
    for text in texts:
        plain = unicodedata.normalize("NFC", text)
        count = len({fold(plain[start:stop]) for start, stop in _found(plain, asked)})
        if count > most:
            best, most = plain, count
    return marked(_cut(best, asked), asked) if most else []


def _cut(text: str, asked: Sequence[str]) -> str:
    start = max(next((place for place, _ in _found(text, asked)), 0) - BEFORE, 0)
    if start:
        start = text.find(" ", start) + 1 or start
    part = text[start : start + LENGTH]
    rest = start + LENGTH < len(text)
    return f"{'… ' if start else ''}{part.rpartition(' ')[0] or part if rest else part}{' …' if rest else ''}"


def _found(text: str, asked: Sequence[str]) -> Iterator[tuple[int, int]]:
    whole, last = {*asked}, asked[-1] if asked else ""
    for match in _WORD.finditer(text):
        word = fold(match[0])
        if word in whole or (last and word.startswith(last)):
            yield match.span()
