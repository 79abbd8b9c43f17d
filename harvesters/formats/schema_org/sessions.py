"""When, where and how a resource can be taken: schema.org's events, course instances and schedules."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from harvesters.context import Context
from harvesters.formats.schema_org import nodes
from harvesters.formats.schema_org.nodes import EVENT_TYPES, Node
from harvesters.formats.schema_org.schedules import Schedule, schedules
from harvesters.values.dates import instant
from harvesters.values.forms import forms
from harvesters.values.identifiers import web_address
from harvesters.words import words
from registry.catalogue.description import Form, Occurrence
from registry.framework.economies import economy

_OFFSET = re.compile(r"[T ]\d\d.*?(?P<offset>Z|[+-]\d\d:?\d\d)$", re.IGNORECASE)
_ADDRESS_PARTS = ("streetAddress", "addressLocality", "addressRegion", "addressCountry")
_QUOTES = "“”\"'‘’"


class Sessions:
    """The sessions of one node: its own dates if it is an event, else those of its instances."""

    def __init__(self, node: Node, context: Context) -> None:
        self._context = context
        instances = [one for one in nodes.values(node, "hasCourseInstance") if isinstance(one, dict)]
        dated = [node] if not EVENT_TYPES.isdisjoint(nodes.types(node)) or "startDate" in node else []
        if "startDate" not in node:  # else they are the programme of one event: nobody takes them apart
            instances += [one for one in nodes.values(node, "subEvent") if isinstance(one, dict)]
        self._stated = [_Session(one, context) for one in [*dated, *instances]]
        self._node = node

    @cached_property
    def occurrences(self) -> tuple[Occurrence, ...]:
        return tuple(one for session in self._stated for one in session.occurrences())

    @cached_property
    def recurrence(self) -> str | None:
        """The first endless rule; a resource has one at most."""
        rules = (schedule.endless for session in self._stated for schedule in session.schedules)
        return next((rule for rule in rules if rule), None)

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        modes = [form for session in self._stated for form in session.forms]
        return tuple(dict.fromkeys([*_forms_of(nodes.values(self._node, "courseMode")), *modes]))

    @cached_property
    def economies(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one for session in self._stated if (one := session.economy)))


class _Session:
    """One Event or CourseInstance."""

    def __init__(self, node: Node, context: Context) -> None:
        self._node = node
        self._context = context
        self._places = nodes.values(node, "location")
        self.schedules: list[Schedule] = schedules(node, self._place, context)

    def occurrences(self) -> list[Occurrence]:
        return [
            Occurrence(
                start=start,
                end=end,
                zone=zone,
                all_day="T" not in start,
                key=nodes.text(self._node.get("@id")) or "",
                place=self._place,
                economy=self.economy,
                url=self._address,
                registration=self._registration,
                seats=self._seats,
                form=self.forms[0] if len(self.forms) == 1 else None,
                cancelled=any(
                    "cancelled" in said.lower()
                    for said in nodes.texts(nodes.values(self._node, "eventStatus"))
                ),
            )
            for start, end, zone in self._times()
        ]

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """As stated by a mode, else by the kind of place."""
        stated = _forms_of(nodes.values(self._node, "eventAttendanceMode", "courseMode"))
        if stated:
            return stated
        found: dict[Form, None] = {}
        for place in self._places:
            if "VirtualLocation" in nodes.types(place):
                found["online"] = None
            elif said := _place(place):
                found[(_forms_of([said]) or ("offline",))[0]] = None
        return tuple(found)

    @cached_property
    def economy(self) -> str | None:
        for place in self._places:
            stated = place.get("address") if isinstance(place, dict) else None
            country = nodes.text(stated.get("addressCountry")) if isinstance(stated, dict) else None
            if country and (code := economy(country)):
                return code
        return None

    @property
    def _place(self) -> str | None:
        real = [place for place in self._places if "VirtualLocation" not in nodes.types(place)]
        return "; ".join(said for place in real if (said := _place(place))) or None

    @property
    def _address(self) -> str | None:
        """Of this session, where that is not the resource's own."""
        virtual = [place for place in self._places if "VirtualLocation" in nodes.types(place)]
        stated = [nodes.address(one) for one in nodes.values(self._node, "url")]
        stated += [nodes.text(place.get("url")) for place in virtual]
        return next(
            (found for one in stated if one and (found := web_address(one, self._context.base))), None
        )

    @property
    def _registration(self) -> str | None:
        links = (
            nodes.address(one.get("url"))
            for one in nodes.values(self._node, "offers")
            if isinstance(one, dict)
        )
        return next(
            (found for link in links if link and (found := web_address(link, self._context.base))), None
        )

    @property
    def _seats(self) -> int | None:
        said = nodes.text(nodes.values(self._node, "maximumAttendeeCapacity")) or ""
        return int(said) if said.isdecimal() and len(said) < 8 else None

    def _times(self) -> list[tuple[str, str | None, str | None]]:
        """Start, end and zone of each time that it takes place."""
        own = self._own_times()
        return [own] if own else [times for schedule in self.schedules for times in schedule.times]

    def _own_times(self) -> tuple[str, str | None, str | None] | None:
        said = nodes.text(nodes.values(self._node, "startDate"))
        start = self._instant("start", said)
        if said is None or start is None:
            return None
        end = self._instant("end", nodes.text(nodes.values(self._node, "endDate")))
        if end and "T" not in start:
            end = end[:10]
        elif end and "T" not in end:
            # A time and a date: over several days only the days are known of both.
            start, end = (start, None) if end == start[:10] else (start[:10], end)
        return start, end, _zone(said) or self._context.settings.get("zone") if start.endswith("Z") else None

    def _instant(self, which: str, said: str | None) -> str | None:
        if not said:
            return None
        settings = self._context.settings
        found = instant(said, order=settings.get("date_order"), zone=settings.get("zone"))
        if found is None:
            reason = words("“%(value)s” is no date that is understood.", value=said[:80])
            self._context.warn(f"occurrences.{which}", reason, words("Give it as 2026-12-02T09:00:00+08:00."))
        return found


def _zone(said: str) -> str | None:
    found = _OFFSET.search(said.strip())
    if not found:
        return None
    offset = found["offset"].upper()
    return "UTC" if offset == "Z" else f"{offset[:3]}:{offset[-2:]}"


def _forms_of(found: list[Any]) -> tuple[Form, ...]:
    return tuple(dict.fromkeys(form for said in nodes.texts(found) for form in forms(said.strip(_QUOTES))))


def _place(value: Any) -> str | None:
    """A place in one line, from its name to its country; a text as it is."""
    if not isinstance(value, dict):
        return nodes.text(value)
    stated = value.get("address")
    parts = (
        [nodes.text(stated.get(part)) for part in _ADDRESS_PARTS]
        if isinstance(stated, dict)
        else [nodes.text(stated)]
    )
    return ", ".join(dict.fromkeys(part for part in [nodes.text(value.get("name")), *parts] if part)) or None
