"""Codes and the names that people write instead: of a code list, or of the things another table registers.

A name is looked up three times: as it is written, the place of its tone apart (hoà, hòa); without marks and case; and
for units of administration without what kind they are (``TP. Long Xuyên``, ``Long Xuyên``). It is a code where exactly
one bears that name; where several do, or only similar ones, it is a doubt that names them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from schemas.core.fold import fold
from validation.intake.grid import Value
from validation.intake.values.marks import NO_TEXT
from validation.intake.values.result import Tally, candidates
from validation.intake.values.text import cleaned, shown

Codes = Mapping[str, tuple[str, str]]  # code -> its names in Vietnamese and English
NEAR, CLOSE = 3, 0.75  # how many similar names are named, and how similar they have to be
ASKED = 200  # different unknown names of a column that are compared with all labels
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_KINDS: Mapping[str, str] = {  # abbreviated kinds of administrative units, folded
    **dict.fromkeys(("tp", "t p", "thanh pho"), "thanh pho"),
    **dict.fromkeys(("tx", "t x", "thi xa"), "thi xa"),
    **dict.fromkeys(("tt", "t t", "thi tran"), "thi tran"),
    **dict.fromkeys(("h", "huyen"), "huyen"),
    **dict.fromkeys(("q", "quan"), "quan"),
    **dict.fromkeys(("p", "f", "phuong"), "phuong"),
    **dict.fromkeys(("x", "xa"), "xa"),
    **dict.fromkeys(("t", "tinh"), "tinh"),
    **dict.fromkeys(("dk", "dac khu"), "dac khu"),
}
_KIND = re.compile(rf"^({'|'.join(sorted(_KINDS, key=len, reverse=True))}) (?=\S)")


def spoken(text: str) -> str:
    """A name folded: no case, marks, dots or doubled blanks; y at the end of a word as i (Vỹ, Vĩ)."""
    return re.sub(r"(?<=[bcdghklmnrstvx])y\b", "i", _bare(fold(text)))


def written(text: str) -> str:
    """A name with its marks, the tone behind each word wherever it was placed."""
    apart = unicodedata.normalize("NFD", _bare(text.lower()))
    return " ".join("".join(sorted(word, key=lambda letter: letter in _TONES)) for word in apart.split(" "))


def _bare(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    return " ".join(re.sub(r"[^\w<>≤≥+%=]+", " ", composed).split())


def place_name(text: str) -> str:
    """The folded name of a unit of administration, its kind written out."""
    return _KIND.sub(lambda found: f"{_KINDS[found[1]]} ", spoken(text))


@dataclass(frozen=True)
class Labels:
    """Keys (codes) and the names each one bears, the first of them the official one.

    ``places``: the names are of units of administration, whose kind may be abbreviated or left out.
    """

    names: Mapping[str, Sequence[str]]
    places: bool = False

    @staticmethod
    def of(entries: Iterable[tuple[str, Iterable[str]]], *, places: bool = False) -> Labels:
        """From pairs of a key and its names; a key may come more than once (a code that was used again)."""
        names: dict[str, list[str]] = {}
        for key, own in entries:
            names.setdefault(key, []).extend(name for name in own if name)
        return Labels(names, places)

    @staticmethod
    def of_codes(codes: Codes) -> Labels:
        """Of a code list: both names of each code, with what stands in brackets and without."""
        return Labels(
            {code: [*pair, *(re.sub(r"\s*\([^)]*\)", "", name) for name in pair)] for code, pair in codes.items()}
        )

    def find(self, text: str) -> list[str]:
        """The keys that bear this name or are spelled so, by the strictest way of looking that finds any."""
        if text in self.names:
            return [text]
        if not self.places:
            return self._written.get(written(text)) or self._spoken.get(spoken(text)) or []
        folded = place_name(text)
        keys = [*self._spoken.get(folded, []), *self._kindless.get(folded, [])]
        return self._marked(text, list(dict.fromkeys(keys)))

    def _marked(self, text: str, keys: list[str]) -> list[str]:
        """Of places whose folded names are one, those whose marks are too; all of them if none is."""
        kind = _KIND.match(spoken(text))
        words = written(text).split(" ")[kind[0].count(" ") if kind else 0 :]
        alike = [
            key for key in keys if any(written(name).split(" ")[-len(words) :] == words for name in self.names[key])
        ]
        return alike or keys

    def near(self, text: str) -> list[str]:
        """Keys of other kinds of places with this name, else those whose names are spelled much like it."""
        folded = self._folded(text)
        if self.places and (others := self._kindless.get(_KIND.sub("", folded))):
            return others
        close = get_close_matches(folded, list(self._spoken), NEAR, CLOSE)
        return list(dict.fromkeys(key for name in close for key in self._spoken[name]))

    def padded(self, text: str) -> list[str]:
        """Keys that are this number with zeros in front, or without."""
        return [key for key in self.names if text.isdigit() and key.isdigit() and key.lstrip("0") == text.lstrip("0")]

    def told(self, key: str, text: str = "") -> str:
        """A key with the name of it that ``text`` is like, else its official one."""
        names, folded = self.names.get(key) or [key], self._folded(text)
        asked = {folded, _KIND.sub("", folded)}
        alike = (name for name in names if _KIND.sub("", self._folded(name)) in asked)
        return f"{key} ({next(alike, names[0])})"

    def _folded(self, text: str) -> str:
        return place_name(text) if self.places else spoken(text)

    @cached_property
    def _written(self) -> dict[str, list[str]]:
        return self._index(written)

    @cached_property
    def _spoken(self) -> dict[str, list[str]]:
        return self._index(self._folded, codes=True)

    @cached_property
    def _kindless(self) -> dict[str, list[str]]:
        return {
            name: keys
            for name, keys in self._index(lambda t: _KIND.sub("", place_name(t))).items()
            if not name.isdigit()
        }

    def _index(self, spelled: Callable[[str], str], codes: bool = False) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key, names in self.names.items():
            for name in {spelled(name) for name in (*names, *([key] if codes else []))} - {""}:
                found.setdefault(name, []).append(key)
        return found


def read_codes(cells: Sequence[Value], labels: Labels, tally: Tally) -> None:
    """A column of codes, some of them written as names. What nothing is like stays as it is sent."""
    texts = cleaned(cells, tally)
    known: dict[str, tuple[str | None, str, dict[str, str | float]]] = {}
    for index, cell in enumerate(cells):
        text = texts[index] if cell is None or isinstance(cell, str) else shown(cell)
        if text is None:
            continue
        if text in NO_TEXT and text not in labels.names:
            tally.repair("repair.mark-missing", text, None)
            continue
        if text not in known:
            known[text] = _read(text, labels, len(known) < ASKED)
        key, rule, params = known[text]
        if rule:
            tally.doubt(index, rule, params)
            continue
        tally.text[index] = key
        if key != text:
            tally.repair("repair.code", text, key)


def _read(text: str, labels: Labels, compare: bool) -> tuple[str | None, str, dict[str, str | float]]:
    """The key a text stands for, or the doubt about it."""
    text = text.removeprefix("'")
    keys = labels.find(text)
    if len(keys) == 1:
        return keys[0], "", {}
    if keys:
        return None, "code.several", candidates([labels.told(key, text) for key in keys])
    if padded := labels.padded(text):
        certain: dict[str, str | float] = {"suggest": padded[0]} if len(padded) == 1 else {}
        return None, "code.zeros", certain or candidates(padded)
    near = labels.near(text) if compare else []
    return (None, "code.near", candidates([labels.told(key, text) for key in near])) if near else (text, "", {})
