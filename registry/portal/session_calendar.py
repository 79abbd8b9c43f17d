"""The sessions of resources as entries of a calendar program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from registry.catalogue.models import Resource
from registry.portal import ical

_REMIND = timedelta(days=1)


def uid(public_id: UUID, stated: Mapping[str, Any], effective: Mapping[str, Any], host: str) -> str:
    """The same for a session that moves, as far as its source tells it apart: by its key, or as the only one."""
    if key := stated.get("key"):
        name = f"{public_id}.{key}"
    elif len(effective.get("occurrences", ())) <= 1 and "recurrence" not in effective:
        name = str(public_id)
    else:
        name = f"{public_id}.{stated['start']}"
    return f"{name}@{host}"


def session_entry(
    resource: Resource, stated: Mapping[str, Any], address: str, host: str
) -> ical.Entry | None:
    """One session; None where its day is not known. `stated`: registry.catalogue.description.Occurrence as JSON,
    `address`: of the resource's page, `host`: of this node, for an identifier that stays the same."""
    times = ical.moments(stated)
    if times is None:
        return None
    known = resource.effective
    register = str(stated.get("registration") or "")
    parts = (
        str(known.get("access") or ""),
        register and _("Register: %(where)s") % {"where": register},
        address,
    )
    return ical.Entry(
        uid=uid(resource.public_id, stated, known, host),
        title=resource.title,
        starts=times[0],
        ends=times[1],
        changed=resource.changed,
        url=str(stated.get("url") or known.get("url") or address),
        description="\n".join(part for part in parts if part),
        place=str(stated.get("place") or ""),
        language=str(known.get("language") or ""),
        cancelled=bool(stated.get("cancelled")),
        remind=_REMIND,
    )


def session_calendar(
    resource: Resource, sessions: Iterable[Mapping[str, Any]], address: str, host: str
) -> bytes:
    """A file with these sessions of one resource."""
    entries = (session_entry(resource, stated, address, host) for stated in sessions)
    return ical.calendar(resource.title, host, [entry for entry in entries if entry])
