"""How Datasette's pages stand in the house: they say their language, lead home and to their twin, give notes room.

Its own templates are changed as they are loaded, so that none of them is kept here as a copy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jinja2 import BaseLoader, Environment
from markupsafe import escape

from publish.demo import ROBOTS, banner
from schemas.core.i18n import LANGS, Lang, say

NAMES: Mapping[Lang, str] = {"vi": "Tiếng Việt", "en": "English"}
WIDE = ("note", "source", "quote", "reading", "summary", "description")  # beginnings of names of columns of sentences
_CSS = "".join(
    [
        ",".join(f'.rows-and-columns td[class^="col-{name}"]' for name in WIDE),
        "{min-width:22rem}",
        ".house{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;padding:.5rem 1rem}",
        ".demo{margin:0;padding:.5rem 1rem;background:#7a1010;color:#fff;font-weight:600;text-align:center}",
        "@media(max-width:576px){.rows-and-columns td[class]{min-width:0}}",
    ]
)


class House(BaseLoader):
    """The templates of ``inner``, with the page's frame in ``lang``.

    Raises:
        ValueError: another version of Datasette has another frame.
    """

    def __init__(self, inner: BaseLoader, lang: Lang, prefixes: Mapping[Lang, str], *, demo: bool = False) -> None:
        self._inner = inner
        robots, warning = (ROBOTS, banner()) if demo else ("", "")
        self._changes = {
            "<html>": f'<html lang="{lang}">',
            "</head>": f"{robots}<style>{_CSS}</style>\n</head>",
            '<div class="not-footer">': f'<div class="not-footer">\n{warning}{_way_back(lang, prefixes)}',
        }

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        source, path, is_fresh = self._inner.get_source(environment, template)
        if template == "base.html":
            for before, after in self._changes.items():
                if source.count(before) != 1:
                    raise ValueError(f"Datasette's base.html has no {before}")
                source = source.replace(before, after)
        return source, path, is_fresh

    def list_templates(self) -> list[str]:
        return self._inner.list_templates()


def _way_back(lang: Lang, prefixes: Mapping[Lang, str]) -> str:
    links = [f'<a href="{prefixes[lang] or "/"}">{escape(say("publish", lang, "Home"))}</a>']
    here = '{{ request.full_path if request else "/" }}'
    links += [
        f'<a href="{prefixes[other]}/data{here}" lang="{other}" hreflang="{other}">{NAMES[other]}</a>'
        for other in LANGS
        if other != lang
    ]
    return f'<nav class="house">{"".join(links)}</nav>'
