"""The portal as a person meets it: two languages, wide and narrow, no scripts needed, no request to anybody else."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.live.seen import text

pytestmark = pytest.mark.live
PAGES = (
    "/",
    "/datasets",
    "/datasets/ste-msw-flow",
    "/datasets/ref-target",
    "/datasets/ste-msw-flow/releases/1.0.0",
    "/nowhere",
)
WIDTHS = (1280, 360)
FORMATS = ("csv", "xlsx", "json", "parquet", "sqlite")


def visit(browser: Browser, address: str, width: int, *, scripts: bool = False) -> tuple[Page, list[str]]:
    """A page that was opened without scripts, and everything it complained of or asked of another host."""
    troubles: list[str] = []
    page = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts).new_page()
    own = urlsplit(address).netloc

    def watch(route: Route) -> None:
        if urlsplit(route.request.url).netloc not in ("", own):
            troubles.append(route.request.url)
        route.continue_()

    page.route("**/*", watch)
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.goto(address)
    return page, [t for t in troubles if "404" not in t]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_its_window_and_speaks_its_language(
    browser: Browser, portal: str, path: str, lang: str, width: int
) -> None:
    page, troubles = visit(browser, portal + ("/en" if lang == "en" else "") + path, width, scripts=True)
    assert troubles == []
    assert page.locator("html").get_attribute("lang") == lang
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").count() == 1
    page.context.close()


def test_a_reader_goes_from_home_to_the_figures_and_to_english(browser: Browser, portal: str) -> None:
    page, _ = visit(browser, portal + "/", 1280)
    page.get_by_role("link", name="Cho tổ chức môi trường: chất thải và nước thải").first.click()
    page.get_by_role("link", name="Chất thải rắn sinh hoạt: phát sinh, thu gom, xử lý").first.click()
    assert "1.220" in text(page)
    assert "trích dẫn" in text(page).lower()
    page.get_by_role("link", name="English").first.click()
    assert text(page, "h1") == "Municipal solid waste: generated, collected, treated"
    assert "1,220" in text(page)
    page.context.close()


@pytest.mark.parametrize("address", ["/datasets/ste-msw-flow", "/en/datasets/ste-msw-flow", "/datasets/dpi-macro"])
def test_a_phone_shows_the_first_figures_without_scrolling(browser: Browser, portal: str, address: str) -> None:
    page, _ = visit(browser, portal + address, 360)
    box = page.locator("td.number").first.bounding_box()
    assert box
    assert box["x"] + box["width"] <= 360
    for link in page.locator(".downloads a").all():
        assert (link.bounding_box() or {"height": 0})["height"] >= 24
    page.context.close()


@pytest.mark.parametrize("address", ["/datasets/ste-msw-flow", "/en/datasets/ref-target"])
def test_no_table_is_clipped_in_print(browser: Browser, portal: str, address: str) -> None:
    page, _ = visit(browser, portal + address, 1030)  # A4 across
    page.emulate_media(media="print")
    assert page.evaluate("[...document.querySelectorAll('table')].every(t => t.scrollWidth <= 1030)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1030
    page.context.close()


@pytest.mark.parametrize("kind", FORMATS)
def test_a_download_is_one_click_from_the_dataset(browser: Browser, portal: str, kind: str) -> None:
    page, _ = visit(browser, portal + "/en/datasets/dpi-macro", 1280)
    link = page.locator(f"a[href$='.{kind}']").first
    address = link.get_attribute("href")
    assert address
    answer = page.request.get(portal + address if address.startswith("/") else address)
    assert (answer.ok, len(answer.body()) > 100) == (True, True)
    page.context.close()


@pytest.mark.parametrize("prefix", ["/data", "/en/data"])
def test_datasette_answers_in_the_same_house(browser: Browser, portal: str, prefix: str) -> None:
    page, troubles = visit(browser, f"{portal}{prefix}/catalog/ste_msw_flow", 1280, scripts=True)
    assert troubles == []
    assert "1.128" in text(page, "body")
    assert "tấn/ngày" in page.content()
    page.context.close()
