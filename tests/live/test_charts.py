"""Charts in a real browser: the picture without scripts, the interactive one under the portal's own policy."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.live.test_portal import visit

pytestmark = pytest.mark.live
CHARTED = "/datasets/ste-msw-flow"


@pytest.mark.parametrize(("lang", "width", "unit"), [("", 1280, "tấn/ngày"), ("/en", 360, "tonnes per day")])
def test_the_picture_stands_in_the_page_without_scripts(
    browser: Browser, portal: str, lang: str, width: int, unit: str
) -> None:
    page, troubles = visit(browser, f"{portal}{lang}{CHARTED}", width)
    picture = page.locator(".chart img").first
    picture.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shown = picture.evaluate("p => [p.complete, p.naturalWidth, p.clientWidth, p.alt, p.currentSrc]")
    assert shown[0]
    assert abs(shown[1] - shown[2]) < 60  # drawn for this width, not scaled to it
    assert unit in shown[3]
    assert shown[4].endswith("size=small") == (width < 640)
    assert troubles == []
    page.context.close()


@pytest.mark.parametrize(("lang", "width", "number"), [("", 1280, "1.400"), ("/en", 360, "1,400")])
def test_the_interactive_chart_answers_the_pointer(
    browser: Browser, portal: str, lang: str, width: int, number: str
) -> None:
    page, troubles = visit(browser, f"{portal}{lang}{CHARTED}", width, scripts=True)
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    assert all("/embed/" not in frame.url for frame in page.frames)  # nothing is loaded before it is asked for
    page.locator(".chart summary").filter(has=page.locator("xpath=../iframe")).first.click()
    chart = page.frame_locator(".chart iframe").first
    chart.locator(".stage svg").wait_for()
    assert number in chart.locator(".stage").inner_text()
    chart.locator(".stage path[aria-roledescription=point]").first.hover()
    chart.locator("#vg-tooltip-element.visible").wait_for()
    assert "2019-06" in chart.locator("#vg-tooltip-element").inner_text()
    assert troubles == []
    page.context.close()


@pytest.fixture
def other_site(portal: str, tmp_path: Path) -> Iterator[str]:
    """A page of somebody else who frames a chart."""
    frame = f'<iframe src="{portal}/embed/ste-msw-flow/ste-msw-flow-time" width="800" height="560"></iframe>'
    (tmp_path / "index.html").write_text(frame)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_another_site_may_frame_a_chart(browser: Browser, other_site: str) -> None:
    page = browser.new_page()
    page.goto(other_site)
    page.frame_locator("iframe").locator(".stage svg").wait_for()
    page.close()
