"""A built file opens in stock Datasette with titles and units, and in ours within limits."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from datasette.app import Datasette

from publish.datasette import Instance, inspect
from publish.portal.data import frames
from publish.snapshot import Snapshot
from publish.sqlite import build, metadata_path
from schemas.core.i18n import Lang
from tests.standin.releases import CONTENT, EVIL, Releases, Rows, fill, text

FRAMES = frames(CONTENT.site, "/static/x", demo=False)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    releases = Releases(tmp_path)
    snapshot = fill(releases)
    return build(releases.catalog, snapshot, CONTENT, tmp_path)


def stock(database: Path, lang: Lang, *paths: str) -> list[httpx.Response]:
    """Answers of Datasette as ``datasette serve -i FILE --metadata FILE`` makes it."""

    async def ask() -> list[httpx.Response]:
        said = json.loads(metadata_path(database, lang).read_text(encoding="utf-8"))
        datasette = Datasette(immutables=[str(database)], metadata=said)
        await datasette.invoke_startup()
        return [await datasette.client.get(path) for path in paths]

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "vi",
            [
                "Rác thải sinh hoạt",
                "Phát sinh (tấn/ngày) — Khối lượng rác phát sinh.",
                "Niên giám",
                "Giấy phép chờ xác nhận",
            ],
        ),
        (
            "en",
            [
                "Household waste",
                "Generated (tấn/ngày) — Mass of waste generated.",
                "Yearbook",
                "Licence to be confirmed",
            ],
        ),
    ],
)
def test_stock_datasette_shows_title_unit_licence_and_source(database: Path, lang: Lang, words: list[str]) -> None:
    home, page = stock(database, lang, "/", f"/{database.stem}/waste")
    assert CONTENT.site.name[lang] in home.text
    assert page.status_code == 200
    for word in [*words, 'href="https://example.test/book"']:
        assert word in page.text
    assert EVIL not in page.text


def test_every_table_and_the_links_between_them_open_in_stock_datasette(database: Path) -> None:
    [listing] = stock(database, "vi", f"/{database.stem}.json")
    tables = [t["name"] for t in listing.json()["tables"]]
    assert {"waste", "ref_agency", "foreign_data_gdp", "foreign_data_cpi", "_datasets", "_columns"} <= {*tables}
    for page in stock(database, "vi", *(f"/{database.stem}/{t}" for t in tables), f"/{database.stem}/waste/2019-06,DT"):
        assert page.status_code == 200, page.url
    [row] = stock(database, "en", f"/{database.stem}/waste.json?_labels=on&_shape=objects")
    assert row.json()["rows"][0]["agency_id"] == {"value": "ag-02", "label": "Sở Môi trường"}


def instance_of(database: Path, lang: Lang = "vi") -> Instance:
    return Instance(database, FRAMES[lang], Snapshot(1, "2025-11-20T03:00:00Z", None, {}), inspect(database))


def ours(database: Path, use: Callable[[Callable[..., Any]], Any], lang: Lang = "vi") -> Any:
    async def run() -> Any:
        instance = instance_of(database, lang)
        await instance.warm_up()
        transport = httpx.ASGITransport(instance.app)
        try:
            async with httpx.AsyncClient(transport=transport, base_url="http://portal.test") as client:
                return await use(client.get)
        finally:
            instance.retire()

    return asyncio.run(run())


def ask_sql(database: Path, sql: str) -> httpx.Response:
    answer: httpx.Response = ours(
        database, lambda get: get("/catalog.json", params={"sql": sql, "_shape": "array"}, timeout=30)
    )
    return answer


def test_sql_answers_and_its_limits_hold(database: Path) -> None:
    assert ask_sql(database, "select sum(generated) as s from waste").json() == [{"s": 1220.6}]
    bomb = "with recursive n(i) as (select 1 union all select i + 1 from n limit 900) "
    for refused in (
        "select hex(zeroblob(60000000))",  # one value
        bomb + "select hex(zeroblob(40000)) from n",  # rows times size
        "select zeroblob(900000) from _columns limit 21",
        bomb + "select replace(hex(zeroblob(2000)), '0', char(1)) from n",  # six bytes of JSON each
        "select 1 from waste where note like replace(hex(zeroblob(24500)), '0', '%a')",
        bomb + "select instr(hex(zeroblob(49990)), hex(zeroblob(24990)) || i) from n, n as m",
        bomb + "select trim(hex(zeroblob(49990)), replace(hex(zeroblob(40000)), '0', char(i)) || '0') from n, n as m",
        "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n",  # time
    ):
        start = time.monotonic()
        assert ask_sql(database, refused).status_code == 400
        assert time.monotonic() - start < 5
    assert len(ask_sql(database, bomb + "select i from n").json()) == 900


def test_trim_removes_what_sqlite_removes(database: Path) -> None:
    sql = "select trim('xxaxbx', 'yx') a, ltrim('xxa', 'x') b, rtrim(500, '0') c, trim(' d ') d, trim(null, 'x') e"
    assert ask_sql(database, sql).json() == [{"a": "axb", "b": "a", "c": "5", "d": "d", "e": None}]


def test_a_where_clause_has_the_limits_of_sql(database: Path) -> None:
    where = "length(hex(zeroblob(100000))) > 0"
    assert ours(database, lambda get: get("/catalog/waste.json", params={"_where": where})).status_code == 400


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/catalog/waste/zzz", 404),
        ("/catalog/waste/zzz.json", 404),
        ("/catalog/waste?_sort=zz", 400),
        ("/catalog/waste.json?_sort=zz", 400),
        ("/catalog/waste?area__contains=" + "a" * 200, 400),
        ("/catalog/waste?area__contains=D", 200),
    ],
)
def test_a_mistake_of_the_reader_is_no_fault_of_ours(database: Path, path: str, status: int) -> None:
    assert ours(database, lambda get: get(path)).status_code == status


def test_a_value_too_long_to_show_leaves_all_other_pages(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    releases.add("small", "1.0.0", {"small": Rows([text("a")], [["1"]])})
    snapshot = releases.add(
        "big", "1.0.0", {"big": Rows([text("a")], [["x" * 1_100_000]])}, description="y" * 1_100_000
    )
    database = build(releases.catalog, snapshot, CONTENT, tmp_path)
    big, about, small = ours(
        database, lambda get: _answers(get, "/catalog/big", "/catalog/_datasets", "/catalog/small")
    )
    assert (big.status_code, about.status_code, small.status_code) == (400, 400, 200)
    assert "quá dài nên không hiển thị được" in big.text


def test_sql_cannot_find_out_where_the_file_lies(database: Path) -> None:
    answer = ask_sql(database, "select * from PRAGMA_database_list")
    assert str(database.parent) not in answer.text
    assert answer.status_code == 200


def test_links_begin_with_the_prefix_and_lead_back_to_the_dataset(database: Path) -> None:
    page = ours(database, lambda get: get("/catalog/waste"), "en")
    assert 'href="/en/data/catalog"' in page.text
    assert 'href="/en/datasets/waste"' in page.text


@pytest.mark.parametrize(
    ("lang", "rows", "codes", "none"),
    [
        ("vi", "Số dòng theo xuất xứ: 1 chính thức, 2 trích dẫn. Khối", "DT = Đô thị; NT = Nông thôn", "1 không ghi"),
        ("en", "Rows by source: 1 official, 2 cited. Waste", "DT = Urban; NT = Rural", "1 of unstated source"),
    ],
)
def test_a_table_says_first_where_its_rows_come_from_and_what_its_codes_mean(
    database: Path, lang: Lang, rows: str, codes: str, none: str
) -> None:
    page, foreign = stock(database, lang, f"/{database.stem}/waste", f"/{database.stem}/foreign_data_gdp")
    assert rows in page.text
    assert codes in page.text
    assert none in foreign.text


@pytest.mark.parametrize(
    ("lang", "home", "twin"),
    [("vi", "/", "/en/data/catalog/waste?_sort=area"), ("en", "/en", "/data/catalog/waste?_sort=area")],
)
def test_a_page_says_its_language_and_leads_home_and_to_its_twin(
    database: Path, lang: Lang, home: str, twin: str
) -> None:
    page = ours(database, lambda get: get("/catalog/waste?_sort=area"), lang).text
    assert f'<html lang="{lang}">' in page
    assert f'<a class="name" href="{home}">' in page
    assert f'href="{twin}" lang=' in page
    assert f'<html lang="{lang}">' in ours(database, lambda get: get("/nothing"), lang).text


def test_a_retired_instance_leaves_no_thread_and_no_open_file(database: Path) -> None:
    def held() -> tuple[int, int]:
        return threading.active_count(), len([*Path("/proc/self/fd").iterdir()])

    ask_sql(database, "select 1")
    before = _settled(held)
    for _ in range(5):
        ask_sql(database, "select count(*) from waste")
    assert _settled(held, before) <= before


def _settled(measure: Callable[[], tuple[int, int]], wanted: tuple[int, int] = (0, 0)) -> tuple[int, int]:
    """The measure once threads had time to end."""
    for _ in range(50):
        if measure() <= wanted:
            break
        time.sleep(0.05)
    return measure()


def test_an_instance_in_use_closes_only_when_the_last_reader_is_done(database: Path) -> None:
    async def use() -> None:
        instance = instance_of(database)
        await instance.warm_up()
        transport = httpx.ASGITransport(instance.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://portal.test") as client:
            with instance.in_use():
                instance.retire()
                await asyncio.sleep(0.2)
                assert (await client.get("/catalog/waste")).status_code == 200

    asyncio.run(use())


def test_no_page_has_a_script_or_a_style_of_its_own(database: Path) -> None:
    paths = ("/catalog", "/catalog/waste", "/catalog/waste/2019-06,DT", "/catalog?sql=select+1", "/catalog?sql=x", "/x")
    for page in ours(database, lambda get: _texts(get, *paths)):
        assert "<script" not in page
        assert "<style" not in page
        assert " style=" not in page


async def _answers(get: Callable[..., Any], *paths: str) -> list[httpx.Response]:
    return [await get(path) for path in paths]


async def _texts(get: Callable[..., Any], *paths: str) -> list[str]:
    return [(await get(path)).text for path in paths]


def test_names_that_break_out_of_quotes_do_not(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    fields = [text(n) for n in ('a"b', "c]d", "<b>e</b>", "'; DROP TABLE t; --", "f.g/h?")]
    snapshot = releases.add("odd", "1.0.0", {"odd": Rows(fields, [["1", "2", "3", "4", "5"]], key=['a"b'])})
    database = build(releases.catalog, snapshot, CONTENT, tmp_path)
    page, row = stock(database, "vi", f"/{database.stem}/odd", f"/{database.stem}/odd/1")
    assert (page.status_code, row.status_code) == (200, 200)
    assert "<b>e</b>" not in page.text
