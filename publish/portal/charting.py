"""The charts of a page: which there are, where their pictures are, and how they stand in the page.

Whose they are is an :class:`Owner`: a release, or whatever a provider knows by a prefix of addresses and an id.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from jinja2 import Environment
from markupsafe import Markup

from publish.about import About
from publish.charts import Chart, charts_of, drawn_series
from publish.charts.words import described
from publish.portal.chart_table import chart_table
from publish.portal.names import StateNames
from publish.portal.state import PREFIX, Portal, State
from publish.snapshot import Release
from schemas.core.i18n import LANGS, Lang, say
from schemas.core.site import Text

KEPT = 512  # releases whose charts are remembered
LOOKED_AT = 30  # datasets among which the first page's picture is chosen
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Owner:
    """``page`` shows the charts; pictures are below ``<place>/charts/``, and kept with a release of ``dataset``."""

    page: str
    place: str
    embed: str
    dataset: str
    version: str
    charts: tuple[Chart, ...]

    def chart(self, name: str) -> Chart | None:
        return next((chart for chart in self.charts if chart.id == name), None)


Provider = Callable[[State, str], Owner | None]


@dataclass(frozen=True)
class Shown:
    """A chart as it stands in a page."""

    chart: Chart
    html: Markup


class Charting:
    """The charts of one portal. ``base_url`` begins the addresses printed in pictures; empty = the site's name does.

    ``providers`` give the charts of things that are no dataset, by the first part of their address: an entry is all it
    takes for ``/<prefix>/<id>/charts/<chart>.svg`` and what belongs to it.
    """

    def __init__(self, portal: Portal, base_url: str, environments: Mapping[Lang, Environment]) -> None:
        self.portal = portal
        self.providers: dict[str, Provider] = {}
        self._base_url = base_url.rstrip("/")
        self._environments = environments
        self._known: dict[tuple[int, str, str], tuple[Chart, ...]] = {}

    def of_release(self, state: State, release: Release, said: About) -> Owner:
        """The charts of every table of a release; a table whose charts cannot be made has none."""
        page, version = f"/datasets/{quote(release.dataset, safe='')}", quote(release.version, safe="")
        place, key = f"{page}/releases/{version}", (state.number, release.dataset, release.version)
        if key not in self._known:
            if len(self._known) >= KEPT:
                self._known.clear()
            self._known[key] = tuple(self._charts(state, release, said, place))
        embed = f"/embed/{quote(release.dataset, safe='')}"
        return Owner(page, place, embed, release.dataset, release.version, self._known[key])

    def _charts(self, state: State, release: Release, said: About, place: str) -> Iterable[Chart]:
        site = self.portal.content.site
        names, source = StateNames(state, site), self.source(said, place)
        for table in said.tables:
            try:
                yield from charts_of(release, table, site, names, source)
            except Exception:
                logger.exception("no chart of %s %s %s: the table stands alone", said.id, said.version, table.name)

    def source(self, said: About, place: str) -> Text:
        """Title and version of a release and, in a line of its own, where it is."""
        name = self.portal.content.site.name
        return Text(
            *(
                say("publish", lang, "{title}, version {version}", title=said.title[lang], version=said.version)
                + f"\n{self._base_url or f'{name[lang]}: '}{PREFIX[lang]}{place}"
                for lang in LANGS
            )
        )

    def shown(self, owner: Owner | None, lang: Lang, base: str) -> list[Shown]:
        """Every chart of ``owner`` as it stands in a page; ``base`` begins the addresses that leave it."""
        return [Shown(chart, self.figure(chart, owner, lang, base)) for chart in owner.charts] if owner else []

    def figure(self, chart: Chart, owner: Owner, lang: Lang, base: str, *, linked: bool = False) -> Markup:
        """A chart with its table, its downloads and the code to embed it; ``linked``: to its page too."""
        said = self.context(chart, owner, lang) | {"base": base, "linked": linked}
        return Markup(self._environments[lang].get_template("figure.html").render(said))  # noqa: S704 - autoescaped

    def context(self, chart: Chart, owner: Owner, lang: Lang) -> dict[str, Any]:
        """What templates say of a chart."""
        name = quote(chart.id, safe="")
        return {
            "chart": chart,
            "picture": f"{PREFIX[lang]}{owner.place}/charts/{name}",
            "embed": f"{PREFIX[lang]}{owner.embed}/{name}",
            "page": f"{PREFIX[lang]}{owner.page}",
            "alt": described(chart, lang),
            "table": chart_table(chart, lang),
            "drawn": len(drawn_series(chart)),
        }

    def of_home(self, state: State, lang: Lang, base: str) -> Markup:
        """The longest line among the datasets of a plan, or of all where there is none; empty without any."""
        views = [view for view in state.datasets.values() if view.rows > 1 and (view.about.targets or not state.plan)]
        owners = [
            self.of_release(state, self.portal.catalog.release(view.id, view.about.version), view.about)
            for view in views[:LOOKED_AT]
        ]
        found = [(chart, owner) for owner in owners for chart in owner.charts if chart.kind == "line"]
        if not found:
            return Markup("")
        return self.figure(*max(found, key=lambda pair: len(pair[0].series[0].points)), lang, base, linked=True)
