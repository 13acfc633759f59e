"""Names that are safe as a folder, a file and an address."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 100


def slug(text: str) -> str:
    """``text`` in ``[a-z0-9._-]``, marks dropped (``Đường`` -> ``duong``), shortened; empty if nothing is left."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    words = re.sub(r"[^a-z0-9._-]+", "-", plain.encode("ascii", "ignore").decode().lower())
    return words.strip("-._")[:LONGEST].strip("-._")
