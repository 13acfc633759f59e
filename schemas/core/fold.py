"""Text without case and marks, so that what people type finds what is written: one function on both sides.

``Đường Hoà`` and ``duong hòa`` fold alike. Marks drop wherever they stand, so the placement of a tone does not matter.
đ has no decomposition in Unicode, nor have the letters that look like it and are typed for it.
"""

from __future__ import annotations

import unicodedata

_CROSSED = str.maketrans(dict.fromkeys("đĐðÐɖƉ", "d"))


def fold(text: str) -> str:
    """``text`` in lower case without marks, đ as d; everything else, spaces too, stays."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFD", text.translate(_CROSSED).lower())
    return "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")
