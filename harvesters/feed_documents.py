"""The documents of feeds: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, and the modules that add elements to them.

Read with the project's one XML parser rather than feedparser, which was tried: it mixes Dublin Core into the
native fields (dc:date replaces Atom's updated, dc:description its content) so that they cannot be told apart
again, and it is a second parser that entities have to be kept from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from harvesters.values.identifiers import web_address

_NATIVE = frozenset(
    {
        "",
        "http://www.w3.org/2005/atom",
        "http://purl.org/atom/ns#",
        "http://purl.org/rss/1.0",
        "http://my.netscape.com/rdf/simple/0.9",
        "http://channel.netscape.com/rdf/simple/0.9",
        "http://my.netscape.com/publish/formats/rss-0.91.dtd",
        "http://backend.userland.com/rss2",
        "http://blogs.law.harvard.edu/tech/rss",
        "http://purl.org/net/rss1.1#",
    }
)
_MODULES = {
    "http://purl.org/dc/elements/1.0": "dc",
    "http://purl.org/dc/elements/1.1": "dc",
    "http://purl.org/dc/terms": "dcterms",
    "http://purl.org/rss/1.0/modules/content": "content",
    "http://purl.org/rss/1.0/modules/event": "ev",
    "http://search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://backend.userland.com/creativecommonsrssmodule": "cc",
    "http://cyber.law.harvard.edu/rss/creativecommonsrssmodule.html": "cc",
    "http://creativecommons.org/ns#": "cc",
    "http://web.resource.org/cc": "cc",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://purl.org/atompub/tombstones/1.0": "at",
    "http://purl.org/syndication/history/1.0": "fh",
    "urn:ietf:params:xml:ns:xcal": "xcal",
    "urn:ietf:params:xml:ns:icalendar-2.0": "xcal",
    "http://www.w3.org/2002/12/cal/ical#": "xcal",
    "http://www.w3.org/2002/12/cal/icaltzd#": "xcal",
    "http://schemas.google.com/g/2005": "gd",
}
# Counts of comments and views: they change while the entry stays the same.
_COUNTERS = frozenset(
    {
        "http://purl.org/rss/1.0/modules/slash",
        "http://purl.org/syndication/thread/1.0",
        "http://wellformedweb.org/commentapi",
    }
)
_COUNTING = frozenset({"media:community", "comments"})
_ROOTS = frozenset({"rss", "feed", "rdf:rdf", "channel"})
_ENTRIES = frozenset({"item", "entry"})
_DELETED = "at:deleted-entry"  # RFC 6721
# What of a channel describes its entries.
_CONTEXT = frozenset(
    {
        *("title", "language", "link", "author", "rights", "copyright"),
        *("dc:language", "dc:publisher", "dc:creator", "itunes:author", "cc:license"),
    }
)
_XML = "{http://www.w3.org/XML/1998/namespace}"

Fields = dict[str, list[etree._Element]]


def name(element: etree._Element) -> str:
    """`title` for RSS's and Atom's own elements, `dc:title` for those of modules; case and version apart."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""  # a comment or an instruction
    namespace, _, local = tag.rpartition("}")
    namespace = _without_end(namespace.lstrip("{"))
    if namespace in _NATIVE:
        return local.lower()
    prefix = _MODULES.get(namespace) or element.prefix or "other"
    return f"{prefix}:{local}".lower()


def is_feed(root: etree._Element) -> bool:
    return name(root) in _ROOTS


def children(element: etree._Element) -> Fields:
    """The elements directly inside an entry or channel, by name."""
    found: Fields = defaultdict(list)
    for child in element.iterchildren(etree.Element):
        found[name(child)].append(child)
    return found


def channel(root: etree._Element) -> etree._Element:
    """The element that describes the whole feed."""
    return next((child for child in root.iterchildren(etree.Element) if name(child) == "channel"), root)


class Feed:
    """A feed's entries, and what the feed says about all of them."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._channel = channel(root)
        self._context = [child for child in self._channel.iterchildren(etree.Element) if _is_context(child)]

    def entries(self) -> Iterator[etree._Element]:
        """The items or entries in their order, wherever the version of the feed puts them."""
        return (element for element in self._root.iter(etree.Element) if name(element) in _ENTRIES)

    def deleted(self) -> Iterator[str]:
        """The identifiers of entries that the feed says are no more."""
        stones = (element for element in self._root.iter(etree.Element) if name(element) == _DELETED)
        return (ref.strip() for stone in stones if (ref := stone.get("ref", "")).strip())

    @property
    def is_complete(self) -> bool:
        """Whether the feed says that it lists all there is (RFC 5005, section 2)."""
        return bool(children(self._channel)["fh:complete"])

    def following(self, address: str) -> str | None:
        """The next document of a paged feed, else the one before of an archived one (RFC 5005, sections 3 and 4)."""
        for relation in ("next", "prev-archive"):
            for link in children(self._channel)["link"]:
                if relation in (link.get("rel") or "").lower().split():
                    return web_address(link.get("href", ""), base_of(link, address))
        return None

    def payload_of(self, entry: etree._Element) -> bytes:
        """One entry as a feed of its own, with what the feed says about all.

        Without counters and without namespaces that it does not use, so that an entry that did not change
        hashes the same at the next harvest.
        """
        alone = holder = _empty(self._root)
        if self._channel is not self._root:
            holder = _empty(self._channel)
            alone.append(holder)
        for element in (*self._context, entry):
            _append(holder, element)
        for element in list(alone.iter(etree.Element)):
            if _counts(element) and (parent := element.getparent()) is not None:
                parent.remove(element)
        etree.cleanup_namespaces(alone)
        return etree.tostring(alone, encoding="utf-8")


def base_of(element: etree._Element, address: str) -> str:
    """The address that relative references inside an element resolve against (xml:base)."""
    stated = [ancestor.get(f"{_XML}base") for ancestor in (element, *element.iterancestors())]
    for base in reversed(stated):
        address = web_address(base, address) or address if base else address
    return address


def language_of(element: etree._Element) -> str | None:
    """The nearest xml:lang."""
    stated = (ancestor.get(f"{_XML}lang") for ancestor in (element, *element.iterancestors()))
    return next((language for language in stated if language), None)


def text_in(element: etree._Element) -> str:
    """The text of an element; markup inside it (Atom's xhtml, unescaped HTML in RSS) as markup."""
    if not len(element):
        return (element.text or "").strip()
    inner = [etree.tostring(child, method="html", encoding="unicode") for child in element]
    return ((element.text or "") + "".join(inner)).strip()


def _is_context(element: etree._Element) -> bool:
    return name(element) in _CONTEXT and (
        name(element) != "link" or element.get("rel", "alternate") == "alternate"
    )


def _empty(element: etree._Element) -> etree._Element:
    """The element with its attributes, without what is in it."""
    return element.makeelement(element.tag, {str(key): str(value) for key, value in element.items()})


def _append(holder: etree._Element, element: etree._Element) -> None:
    copied = deepcopy(element)
    copied.tail = None
    holder.append(copied)


def _counts(element: etree._Element) -> bool:
    namespace = str(element.tag).rpartition("}")[0].lstrip("{")
    return _without_end(namespace) in _COUNTERS or name(element) in _COUNTING


def _without_end(namespace: str) -> str:
    # Written with and without the last slash, and in capitals where there are none.
    return namespace.rstrip("/").lower()
