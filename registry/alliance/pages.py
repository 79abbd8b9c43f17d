"""An organisation's entries as web pages that carry schema.org JSON-LD, and the sitemap that lists them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from lxml import etree

from registry.alliance.content import Entry, Session

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NAMESPACES: dict[Any, str] = {None: SITEMAP}

# schema.org's class for a resource type; everything else is a LearningResource that names its type.
CLASSES = {
    "course": "Course",
    **dict.fromkeys(("event", "webinar", "workshop", "seminar", "visit", "internship"), "EducationEvent"),
    "video": "VideoObject",
}
MODES = {"online": "online", "offline": "onsite"}
ATTENDANCE = {
    ("online",): "https://schema.org/OnlineEventAttendanceMode",
    ("offline",): "https://schema.org/OfflineEventAttendanceMode",
    ("online", "offline"): "https://schema.org/MixedEventAttendanceMode",
    ("offline", "online"): "https://schema.org/MixedEventAttendanceMode",
}


def sitemap(entries: Sequence[Entry], address: Callable[[Entry], str]) -> bytes:
    """`address` gives where an entry's page is fetched."""
    root = etree.Element(f"{{{SITEMAP}}}urlset", nsmap=NAMESPACES)
    for entry in entries:
        url = etree.SubElement(root, f"{{{SITEMAP}}}url")
        etree.SubElement(url, f"{{{SITEMAP}}}loc").text = address(entry)
        etree.SubElement(url, f"{{{SITEMAP}}}lastmod").text = entry.modified.isoformat()
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def page(entry: Entry, organisation: str, website: str) -> bytes:
    """An entry's page; it names its own address at the organisation as the canonical one."""
    title = escape(entry.title or "")
    blocks = [entry.broken_markup] if entry.broken_markup else []
    blocks.append(_json(markup(entry, organisation, website)))
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{escape(entry.language)}">' if entry.language else "<html>",
        f'<head><meta charset="utf-8"><title>{title}</title>',
        f'<link rel="canonical" href="{escape(entry.url)}">',
        *(f'<script type="application/ld+json">{block}</script>' for block in blocks),
        f"</head><body><main><h1>{title}</h1>",
        *(f"<p>{escape(text)}</p>" for text in entry.paragraphs),
        f'<p><a href="{escape(website)}">{escape(organisation)}</a></p>',
        "</main></body></html>",
    ]
    return "\n".join(lines).encode()


def markup(entry: Entry, organisation: str, website: str) -> dict[str, Any]:
    """The entry in schema.org's terms; only what is known."""
    known = {
        "@context": "https://schema.org",
        "@type": CLASSES.get(entry.type, "LearningResource"),
        "@id": entry.url,
        "url": entry.url,
        "name": entry.title,
        "description": "\n".join(entry.paragraphs),
        "inLanguage": entry.language,
        "learningResourceType": entry.type,
        "keywords": list(entry.subjects),
        "author": [{"@type": "Person", "name": name} for name in entry.creators],
        "provider": {"@type": "Organization", "name": organisation, "url": website},
        "isAccessibleForFree": entry.free,
        "offers": _offer(entry),
        "timeRequired": entry.duration,
        "educationalLevel": entry.level,
        "audience": [{"@type": "Audience", "audienceType": name} for name in entry.audience],
        "spatialCoverage": list(entry.economies),
        "datePublished": entry.stated.get("published", entry.published.isoformat()),
        "dateModified": entry.modified.isoformat(),
        "license": entry.licence,
        **_dates(entry),
    }
    return {key: value for key, value in known.items() if value not in (None, [], {})}


def _json(values: dict[str, Any]) -> str:
    # "<" is written as an escape, so that no text can end the script element.
    return json.dumps(values, ensure_ascii=False, indent=1).replace("<", "\\u003c")


def _offer(entry: Entry) -> dict[str, Any]:
    if entry.free:
        return {"@type": "Offer", "price": "0", "category": "Free"}
    if entry.price is None:
        return {}
    return {"@type": "Offer", "price": entry.price, "priceCurrency": entry.currency}


def _dates(entry: Entry) -> dict[str, Any]:
    """A course has instances; an event has its own dates, further ones as sub-events."""
    if CLASSES.get(entry.type) == "Course":
        return {"hasCourseInstance": [_instance(entry, session) for session in entry.sessions]}
    if CLASSES.get(entry.type) == "EducationEvent" and entry.sessions:
        first, *others = entry.sessions
        return {**_event(entry, first), "subEvent": [_sub_event(entry, session) for session in others]}
    return {}


def _instance(entry: Entry, session: Session) -> dict[str, Any]:
    modes = [MODES[form] for form in entry.forms]
    return {"@type": "CourseInstance", "courseMode": modes, **_times(session)}


def _sub_event(entry: Entry, session: Session) -> dict[str, Any]:
    return {"@type": "EducationEvent", "name": entry.title, **_event(entry, session)}


def _event(entry: Entry, session: Session) -> dict[str, Any]:
    mode = ATTENDANCE.get(entry.forms)
    status = "https://schema.org/EventCancelled" if session.cancelled else None
    stated = {"eventAttendanceMode": mode, "eventStatus": status}
    return {**{key: value for key, value in stated.items() if value}, **_times(session)}


def _times(session: Session) -> dict[str, Any]:
    place = {"@type": "Place", "name": session.place, "address": session.economy}
    known = {
        "startDate": session.start.isoformat(),
        "endDate": session.end.isoformat(),
        "location": {key: value for key, value in place.items() if value} if session.place else None,
        "maximumAttendeeCapacity": session.seats,
    }
    return {key: value for key, value in known.items() if value is not None}
