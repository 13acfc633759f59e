"""Another province's content: its own portal by settings alone."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from publish.archive import Archive
from publish.gate import Gate
from publish.portal import create_app
from publish.release import release
from publish.settings import Settings
from publish.snapshot import Catalog
from publish.steps import Options
from schemas.core.registry import Content


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", "Dữ liệu mở tỉnh Bình Tân"),
        ("/en", "Binh Tan Open Data"),
        ("/datasets/well-water", "Mực nước thấp nhất"),
        ("/en/datasets/well-water", "Lowest level"),
        ("/data/catalog/well_water", "Mực nước giếng"),
        ("/en/data/catalog/well_water", "Well water levels"),
        ("/api/v1/datasets", "well-water"),
    ],
)
def test_an_invented_province_has_a_portal_of_its_own(
    home: Settings, province: Content, gate: Gate, path: str, words: str
) -> None:
    release([home.datapackages / "well-water"], province, home, Options(), gate)
    app = create_app(Catalog(Archive(home.root)), province, home)

    async def read() -> tuple[httpx.Response, httpx.Response]:
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://portal") as client:
                answer = await client.get(path)
                style = (await client.get("/")).text.partition('rel="stylesheet" href="')[2].partition('"')[0]
                return answer, await client.get(style)

    answer, style = asyncio.run(read())
    assert answer.status_code == 200
    assert words in answer.text
    assert "An Giang" not in answer.text
    assert "#7a1fa2" in style.text
