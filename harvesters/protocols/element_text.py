"""The text and the addresses of a page's elements, for markup that stands in its elements."""

from __future__ import annotations

from lxml import etree

from harvesters.values.markup import plain
from harvesters.web_page import WebPage, joined

_MOST_TEXT = 2_000_000  # characters of one page, for elements inside elements say the same again
_LONGEST = 100_000  # of one value


class Reading:
    """Reads values from the elements of one page, as much as a page can reasonably say."""

    def __init__(self, page: WebPage) -> None:
        self._page = page
        self._left = _MOST_TEXT

    def address(self, reference: str) -> str:
        return joined(self._page.base, reference.strip())

    def text(self, element: etree._Element) -> str:
        """What a reader sees of an element, with line breaks where its blocks end."""
        if self._left <= 0:
            return ""
        written = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
        self._left -= len(written)
        return plain(written[:_LONGEST])
