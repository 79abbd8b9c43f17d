"""The items of a page's microdata, as nodes of schema.org (HTML Living Standard, section 5).

Read here in one pass over the page: see docs/decisions/markup-read-in-one-pass.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lxml import etree

from harvesters.formats.schema_org.nodes import Node
from harvesters.protocols.element_text import Reading
from harvesters.web_page import WebPage

_MOST_REFERENCES = 200  # itemref may lead in circles
_MOST_REFERRED = 200_000  # elements that are looked at on its account
_ADDRESSES = {
    **dict.fromkeys(("a", "area", "link"), "href"),
    **dict.fromkeys(("audio", "embed", "iframe", "img", "source", "track", "video"), "src"),
    "object": "data",
}
_STATED = {"meta": "content", "data": "value", "meter": "value"}


def items(page: WebPage) -> list[Node]:
    """The items that are no property of another one, in their order, the others inside them."""
    reader = _Reader(page)
    reader.walk(page.root, None)
    reader.follow_references()
    return reader.top


class _Reader:
    def __init__(self, page: WebPage) -> None:
        self.top: list[Node] = []
        self._page = page
        self._reading = Reading(page)
        self._referring: list[tuple[Node, str]] = []
        self._looked_at = 0

    def walk(self, root: etree._Element, within: Node | None) -> None:
        """Reads the items below an element; `within`: the item that properties outside of all others are of."""
        open_items: list[Node | None] = [within]
        for event, element in etree.iterwalk(root, events=("start", "end")):
            self._looked_at += 1
            if not isinstance(element.tag, str):
                continue
            is_item = element.get("itemscope") is not None
            if event == "end":
                if is_item:
                    open_items.pop()
                continue
            names = (element.get("itemprop") or "").split()
            holder = open_items[-1]
            if is_item:
                item = self._item(element)
                open_items.append(item)
                if not names:
                    self.top.append(item)
                    continue
            if names and holder is not None:
                value = item if is_item else self._value(element)
                for name in names:
                    holder.setdefault(name, []).append(value)

    def follow_references(self) -> None:
        """Gives items the properties that stand elsewhere in the page (itemref)."""
        by_id = {one.get("id"): one for one in self._page.root.iter() if isinstance(one.tag, str)}
        self._looked_at = 0
        for item, name in islice(self._taken_references(), _MOST_REFERENCES):
            if name in by_id and self._looked_at < _MOST_REFERRED:
                self.walk(by_id[name], item)

    def _taken_references(self) -> Iterator[tuple[Node, str]]:
        """In their order; what they lead to may add further ones."""
        while self._referring:
            yield self._referring.pop(0)

    def _item(self, element: etree._Element) -> Node:
        item: Node = {"@type": (element.get("itemtype") or "").split()}
        if identifier := (element.get("itemid") or "").strip():
            item["@id"] = identifier
        self._referring += [(item, name) for name in (element.get("itemref") or "").split()]
        return item

    def _value(self, element: etree._Element) -> str:
        tag = str(element.tag)
        if tag in _ADDRESSES:
            return self._reading.address(element.get(_ADDRESSES[tag]) or "")
        stated = element.get(_STATED.get(tag, "content"))
        if tag == "time":
            stated = element.get("datetime")
        return stated.strip() if stated is not None else self._reading.text(element)
