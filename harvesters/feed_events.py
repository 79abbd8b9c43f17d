"""When and where an event is held that an entry of a feed announces, by the modules that feeds use for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from lxml import etree

from harvesters.feed_documents import Fields, text_in


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedTimes:
    """As stated. `end_is_exclusive`: of whole days, the end is the day after the last (RFC 5545)."""

    start: str
    end: str | None
    zone: str | None = None  # an IANA name that is stated beside
    end_is_exclusive: bool = False


def times(fields: Fields) -> list[StatedTimes]:
    """The times of an entry's event, by the first of the modules that states any.

    They are RSS's event module, xCal (RFC 6321 and the drafts before it), and Google's data elements.
    """
    for stated in (_event_module(fields), _xcal(fields), _google(fields)):
        if found := [one for one in stated if one.start]:
            return found
    return []


def place(fields: Fields) -> str | None:
    stated = [_text(element) for name in ("ev:location", "xcal:location") for element in fields[name]]
    stated += [element.get("valueString", "").strip() for element in fields["gd:where"]]
    return next(filter(None, stated), None)


def organiser(fields: Fields) -> str | None:
    """Its name; an address is a contact (rule 16)."""
    stated = (_text(element) for name in ("ev:organizer", "xcal:organizer") for element in fields[name])
    return next((text for text in stated if text and "@" not in text and "://" not in text), None)


def _event_module(fields: Fields) -> Iterator[StatedTimes]:
    for start, end in zip_longest(fields["ev:startdate"], fields["ev:enddate"]):
        yield StatedTimes(start=_text(start), end=_text(end) or None)


def _xcal(fields: Fields) -> Iterator[StatedTimes]:
    for start, end in zip_longest(fields["xcal:dtstart"], fields["xcal:dtend"]):
        yield StatedTimes(
            start=_text(start), end=_text(end) or None, zone=_zone_of(start), end_is_exclusive=True
        )


def _google(fields: Fields) -> Iterator[StatedTimes]:
    for when in fields["gd:when"]:
        yield StatedTimes(
            start=when.get("startTime", "").strip(),
            end=when.get("endTime", "").strip() or None,
            end_is_exclusive=True,
        )


def _text(element: etree._Element | None) -> str:
    """RFC 6321 puts values in an element of their own (<date-time>), the drafts before it did not."""
    if element is None:
        return ""
    return "".join(map(str, element.itertext())).strip() if len(element) else text_in(element)


def _zone_of(element: etree._Element | None) -> str | None:
    stated = dict(element.items()) if element is not None else {}
    return next((str(value) for name, value in stated.items() if str(name).lower() == "tzid"), None)
