"""What the columns of a model may be called in a sheet, and how two spellings of a heading are compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from schemas.core.fold import fold
from schemas.core.registry import Content
from schemas.core.table import Field, Table
from validation.intake.values.units import heading_unit
from validation.intake.words import FILLER

_APART = re.compile(r"[^a-z0-9%]+")
_NUMBER = re.compile(r"^\s*(?:[(\[]?\d{1,2}[)\].]|[IVX]{1,4}[.)]|[A-Za-z][.)])\s+(?=\S)")
_STAR = re.compile(r"\s*\(?\*+\)?\s*$")
_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """A heading to compare by: folded, words and figures only."""
    return _APART.sub(" ", fold(text)).strip()


def spelled(text: str) -> str:
    """A heading to compare by where i and y, which Vietnamese writes both ways, do not count: ``tỉ lệ``, ``tỷ lệ``."""
    return plain(text).replace("y", "i")


def names_of(field: Field, aliases: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Everything a column is called: its name, its titles, and what else agencies call it."""
    yield field["name"]
    yield from (str(field[key]) for key in ("title", "titleEn") if field.get(key))
    yield from field.get("aliases") or ()
    yield from aliases.get(field["name"], ())


def shortened(title: str) -> str:
    """A title without what it adds in brackets: ``Tỷ lệ thu gom (báo cáo)``."""
    return _BRACKETS.sub("", title) or title


def whole_forms(parts: Sequence[str]) -> Iterator[str]:
    """A heading in the ways it may be compared: as it stands, without numbers and stars, filling words, the unit."""
    yield " ".join(parts)
    bare = [without_number(part) for part in parts]
    yield " ".join(bare)
    if told := [part for part in map(_told, bare) if part]:
        yield " ".join(told)
        yield " ".join([*told[:-1], heading_unit(told[-1])[0]])


def without_number(part: str) -> str:
    """A part of a heading without the number before it and the star behind it."""
    return _STAR.sub("", _NUMBER.sub("", part)) or part


def _told(part: str) -> str:
    """A part of a heading without words that only lead to those below: ``Trong đó:``, ``Chia ra``."""
    found = FILLER.match(fold(part))
    return part[found.end() :] if found else part


def known_headings(content: Content) -> frozenset[str]:
    """The folded headings of every table of the content, by which a header is told from other rows."""
    tables = content.tables.values()
    found = {fold(name) for t in tables for f in t.fields for name in names_of(f, content.site.headings)}
    return frozenset(name for name in found if len(name) > 2)


class Index:
    """Which fields of a table a heading may mean: by the same words first, then by loose spelling."""

    def __init__(self, table: Table, aliases: Mapping[str, Sequence[str]]) -> None:
        self.table = table
        self.fields = {f["name"]: f for f in table.fields}
        self.names = {name: list(dict.fromkeys(names_of(f, aliases))) for name, f in self.fields.items()}
        self.exact = self._by(lambda name: (plain(name),))
        self.loose = self._by(lambda name: (spelled(name), spelled(shortened(name))))

    def _by(self, forms: Callable[[str], tuple[str, ...]]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for field, names in self.names.items():
            for form in (f for name in names for f in forms(name) if f):
                found.setdefault(form, set()).add(field)
        return found

    def meant(self, parts: Sequence[str]) -> set[str]:
        """The fields that a heading, or a part of one, means; several where it is not clear which."""
        if not parts:
            return set()
        forms = list(whole_forms(parts))
        exact = next((fields for text in forms if (fields := self.exact.get(plain(text)))), None)
        loose = next((fields for text in forms if (fields := self.loose.get(spelled(text)))), None)
        return exact or loose or self._with_own_unit(parts)

    def _with_own_unit(self, parts: Sequence[str]) -> set[str]:
        """The fields that are meant if what stands in brackets is the unit they are measured in."""
        base = " ".join([*parts[:-1], shortened(parts[-1])])
        fields = self.exact.get(plain(base)) or self.loose.get(spelled(base)) or set()
        return {name for name in fields if heading_unit(parts[-1], self.fields[name])[1]}
