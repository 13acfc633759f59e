"""Releases arrive while many read: no answer fails, and none shows one dataset of a batch without the other."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tests.standin.releases import CREATED, WASTE, WASTE_WORDS, Releases, Rows
from tests.torture.faults import tell
from tests.torture.serving import serving

SQL = (
    "select (select version from _datasets where dataset = 'left') as a, (select version from _datasets where "
    "dataset = 'right') as b, (select max(note) from left) as c, (select min(note) from right) as d"
)
Check = Callable[[httpx.AsyncClient], Awaitable[set[str]]]


def batch(releases: Releases, number: int) -> None:
    """Both datasets in one snapshot; each row says the version it stands in."""
    version = f"1.{number}.0"
    table: Rows = replace(WASTE, rows=[[*row[:5], version, row[6]] for row in WASTE.rows])
    entries = {
        name: releases.keep(name, version, {name: table}, **{**WASTE_WORDS, "description": version})
        for name in ("left", "right")
    }
    releases.catalog.append(entries, CREATED)


async def _by_sql(client: httpx.AsyncClient) -> set[str]:
    answer = await client.get("/data/catalog.json", params={"sql": SQL, "_shape": "array"})
    return {*_ok(answer).json()[0].values()}


async def _by_table(client: httpx.AsyncClient) -> set[str]:
    page = _ok(await client.get("/en/data/catalog/right")).text
    return {*re.findall(r"\b1\.\d+\.0\b", page)}


async def _by_page(client: httpx.AsyncClient) -> set[str]:
    page = _ok(await client.get("/datasets/left")).text
    return {*re.findall(r"<td>(1\.\d+\.0)</td>", page), *re.findall(r'class="description">(1\.\d+\.0)<', page)}


async def _by_api(client: httpx.AsyncClient) -> set[str]:
    listed = _ok(await client.get("/api/v1/datasets")).json()["datasets"]
    return {one["version"] for one in listed}


def _ok(answer: httpx.Response) -> httpx.Response:
    assert answer.status_code == 200, (answer.status_code, answer.url)
    return answer


async def _read(address: str, connections: int, stop: threading.Event) -> tuple[int, list[str]]:
    """How many answers were whole, and what was wrong with the others."""
    checks: tuple[Check, ...] = (_by_sql, _by_table, _by_page, _by_api)
    whole, faults = 0, []

    async def read(check: Check) -> None:
        nonlocal whole
        async with httpx.AsyncClient(base_url=address, timeout=60) as client:
            while not stop.is_set():
                try:
                    versions = await check(client)
                except (AssertionError, httpx.HTTPError) as error:
                    faults.append(f"{check.__name__}: {error!r}")
                    continue
                if len(versions) == 1:
                    whole += 1
                else:
                    faults.append(f"{check.__name__}: {versions}")

    await asyncio.gather(*(read(checks[number % len(checks)]) for number in range(connections)))
    return whole, faults


@pytest.mark.deep
@pytest.mark.parametrize(
    ("connections", "swaps", "pause"), [(8, 3, 1.5), pytest.param(50, 21, 2.9, marks=pytest.mark.torture)]
)
def test_no_answer_fails_or_is_mixed(tmp_path: Path, connections: int, swaps: int, pause: float) -> None:
    releases, stop = Releases(tmp_path), threading.Event()
    batch(releases, 0)
    with serving(tmp_path) as portal:

        def release() -> None:
            for number in range(1, swaps + 1):
                time.sleep(pause)
                batch(releases, number)
                _shown(portal.address, number + 1)
            stop.set()

        writer = threading.Thread(target=release)
        writer.start()
        whole, faults = asyncio.run(_read(portal.address, connections, stop))
        writer.join()
        assert _shown(portal.address, swaps + 1)
    tell(f"{connections} connections, {swaps} swaps, {whole} answers, {len(faults)} failed or mixed")
    assert faults[:5] == []
    assert whole > 20 * swaps


def _shown(address: str, snapshot: int) -> bool:
    for _ in range(600):
        if httpx.get(f"{address}/-/health", timeout=60).json()["snapshot"] >= snapshot:
            return True
        time.sleep(0.1)
    return False
