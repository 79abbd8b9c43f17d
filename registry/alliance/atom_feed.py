"""An organisation's entries as an Atom feed (RFC 4287), with the type and dates that Atom has no element for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Any

from lxml import etree

from registry.alliance.content import Entry, Session
from registry.federation.oai_provider import legal

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"
DC = "http://purl.org/dc/elements/1.1/"
EVENT = "http://purl.org/rss/1.0/modules/event/"
NAMESPACES: dict[Any, str] = {None: ATOM, "dc": DC, "ev": EVENT}


def atom_feed(host: str, name: str, entries: Sequence[Entry], address: str) -> bytes:
    """`host` is the one of the feed's identifiers; `address` is where it is fetched."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap=NAMESPACES)
    _add(root, "id", f"tag:{host},2014:feed")
    _add(root, "title", name)
    _add(root, "updated", _moment(max(entry.modified for entry in entries)))
    _add(root, "link", rel="self", href=address)
    _add(root, "link", rel="alternate", href=f"https://{host}/")
    _add(_add(root, "author"), "name", name)
    for entry in entries:
        _add_entry(root, host, entry)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _add_entry(root: etree._Element, host: str, entry: Entry) -> None:
    element = _add(root, "entry")
    if entry.language:
        element.set(f"{{{XML}}}lang", entry.language)
    _add(element, "id", f"tag:{host},2014:{entry.key}")
    _add(element, "title", entry.title or "")
    _add(element, "link", rel="alternate", href=entry.url)
    _add(element, "published", entry.stated.get("published") or _moment(entry.published))
    _add(element, "updated", _moment(entry.modified))
    for creator in entry.creators:
        _add(_add(element, "author"), "name", creator)
    _add(element, "type", entry.kind, namespace=DC)
    for term in entry.subjects:
        _add(element, "category", term=term)
    _add(element, "content", "".join(f"<p>{escape(text)}</p>" for text in entry.paragraphs), type="html")
    if entry.licence:
        _add(element, "rights", entry.licence)
    if entry.sessions:
        _add_dates(element, entry.sessions[0])


def _add_dates(element: etree._Element, session: Session) -> None:
    """The event module has room for one session: the first."""
    _add(element, "startdate", session.start.isoformat(), namespace=EVENT)
    _add(element, "enddate", session.end.isoformat(), namespace=EVENT)
    if session.place:
        _add(element, "location", session.place, namespace=EVENT)


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _add(
    parent: etree._Element, name: str, text: str = "", namespace: str = ATOM, **attributes: str
) -> etree._Element:
    child = etree.SubElement(parent, f"{{{namespace}}}{name}", attributes)
    child.text = legal(text) or None
    return child
