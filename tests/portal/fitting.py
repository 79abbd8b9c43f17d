"""Whether a page fits its window, which only a page that is there can say."""

from __future__ import annotations

from playwright.sync_api import Page


def fits(page: Page) -> bool:
    """Whether nothing reaches beyond the sides of the window: there is nothing to scroll to."""
    assert page.viewport_size is not None
    page.wait_for_load_state()  # what a click has only begun to open has no width yet
    needed: int = page.locator("html").evaluate("element => element.scrollWidth")
    return needed <= page.viewport_size["width"]
