"""schema.org JSON-LD of a resource, for the crawlers that read its page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString

from registry.catalogue.models import Resource

_TYPES = {
    "course": "Course",
    "workshop": "EducationEvent",
    "seminar": "EducationEvent",
    "webinar": "EducationEvent",
    "event": "Event",
    "visit": "Event",
    "video": "VideoObject",
    "podcast": "PodcastEpisode",
    "article": "Article",
    "report": "Report",
}
_ATTENDANCE = {
    "online": "https://schema.org/OnlineEventAttendanceMode",
    "offline": "https://schema.org/OfflineEventAttendanceMode",
}
# What could end the script element or start another; these escapes mean the same to JSON.
_ESCAPES = {
    ord("<"): "\\u003C",
    ord(">"): "\\u003E",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def script_text(document: Mapping[str, Any]) -> SafeString:
    """The document as the text of a script element: safe because no markup can be left in it."""
    return SafeString(json.dumps(document, ensure_ascii=False).translate(_ESCAPES))


def json_ld(resource: Resource, address: str) -> dict[str, Any]:
    """What is known of the resource, in schema.org's terms; `address` is the absolute one of its page."""
    known = resource.effective
    document = {
        "@context": "https://schema.org",
        "@type": [_TYPES.get(known.get("type", ""), "LearningResource"), "LearningResource"],
        "@id": address,
        "name": known.get("title"),
        "description": known.get("description"),
        "url": known.get("url"),
        "inLanguage": None
        if known.get("language_by")
        else known.get("language"),  # as stated, not as recognised
        "keywords": known.get("subjects"),
        "author": [{"@type": "Person", "name": name} for name in known.get("creators", ())],
        "identifier": known.get("identifiers"),
        "isAccessibleForFree": known.get("free"),
        "timeRequired": known.get("duration"),
        "educationalLevel": known.get("level"),
        "license": known.get("licence"),
        "datePublished": known.get("published"),
        "dateModified": known.get("modified"),
        "provider": _provider(resource),
        "offers": _offer(known),
        "hasCourseInstance" if known.get("type") == "course" else "subjectOf": [
            _session(known, stated) for stated in known.get("occurrences", ())
        ],
    }
    document["@type"] = sorted(set(document["@type"] or ()))
    return {term: value for term, value in document.items() if value not in (None, [], "")}


def _provider(resource: Resource) -> dict[str, str]:
    organisation = resource.record.organiser
    provider = {"@type": "Organization", "name": organisation.name}
    return provider | ({"url": organisation.website} if organisation.website else {})


def _offer(known: Mapping[str, Any]) -> dict[str, Any] | None:
    price = "0" if known.get("free") else known.get("price")
    if price is None:
        return None
    currency = known.get("currency")
    return {"@type": "Offer", "price": price} | ({"priceCurrency": currency} if currency else {})


def _session(known: Mapping[str, Any], stated: Mapping[str, Any]) -> dict[str, Any]:
    session = {
        "@type": "CourseInstance" if known.get("type") == "course" else "EducationEvent",
        "name": known.get("title"),
        "startDate": stated["start"],
        "endDate": stated.get("end"),
        "location": stated.get("place") or stated.get("url"),
        "eventAttendanceMode": _ATTENDANCE.get(stated.get("form", "")),
        "eventStatus": "https://schema.org/EventCancelled" if stated.get("cancelled") else None,
    }
    return {term: value for term, value in session.items() if value is not None}
