"""What a page says, once all of it is there: a click returns as soon as the next page begins to arrive."""

from __future__ import annotations

from playwright.sync_api import Page


def text(page: Page, where: str = "main") -> str:
    """The text that is to be seen of the first element of ``where``."""
    page.wait_for_load_state()
    return page.locator(where).first.inner_text()
