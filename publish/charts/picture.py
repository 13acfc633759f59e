"""Pictures of charts as files that are kept beside a release's other forms; and the script of interactive charts."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Any

from publish.charts.layout import Drawing
from publish.charts.model import Chart
from publish.charts.spec import VEGA_LITE, spec
from publish.charts.words import LOCALES
from publish.distributions import Wanted
from schemas.core.i18n import Lang

FORMAT = 1  # goes up when the same specification would be drawn otherwise
SCALE = 2.0  # pixels of a PNG for one of the drawing
ENDINGS: Mapping[str, str] = {"svg": "image/svg+xml", "png": "image/png"}
_ONE = Lock()  # the drawing library runs one engine in this process


def picture(chart: Chart, lang: Lang, drawing: Drawing, ending: str, dataset: str, release: str) -> Wanted:
    """The picture of a chart, as a file kept with a release.

    Raises:
        ValueError: there is nothing to draw.
        KeyError: ``ending`` is none of :data:`ENDINGS`.
    """
    media_type, said = ENDINGS[ending], spec(chart, lang, drawing)

    def write(path: Path) -> None:
        path.write_bytes(drawn(said, lang, media_type))

    made_of = json.dumps((said, ending, FORMAT, _library()), sort_keys=True)
    key = hashlib.sha256(made_of.encode()).hexdigest()[:16]
    return Wanted(dataset, release, f"chart-{chart.id}-{drawing.name}-{lang}", ending, key, write)


def drawn(said: Mapping[str, Any], lang: Lang, media_type: str) -> bytes:
    """The picture of a Vega-Lite specification, with nothing fetched from anywhere; always the same bytes."""
    import vl_convert  # an engine of 40 MB, which nothing else needs

    options: dict[str, Any] = {"vl_version": VEGA_LITE, "format_locale": dict(LOCALES[lang]), "allowed_base_urls": []}
    with _ONE:
        if media_type == ENDINGS["png"]:
            return bytes(vl_convert.vegalite_to_png(dict(said), scale=SCALE, **options))
        return str(vl_convert.vegalite_to_svg(dict(said), **options)).encode()


class Script:
    """Vega and our few lines that set it going, as one file, which is made when first asked for and kept."""

    def __init__(self, root: Path) -> None:
        self._snippet = (files("publish.portal") / "static" / "charts.js").read_text("utf-8")
        made_of = (self._snippet, VEGA_LITE, _library())
        self.digest = hashlib.sha256(repr(made_of).encode()).hexdigest()[:12]
        self._file = root / "portal" / f"charts-{self.digest}.js.gz"

    def gzipped(self) -> bytes:
        """The script; :class:`OSError` where it cannot be kept."""
        with _ONE:
            if not self._file.is_file():
                self._keep(self._made())
            return self._file.read_bytes()

    def _made(self) -> bytes:
        import vl_convert

        return gzip.compress(vl_convert.javascript_bundle(self._snippet, vl_version=VEGA_LITE).encode(), mtime=0)

    def _keep(self, content: bytes) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._file.parent, delete=False) as stream:
            stream.write(content)
        os.replace(stream.name, self._file)  # noqa: PTH105


def _library() -> str:
    return version("vl-convert-python")
