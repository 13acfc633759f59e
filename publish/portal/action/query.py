"""Filters as harvesters and dashboards write them, in that part of Solr's language that is understood here.

    organization:ag-01   +groups:x   -tags:"hai từ"   NOT license_id:cc-by-4.0   res_format:(CSV OR JSON)
    metadata_modified:[2026-01-01T00:00:00Z TO *]   name:ste-*   title:rác   state:active   *:*   rác thải

Terms side by side must all hold. Where OR stands between terms, what follows without a word between is another term:
``organization:a OR organization:b metadata_modified:[… TO *]`` asks for changes in either. Whatever else there is in
Solr's language is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from fnmatch import translate
from functools import cached_property
from typing import NoReturn
from unicodedata import normalize

from publish.portal.action.answers import misasked
from publish.portal.action.moments import ckan_time

Places = Set[int]
MOST_TERMS, MOST_SCANS, DEEPEST = 500, 12, 20  # scans: words, ranges, asterisks, which look at every dataset
DATES = ("metadata_created", "metadata_modified")
TEXTS = ("title", "notes")
WORDS = "text"
AND, OR, NOT = ("AND", "&&"), ("OR", "||"), ("NOT", "!")
_TOKEN = re.compile(
    r"""\s*(?: (?P<bracket>[()]) | (?P<range>[\[{][^\[\]{}]*[\]}]) | (?P<quoted>"(?:[^"\\]|\\.)*")
    | (?P<sign>[+\-!](?=\S)) | (?P<word>(?:[^\s()\[\]{}":\\]|\\.)+)(?P<colon>:)? )""",
    re.VERBOSE | re.DOTALL,
)
_STARS = re.compile(r"(?<!\\)[*?]")
_RANGE = re.compile(r"[\[{]\s*(\S+)\s+TO\s+(\S+)\s*[\]}]")


@dataclass(frozen=True)
class Token:
    kind: str
    text: str


@dataclass(frozen=True)
class Index:
    """What is asked: values (folded by case) by field, moments and texts (folded) by place, and a search for words."""

    size: int
    values: Mapping[str, Mapping[str, Places]]
    moments: Mapping[str, Sequence[str]]
    texts: Mapping[str, Sequence[str]]
    search: Callable[[str], Places]
    fold: Callable[[str], str]

    @cached_property
    def all(self) -> Places:
        return frozenset(range(self.size))

    @property
    def fields(self) -> list[str]:
        return sorted([*self.values, *self.moments, *self.texts, WORDS])


def places(text: str, index: Index) -> Places:
    """The places of all that a filter leaves.

    Raises:
        ActionError: 400, it is not understood.
    """
    return _Reading(text, index).whole()


def _tokens(text: str) -> Iterator[Token]:
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None:
            raise misasked(f"not understood from here on: {text[at : at + 40]}")
        at = found.end()
        kind = "field" if found["colon"] else str(found.lastgroup)
        yield Token(kind, found[str(found.lastgroup) if kind != "field" else "word"])


class _Reading:
    def __init__(self, text: str, index: Index) -> None:
        self._index = index
        self._tokens = [*_tokens(text)]
        self._at = self._scans = self._depth = 0
        if len(self._tokens) > MOST_TERMS * 4:
            raise misasked(f"more than {MOST_TERMS} terms")

    def whole(self) -> Places:
        found = self._terms("")
        if self._at < len(self._tokens):
            raise misasked("a bracket is closed that was not opened")
        return found

    def _terms(self, field: str) -> Places:
        """All up to the closing bracket, or the end; inside ``field:( )`` words are its values."""
        found, any_of = self._index.all, list[Places]()
        signed, join, before = False, "", ""
        while (token := self._peek()) and token.text != ")":
            join = self._join(started=bool(any_of))
            sign = self._sign()
            term = self._term(field)
            if join == "OR":
                if before == "AND" or signed or sign:
                    _mixed()
                any_of.append(term)
            else:
                if join == "AND" and before == "OR":
                    _mixed()
                found = found & _union(any_of, found)
                any_of = [self._index.all - term if sign == "-" else term]
                signed = bool(sign)
            before = join
        if not any_of:
            raise misasked("nothing is asked for")
        return found & _union(any_of, found)

    def _join(self, *, started: bool) -> str:
        token = self._peek()
        join = "AND" if token and token.text in AND else "OR" if token and token.text in OR else ""
        if token is None or token.kind != "word" or not join:
            return ""
        if not started:
            raise misasked(f"{token.text} stands at the beginning")
        self._at += 1
        return join

    def _sign(self) -> str:
        token, sign = self._peek(), ""
        if token and (token.kind == "sign" or (token.kind == "word" and token.text in NOT)):
            self._at += 1
            sign = "+" if token.text == "+" else "-"
        return sign

    def _term(self, field: str) -> Places:
        token = self._next()
        if token.text == "(" and token.kind == "bracket":
            return self._bracketed(field)
        if token.kind == "field":
            return self._field(field, token.text)
        if token.kind == "word" and token.text in (*AND, *OR, *NOT):
            raise misasked(f"{token.text} stands where a term should")
        return self._value(field or WORDS, token)

    def _bracketed(self, field: str) -> Places:
        self._depth += 1
        if self._depth > DEEPEST:
            raise misasked(f"more than {DEEPEST} brackets in each other")
        found = self._terms(field)
        if self._next().text != ")":
            raise misasked("a bracket is not closed")
        self._depth -= 1
        return found

    def _field(self, outer: str, name: str) -> Places:
        if outer:
            raise misasked(f"{name}: stands inside {outer}:( )")
        token = self._next()
        if name == "*" and token == Token("word", "*"):
            return self._index.all
        if name not in self._index.fields:
            raise misasked(f"undefined field {name}; there are {', '.join(self._index.fields)}")
        return self._bracketed(name) if token == Token("bracket", "(") else self._value(name, token)

    def _value(self, field: str, token: Token) -> Places:
        if token.kind not in ("word", "quoted", "range"):
            raise misasked(f"{field}: is followed by no value: {token.text}")
        everything = (token.kind == "range" and _RANGE.sub(r"\1\2", token.text) == "**") or token == Token("word", "*")
        if token.kind == "word" and re.search(r"(?<!\\)[\^~]", token.text):
            raise misasked(f"{token.text}: neither boosts nor near words are understood")
        if field in self._index.moments:
            return self._index.all if everything else self._between(field, self._scan(token))
        if token.kind == "range" and not everything:
            raise misasked(f"{token.text}: a range is of {' or '.join(DATES)} only")
        if field in self._index.values:
            pattern = token.kind == "word" and not everything and _STARS.search(token.text)
            return _valued(self._index.values[field], self._scan(token) if pattern else token, everything=everything)
        return self._index.all if everything else self._worded(field, _plain(self._scan(token)).removesuffix("*"))

    def _scan(self, token: Token) -> Token:
        """Counts what looks at every dataset."""
        self._scans += 1
        if self._scans > MOST_SCANS:
            raise misasked(f"more than {MOST_SCANS} words, ranges and values with an asterisk")
        return token

    def _worded(self, field: str, text: str) -> Places:
        words = re.findall(r"\w+", self._index.fold(text))
        if not words or re.search(r"[*?]", text):
            raise misasked(f"{text}: no word to look for; in words an asterisk is understood at the end only")
        if field != WORDS:
            told = self._index.texts[field]
            return frozenset(n for n, said in enumerate(told) if all(word in said for word in words))
        return self._index.search(text)

    def _between(self, field: str, token: Token) -> Places:
        found = _RANGE.fullmatch(token.text)
        if token.kind == "range" and found is None:
            raise misasked(f"{token.text}: a range is [A TO B]")
        low, high = found.groups() if found else (_plain(token), _plain(token))
        first, last = _moment(low, end=False), _moment(high, end=True)
        over, under = token.text[0] == "{", token.text[-1] == "}"
        return frozenset(
            n
            for n, moment in enumerate(self._index.moments[field])
            if (not first or moment > first or (moment == first and not over))
            and (not last or moment < last or (moment == last and not under))
        )

    def _peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _next(self) -> Token:
        token = self._peek()
        if token is None:
            raise misasked("it ends where something should follow")
        self._at += 1
        return token


def _union(any_of: Sequence[Places], otherwise: Places) -> Places:
    return frozenset().union(*any_of) if any_of else otherwise


def _mixed() -> NoReturn:
    raise misasked("OR together with AND, NOT, + or -: say with brackets what belongs together")


def _valued(values: Mapping[str, Places], token: Token, *, everything: bool) -> Places:
    if everything:
        return _union([*values.values()], frozenset())
    if token.kind == "word" and _STARS.search(token.text):
        pattern = re.compile(translate(_plain(token).casefold()))
        return _union([there for value, there in values.items() if pattern.match(value)], frozenset())
    return values.get(_plain(token).casefold(), frozenset())


def _plain(token: Token) -> str:
    text = token.text[1:-1] if token.kind == "quoted" else token.text
    return normalize("NFC", re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL))


def _moment(text: str, *, end: bool) -> str:
    """As CKAN writes it, the first or last of a day; empty where there is no bound."""
    plain = text.replace("\\", "").strip('"')
    if plain == "*" or (end and plain == "NOW"):
        return ""
    try:
        day = "T23:59:59.999999" if end else "T00:00:00"
        datetime.fromisoformat(plain)
        return ckan_time(plain + day if re.fullmatch(r"\d{4}-\d\d-\d\d", plain) else plain)
    except (ValueError, OverflowError):
        raise misasked(f"{text}: no moment as in 2026-01-31T00:00:00Z") from None
