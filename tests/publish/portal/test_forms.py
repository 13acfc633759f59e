"""The template of a dataset is one click from its page, where agencies are asked for rows at all."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from publish.portal import create_app
from publish.settings import Settings
from schemas.core.dictionary import table_schema
from schemas.core.registry import Content
from tests.standin.releases import AGENCY, CONTENT, EMPTY, Releases, Rows
from validation.intake.readers import read_book
from validation.template.returned import returned

PAGE, TEMPLATE = "/datasets/well-water", "/datasets/well-water/template.xlsx"


@pytest.fixture
def content(province: Content) -> Content:
    """The trial river's site with the wells of the other province."""
    return replace(CONTENT, tables=province.tables)


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    return Releases(tmp_path)


def answers(
    releases: Releases, content: Content, rows: Sequence[Sequence[str]], *asked: str, tag: str = ""
) -> list[httpx.Response]:
    """What the portal says at each address once the wells are released with ``rows``."""
    fields = table_schema(content.tables["well-water", "well-water"])["fields"]
    words = {"title": "Giếng nước", "titleEn": "Wells", "publisher": "ag-02", "frequency": "year"}
    releases.add("ref-agency", "1.0.0", {"ref-agency": AGENCY})
    releases.add("foreign-data", "1.0.0", {"gdp": EMPTY})
    releases.add("well-water", "1.0.0", {"well-water": Rows(fields, rows)}, **words)
    app = create_app(releases.catalog, content, Settings(root=releases.root))

    async def read() -> list[httpx.Response]:
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://portal") as client:
                first = [await client.get(path) for path in asked]
                return first + [
                    await client.get(TEMPLATE, headers={"If-None-Match": r.headers["ETag"]}) for r in first if tag
                ]

    return asyncio.run(read())


def test_where_there_is_no_data_the_template_is_offered_first(releases: Releases, content: Content) -> None:
    vietnamese, english = answers(releases, content, [], PAGE, f"/en{PAGE}")
    assert f'<a class="button" href="{TEMPLATE}">Chưa có số liệu — tải mẫu để gửi</a>' in vietnamese.text
    assert f'href="/en{TEMPLATE}"' in english.text
    assert vietnamese.text.index(TEMPLATE) < vietnamese.text.index("<table")


def test_where_there_is_data_it_stands_below(releases: Releases, content: Content) -> None:
    [page] = answers(releases, content, [["G1", "2024", "1.5", "2.5", "do"]], PAGE)
    assert page.text.count(TEMPLATE) == 1
    assert "tải mẫu để gửi" not in page.text


def test_the_template_is_of_the_dataset_and_asked_for_again_only_where_it_changed(
    releases: Releases, content: Content
) -> None:
    first, again = answers(releases, content, [], TEMPLATE, tag="again")
    assert first.headers["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert "well-water-template.xlsx" in first.headers["Content-Disposition"]
    book = read_book(first.content, "sent.xlsx")
    assert returned(book, content).dataset == "well-water"
    assert any("Sở Môi trường" in row for row in book.sheets[-1].rows)
    assert (again.status_code, again.content) == (304, b"")


def test_headers_are_in_the_language_of_the_address(releases: Releases, content: Content) -> None:
    [english] = answers(releases, content, [], f"/en{TEMPLATE}")
    assert read_book(english.content, "sent.xlsx").sheets[0].rows[0][0] == "Well"


def test_nobody_is_asked_for_rows_of_a_package_from_elsewhere(releases: Releases, content: Content) -> None:
    page, missing, unknown = answers(
        releases,
        content,
        [],
        "/datasets/foreign-data",
        "/datasets/foreign-data/template.xlsx",
        "/datasets/x/template.xlsx",
    )
    assert "template.xlsx" not in page.text
    assert (missing.status_code, unknown.status_code) == (404, 404)
