"""The things that a page describes in RDFa Lite 1.1 with the vocabulary of schema.org, as nodes.

Read here in one pass over the page: see docs/decisions/markup-read-in-one-pass.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from lxml import etree

from harvesters.formats.schema_org.nodes import Node
from harvesters.protocols.element_text import Reading
from harvesters.web_page import WebPage

_SCHEMA_ORG = ("http://schema.org/", "https://schema.org/")
_INITIAL = {"schema": "http://schema.org/"}  # of RDFa's initial context, what matters here


def things(page: WebPage) -> list[Node]:
    """The typed things that are no property of another one, in their order, the others inside them."""
    reader = _Reader(page)
    reader.walk()
    return [node for node in reader.top if node.get("@type")]


@dataclass(slots=True)
class _Scope:
    """What holds at an element: the thing that properties are of, and what names mean."""

    node: Node | None = None
    vocabulary: str = ""
    prefixes: dict[str, str] = field(default_factory=lambda: dict(_INITIAL))

    def local(self, name: str) -> str | None:
        """The name within schema.org that a term, a prefixed name or an address stands for."""
        prefix, colon, rest = name.partition(":")
        whole = self.prefixes.get(prefix.lower(), f"{prefix}:") + rest if colon else self.vocabulary + name
        return next((whole.removeprefix(start) for start in _SCHEMA_ORG if whole.startswith(start)), None)

    def locals(self, names: str | None) -> list[str]:
        return [local for name in (names or "").split() if (local := self.local(name))]


class _Reader:
    def __init__(self, page: WebPage) -> None:
        self.top: list[Node] = []
        self._page = page
        self._reading = Reading(page)
        self._named: dict[str, Node] = {}

    def walk(self) -> None:
        scopes = [_Scope()]
        for event, element in etree.iterwalk(self._page.root, events=("start", "end")):
            if not isinstance(element.tag, str):
                continue
            if event == "end":
                scopes.pop()
            else:
                scopes.append(self._enter(element, scopes[-1]))

    def _enter(self, element: etree._Element, outer: _Scope) -> _Scope:
        scope = _declared(element, outer)
        properties = scope.locals(element.get("property"))
        kinds = element.get("typeof")
        subject = element.get("about") or (element.get("resource") if kinds or not properties else None)
        thing: Node | None = None
        value: Node | str | None = None
        if kinds is not None or subject:
            thing, value = self._thing(subject)
            thing["@type"] = [*thing.get("@type", ()), *scope.locals(kinds)]
        if properties and outer.node is not None:
            for name in properties:
                outer.node.setdefault(name, []).append(self._value(element) if value is None else value)
        elif thing is not None and value is thing:
            self.top.append(thing)
        return scope if thing is None else replace(scope, node=thing)

    def _thing(self, name: str | None) -> tuple[Node, Node]:
        """A thing, and what stands for it here: itself, or its name where the page has named it before.

        So no thing can come to stand inside itself.
        """
        if not name:
            new: Node = {}
            return new, new
        whole = self._reading.address(name)
        if whole in self._named:
            return self._named[whole], {"@id": whole}
        made = self._named[whole] = {"@id": whole}
        return made, made

    def _value(self, element: etree._Element) -> str:
        for attribute in ("content", "datetime"):
            if (stated := element.get(attribute)) is not None:
                return stated.strip()
        for attribute in ("resource", "href", "src"):
            if (stated := element.get(attribute)) is not None:
                return self._reading.address(stated)
        return self._reading.text(element)


def _declared(element: etree._Element, outer: _Scope) -> _Scope:
    vocabulary, prefixes = element.get("vocab"), element.get("prefix")
    if vocabulary is None and not prefixes:
        return outer
    words = (prefixes or "").split()
    declared = {
        name.rstrip(":").lower(): address for name, address in zip(words[::2], words[1::2], strict=False)
    }
    return _Scope(
        outer.node,
        outer.vocabulary if vocabulary is None else vocabulary.strip(),
        {**outer.prefixes, **declared} if declared else outer.prefixes,
    )
