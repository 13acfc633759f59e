"""The catalog as DCAT for those who harvest it: ``/catalog.ttl`` and ``.jsonld``, a page at a time, and each dataset.

What is withdrawn is not in it, so that a harvester takes it away too.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from threading import Lock

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from publish.dcat.catalog import PER_PAGE, Page, catalog_graph, dataset_graph
from publish.dcat.dataset import Described
from publish.dcat.ground import Ground
from publish.dcat.terms import iri
from publish.dcat.written import WRITERS, Writer
from publish.portal.coverage import coverage_of
from publish.portal.dataset import DatasetView
from publish.portal.downloads import MEDIA_TYPES, OTHER_TYPES, has_it
from publish.portal.pages import Gone, Pages, absent, find_release
from publish.portal.state import State
from publish.snapshot import Snapshot

TYPES: Mapping[str, str] = {**OTHER_TYPES, **{f".{form}": kind for form, kind in MEDIA_TYPES.items()}}
KEPT = 512  # documents of one snapshot
_NUMBER = re.compile("[1-9][0-9]{0,5}")


@dataclass(frozen=True)
class _Document:
    """``packed`` is its body, compressed."""

    tag: str
    packed: bytes


class DcatPages:
    """Documents are made once for each snapshot, and kept until there is another.

    ``base_url`` begins every URI, or the request's own where it is empty.
    """

    def __init__(self, pages: Pages, base_url: str) -> None:
        self._pages = pages
        self._base_url = base_url
        self._one = Lock()  # is made at a time
        self._snapshot: Snapshot | None = None
        self._kept: OrderedDict[tuple[str, str], _Document] = OrderedDict()

    def routes(self) -> Iterator[Route]:
        for ending, writer in WRITERS.items():
            yield Route(f"/catalog.{ending}", partial(self.catalog, writer))
            yield Route(f"/datasets/{{id}}/dcat.{ending}", partial(self.dataset, writer))

    def catalog(self, writer: Writer, request: Request) -> Response:
        """One page of the catalog, the first where none is asked for."""
        asked, state = request.query_params.get("page", "1"), self._pages.portal.state
        total = len(state.datasets)
        count = max(1, -(-total // PER_PAGE))
        if not _NUMBER.fullmatch(asked) or int(asked) > count:
            raise HTTPException(404)
        ground, number, path = self._ground(request), int(asked), request.url.path
        changed = state.snapshot.created if state.snapshot else ""

        def made() -> bytes:
            views = islice(sorted(state.datasets.items()), (number - 1) * PER_PAGE, number * PER_PAGE)
            described = self._all(state, [view for _, view in views])
            return writer.write(catalog_graph(ground, Page(number, count, total, path, changed), described))

        return self._answer(request, state, (ground.address, f"{path}?{number}"), made, writer)

    def dataset(self, writer: Writer, request: Request) -> Response:
        """One dataset in its current release."""
        state, dataset = self._pages.portal.state, request.path_params["id"]
        view = state.datasets.get(dataset)
        if view is None:
            raise absent(self._pages.portal, dataset)
        ground = self._ground(request)

        def made() -> bytes:
            return writer.write(dataset_graph(ground, self._described(state, view)))

        return self._answer(request, state, (ground.address, request.url.path), made, writer)

    def _answer(
        self, request: Request, state: State, key: tuple[str, str], made: Callable[[], bytes], writer: Writer
    ) -> Response:
        document = self._document(state, key, made)
        headers = {"ETag": document.tag, "Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*"}
        if not self._base_url:
            headers["Vary"] = "Host"
        if has_it(request, document.tag):
            return Response(status_code=304, headers=headers)
        return Response(zlib.decompress(document.packed), media_type=writer.media_type, headers=headers)

    def _document(self, state: State, key: tuple[str, str], made: Callable[[], bytes]) -> _Document:
        with self._one:
            if state.snapshot is not self._snapshot:
                self._snapshot, self._kept = state.snapshot, OrderedDict()
            if key not in self._kept:
                body = made()
                tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
                self._kept[key] = _Document(tag, zlib.compress(body, 1))
                if len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            return self._kept[key]

    def _ground(self, request: Request) -> Ground:
        """Raises :class:`HTTPException` (404) where the request names no host that an address can begin with."""
        address = iri((self._base_url or str(request.base_url)).rstrip("/"))
        if address is None:
            raise HTTPException(404)
        return Ground(str(address), self._pages.site, TYPES)

    def _all(self, state: State, views: Iterable[DatasetView]) -> Iterator[Described]:
        for view in views:
            with suppress(Gone):  # a moment ago
                yield self._described(state, view)

    def _described(self, state: State, view: DatasetView) -> Described:
        said, registers = view.about, state.registers
        counts = sum((Counter(table.codes) for table in view.tables), Counter[str]())
        return Described(
            said,
            find_release(self._pages.portal, said.id, said.version),
            state.releases.get(said.id, ()),
            registers.agency(said.publisher),
            bool(state.plan and said.publisher in state.plan.agencies),
            {code: count for code, count in counts.items() if code},
            {table.about.name: table.rows for table in view.tables},
            coverage_of(state, view),
        )
