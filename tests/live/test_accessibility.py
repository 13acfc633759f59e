"""Every kind of page held to WCAG 2.2 AA by axe-core, in both languages, wide and narrow."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

pytestmark = pytest.mark.live
PAGES = (
    "/",
    "/datasets",
    "/datasets?agency=ag-01&q=rac",
    "/datasets/ste-msw-flow",
    "/datasets/dpi-macro",
    "/embed/dpi-macro/dpi-macro-time",
    "/datasets/dpi-ce-calls",
    "/datasets/ste-msw-flow/releases/1.0.0",
    "/datasets/ste-msw-flow/releases/1.0.0/gate",
    "/search?q=rac+thai",
    "/targets",
    "/targets/T01",
    "/indicators",
    "/indicators/ghg-intensity",
    "/agencies",
    "/agencies/ag-01",
    "/tasks",
    "/tasks/II.5",
    "/collections/investors",
    "/observations",
    "/quality",
    "/developers",
    "/dictionary",
    "/codes",
    "/rules",
    "/rules/ste-msw-flow.begun",
    "/check",
    "/data/catalog",
    "/data/catalog/ste_msw_flow",
    "/data/catalog?sql=select+1",
    "/nowhere",
)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}}
GRAVE = ("serious", "critical")


def test_a_page_that_shuts_readers_out_would_be_found(browser: Browser) -> None:
    page = browser.new_page()
    wrong = '<img src="x.png"><p style="color:#ccc">pale words</p>'
    page.set_content(f'<html lang="vi"><title>x</title><main><h1>x</h1>{wrong}</main>')
    found = {one["id"] for one in Axe().run(page, options=RULES).response["violations"] if one["impact"] in GRAVE}
    page.close()
    assert found == {"image-alt", "color-contrast"}


@pytest.mark.parametrize(("lang", "width"), [("vi", 1280), ("en", 360)])
def test_nothing_serious_stands_in_the_way_of_a_reader(browser: Browser, portal: str, lang: str, width: int) -> None:
    page = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True).new_page()
    axe, found = Axe(), []
    for path in PAGES:
        page.goto(portal + ("/en" if lang == "en" else "") + path)
        for one in axe.run(page, options=RULES).response["violations"]:
            if one["impact"] in GRAVE:
                found.append((path, one["id"], one["nodes"][0]["html"][:120]))
    page.context.close()
    assert found == []
