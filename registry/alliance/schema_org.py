"""An entry in schema.org's terms, as JSON-LD and as RDF/XML."""

from __future__ import annotations

from typing import Any

from lxml import etree

from registry.alliance.content import Entry, Session
from registry.federation.oai_provider import legal

SCHEMA = "http://schema.org/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

# schema.org's class for a resource type; everything else is a LearningResource that names its type.
CLASSES = {
    "course": "Course",
    **dict.fromkeys(("event", "webinar", "workshop", "seminar", "visit", "internship"), "EducationEvent"),
    "video": "VideoObject",
}
MODES = {"online": "online", "offline": "onsite"}
ATTENDANCE = {
    (): None,
    ("online",): "https://schema.org/OnlineEventAttendanceMode",
    ("offline",): "https://schema.org/OfflineEventAttendanceMode",
    ("online", "offline"): "https://schema.org/MixedEventAttendanceMode",
    ("offline", "online"): "https://schema.org/MixedEventAttendanceMode",
}


def json_ld(entry: Entry, organisation: str, website: str) -> dict[str, Any]:
    """Only what is known. `organisation` offers it; `website` is its address."""
    kind = CLASSES.get(entry.type, "LearningResource")
    sessions = {"Course": _instances, "EducationEvent": _times_of_event}.get(kind)
    return {
        "@context": "https://schema.org",
        **_known(
            {
                "@type": kind,
                "@id": entry.url,
                "url": entry.url,
                "name": entry.title,
                "description": entry.description,
                "provider": {"@type": "Organization", "name": organisation, "url": website},
                "author": [{"@type": "Person", "name": name} for name in entry.creators],
                "offers": _offer(entry),
                "audience": [{"@type": "Audience", "audienceType": name} for name in entry.audience],
                **_literals(entry),
                **(sessions(entry) if sessions else {}),
            }
        ),
    }


def rdf_xml(entry: Entry, organisation: str, website: str) -> etree._Element:
    """The same statements as one node of RDF/XML."""
    root = etree.Element(f"{{{RDF}}}RDF", nsmap={"rdf": RDF, "schema": SCHEMA})
    root.append(_node(json_ld(entry, organisation, website)))
    return root


def _literals(entry: Entry) -> dict[str, Any]:
    return {
        "inLanguage": entry.language,
        "learningResourceType": entry.kind,
        "keywords": list(entry.subjects),
        "identifier": list(entry.identifiers),
        "isAccessibleForFree": entry.free,
        "timeRequired": entry.duration,
        "educationalLevel": entry.level,
        "conditionsOfAccess": entry.access,
        "spatialCoverage": list(entry.economies),
        "datePublished": entry.stated.get("published", entry.published.isoformat()),
        "dateModified": entry.modified.isoformat(),
        "license": entry.licence,
    }


def _offer(entry: Entry) -> dict[str, Any] | None:
    if entry.free:
        return {"@type": "Offer", "price": "0", "category": "Free"}
    if entry.price is None:
        return None
    return _known({"@type": "Offer", "price": entry.price, "priceCurrency": entry.currency})


def _instances(entry: Entry) -> dict[str, Any]:
    """A course that can be begun at any time has one instance without dates."""
    modes = [MODES[form] for form in entry.forms]
    dated = [
        _stated(session) | {"startDate": _start(session), "endDate": _end(session)}
        for session in entry.sessions
    ]
    undated: list[dict[str, Any]] = [{}] if modes else []
    instances = [{"@type": "CourseInstance", "courseMode": modes, **each} for each in dated or undated]
    return {"hasCourseInstance": [_known(instance) for instance in instances]}


def _times_of_event(entry: Entry) -> dict[str, Any]:
    """One session is the event itself; of several, each is a schedule of one time."""
    times: dict[str, Any] = {"eventAttendanceMode": ATTENDANCE[entry.forms]}
    if not entry.sessions:
        return times
    first = entry.sessions[0]
    times |= _stated(first)
    if first.cancelled:
        times["eventStatus"] = "https://schema.org/EventCancelled"
    if len(entry.sessions) == 1:
        return times | {"startDate": _start(first), "endDate": _end(first)}
    return times | {"eventSchedule": [_schedule(session) for session in entry.sessions]}


def _schedule(session: Session) -> dict[str, Any]:
    times = (
        {} if session.all_day else {"startTime": f"{session.start:%H:%M}", "endTime": f"{session.end:%H:%M}"}
    )
    return _known(
        {
            "@type": "Schedule",
            "startDate": f"{session.start:%Y-%m-%d}",
            "endDate": f"{session.end:%Y-%m-%d}",
            "scheduleTimezone": session.zone,
            **times,
        }
    )


def _stated(session: Session) -> dict[str, Any]:
    """Where it is and how many may come."""
    address = {"@type": "PostalAddress", "addressCountry": session.economy} if session.economy else None
    place = _known({"@type": "Place", "name": session.place, "address": address})
    return {"location": place if session.place else None, "maximumAttendeeCapacity": session.seats}


def _start(session: Session) -> str:
    return session.start.isoformat()


def _end(session: Session) -> str:
    return session.end.isoformat()


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, [], {})}


def _node(values: dict[str, Any]) -> etree._Element:
    element = etree.Element(f"{{{SCHEMA}}}{values['@type']}", nsmap={"schema": SCHEMA})
    if "@id" in values:
        element.set(f"{{{RDF}}}about", values["@id"])
    for name, value in values.items():
        if not name.startswith("@"):
            for each in value if isinstance(value, list) else [value]:
                element.append(_property(name, each))
    return element


def _property(name: str, value: Any) -> etree._Element:
    element = etree.Element(f"{{{SCHEMA}}}{name}", nsmap={"schema": SCHEMA})
    if isinstance(value, dict):
        element.append(_node(value))
    else:
        element.text = legal(str(value).lower() if isinstance(value, bool) else str(value))
    return element
