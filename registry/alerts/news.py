"""What a saved search has to tell: each resource once, and again only for a date that is new, or that has changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.alerts import dates
from registry.alerts.models import SavedSearch, Told
from registry.catalogue.effective import members
from registry.catalogue.history import subject_of
from registry.catalogue.models import Change, Resource
from registry.catalogue.presence import Presence

_BATCH = 400


@dataclass(frozen=True, slots=True)
class News:
    """Of one resource. `is_new`: it has not been told before. `coming`: its dates, all of them of one that is new, else
    those that are new. `cancelled`: as stated, of a date that was told."""

    resource: Resource
    is_new: bool
    coming: Sequence[dates.Stated]
    moved: Sequence[dates.Moved] = ()
    cancelled: Sequence[dates.Stated] = ()

    def ledger(self, search: SavedSearch, now: datetime) -> Told:
        """What is noted with the telling."""
        said = dates.told(_occurrences(self.resource.effective))
        return Told(search=search, resource=self.resource, dates=said, at=now)


def news(search: SavedSearch, ids: Collection[int], now: datetime) -> list[News]:
    """Of resources that the search finds; those of which there is nothing to tell are left out."""
    wanted, found = list(ids), list[News]()
    for start in range(0, len(wanted), _BATCH):
        found += _news(search, wanted[start : start + _BATCH], now)
    return found


def _news(search: SavedSearch, ids: Sequence[int], now: datetime) -> Iterable[News]:
    resources = Resource.objects.visible().with_provenance().defer("record__description")
    visible = list(resources.filter(pk__in=ids).order_by("-pk"))
    groups = members([resource.pk for resource in visible])
    ledger = _ledger(search, [id for group in groups.values() for id in group])
    known = Presence(bytes(search.known)) if search.known is not None else Presence()
    told = {
        resource.pk: _before(search, groups[resource.pk], resource, ledger, known) for resource in visible
    }
    unwritten = [r for r in visible if told[r.pk] is _BY_HISTORY]
    earlier = _earlier(unwritten, search.confirmed or search.created)
    for resource in visible:
        before = told[resource.pk]
        if before is _BY_HISTORY:
            before = earlier.get(subject_of(resource), dates.told(_occurrences(resource.effective)))
        if one := _of(resource, before, now):
            yield one


# It was there when the search began: what its dates were then, the history tells.
_BY_HISTORY: Mapping[str, str] = {"": ""}


def _before(
    search: SavedSearch,
    group: Sequence[int],
    resource: Resource,
    ledger: Mapping[int, Mapping[str, str]],
    known: Presence,
) -> Mapping[str, str] | None:
    """The dates that were told of a group; None for one that is new to the search."""
    said = [ledger[id] for id in group if id in ledger]
    if said:
        return {id: start for one in said for id, start in one.items()}
    if any(id in known for id in group):
        return _BY_HISTORY
    if search.known_before and resource.created < search.known_before:
        return _BY_HISTORY
    return None


def _of(resource: Resource, before: Mapping[str, str] | None, now: datetime) -> News | None:
    occurrences = _occurrences(resource.effective)
    if before is None:
        return News(resource, True, dates.to_come(occurrences, now))
    found = dates.differences(before, occurrences, now)
    if not (found.new or found.moved or found.cancelled):
        return None
    return News(resource, False, dates.to_come(found.new, now), found.moved, found.cancelled)


def _ledger(search: SavedSearch, ids: Collection[int]) -> dict[int, dict[str, str]]:
    rows = Told.objects.filter(search=search, resource__in=ids)
    return dict(rows.values_list("resource_id", "dates"))


def _earlier(resources: Sequence[Resource], since: datetime) -> dict[str, dict[str, str]]:
    """By the history's name of each, its dates before they were first changed since then."""
    subjects = [subject_of(resource) for resource in resources]
    rows = Change.objects.filter(subject__in=subjects, field="occurrences", at__gte=since).order_by("-pk")
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for subject, before in rows.values_list("subject", "before"):
        found[subject] = dates.told(before or ())
    return found


def _occurrences(effective: Mapping[str, Any]) -> Sequence[dates.Stated]:
    return [stated for stated in effective.get("occurrences", ()) if stated.get("start")]
