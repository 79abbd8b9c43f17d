"""What the page of a resource shows, in the order and words of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from registry.api.provenance import load_members, members
from registry.catalogue.models import Occurrence, Resource
from registry.framework import economies
from registry.framework.vocabularies import FORMS, ORGANISER_KINDS, RESOURCE_TYPES
from registry.portal.amounts import cost, duration
from registry.portal.language_names import named
from registry.portal.rating import ShownRating
from registry.portal.sessions import Session, stated_day

_SESSIONS = 8  # shown of what is to come, and of what is past
# What can be taken up at any time, unless it has dates.
_UNDATED = frozenset(
    (
        "article",
        "guide",
        "report",
        "video",
        "podcast",
        "case",
        "policy-document",
        "tool",
    )
)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Sessions by when they are; of those to come and past a few, `more` and `more_past` count the rest."""

    running: Sequence[Session]
    coming: Sequence[Session]
    more: int
    past: Sequence[Session]
    more_past: int
    vague: Sequence[Session]
    cancelled: Sequence[Session]


class Detail:
    """A resource in the words of its page. `known` are its effective values; `zone` is the reader's, None for UTC."""

    def __init__(self, resource: Resource, now: datetime, zone: ZoneInfo | None = None) -> None:
        self._resource, self._now, self._zone = resource, now, zone
        self.known: Mapping[str, Any] = resource.effective
        self.rating = ShownRating(resource.profile, resource.effective)
        self.organisation = resource.record.organiser

    @property
    def organiser(self) -> str:
        """The publisher that the record names, else the organisation whose feed it came by."""
        return str(self.known.get("publisher") or self.organisation.name)

    @property
    def kind(self) -> str:
        kind = ORGANISER_KINDS.get(self.organisation.kind)
        return kind.label(get_language()) if kind else _("Kind of organiser not known")

    @property
    def economy(self) -> str:
        return economy_name(self.organisation.economy)

    @property
    def economies(self) -> str:
        return ", ".join(economy_name(code) for code in self.known.get("economies", ()))

    @property
    def type(self) -> str:
        type = RESOURCE_TYPES.get(self.known.get("type", ""))
        return type.label(get_language()) if type else ""

    @property
    def language(self) -> str:
        """Its name, and that a machine recognised it where nobody stated it."""
        if not (tag := self.known.get("language")):
            return _("Language not stated")
        if self.known.get("language_by") == "machine":
            return _("%(language)s (recognised from the text)") % {"language": named(tag)}
        return named(tag)

    @property
    def forms(self) -> str:
        """As stated, else as the text was rated, else that it is not stated."""
        stated = [form.label(get_language()) for form in FORMS if form.id in self.known.get("forms", ())]
        return " · ".join(stated) or self.rating.forms or _("Form not stated")

    @property
    def published(self) -> str:
        return stated_day(self.known.get("published"))

    @property
    def in_force(self) -> str:
        """Of a policy document: the day from which it applies."""
        return stated_day(self.known.get("in_force"))

    @property
    def modified(self) -> str:
        return stated_day(self.known.get("modified"))

    @property
    def cost(self) -> str:
        return cost(self.known)

    @property
    def duration(self) -> str:
        return duration(self.known.get("duration"))

    @cached_property
    def calendar(self) -> Calendar:
        rows = list(self._resource.occurrences.all())
        coming = [row for row in rows if row.starts >= self._now]
        past = [row for row in rows if _end(row) < self._now][::-1]
        stated = self.known.get("occurrences", ())
        return Calendar(
            running=[self._session(row.stated) for row in rows if row.starts < self._now <= _end(row)],
            coming=[self._session(row.stated) for row in coming[:_SESSIONS]],
            more=max(0, len(coming) - _SESSIONS),
            past=[self._session(row.stated) for row in past[:_SESSIONS]],
            more_past=max(0, len(past) - _SESSIONS),
            # These have no row: their day is not known, or they do not take place.
            vague=[s for s in map(self._session, stated) if not s.machine and not s.stated.get("cancelled")],
            cancelled=[self._session(o) for o in stated if o.get("cancelled") and self._to_come(o)],
        )

    @property
    def no_dates(self) -> str:
        """What to say instead of a next date."""
        if self.known.get("type") in _UNDATED:
            return _("No dates: take it up at any time")
        return _("No dates stated")

    @cached_property
    def sources(self) -> Sequence[Resource]:
        """The group that this page stands for, itself first: each with its record and source."""
        load_members([self._resource])
        return members(self._resource)

    def _session(self, stated: Mapping[str, Any]) -> Session:
        return Session.from_stated(stated, self._zone)

    def _to_come(self, stated: Mapping[str, Any]) -> bool:
        return str(stated.get("end") or stated["start"])[:10] >= f"{self._now:%Y-%m-%d}"


def _end(row: Occurrence) -> datetime:
    """When it is over; a session whose end nobody stated is over when it has begun, a whole day when it ends."""
    return row.ends or row.starts + timedelta(days=1 if row.stated.get("all_day") else 0)


def economy_name(code: str) -> str:
    """For a reader of the page's language; "" for none."""
    return economies.label(code, get_language()) if code else ""
