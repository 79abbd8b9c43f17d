"""What another node states in a native record, value by value: what is not of its kind stays unknown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from harvesters.recurrence import is_reasonable, read, rules
from harvesters.values.identifiers import web_address
from harvesters.values.markup import line
from harvesters.words import words
from registry.catalogue.datestamps import datestamp
from registry.catalogue.description import FIELDS, Description, Occurrence
from registry.framework.economies import economy
from registry.framework.vocabularies import FORMS, ORGANISER_KINDS, RESOURCE_TYPES

LONGEST_CHAIN = 64  # nodes; the alliance is not larger, and a longer one is a mistake or an attack
_AHEAD = timedelta(days=1)  # how far another node's clock may be off
_LONGEST_NAME = 300

_LISTS = ("subjects", "creators", "identifiers", "forms", "audience", "economies")
_FLAGS = ("free", "certain")
_PATTERNS = {
    "language": re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,6}"),
    "original_language": re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,6}"),
    "price": re.compile(r"\d{1,15}(\.\d{1,6})?"),
    "currency": re.compile(r"[A-Z]{3}"),
    "duration": re.compile(r"P[0-9TYMWDHS.,]{1,40}"),
}


def description(stated: Mapping[str, Any]) -> tuple[Description, list[str]]:
    """The description, and the names of the fields that stay unknown because of what they hold."""
    known, refused = {}, []
    for name in FIELDS:
        if name not in stated:
            continue
        if _FITS[name](stated[name]):
            known[name] = stated[name]
        else:
            refused.append(name)
    return Description.from_json(known), refused


def chain(stated: Any, origin: UUID) -> tuple[str, ...]:
    """The nodes that a record came through, written alike. ValueError for what no node writes."""
    nodes = tuple(str(UUID(node)) for node in stated)
    if not nodes or nodes[0] != str(origin) or len(set(nodes)) < len(nodes) or len(nodes) > LONGEST_CHAIN:
        raise ValueError(words("a chain begins at the origin, and names no node twice"))
    return nodes


def moment(stated: str, now: datetime) -> str:
    """A datestamp as nodes compare them. ValueError for one without an offset, or of a time still to come."""
    at = datetime.fromisoformat(stated)
    if at.tzinfo is None or at.year < 1970 or at > now + _AHEAD:
        raise ValueError(words("not the time of a change"))
    return datestamp(at.astimezone(UTC))


def organisation(stated: Mapping[str, Any]) -> dict[str, str]:
    """Who offers the thing; empty unless it has a UUID and a name."""
    try:
        uuid, name = str(UUID(stated["uuid"])), line(stated["name"])[:_LONGEST_NAME]
    except (KeyError, ValueError, TypeError, AttributeError):
        return {}
    if not name:
        return {}
    kind, where, website = (stated.get(field) for field in ("kind", "economy", "website"))
    return {
        "uuid": uuid,
        "name": name,
        "kind": kind if isinstance(kind, str) and kind in ORGANISER_KINDS.ids else "",
        "economy": (economy(where) if isinstance(where, str) else None) or "",
        "website": ((web_address(website) if isinstance(website, str) else None) or "")[:1000],
    }


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_date(value: Any) -> bool:
    """A day or a time that there is, or a year or month alone."""
    if not isinstance(value, str):
        return False
    try:
        datetime.fromisoformat(value if len(value) > 7 else f"{value[:4]}{value[4:] or '-01'}-01")
    except ValueError:
        return False
    return True


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _matches(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_rule(value: Any) -> bool:
    """An endless rule is followed here: one that another node should not have let through is not."""
    if not isinstance(value, str) or len(value) > 20_000:
        return False
    try:
        series = read(value)
    except (ValueError, OverflowError):
        return False
    return all(is_reasonable(rule) for event in series.walk("VEVENT") for rule in rules(event))


_OCCURRENCE = {field.name: str for field in fields(Occurrence)} | {
    "all_day": bool,
    "cancelled": bool,
    "seats": int,
}


def _is_occurrences(value: Any) -> bool:
    return isinstance(value, list) and all(_is_occurrence(one) for one in value)


def _is_occurrence(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and "start" in value
        and all(name in _OCCURRENCE and type(one) is _OCCURRENCE[name] for name, one in value.items())
        and all(_is_date(value[name]) for name in ("start", "end") if name in value)
        and value.get("form") in (None, *FORMS.ids)
        and 0 <= value.get("seats", 0) < 1_000_000_000
    )


_FITS: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(FIELDS, _is_text),
    **dict.fromkeys(_LISTS, _is_texts),
    **dict.fromkeys(_FLAGS, _is_flag),
    **{name: _matches(pattern) for name, pattern in _PATTERNS.items()},
    **dict.fromkeys(("published", "modified", "in_force"), _is_date),
    "occurrences": _is_occurrences,
    "recurrence": _is_rule,
    "type": lambda value: isinstance(value, str) and value in RESOURCE_TYPES.ids,
    "forms": lambda value: _is_texts(value) and set(value) <= set(FORMS.ids),
    "economies": lambda value: _is_texts(value) and all(economy(code) == code for code in value),
}
