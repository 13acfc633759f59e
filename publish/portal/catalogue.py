"""The list of datasets with its facets, and the search over everything: plain links and forms that need no script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil
from typing import Any, get_args
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from publish.portal.listing import FACETS
from publish.portal.pages import Pages
from publish.portal.sifting import Asked, Sort, chosen_of, found, sifted
from publish.portal.state import PREFIX
from publish.search import MOST_LETTERS, Question, marked, snippet
from publish.summary import STANDINGS
from schemas.core.i18n import LANGS, Lang, is_vietnamese

SHOWN, FOUND = 50, 20  # datasets and results on a page
KEYWORDS = 15  # of which the most used are offered
OPEN = ("agency", "standing")  # facets that are seen without being asked for
DEEPEST = 500  # page of a search
OPENSEARCH = "application/opensearchdescription+xml"


@dataclass(frozen=True)
class Option:
    """One choice of a facet; ``path`` makes it, or takes it back where it is ``chosen``."""

    code: str
    count: int
    path: str
    chosen: bool


@dataclass(frozen=True)
class Turning:
    """Where a reader is in a list: page ``number`` of ``last``; ``query`` begins the address of any other page."""

    number: int
    last: int
    query: str

    def path(self, number: int) -> str:
        return f"?{self.query}{'&' if self.query else ''}page={number}"


class Catalogue:
    """The pages ``/datasets`` and ``/search``, and how browsers learn of the search."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def routes(self) -> Iterator[Route]:
        for lang in LANGS:
            for path, page in (("/datasets", self.datasets), ("/search", self.search)):
                yield Route(f"{PREFIX[lang]}{path}", partial(page, lang))
            yield Route(f"{PREFIX[lang]}/opensearch.xml", partial(self.opensearch, lang))

    def datasets(self, lang: Lang, request: Request) -> Response:
        state, text = self._pages.portal.state, _text(request)
        asked = Asked(chosen_of(request), text, _sort(request, text, lang))
        kept = sifted(state, asked)
        pairs = [pair for pair in request.query_params.multi_items() if pair[0] != "page" and pair[1]]
        turning = _turning(request, len(kept.views), SHOWN, pairs)
        start = (turning.number - 1) * SHOWN
        return self._render(
            request,
            lang,
            "datasets.html",
            views=kept.views[start : start + SHOWN],
            total=len(kept.views),
            asked=asked,
            facets={name: [*_options(name, kept.counts[name], asked, pairs, lang)] for name in FACETS},
            opened=OPEN,
            sorts={sort: _query(pairs, "sort", sort) for sort in _sorts(text, lang)},
            pairs=pairs,
            without_text=_query(pairs, "q", asked.text, off=True),
            turning=turning,
        )

    def search(self, lang: Lang, request: Request) -> Response:
        state, question = self._pages.portal.state, Question(_text(request))
        kind = request.query_params.get("kind", "")
        page = _page(request, DEEPEST)
        said = found(state, question, kind, FOUND, (page - 1) * FOUND)
        pairs = [("q", question.text), *([("kind", kind)] if kind else [])]
        return self._render(
            request,
            lang,
            "search.html",
            question=question,
            found=said,
            kind=kind,
            every=sum(said.kinds.values()),
            marked=marked,
            snippet=snippet,
            is_vietnamese=is_vietnamese,
            turning=_turning(request, min(said.total, DEEPEST * FOUND), FOUND, pairs),
        )

    def opensearch(self, lang: Lang, request: Request) -> Response:
        address = f"{request.url.scheme}://{request.url.netloc}{PREFIX[lang]}/search"
        answer = self._pages.render(request, lang, "opensearch.xml", address=address)
        answer.headers["Content-Type"] = OPENSEARCH
        return answer

    def _render(self, request: Request, lang: Lang, template: str, **context: Any) -> Response:
        """The same question in the other language is the page's twin."""
        query = f"?{request.url.query}" if request.url.query else ""
        plain = request.url.path.removeprefix(PREFIX[lang])
        twins = {other: f"{PREFIX[other]}{plain}{query}" for other in LANGS}
        return self._pages.render(request, lang, template, twins=twins, **context)


def _text(request: Request) -> str:
    return request.query_params.get("q", "").strip()[:MOST_LETTERS]


def _sorts(text: str, lang: Lang) -> list[Sort]:
    """The orders that are offered, the usual one first."""
    name: Sort = "name" if lang == "vi" else "name-en"
    return [*(["relevance"] if Question(text).words else []), name, "newest", "rows"]  # type: ignore[list-item]


def _sort(request: Request, text: str, lang: Lang) -> Sort:
    said = request.query_params.get("sort")
    offered = _sorts(text, lang)
    return next(
        (sort for sort in get_args(Sort) if sort == said and (sort != "relevance" or sort in offered)), offered[0]
    )


def _options(
    facet: str, counts: Mapping[str, int], asked: Asked, pairs: list[tuple[str, str]], lang: Lang
) -> Iterator[Option]:
    chosen = asked.chosen.get(facet, ())
    for code in _ordered(facet, {**dict.fromkeys(chosen, 0), **counts}, chosen, lang):
        taken = code in chosen
        path = _query(pairs, facet, code, off=taken)
        yield Option(code, counts.get(code, 0), path, taken)


def _ordered(facet: str, counts: Mapping[str, int], chosen: Sequence[str], lang: Lang) -> list[str]:
    """Standings as they are told, what is numbered by its number, anything else by how often it is there."""
    if facet == "standing":
        return sorted(counts, key=lambda code: STANDINGS.index(code) if code in STANDINGS else len(STANDINGS))
    if facet in ("target", "task"):
        return sorted(counts)
    often = sorted(counts, key=lambda code: (-counts[code], code))
    if facet == "keyword":
        often.sort(key=lambda code: is_vietnamese(code) != (lang == "vi"))
        return [code for place, code in enumerate(often) if place < KEYWORDS or code in chosen]
    return often


def _query(pairs: list[tuple[str, str]], name: str, value: str, *, off: bool = False) -> str:
    """The same question with one choice more, or one less; of the order there is one only."""
    left = [pair for pair in pairs if pair != (name, value) and not (name == "sort" == pair[0])]
    return f"?{urlencode(left if off else [*left, (name, value)])}"


def _page(request: Request, last: int) -> int:
    said = request.query_params.get("page", "")
    return max(1, min(int(said), last)) if said.isdecimal() and len(said) < 9 else 1


def _turning(request: Request, total: int, size: int, pairs: list[tuple[str, str]]) -> Turning:
    last = max(1, ceil(total / size))
    return Turning(_page(request, last), last, urlencode(pairs))
