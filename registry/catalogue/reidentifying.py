"""A record takes over the identifier and the words of a later one that is the same: its resource stays what it is."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from registry.catalogue import history
from registry.catalogue.datestamps import datestamp
from registry.catalogue.effective import materialise
from registry.catalogue.joining import regroup
from registry.catalogue.keys import keys
from registry.catalogue.models import Change, Decision, Overlay, Payload, Rating, Record, RecordKey, Resource
from registry.catalogue.outbox import enqueue
from registry.catalogue.overlay import suggest
from registry.catalogue.provenance import OriginKey
from registry.catalogue.storing import differences
from registry.catalogue.tombstones import bury
from registry.sources.models import Source

_WORDS = ("hash", "datestamp", "description", "listed_at")


def take_over(pairs: Sequence[tuple[int, int]], *, actor: str) -> int:
    """Merges (old, new) records, at most a hundred, inside the caller's `writing()`; returns how many were.

    The old record keeps its resource, with its public id, overlays, ratings and group, and is from now on the
    one that its source lists by the new identifier. The new one goes, unless a person has worked on it.
    """
    records = Record.objects.select_related("resource", "source").in_bulk(
        [id for pair in pairs for id in pair]
    )
    worked_on = _worked_on([new for _old, new in pairs])
    whole = [(records[a], records[b]) for a, b in pairs if {a, b} <= records.keys() and b not in worked_on]
    payloads = Payload.objects.in_bulk([new.pk for _, new in whole])
    differing, changes, orphans = {}, [], []
    for old, new in whole:
        orphans += list(Resource.objects.filter(leader=new.pk).values_list("pk", flat=True))
        changes.append(_renamed(old, new, actor))
        differing[old.pk] = differences(old.description, new.description)
        _remove(new)
        _rename(old, new, payloads.get(new.pk))
    ids = [old.pk for old, _ in whole]
    history.write(*changes)
    suggest(differing)
    enqueue([*ids, *(new.resource.record_id for _, new in whole)])
    Resource.objects.filter(pk__in=ids).update(rating_due=True, changed=timezone.now())
    materialise([*regroup([*ids, *orphans]), *ids])
    if whole:
        Source.objects.filter(pk=whole[0][0].source_id).update(reidentified=timezone.now())
    return len(whole)


def _worked_on(ids: Sequence[int]) -> set[int]:
    found = set(Overlay.objects.filter(resource__in=ids).values_list("resource", flat=True))
    by_people = Rating.objects.filter(resource__in=ids).exclude(kind=Rating.Rater.MACHINE)
    found |= set(by_people.values_list("resource", flat=True))
    for name in ("first", "second"):
        found |= set(Decision.objects.filter(**{f"{name}__in": ids}).values_list(name, flat=True))
    return found


def _renamed(old: Record, new: Record, actor: str) -> Change:
    return history.changed(
        old.resource, "identifier", old.identifier, new.identifier, cause="re-identified", actor=actor
    )


def _remove(record: Record) -> None:
    Resource.objects.filter(leader=record.pk).update(leader=None)
    Resource.objects.filter(pk=record.pk).delete()
    Record.objects.filter(pk=record.pk).delete()
    bury([(_origin(record), datestamp(timezone.now()), [])])


def _origin(record: Record) -> OriginKey:
    return record.origin_node, record.origin_source, record.origin_identifier


def _rename(old: Record, new: Record, payload: Payload | None) -> None:
    """The origin key stays: it is what the record is known by elsewhere."""
    words = {name: getattr(new, name) for name in _WORDS}
    Record.objects.filter(pk=old.pk).update(
        identifier=new.identifier, absent_since=None, changed=timezone.now(), **words
    )
    RecordKey.objects.filter(record=old.pk).delete()
    RecordKey.objects.bulk_create(
        RecordKey(record_id=old.pk, digest=digest) for digest in keys(new.described, _origin(old))
    )
    if payload:
        Payload.objects.filter(record=old.pk).delete()
        payload.record_id = old.pk
        payload.save(force_insert=True)
