"""Every response carries the headers that keep a reader's browser safe, errors and files included."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from publish.portal import create_app
from publish.settings import Settings
from tests.publish.portal.conftest import Served
from tests.standin.releases import CONTENT, Releases

PATHS = [
    "/", "/en", "/datasets/waste", "/nothing", "/data/", "/data/catalog/waste", "/data/nothing", "/en/data/-/nothing",
    "/api/v1/datasets", "/api/v1/nothing", "/openapi.json", "/-/health", "/datasets/waste/latest/waste.csv",
    "/datasets/waste/releases/1.0.0/waste.csv", "/datasets/waste/releases/1.0.0/datapackage.zip",
]  # fmt: skip


def check(answer: httpx.Response) -> None:
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "Referrer-Policy" in answer.headers
    policy = answer.headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["frame-ancestors"] == "'none'"
    assert "unsafe-inline" not in directives.get("script-src", "")
    assert "http" not in policy


@pytest.mark.parametrize("path", PATHS)
def test_every_response_is_guarded(portal: Served, path: str) -> None:
    answer = portal.client.get(path)
    check(answer)
    if "/data/" not in path:
        assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]


def test_pages_hold_nothing_that_the_policy_forbids(portal: Served) -> None:
    for path in ("/", "/en/datasets", "/datasets/waste", "/nothing"):
        text = portal.client.get(path).text
        assert "<script" not in text
        assert "<style" not in text
        assert " style=" not in text
        assert " on" not in "".join(part.partition(">")[0] for part in text.split("<")[1:] if part[0] != "!").replace(
            "only", ""
        )


def test_a_fault_of_ours_is_a_page_with_the_same_headers(tmp_path: object) -> None:
    async def ask() -> tuple[httpx.Response, httpx.Response]:
        app = create_app(Releases.__new__(Releases), CONTENT, Settings())  # type: ignore[arg-type]  # no catalog at all
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://portal.test") as client:
            return await client.get("/datasets/waste/releases/1.0.0"), await client.get("/en/datasets/a/releases/1.0.0")

    vietnamese, english = asyncio.run(ask())
    assert vietnamese.status_code == english.status_code == 500
    assert "Đã có lỗi" in vietnamese.text
    assert "Something went wrong" in english.text
    check(vietnamese)
    check(english)


def test_the_stylesheet_is_kept_for_ever_under_an_address_of_its_content(portal: Served) -> None:
    path = portal.get("/").text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    answer = portal.get(path)
    assert "immutable" in answer.headers["Cache-Control"]
    assert CONTENT.site.accent in answer.text
    assert "url(" not in answer.text


def test_no_address_is_taken_from_the_host_that_a_request_names(portal: Served) -> None:
    evil = {"Host": "evil.example"}
    for path in ("/datasets/", "/en/", "/en/datasets/", "/api/v1/datasets/", "/datasets/waste/", "/data", "/en/data"):
        answer = portal.client.get(path, headers=evil)
        assert answer.status_code in (404, 308), path
        assert answer.headers.get("Location", "/").startswith("/")
    for path in ("/api/v1/datasets", "/api/v1/datasets/waste", "/datasets/waste"):  # links begin so: no shared cache
        assert "Host" in portal.get(path, headers=evil).headers["Vary"]
