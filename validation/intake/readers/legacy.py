"""The letters of before Unicode: TCVN3, VNI and VISCII as the Latin letters that stand for them -> Vietnamese, NFC.

TCVN3 (fonts ``.Vn*``) and VISCII give each letter a byte of its own; VNI (fonts ``VNI-*``) writes a letter and then its
mark. Here the bytes have become characters of Latin-1 already, which is how workbooks and text files hold them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

GRAVE, ACUTE, HOOK, TILDE, DOT, CIRCUMFLEX, BREVE = "\u0300\u0301\u0309\u0303\u0323\u0302\u0306"

# TCVN 5712:1993, third set, from 0xA1 on; a space where the set has no letter
_TCVN3 = (
    "ĂÂÊÔƠƯĐăâêôơưđ      "  # A1
    "àảãáạ ằẳẵắ       ặầẩẫấậè ẻẽéẹềểễếệìỉ   ĩíịò ỏõóọồổỗốộờởỡớợù ủũúụừửữứựỳỷỹýỵ "  # B5
)
# RFC 1456, from 0x80 on; six capitals stand among the control characters
_VISCII = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ"
    "ÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư"
    "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_VISCII_CONTROLS = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}

_VNI_TONES = {"ø": GRAVE, "ù": ACUTE, "û": HOOK, "õ": TILDE, "ï": DOT}
_VNI_CIRCUMFLEX = {"â": "", "à": GRAVE, "á": ACUTE, "å": HOOK, "ã": TILDE, "ä": DOT}
_VNI_BREVE = {"ê": "", "è": GRAVE, "é": ACUTE, "ú": HOOK, "ü": TILDE, "ë": DOT}
_VNI_SINGLE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _vni_pairs() -> dict[str, str]:
    """A letter and its mark -> the letter so marked, small."""
    pairs = {letter + mark: letter + tone for letter in "aeiouyôö" for mark, tone in _VNI_TONES.items()}
    pairs |= {letter + mark: letter + CIRCUMFLEX + tone for letter in "aeo" for mark, tone in _VNI_CIRCUMFLEX.items()}
    pairs |= {"a" + mark: "a" + BREVE + tone for mark, tone in _VNI_BREVE.items()}
    return {pair: _VNI_SINGLE.get(marked[0], marked[0]) + marked[1:] for pair, marked in pairs.items()}


def _vni() -> dict[str, str]:
    """Every spelling; the mark of a capital may be a small one (``Uûy ban``)."""
    small = {**_VNI_SINGLE, **_vni_pairs()}
    capital = {k.upper(): v.upper() for k, v in small.items()}
    mixed = {k[0].upper() + k[1:]: v.upper() for k, v in small.items() if len(k) > 1}
    return {k: unicodedata.normalize("NFC", v) for k, v in {**small, **mixed, **capital}.items()}


def _one_to_one(letters: str, start: int) -> dict[int, str]:
    return {start + place: letter for place, letter in enumerate(letters) if letter != " "}


TCVN3: Mapping[int, str] = _one_to_one(_TCVN3, 0xA1)
VISCII: Mapping[int, str] = _one_to_one(_VISCII, 0x80) | _VISCII_CONTROLS
VNI: Mapping[str, str] = _vni()
_VNI_SPELLING = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))


_CAPITALS = re.compile(r"[^\W\d_]*[A-Z][^\W\d_a-z]*[A-Z][^\W\d_]*")


def from_tcvn3(text: str) -> str:
    """TCVN3 has no capital letters with tones: among capitals a small one stands for it (``BáO CáO``)."""
    return _CAPITALS.sub(_capital, text.translate(TCVN3))


def _capital(found: re.Match[str]) -> str:
    word = found[0]
    return word if any("a" <= letter <= "z" for letter in word) else word.upper()


def from_vni(text: str) -> str:
    return _VNI_SPELLING.sub(lambda found: VNI[found[0]], text)


def from_viscii(text: str) -> str:
    return text.translate(VISCII)


_TWICE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0178\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{1,3}")


def from_twice(text: str) -> str:
    """UTF-8 whose bytes were taken for letters and written as UTF-8 again."""
    return _TWICE.sub(lambda found: _once(found[0]), text)


def _once(letters: str) -> str:
    raw = b"".join(c.encode("latin-1" if c < "\u0100" else "cp1252") for c in letters)
    for end in range(len(raw), 1, -1):
        try:
            return raw[:end].decode() + letters[end:]
        except UnicodeDecodeError:
            continue
    return letters


LEGACY: Mapping[str, Callable[[str], str]] = {"TCVN3": from_tcvn3, "VNI": from_vni, "VISCII": from_viscii}
TWICE = "UTF-8 × 2"
IN_UNICODE: Mapping[str, Callable[[str], str]] = {"TCVN3": from_tcvn3, "VNI": from_vni, TWICE: from_twice}


def encoding_of_font(name: str) -> str:
    """What the letters of a font mean: a key of :data:`LEGACY`, or nothing for a font of Unicode."""
    folded = name.strip().casefold()
    if folded.startswith(".vn"):
        return "TCVN3"
    return "VNI" if folded.startswith(("vni-", "vni ", "vni_")) or folded == "vni" else ""
