"""Effective values: overlay, else the leader's, else the others' in order; materialised for querying.

Everything here follows from records, overlays, decisions and ratings; `manage.py rebuild` makes it anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone

from registry.catalogue.merging import effective_values, placed
from registry.catalogue.models import Occurrence, Overlay, Rating, Record, Resource
from registry.catalogue.outbox import enqueue
from registry.catalogue.shown_profile import shown_profile
from registry.catalogue.triage import triage
from registry.catalogue.visibility import RecordQuerySet, live
from registry.catalogue.writing import writing

BATCH = 400  # rows a write transaction touches at most (rule 14)


def occurrence_rows(resource_id: int, effective: Mapping[str, Any]) -> list[Occurrence]:
    """The stated occurrences as rows, unsaved; one whose time cannot be placed is in the description only."""
    rows = []
    for stated in effective.get("occurrences", ()):
        starts = placed(stated["start"])
        if starts is None or stated.get("cancelled"):
            continue
        ends = placed(stated["end"], end=True) if stated.get("end") else None
        rows.append(Occurrence(resource_id=resource_id, starts=starts, ends=ends, stated=stated))
    return rows


def materialise(resource_ids: Iterable[int]) -> None:
    """Writes effective values, shown profile and occurrences of these resources and their leaders.

    Only what differs is written, each time with an outbox row. Batches are transactions of their own.
    """
    ids = list(dict.fromkeys(resource_ids))
    for start in range(0, len(ids), BATCH):
        with writing():
            _materialise(_with_leaders(ids[start : start + BATCH]))


def _with_leaders(ids: Sequence[int]) -> list[int]:
    leaders = Resource.objects.filter(pk__in=ids, leader__isnull=False).values_list("leader", flat=True)
    return list(dict.fromkeys([*ids, *(leader for leader in leaders if leader)]))


def _materialise(ids: Sequence[int]) -> None:
    groups = members(ids)
    everybody = [id for group in groups.values() for id in group]
    said = _said(Record.objects.filter(pk__in=everybody))
    overlays, ratings = _overlays(everybody), _ratings(everybody)
    written = []
    for resource in Resource.objects.filter(pk__in=groups).select_related("record"):
        group = groups[resource.pk]
        laid = _merged(overlays, group)
        descriptions = [said[id] for id in group if id in said]
        values = effective_values(descriptions or [resource.record.description], laid)
        profile = _shown([rating for id in group for rating in ratings[id]], resource.pk)
        if _apply(resource, values, laid, profile):
            written.append(resource.pk)
    enqueue(written)


def _said(records: RecordQuerySet) -> dict[int, dict[str, Any]]:
    """What each record says that counts: those that are gone, or whose source is not shown, say nothing."""
    rows = records.values_list("pk", "description", "state", "source__state")
    return {pk: description for pk, description, *states in rows if live(*states)}


def publishable_values(resources: Sequence[Resource]) -> dict[int, dict[str, Any]]:
    """Effective values from those records alone whose licence lets them be passed on (rule 15)."""
    groups = members(resource.pk for resource in resources)
    everybody = [id for group in groups.values() for id in group]
    said = _said(Record.objects.filter(pk__in=everybody).ever_publishable())
    overlays = _overlays(everybody)
    return {
        id: effective_values([said[m] for m in group if m in said], _merged(overlays, group))
        for id, group in groups.items()
    }


def members(ids: Iterable[int]) -> dict[int, list[int]]:
    """For each resource the ids read through it, itself first: a leader's whole group, else itself alone."""
    groups = {id: [id] for id in ids}
    followers = Resource.objects.filter(leader__in=list(groups)).order_by("pk").values_list("leader", "pk")
    for leader, follower in followers:
        if leader:
            groups[leader].append(follower)
    return groups


def _overlays(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    rows = Overlay.objects.filter(resource__in=ids).values_list("resource_id", "field", "value")
    for id, field, value in rows:
        found[id][field] = value
    return found


def _merged(overlays: Mapping[int, Mapping[str, Any]], group: Sequence[int]) -> dict[str, Any]:
    """What curators set on any of a group, the leader's first."""
    return {field: value for id in reversed(group) for field, value in overlays[id].items()}


def _ratings(ids: Sequence[int]) -> dict[int, list[Rating]]:
    found: dict[int, list[Rating]] = defaultdict(list)
    for rating in Rating.objects.filter(resource__in=ids).order_by("created", "pk"):
        found[rating.resource_id].append(rating)
    return found


def _shown(ratings: Sequence[Rating], own: int) -> dict[str, Any]:
    """The shown profile: this resource's machine rating, and every curator's judgements on the group."""
    machine: dict[str, Any] = next(
        (r.cells for r in ratings if r.kind == Rating.Rater.MACHINE and r.resource_id == own), {}
    )
    return shown_profile(machine, [r for r in ratings if r.kind == Rating.Rater.CURATOR])


def _apply(
    resource: Resource, values: dict[str, Any], overlays: Mapping[str, Any], profile: dict[str, Any]
) -> bool:
    hidden, tags = bool(overlays.get("hidden") or overlays.get("deleted")), list(overlays.get("tags") or [])
    off_topic, doubt = triage(profile)
    now = {
        "effective": values,
        "profile": profile,
        "hidden": hidden,
        "off_topic": off_topic,
        "doubt": doubt,
        "tags": tags,
    }
    if all(getattr(resource, name) == value for name, value in now.items()):
        return False
    same_times = all(
        resource.effective.get(name) == values.get(name) for name in ("occurrences", "recurrence")
    )
    if resource.effective != values:
        resource.rating_due = True
    held_back = hidden or off_topic
    if held_back != (resource.hidden or resource.off_topic):
        # Other nodes are told of each record, and so of the whole group's.
        group = Record.objects.filter(Q(pk=resource.pk) | Q(resource__leader=resource.pk))
        group.update(changed=timezone.now())
    if any(getattr(resource, name) != now[name] for name in ("effective", "hidden", "off_topic", "tags")):
        resource.changed = timezone.now()  # what is published holds nothing else of the rating
    for name, value in now.items():
        setattr(resource, name, value)
    resource.title = values.get("title", "")
    if not same_times:
        resource.occurrences.all().delete()
        Occurrence.objects.bulk_create(occurrence_rows(resource.pk, values))
        resource.derive_after = timezone.now() if "recurrence" in values else None
    resource.save(update_fields=[*now, "title", "changed", "derive_after", "rating_due"])
    return True
