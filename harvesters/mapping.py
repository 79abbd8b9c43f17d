"""Descriptions read from records by the fields that a source's settings state."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import chain
from typing import Any

from harvesters.context import Context
from harvesters.headers import fields_by_name, identifier_by_name
from harvesters.paths import HERE, Place
from harvesters.reading import Reader, Spec, Value
from harvesters.values.dates import duration, instant, zone_named
from harvesters.values.forms import forms
from harvesters.values.identifiers import identifier as one_form
from harvesters.values.kinds import resource_type
from harvesters.values.languages import language_tag
from harvesters.values.money import Price, currency_code, price
from harvesters.values.places import economy_of
from harvesters.words import words
from registry.catalogue.description import Description, Form, Occurrence
from registry.framework.vocabularies import RESOURCE_TYPES

WEAK = "hash:"  # begins an identifier that is made of a record's content and changes with it


def identifier(place: Place, settings: Mapping[str, Any], names: frozenset[str] = frozenset()) -> str | None:
    """What tells a record from the others of its source for ever; None where the record does not say.

    It is what the settings name; for a list of paths a hash of their values, marked weak by its beginning.
    With no such setting it is the value that one of `names` (of columns) is for, else the record's address,
    else the hash of its title.
    """
    reader = Reader(place, settings)
    stated = settings.get("identifier")
    if isinstance(stated, str):
        return reader.first("identifier", stated, _as_said)
    if stated:
        return _hash(reader.first("identifier", path, _as_said) for path in stated)
    fields = _fields(settings, names)
    for strong in (identifier_by_name(names), fields.get("url")):
        if strong and (found := reader.first("identifier", strong, _as_said)):
            return found
    return _hash([reader.first("title", fields.get("title", []), _as_said)])


def described(
    place: Place, settings: Mapping[str, Any], context: Context, names: frozenset[str] = frozenset()
) -> Description:
    """The description of a record by the settings' fields, or by `names` of columns where none are stated.

    What is not understood stays unknown, with a warning.
    """
    reader = Reader(place, settings, context)
    fields = _fields(settings, names)
    values: dict[str, Any] = {}
    for name, stated in fields.items():
        if name in _ONE:
            values[name] = reader.first(name, stated, _ONE[name])
        elif name in _SEVERAL:
            values[name] = reader.every(name, stated, _SEVERAL[name])
    values["forms"] = tuple(dict.fromkeys(chain(*reader.every("forms", fields.get("forms", []), _forms))))
    values["type"] = _type(reader, fields.get("type", []))
    values["occurrences"] = tuple(_occurrences(reader, fields.get("occurrences", {})))
    values.update(_cost(reader, fields))
    values["licence"] = values.get("licence") or settings.get("licence")
    return Description(**values)


def _fields(settings: Mapping[str, Any], names: frozenset[str]) -> Mapping[str, Any]:
    fields: Mapping[str, Any] = settings["fields"] if "fields" in settings else fields_by_name(names)
    return fields


def _hash(values: Iterable[str | None]) -> str | None:
    known = [value or "" for value in values]
    return WEAK + sha256("\x1f".join(known).encode()).hexdigest()[:32] if any(known) else None


def _as_said(text: str, spec: Spec) -> str:
    return text


def _plainly(understand: Callable[[str], str | None]) -> Callable[[str, Spec], str | None]:
    return lambda text, spec: understand(text)


def _date(text: str, spec: Spec) -> str | None:
    return instant(text, order=spec.get("date_order"), zone=spec.get("zone"), calendar=spec.get("calendar"))


def _forms(text: str, spec: Spec) -> tuple[Form, ...] | None:
    return forms(text) or None


_ONE: Mapping[str, Callable[[str, Spec], str | None]] = {
    **dict.fromkeys(("title", "description", "publisher", "level", "access", "licence"), _as_said),
    **dict.fromkeys(("authority", "replaced_by"), _as_said),
    **dict.fromkeys(("url", "image"), _as_said),
    **dict.fromkeys(("published", "modified", "in_force"), _date),
    **dict.fromkeys(("language", "original_language"), _plainly(language_tag)),
    "duration": _plainly(duration),
}
_SEVERAL: Mapping[str, Callable[[str, Spec], str | None]] = {
    **dict.fromkeys(("subjects", "creators", "audience"), _as_said),
    "identifiers": _plainly(one_form),
    "economies": _plainly(economy_of),
}


def _type(reader: Reader, stated: Any) -> str | None:
    """The type that all the words together mean: an exact one beats a general one."""
    words = [text for text, _ in reader.texts("type", stated)]
    kind = next((word for word in words if word in RESOURCE_TYPES), None) or resource_type(*words)
    if words and kind is None:
        reader.not_understood("type", "; ".join(words))
    return kind


def _cost(reader: Reader, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Price, currency and whether it is free, which tell of each other."""
    currency = reader.first("currency", fields.get("currency", []), _plainly(currency_code))
    cost = reader.first("price", fields.get("price", []), partial(_price, currency=currency))
    amount, currency, free = cost or (None, None, None)
    stated = reader.first("free", fields.get("free", []), _truth)
    return {"price": amount, "currency": currency, "free": free if stated is None else stated}


def _price(text: str, spec: Spec, currency: str | None) -> Price | None:
    found = price(text, currency)
    return found if found[0] is not None else None


_YES = frozenset(
    {"true", "yes", "y", "1", "是", "sí", "si", "sim", "oui", "ja", "ya", "có", "はい", "네", "да"}
)
_NO = frozenset(
    {"false", "no", "n", "0", "否", "não", "non", "nein", "tidak", "không", "いいえ", "아니요", "нет"}
)


def _truth(text: str, spec: Spec) -> bool | None:
    """True or false from words for yes and no, or for free of charge."""
    if text.casefold() in _YES | _NO:
        return text.casefold() in _YES
    return price(text)[2]


def _occurrences(reader: Reader, stated: Mapping[str, Any]) -> Iterator[Occurrence]:
    if not stated:
        return
    for session in reader.within("occurrences", stated.get("path", HERE)):
        found = _occurrence(_Session(session, stated["fields"]))
        if found:
            yield found


class _Session:
    """The fields of one session, named in warnings as "occurrences.start" and so on."""

    def __init__(self, reader: Reader, fields: Mapping[str, Any]) -> None:
        self.reader = reader
        self.fields = fields

    def first(self, name: str, understand: Callable[[str, Spec], Value | None]) -> Value | None:
        return self.reader.first(f"occurrences.{name}", self.fields.get(name, []), understand)


def _occurrence(session: _Session) -> Occurrence | None:
    """One session; None where it does not say on which day it starts."""
    zone = session.first("zone", _zone)
    start = session.first("start", partial(_moment, stated=zone))
    if start is None:
        return None
    end = session.first("end", partial(_moment, stated=zone))
    if end and end.all_day != start.all_day:
        session.reader.warn(
            "occurrences.end",
            words("It states %(end)s as the end of %(start)s.", end=end.value, start=start.value),
            _SAME_FORM,
        )
        end = None
    return Occurrence(
        start=start.value,
        end=end.value if end else None,
        zone=start.zone,
        all_day=start.all_day,
        key=session.first("key", _as_said) or "",
        place=session.first("place", _as_said),
        economy=session.first("economy", _plainly(economy_of)),
        url=session.first("url", _as_said),
        registration=session.first("registration", _as_said),
        seats=session.first("seats", _count),
        form=session.first("form", _form),
        cancelled=session.first("cancelled", _truth) or False,
    )


_SAME_FORM = words("Write start and end both as dates, or both as times.")
_OFFSET = re.compile(r"[+-]\d\d:?\d\d$")


@dataclass(frozen=True, slots=True)
class _Moment:
    """A date or time and the zone it is stated in; a time without one floats."""

    value: str
    zone: str | None

    @property
    def all_day(self) -> bool:
        return "T" not in self.value


def _moment(text: str, spec: Spec, stated: str | None) -> _Moment | None:
    zone = stated or spec.get("zone")
    value = _date(text, {**spec, "zone": zone})
    if value is None or len(value) < len("2026-12-02"):
        return None  # a month is no day to go to
    if not value.endswith("Z"):
        return _Moment(value, None)
    offset = _OFFSET.search(text)
    return _Moment(value, offset[0] if offset else zone or "UTC")


def _zone(text: str, spec: Spec) -> str | None:
    return text if zone_named(text) else None


def _count(text: str, spec: Spec) -> int | None:
    digits = text.replace(",", "")
    return int(digits) if re.fullmatch(r"\d{1,7}", digits) else None


def _form(text: str, spec: Spec) -> Form | None:
    """The one form of a session; a hybrid one is of both, which leaves it open here."""
    found = forms(text)
    return found[0] if len(found) == 1 else None
