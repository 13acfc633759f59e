"""SQL that is meant to hurt, against the real server: it stays small, it lives, and others turn pages meanwhile."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from pathlib import Path

import httpx
import pytest

from tests.standin.releases import WASTE, WASTE_WORDS, Releases, Rows
from tests.torture.faults import tell
from tests.torture.serving import serving

MIB = 1 << 20
N = "with recursive n(i) as (select 1 union all select i + 1 from n) "
BOMBS = (
    "select hex(zeroblob(60000000))",
    "select group_concat(hex(zeroblob(40000))) from _columns, _columns as b",
    f"{N}select hex(zeroblob(40000)) from n",
    f"{N}select replace(hex(zeroblob(20000)), '0', char(1)) from n limit 1000",
    f"{N}select json_group_array(i) from n",
    f"{N}select printf('%90000d', i) from n limit 1000",
    "select zeroblob(2000000000)",
    f"{N}select i from n order by i desc",
)
SLOW = f"{N}select count(*) from n"
ROWS = Rows(WASTE.fields, [[f"{y}-{m:02}", a, "ag-01", "1.5", "2030", "x" * 40, "trich_dan"] for y in range(1900, 2000)
                           for m in range(1, 13) for a in ("DT", "NT")], key=WASTE.key)  # fmt: skip


async def _attack(address: str, bombs: int, slow: int, seconds: float) -> tuple[list[float], list[int]]:
    """How long pages of a table took, and how the bombs were answered."""
    until, pages, answers = time.monotonic() + seconds, [], []
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(base_url=address, timeout=120, limits=limits) as client:

        async def bomb(number: int) -> None:
            answer = await client.get("/data/catalog.json", params={"sql": f"{BOMBS[number % len(BOMBS)]} -- {number}"})
            answers.append(answer.status_code)

        async def slowly(number: int) -> None:
            while time.monotonic() < until:
                await client.get("/data/catalog", params={"sql": f"{SLOW} -- {number} {random.random()}"})

        async def read() -> None:
            size = 0
            while time.monotonic() < until:
                size, began = size % 100 + 1, time.monotonic()
                answer = await client.get(f"/data/catalog/waste?_size={size}&_sort=note&x={began}")
                assert answer.status_code == 200
                pages.append(time.monotonic() - began)
                await asyncio.sleep(0.05)

        for path in ("/data/catalog/waste?_sort=note", "/data/catalog?sql=select+1"):
            await client.get(path)
        await asyncio.gather(read(), *map(bomb, range(bombs)), *map(slowly, range(slow)))
    return pages, answers


@pytest.mark.deep
@pytest.mark.parametrize(
    ("bombs", "slow", "seconds"), [(16, 5, 4.0), pytest.param(50, 20, 30.0, marks=pytest.mark.torture)]
)
def test_bombs_and_slow_queries_disturb_nobody(tmp_path: Path, bombs: int, slow: int, seconds: float) -> None:
    Releases(tmp_path).add("waste", "1.0.0", {"waste": ROWS}, **WASTE_WORDS)
    with serving(tmp_path) as portal:
        pages, answers = asyncio.run(_attack(portal.address, bombs, slow, seconds))
        assert portal.alive
        peak = portal.peak()
    p95 = statistics.quantiles(pages, n=20)[-1]
    tell(f"{bombs} bombs, {slow} slow: {peak // MIB} MiB at most, {len(pages)} pages, p95 {p95 * 1000:.0f} ms")
    assert set(answers) <= {200, 400, 503}
    assert answers.count(400) > bombs // 2
    assert peak <= 1024 * MIB
    assert p95 <= 0.5 or seconds < 30  # times are the long form's
