"""The stylesheets, under an address that changes with their content; the accent colour comes from the site.

One is of every page, one of the answer to a checked file besides, which looks the same in a file of its own.
"""

from __future__ import annotations

import hashlib
import re
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from schemas.core.site import Site
from validation.render.html import stylesheet as answer_css

FOREVER = "public, max-age=31536000, immutable"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


class Stylesheet:
    """Raises :class:`ValueError` where the site's accent is no ``#rrggbb``."""

    def __init__(self, site: Site) -> None:
        if not _COLOUR.fullmatch(site.accent):
            raise ValueError(f"accent must be #rrggbb: {site.accent}")
        folder = files("publish.portal") / "static"
        sheets = sorted(file.name for file in folder.iterdir() if file.name.endswith(".css"))
        self._css = f":root{{--accent:{site.accent}}}\n" + "".join(
            (folder / name).read_text("utf-8") for name in sheets
        )
        self._icon = (folder / "icon.svg").read_text("utf-8").replace("#000000", site.accent)
        self._answer = answer_css()
        digest = hashlib.sha256((self._css + self._answer + self._icon).encode()).hexdigest()[:12]
        self.path = f"/static/{digest}"

    def routes(self) -> list[Route]:
        def answer(text: str, media_type: str) -> Response:
            return Response(text, media_type=media_type, headers={"Cache-Control": FOREVER})

        def css(_: Request) -> Response:
            return answer(self._css, "text/css")

        def answer_sheet(_: Request) -> Response:
            return answer(self._answer, "text/css")

        def icon(_: Request) -> Response:
            return answer(self._icon, "image/svg+xml")

        paths = {"portal.css": css, "answer.css": answer_sheet, "icon.svg": icon}
        return [Route(f"{self.path}/{name}", page) for name, page in paths.items()]
