"""The records in documents of JSON-LD: which nodes are records, with what other nodes say of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from harvesters.formats.schema_org.nodes import DEEPEST, Node, as_list, is_record, normal, types

# So that a page of nodes which all name each other stays small.
_MOST_FILLED = 2_000_000  # characters
_DEEPEST_REFERENCE = 4

# Nodes that hold the records instead of being one, and where.
_CONTAINERS = {
    "ItemList": ("itemListElement",),
    "ListItem": ("item",),
    "OfferCatalog": ("itemListElement",),
    "DataFeed": ("dataFeedElement",),
    "DataFeedItem": ("item",),
    "WebPage": ("mainEntity",),
    "CollectionPage": ("mainEntity",),
    "ItemPage": ("mainEntity",),
    "WebSite": ("mainEntity",),
}


def record_nodes(documents: list[Any]) -> list[Node]:
    """The nodes of a page's documents that are records, in their order, references among them filled in.

    A node inside another one (isPartOf, hasPart, video) is no record of its own, nor is a CourseInstance that
    a Course of the page names as its own.
    """
    nodes = [node for document in documents for node in _top_level(normal(document))]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    instances = {_id(one) for node in nodes for one in as_list(node.get("hasCourseInstance"))} - {None}
    fill = _Filling(by_id).fill
    return [fill(node) for node in nodes if is_record(node) and _id(node) not in instances]


def _top_level(value: Any, depth: int = 0) -> Iterator[Node]:
    for node in as_list(value):
        if not isinstance(node, dict) or depth > DEEPEST:
            continue
        if "@graph" in node:
            yield from _top_level(node["@graph"], depth + 1)
        if "@graph" not in node or is_record(node):
            yield {key: inner for key, inner in node.items() if key not in ("@graph", "@context")}
        if not is_record(node):
            for name in (name for kind in types(node) for name in _CONTAINERS.get(kind, ())):
                inside = [one for one in as_list(node.get(name)) if _says_something(one)]
                yield from _top_level(inside, depth + 1)


def _says_something(value: Any) -> bool:
    """A list of a page often names its elements by address only: they are described on their own pages."""
    if not isinstance(value, dict):
        return False
    return not is_record(value) or bool(value.get("name") or value.get("headline"))


class _Filling:
    """Puts nodes that are only named where they are named, as far as a page reasonably needs it.

    Another record stays a reference: it is described by itself, but for the instances of a course.
    """

    def __init__(self, by_id: dict[str, Node]) -> None:
        self._by_id = by_id
        self._left = _MOST_FILLED

    def fill(self, node: Node, above: tuple[Any, ...] = ()) -> Node:
        above = (*above, node.get("@id"))
        return {key: self._value(key, value, above) for key, value in node.items()}

    def _value(self, key: str, value: Any, above: tuple[Any, ...]) -> Any:
        if isinstance(value, list):
            return [self._value(key, one, above) for one in value]
        if not isinstance(value, dict) or len(above) > _DEEPEST_REFERENCE:
            return value
        if set(value) != {"@id"}:
            return self.fill(value, above)
        named = self._named(value["@id"], above)
        if named is None or (is_record(named) and key != "hasCourseInstance"):
            return value
        return self.fill(named, above)

    def _named(self, name: Any, above: tuple[Any, ...]) -> Node | None:
        node = self._by_id.get(name) if isinstance(name, str) and name not in above else None
        if node is None or self._left <= 0:
            return None
        self._left -= len(json.dumps(node))
        return node


def _id(value: Any) -> str | None:
    name = value.get("@id") if isinstance(value, dict) else value
    return name if isinstance(name, str) else None
