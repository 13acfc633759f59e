"""Two languages from gettext catalogs.

The English sentence is the message id, ``<package>/locale/vi.po`` says it in Vietnamese.

A catalog is read as text (Babel), so a checkout needs no compile step before it can speak.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from babel.messages.pofile import read_po

Lang = Literal["vi", "en"]
LANGS: tuple[Lang, ...] = get_args(Lang)
_VIETNAMESE = re.compile("[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]")  # letters that no other language of the pages has


@cache
def catalog(package: str) -> dict[str, str]:
    """Vietnamese sentence by English one, of one top-level package; empty where the package has no catalog."""
    path = files(package) / "locale" / "vi.po"
    if not path.is_file():
        return {}
    with path.open("rb") as stream:
        messages = read_po(stream, locale="vi")
    return {str(m.id): str(m.string) for m in messages if m.id and m.string}


def say(package: str, lang: Lang, message: str, **params: object) -> str:
    """``message`` in ``lang`` with ``{name}`` places filled from ``params``; English where no translation exists."""
    text = catalog(package).get(message, message) if lang == "vi" else message
    return text.format(**params) if params else text


def is_vietnamese(text: str) -> bool:
    """Whether a letter says so; a short text may be without one."""
    return bool(_VIETNAMESE.search(text))
