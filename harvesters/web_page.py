"""An HTML page as a tree, and what its head says of the page itself."""

from __future__ import annotations

from functools import cached_property
from urllib.parse import urljoin

from lxml import etree


class WebPage:
    """A page at `url`, where it was found after redirects. A text that is no page has no elements."""

    def __init__(self, text: str, url: str) -> None:
        self.text = text
        self.url = url
        self.root = _parsed(text)

    @cached_property
    def base(self) -> str:
        """The address that relative references resolve against: as <base href> states it, else the page's."""
        stated = next((one.get("href") for one in self.root.iter("base") if one.get("href")), None)
        return joined(self.url, stated or "")

    @cached_property
    def language(self) -> str | None:
        """As <html lang> states it."""
        return self.root.get("lang") or self.root.get("{http://www.w3.org/XML/1998/namespace}lang")

    @cached_property
    def metadata(self) -> dict[str, list[str]]:
        """The contents of the <meta> elements by name or property, in lower case, in their order."""
        found: dict[str, list[str]] = {}
        for one in self.root.iter("meta"):
            name = one.get("property") or one.get("name") or one.get("itemprop") or ""
            content = " ".join((one.get("content") or "").split())
            if name and content:
                found.setdefault(name.strip().lower(), []).append(content)
        return found

    def link(self, relation: str) -> str | None:
        """The absolute address of the first <link> or <a> of a relation, such as canonical or license."""
        for one in self.root.iter("link", "a"):
            if relation in (one.get("rel") or "").lower().split() and one.get("href"):
                return joined(self.base, str(one.get("href")).strip())
        return None

    def heading(self, *tags: str) -> str | None:
        """The text of the first of these elements that has any."""
        texts = (" ".join("".join(map(str, one.itertext())).split()) for one in self.root.iter(*tags))
        return next((text for text in texts if text), None)


def joined(base: str, reference: str) -> str:
    """An absolute address; a reference that is no address at all stays what it is."""
    try:
        return urljoin(base, reference)
    except ValueError:  # such as an IPv6 address without its closing bracket
        return reference


def _parsed(text: str) -> etree._Element:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        root: etree._Element | None = etree.fromstring(text.encode(errors="replace"), parser)
    except etree.XMLSyntaxError:  # an empty page
        root = None
    return etree.Element("html") if root is None else root
