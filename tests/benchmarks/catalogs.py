"""A catalog of many datasets that are not there: their descriptions, indexed and listed by the product."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from time import perf_counter

import data
import folders
import httpx

from publish.about import About, Column, TableAbout
from publish.archive import Archive
from publish.portal import create_app
from publish.portal.dataset import DatasetView, TableView
from publish.portal.state import State
from publish.registers import Registers
from publish.search import Question, Search
from publish.search.build import Index, open_index
from publish.search.entries import dataset_entries
from publish.settings import Settings
from publish.snapshot import Catalog, Snapshot
from schemas.core.site import Text

COMMON = (
    "rác thải nhựa hữu cơ sinh hoạt đô thị nông thôn năng lượng tái tạo điện mặt trời nước sạch khí nhà kính "
    "công nghiệp nông nghiệp lâm nghiệp giao thông đầu tư dự án xử lý thu gom chôn lấp đốt tỷ lệ khối lượng "
    "công suất lao động doanh nghiệp huyện xã tỉnh kế hoạch mục tiêu báo cáo đông xuân hè thu rừng biển sông kênh"
)
WORDS = [*COMMON.split(" "), *(f"từ{number}" for number in range(4_000))]
# few often, most seldom: what is asked for stands in a third of all datasets; of those that are shipped, in less
OFTEN = [1 / place for place in range(200, len(WORDS) + 200)]
ASKED = (
    "rac thai",
    "rác thải nhựa",
    "dong",
    "nang luong tai tao",
    "điện mặt tr",
    "bo 07",
    "ty le thu gom rac",
    "khong co dau",
)
QUERIES = (
    "/api/v1/datasets",
    "/api/v1/datasets?offset=9000&sort=rows&facets=true",
    "/api/v1/datasets?agency=ag-03&agency=ag-04&target=T07&facets=true",
    "/api/v1/datasets?q=rac+thai&sort=relevance&facets=true",
    "/api/v1/datasets?frequency=year&fields=id,title&q=dien",
    "/datasets?agency=ag-03&target=T07",
    "/datasets?page=100",
)
REPEATS = 20


def described(count: int) -> Iterator[About]:
    """Invented datasets, the same each time."""
    chance = Random(1)

    def some(least: int, most: int) -> str:
        return " ".join(chance.choices(WORDS, OFTEN, k=chance.randint(least, most)))

    for number in range(count):
        name = f"bo-{number:05}"
        columns = tuple(Column(f"c{n}", "string", Text(some(1, 4)), Text(some(3, 10))) for n in range(8))
        table = TableAbout(name, f"data/{name}.csv", Text(name), Text(""), columns, (), {})
        keywords = tuple(some(2, 3) for _ in range(3))
        targets = tuple(f"T{chance.randint(1, 21):02}" for _ in range(2))
        yield About(
            id=name,
            version="1.0.0",
            created=f"2025-{chance.randint(1, 12):02}-01T00:00:00Z",
            title=Text(f"{some(4, 9)} {number}", f"Dataset {number}"),
            description=Text(some(20, 60)),
            publisher=f"ag-{chance.randint(1, 14):02}",
            frequency=chance.choice(("year", "quarter", "month", "event")),
            licences=(),
            origins=(),
            keywords=keywords,
            targets=targets,
            tasks=(),
            tables=(table,),
        )


def index(count: int) -> Path:
    """The search index of so many datasets, each with 40 texts in its cells."""
    path = folders.HOME / f"{count}.search"
    if not path.exists():
        folders.HOME.mkdir(parents=True, exist_ok=True)
        content, chance = data.content(), Random(2)
        made = path.with_suffix(".made")
        made.unlink(missing_ok=True)
        with open_index(made) as db:
            writing = Index(db)
            for said in described(count):
                cells = tuple(" ".join(chance.choices(WORDS, OFTEN, k=3)) for _ in range(40))
                writing.put(said.id, dataset_entries(said, Registers(), content, cells), "1")
        made.rename(path)
    return path


def search(path: Path) -> Mapping[str, float]:
    """How long an answer takes: of each question in turn, the half and nineteen in twenty."""
    asked = Search(path)
    return _told([_timed(lambda q=q: asked.find(Question(q))) for _ in range(REPEATS) for q in ASKED])


def _timed(do: Callable[[], object]) -> float:
    began = perf_counter()
    do()
    return perf_counter() - began


def _told(times: Sequence[float]) -> Mapping[str, float]:
    cuts = statistics.quantiles(times, n=20)
    return {"seconds": cuts[18], "p50_us": int(cuts[9] * 1e6), "p95_us": int(cuts[18] * 1e6)}


def catalog_api(path: Path) -> Mapping[str, float]:
    """The list of datasets over ASGI: pages, sifted, sorted, searched, with facets; ``path`` is an index of them."""
    count = int(path.stem)
    views = {said.id: _view(said, number) for number, said in enumerate(described(count))}
    shown = State(Snapshot(1, "2025-01-01T00:00:00Z", None, {}), views, database=path.with_suffix(".db"))
    assert len(shown.listing.sift({}).views) == count
    return asyncio.run(_asked(shown))


def _view(said: About, number: int) -> DatasetView:
    rows = number % 1000
    [table] = said.tables
    return DatasetView(said, "", (TableView(table, "t", rows, {"cited": rows}, {}),))


async def _asked(shown: State) -> Mapping[str, float]:
    with tempfile.TemporaryDirectory() as place:
        app = create_app(Catalog(Archive(Path(place))), data.content(), Settings(root=Path(place)))
        portal = next(one.kwargs["portal"] for one in app.user_middleware if "portal" in one.kwargs)
        portal.state = shown
        times = []
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://portal") as client:
            for query in QUERIES * REPEATS:
                began = perf_counter()
                answer = await client.get(query)
                times.append(perf_counter() - began)
                assert answer.status_code == 200
        return _told(times)
