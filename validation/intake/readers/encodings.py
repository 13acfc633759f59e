"""The bytes of a text file as Unicode: what they are is found out from the whole file, never cell by cell.

UTF-8 and UTF-16 prove themselves. For the rest each candidate is read, and Vietnamese syllables are counted: TCVN3 read
as CP1258 gives letters too, but no words. Where two candidates make sense the file is not read, and both are told.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from validation.findings import Finding
from validation.intake.readers.legacy import IN_UNICODE, LEGACY
from validation.intake.readers.syllables import is_syllable

BOMS = (
    (codecs.BOM_UTF8, "UTF-8"),
    (codecs.BOM_UTF32_LE, "UTF-32LE"),
    (codecs.BOM_UTF32_BE, "UTF-32BE"),
    (codecs.BOM_UTF16_LE, "UTF-16LE"),
    (codecs.BOM_UTF16_BE, "UTF-16BE"),
)
PROBE = 500_000  # characters in which words are looked for
WORDS = 4_000  # distinct ones that are enough
SURE, CLEAR, HALF, SOME = 0.85, 0.3, 0.5, 0.1  # shares of words: the text makes sense; by how much more than others
TOKEN = re.compile(r"(?:[^\W\d_]|[\x80-\xbf\u0300-\u036f])+")  # Latin-1's signs are letters in TCVN3
SIGNS = re.compile(r"(?:[ckdm]?m)?[²³]|°[CFK]?|[µ][gm]?|[«»§±·½¼¾ºª]+")  # what a text of Unicode has besides words
BROKEN = "\ufffd"
BEYOND = re.compile(rb"[^\n]*[\x80-\xff][^\n]*")
IN_USE = re.compile("[\t\r\n\x20-\x7e\xa0-\u01b0\u0300-\u0323\u1ea0-\u1ef9\u2010-\u2122]")
WHOLE = re.compile(r"[^\x00-\x7f\ufffd]")
LOOSE = re.compile("[\udc80-\udcff]")  # bytes that CP1252 has no letter for; Latin-1 has


@dataclass(frozen=True)
class Decoded:
    """``text`` as read in ``encoding``; ``was`` is a word before ``now`` where letters were changed to Unicode's."""

    text: str
    encoding: str
    findings: tuple[Finding, ...] = ()
    was: str = ""
    now: str = ""


def decode(data: bytes) -> Decoded:
    """The text of a file; with ``file.encoding-doubt`` as an error where it could not be told, and then no text."""
    for mark, name in BOMS:
        if data.startswith(mark):
            return _unicode(data[len(mark) :], name)
    if name := wide(data):
        return _unicode(data, name)
    try:
        return _letters_of(Decoded(data.decode(), "UTF-8"))
    except UnicodeDecodeError:
        return _unicode(data, "UTF-8") if _mostly_utf8(data) else _single_bytes(data)


def _unicode(data: bytes, name: str) -> Decoded:
    """Text that is said to be of one of Unicode's encodings; what is broken in it is marked, row by row, later on."""
    text = data.decode(name, errors="replace")
    return _letters_of(Decoded(text, name)) if BROKEN not in text else Decoded(text, name)


def wide(data: bytes) -> str:
    """UTF-16 without its mark: it has zeros, and read so nearly all is letters and signs that we use."""
    head = data[: len(data) & ~1][:4096]
    if 0 not in head:
        return ""
    texts = {name: head.decode(name, errors="replace") for name in ("UTF-16LE", "UTF-16BE")}
    used = {name: len(IN_USE.findall(text)) / len(text) for name, text in texts.items()}
    best = max(used, key=lambda name: used[name])
    return best if used[best] > 0.95 else ""


def _mostly_utf8(data: bytes) -> bool:
    """UTF-8 with some bytes broken: more letters of several bytes than bytes that fit nowhere."""
    text = data.decode(errors="replace")
    broken = text.count(BROKEN)
    whole = sum(1 for _ in islice(WHOLE.finditer(text), 2 * broken + 1))
    return whole > 2 * broken


def _letters_of(read: Decoded) -> Decoded:
    """Unicode whose letters may still mean those of TCVN3 or VNI: copied from a sheet in such a font."""
    if read.text.isascii():
        return read
    words = list(words_of(_beyond_ascii(read.text.encode(errors="replace")).decode(errors="replace")))
    name, sure = letters_meant(words)
    if sure:
        changed = next(w for w in words if IN_UNICODE[name](w) != w)
        return Decoded(IN_UNICODE[name](read.text), name, (), changed, IN_UNICODE[name](changed))
    return replace(read, findings=(letters_doubt(words, name),)) if name else read


def letters_meant(words: Sequence[str]) -> tuple[str, bool]:
    """The encoding that words of a file make sense in if not in Unicode, and whether that is beyond doubt."""
    as_is = _share(words, str)
    if not words or as_is >= 1 - SOME:
        return "", False
    shares = {name: _share(words, convert) for name, convert in IN_UNICODE.items()}
    name = max(shares, key=lambda n: shares[n])
    if shares[name] >= SURE and as_is <= HALF and len(words) > 2:
        return name, True
    return (name, False) if len(_rescued(words, name)) > max(2, SOME * len(words)) else ("", False)


def letters_doubt(words: Sequence[str], name: str) -> Finding:
    rescued = _rescued(words, name)
    told = "; ".join(f"{w} → {IN_UNICODE[name](w)}" for w in rescued[:5])
    params = {"encoding": name, "words": str(len(rescued)), "examples": told}
    return Finding("file.letters-doubt", "warning", params=params)


def _rescued(words: Sequence[str], name: str) -> list[str]:
    return [w for w in words if not makes_sense(w) and makes_sense(IN_UNICODE[name](w))]


def _single_bytes(data: bytes) -> Decoded:
    sample = _beyond_ascii(data)
    readings = {name: text for name in READERS if (text := READERS[name](sample)) is not None}
    words = {name: list(words_of(text)) for name, text in readings.items()}
    shares = {name: _share(words[name], str) for name in readings}
    ranked = sorted(readings, key=lambda name: -shares[name])
    best, others = ranked[0], [n for n in ranked[1:] if readings[n] != readings[ranked[0]]]
    surface = _cp1252(sample)
    odd = list(words_of(surface))
    if not odd and readings.get("CP1258") == surface:  # signs such as ° and –, the same in both
        return Decoded(_cp1252(data), "CP1252")
    whole = READERS[best](data)
    if whole is not None and shares[best] >= SURE and all(shares[n] <= shares[best] - CLEAR for n in others):
        return Decoded(whole, best, (), next(iter(odd), ""), next(iter(words[best]), ""))
    told = "; ".join(f"{name}: {' '.join(words[name][:3] or odd[:1]) or '?'}" for name in [best, *others][:3])
    return Decoded("", "", (Finding("file.encoding-doubt", params={"candidates": told}),))


def _beyond_ascii(data: bytes) -> bytes:
    """The first lines that hold bytes beyond ASCII, as many as are enough to tell an encoding."""
    lines, size = [], 0
    for found in BEYOND.finditer(data):
        lines.append(found[0][:PROBE])
        size += len(lines[-1])
        if size > PROBE:
            break
    return b"\n".join(lines)


def _cp1252(data: bytes) -> str:
    """The letters that Windows shows for bytes; those that have none there have Latin-1's."""
    text = data.decode("cp1252", errors="surrogateescape")
    return LOOSE.sub(lambda found: chr(ord(found[0]) - 0xDC00), text)


def _cp1258(data: bytes) -> str | None:
    try:
        return unicodedata.normalize("NFC", data.decode("cp1258"))
    except UnicodeDecodeError:  # it has bytes that CP1258 has no letter for
        return None


READERS: Mapping[str, Callable[[bytes], str | None]] = {
    "CP1258": _cp1258,
    "TCVN3": lambda data: LEGACY["TCVN3"](_cp1252(data)),
    "VNI": lambda data: LEGACY["VNI"](_cp1252(data)),
    "VISCII": lambda data: LEGACY["VISCII"](data.decode("latin-1")),
}


def words_of(text: str) -> Iterator[str]:
    """Distinct words with letters beyond ASCII, in the order they stand."""
    found = (m[0] for m in TOKEN.finditer(text[:PROBE]) if not m[0].isascii())
    return islice(dict.fromkeys(w for w in found if not SIGNS.fullmatch(w)), WORDS)


def makes_sense(word: str) -> bool:
    """A Vietnamese syllable, or an abbreviation in capitals such as NĐ."""
    return is_syllable(word) or (word.isupper() and word.isalpha() and set(word) - {"Đ"} <= set("BCDGHKLMNPQRSTVXUY"))


def _share(words: Sequence[str], convert: Callable[[str], str]) -> float:
    """How many of the words make sense, letters that Unicode composes of two taken as one."""
    read = dict.fromkeys(unicodedata.normalize("NFC", convert(w)) for w in words)
    told = [w for w in read if not w.isascii()]
    return sum(map(makes_sense, told)) / len(told) if told else 0.0
