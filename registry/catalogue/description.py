"""The values that one record states about a training resource, in the catalogue's terms.

Pure data without Django: the formats of `harvesters` make descriptions, the catalogue stores and joins them.
Unknown is `None` or an empty tuple, never a guess (rule 12).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from operator import attrgetter
from typing import Any, Literal, Self

Form = Literal["offline", "online"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A dated session of a resource.

    `start` and `end` are ISO 8601: UTC with a trailing `Z` when the zone is known, local time without an
    offset when it floats (`zone` is then None), a date when `all_day` (the end is inclusive).
    `key` tells the occurrences of one record apart (iCalendar: the RECURRENCE-ID).
    """

    start: str
    end: str | None = None
    zone: str | None = None  # IANA name or an offset such as "+08:00", as stated
    all_day: bool = False
    key: str = ""
    place: str | None = None
    economy: str | None = None  # ISO 3166-1 alpha-2
    url: str | None = None
    registration: str | None = None  # how to get a seat: an address, or words
    seats: int | None = None
    form: Form | None = None
    cancelled: bool = False

    def as_json(self) -> dict[str, Any]:
        """Only what is known."""
        return {k: v for k, v in asdict(self).items() if v is not None and v != "" and v is not False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What one record says; terms are schema.org's (LearningResource, Course, CourseInstance, Event)."""

    title: str | None = None  # plain text, one line
    description: str | None = None  # plain text, paragraphs kept
    url: str | None = None  # absolute http(s)
    language: str | None = None  # BCP 47
    type: str | None = None  # id of registry.framework.vocabularies.RESOURCE_TYPES
    subjects: tuple[str, ...] = ()  # the source's own terms
    creators: tuple[str, ...] = ()  # authors and teachers; contact persons are dropped (rule 16)
    publisher: str | None = None
    identifiers: tuple[str, ...] = ()  # "doi:10.5281/zenodo.1", "isbn:…", or as stated
    occurrences: tuple[Occurrence, ...] = ()
    recurrence: str | None = None  # a rule as iCalendar text (RFC 5545) that occurrences are derived from
    forms: tuple[Form, ...] = ()
    free: bool | None = None
    price: str | None = None  # decimal number as text
    currency: str | None = None  # ISO 4217
    duration: str | None = None  # ISO 8601
    level: str | None = None  # as stated
    audience: tuple[str, ...] = ()
    economies: tuple[str, ...] = ()  # ISO 3166-1 alpha-2 that it is about or held in
    access: str | None = None  # how to get access next time, in the source's words
    licence: str | None = None  # of the resource itself
    image: str | None = None
    published: str | None = None  # ISO 8601 date or time
    modified: str | None = None
    # Of policy documents:
    in_force: str | None = None  # ISO 8601 date from which it applies
    authority: str | None = None  # that has issued it
    original_language: str | None = None  # BCP 47, of what this is a translation of
    replaced_by: str | None = None  # the address of what has replaced it, or its name
    certain: bool = True  # False: read from a page without markup

    def as_json(self) -> dict[str, Any]:
        """Only what is known, as JSON values; `from_json` gives the same description back."""
        known: dict[str, Any] = {}
        for name, value in zip(FIELDS, _values(self), strict=True):
            if value is None or value == () or (name == "certain" and value):
                continue
            known[name] = _plain(value) if isinstance(value, tuple) else value
        return known

    @classmethod
    def from_json(cls, known: dict[str, Any]) -> Self:
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in known.items()
        }
        values["occurrences"] = tuple(Occurrence(**o) for o in known.get("occurrences", ()))
        return cls(**values)


FIELDS = tuple(field.name for field in fields(Description))
_values = attrgetter(*FIELDS)


def _plain(value: tuple[Any, ...]) -> list[Any]:
    return [v.as_json() if isinstance(v, Occurrence) else v for v in value]
