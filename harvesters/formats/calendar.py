"""An event of a calendar (VEVENT, RFC 5545) with its series, as one resource with its occurrences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from icalendar import Component, Event
from icalendar.prop import vText

from harvesters.calendar_documents import Calendar as Document
from harvesters.calendar_documents import Event as Lines
from harvesters.calendar_documents import calendar_of, document, with_zones_resolved
from harvesters.context import Context
from harvesters.problems import Undescribable
from harvesters.recurrence import (
    CONFERENCES,
    expanded,
    first,
    is_endless,
    is_reasonable,
    iso,
    moment,
    occurrence,
    read,
    rules,
)
from harvesters.values.contacts import without_contacts
from harvesters.values.identifiers import web_address
from harvesters.values.kinds import resource_type
from harvesters.values.languages import language_tag
from harvesters.values.markup import line
from harvesters.words import words
from registry.catalogue.description import Description, Occurrence

_DAY = r"[12]\d{3}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_TIME = rf"{_DAY}(?:T(?:[01]\d|2[0-3])[0-5]\d[0-5]\dZ?)?"
_LENGTH = r"P(?:\d{1,3}W|\d{1,4}D(?:T[\dHMS]+)?|T\d{1,5}[HMS][\dHMS]*)"
# What a series is expanded from, and how its lines end if they are sound; the rest of an event is the description's.
_OF_A_SERIES = {
    "UID": re.compile(":."),
    "DTSTART": re.compile(f":{_TIME}$"),
    "DTEND": re.compile(f":{_TIME}$"),
    "DURATION": re.compile(f":{_LENGTH}$"),
    "RRULE": re.compile("[:;]FREQ=", re.IGNORECASE),
    "RDATE": re.compile(f":{_TIME}(?:/(?:{_TIME}|{_LENGTH}))?(?:,{_TIME}(?:/(?:{_TIME}|{_LENGTH}))?)*$"),
    "EXDATE": re.compile(f":{_TIME}(?:,{_TIME})*$"),
    "RECURRENCE-ID": re.compile(f":{_TIME}$"),
    "SEQUENCE": re.compile(r":\d{1,9}$"),
    "STATUS": re.compile(r":[A-Za-z-]+$"),
}
_REPEATED = frozenset({"RRULE", "RDATE", "EXDATE"})
_OF_A_PLACE = frozenset({"LOCATION", *CONFERENCES})


def describe(payload: bytes, context: Context) -> Description:
    """Reads the events of one UID. Times that float are in the zone that the source's settings state, if any."""
    text = with_zones_resolved(payload.decode("utf-8", "replace"), context.settings.get("zone"))
    events = _events(text)
    master = next((event for event in events if "RECURRENCE-ID" not in event), events[0])
    occurrences, recurrence = _occurrences(text, events, master, context)
    categories = tuple(_categories(master))
    return Description(
        title=_text(master, "SUMMARY"),
        description=_text(master, "DESCRIPTION")
        or _text(master, "X-ALT-DESC")
        or _text(master, "STYLED-DESCRIPTION"),
        url=_address(master, context),
        language=_language(master),
        type=resource_type(*categories, "Event"),
        subjects=categories,
        publisher=_organiser(master, context),
        occurrences=tuple(occurrences),
        recurrence=recurrence,
        forms=tuple(dict.fromkeys(one.form for one in occurrences if one.form)),
        economies=tuple(dict.fromkeys(one.economy for one in occurrences if one.economy)),
        image=_image(master),
        published=_stamp(master, "CREATED"),
        modified=_stamp(master, "LAST-MODIFIED"),
    )


def _events(text: str) -> list[Event]:
    try:
        events = read(text).walk("VEVENT")
    except ValueError:
        # A time zone that is wrong in itself; without it, its times float.
        events = _without_zones(text)
    if not events:
        raise Undescribable(
            words("The event cannot be read."), words("Check the calendar with an iCalendar validator.")
        )
    return [event for event in events if isinstance(event, Event)]


def _without_zones(text: str) -> list[Component]:
    try:
        return read(document(calendar_of(text).events, Document())).walk("VEVENT")
    except ValueError as error:
        raise Undescribable(
            words("The event cannot be read: %(error)s", error=error),
            words("Check the calendar with an iCalendar validator."),
        ) from None


def _occurrences(
    text: str, events: list[Event], master: Event, context: Context
) -> tuple[list[Occurrence], str | None]:
    """The occurrences, and the rule of a series that goes on for ever or for very long.

    Of such a series only what stands in the calendar itself: its first occurrence and those that were changed.
    """
    is_series = "RRULE" in master or "RDATE" in master
    own = _own(events, context, key=is_series or len(events) > 1)
    if not is_series or moment(master, "DTSTART") is None:
        return own, None
    if not _is_understood(master):
        context.warn(
            "recurrence",
            words("The rule of repetition is not understood."),
            words("Use an RRULE as RFC 5545 defines it."),
        )
        return own, None
    recurrence = _series(text)
    try:
        every = None if is_endless(master) else expanded(recurrence)
        begins = first(recurrence) if every is None else []
    except (ValueError, OverflowError) as error:
        context.warn(
            "recurrence",
            words("The repetition cannot be followed: %(error)s", error=error),
            words("Check RRULE, RDATE and EXDATE."),
        )
        return own, None
    if every is not None:
        return every, None
    changed = _own([event for event in events if event is not master], None, key=True)
    return _in_order({one.key: one for one in (*begins, *changed)}.values()), recurrence


def _own(events: list[Event], context: Context | None, *, key: bool) -> list[Occurrence]:
    """The occurrence that each event states itself; warns of a start that is no date."""
    found = []
    for event in events:
        if one := occurrence(event, key=key):
            found.append(one)
        elif context and "DTSTART" in event:
            context.warn(
                "occurrences.start",
                words("The start is no date that is understood."),
                words("Write DTSTART as RFC 5545 does: 20261202T090000Z."),
            )
    return _in_order(found)


def _in_order(occurrences: Iterable[Occurrence]) -> list[Occurrence]:
    return sorted(occurrences, key=lambda one: (one.start, one.key))


def _is_understood(master: Event) -> bool:
    if "EXRULE" in master:  # of RFC 2445: without it, there would be occurrences that are not held
        return False
    stated = master.get("RRULE", [])
    understood = rules(master)
    return len(understood) == (len(stated) if isinstance(stated, list) else 1) and all(
        map(is_reasonable, understood)
    )


def _series(text: str) -> str:
    """The times of a series as a small calendar, for `harvesters.recurrence`."""
    calendar = calendar_of(text)
    sound = (Lines(tuple(_kept(event))) for event in calendar.events)
    return document([event for event in sound if event.value("DTSTART")], calendar)


def _kept(event: Lines) -> Iterator[str]:
    """The lines that make up the times, each property that stands once from its first line, wrong ones left out."""
    seen: set[str] = set()
    for stated in event.lines:
        name = stated.replace(";", ":").partition(":")[0].upper()
        if name in _OF_A_PLACE and name not in seen:
            yield without_contacts(stated)
        elif (
            name in _OF_A_SERIES
            and _OF_A_SERIES[name].search(stated)
            and (name in _REPEATED or name not in seen)
        ):
            yield stated
        seen.add(name)


def _value(event: Component, name: str) -> Any:
    value = event.get(name)
    return value[0] if isinstance(value, list) and value else value


def _text(event: Component, name: str) -> str | None:
    value = _value(event, name)
    if value is None:
        return None
    text = str(value)
    if not isinstance(value, vText):  # an X- property, whose kind of value is not known and stays escaped
        text = text.replace("\\n", "\n").replace("\\N", "\n").replace("\\,", ",").replace("\\;", ";")
    return text.strip() or None


def _categories(event: Component) -> Iterator[str]:
    stated = event.get("CATEGORIES", [])
    for several in stated if isinstance(stated, list) else [stated]:
        yield from (text for name in getattr(several, "cats", ()) if (text := str(name).strip()))


def _address(event: Component, context: Context) -> str | None:
    stated = _text(event, "URL")
    return web_address(stated, context.base) if stated else None


def _language(event: Component) -> str | None:
    stated = getattr(_value(event, "SUMMARY"), "params", {}).get("LANGUAGE")
    return language_tag(str(stated)) if stated else None


def _organiser(event: Component, context: Context) -> str | None:
    """The name of an organisation; one of a person is a contact (rule 16), and so is an address.

    Without a CUTYPE it is a person's (RFC 5545, section 3.2.3).
    """
    parameters = getattr(_value(event, "ORGANIZER"), "params", {})
    name = line(str(parameters.get("CN", "")).strip('"'))
    group = str(parameters.get("CUTYPE", "")).upper() == "GROUP"
    public = group or bool(context.settings.get("public_contacts"))
    return name if name and "@" not in name and public else None


def _image(event: Component) -> str | None:
    for name in ("IMAGE", "ATTACH"):
        stated = event.get(name, [])
        for value in stated if isinstance(stated, list) else [stated]:
            kind = str(getattr(value, "params", {}).get("FMTTYPE", "image/" if name == "IMAGE" else ""))
            if kind.startswith("image/") and (found := web_address(str(value))):
                return found
    return None


def _stamp(event: Component, name: str) -> str | None:
    at = moment(event, name)
    return iso(at) if at else None
