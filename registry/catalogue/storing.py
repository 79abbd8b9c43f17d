"""Storing what a source says: upsert by (source, identifier), deletions, keys, groups and the outbox.

The caller opens the transaction (registry.catalogue.writing) and keeps it short: nothing here fetches, parses
or rates (rule 14).
"""

from __future__ import annotations

import uuid
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from django.db import connection
from django.db.models import Count, F, Q
from django.utils import timezone
from isal import isal_zlib

from registry.catalogue import bulk, history
from registry.catalogue.datestamps import datestamp
from registry.catalogue.effective import materialise, occurrence_rows
from registry.catalogue.joining import TOO_COMMON, regroup
from registry.catalogue.keys import origin_key
from registry.catalogue.models import (
    PUBLIC_ID_NAMESPACE,
    Occurrence,
    Outbox,
    Payload,
    PreviousPayload,
    Rating,
    Record,
    RecordKey,
    Resource,
)
from registry.catalogue.outbox import enqueue
from registry.catalogue.overlay import suggest
from registry.catalogue.prepared import Prepared, as_text
from registry.catalogue.provenance import OriginKey, Provenance, in_one
from registry.catalogue.tombstones import buried, bury, raise_again
from registry.sources.models import Node, Organisation, Source


class Known(NamedTuple):
    """What is stored of an identifier already; enough to skip it when nothing has changed."""

    id: int
    hash: bytes
    state: str
    absent_since: int | None


@dataclass(slots=True, kw_only=True)  # not frozen, which makes them in half the time; nobody changes one
class Incoming:
    """A described record that is new or has changed, with the machine's rating of it."""

    identifier: str
    hash: bytes
    prepared: Prepared
    payload: bytes = b""
    format: str = ""
    base: str = ""
    datestamp: str = ""
    listed_at: str = ""
    provenance: Provenance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A deletion that the source states. `buried`: a peer says that the thing was deleted at its origin."""

    identifier: str
    buried: Provenance | None = None


@dataclass(slots=True)
class Stored:
    """Ids of what a batch did, and the identifiers it left out as older copies of something deleted.

    `drafts`: of added resources, what `outbox.drain` takes in place of what was stored.
    """

    added: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    deleted: list[int] = field(default_factory=list)
    parted: list[int] = field(default_factory=list)  # others that had a key of a changed record
    outlived: list[str] = field(default_factory=list)
    drafts: dict[int, tuple[tuple[Any, ...], uuid.UUID, datetime]] = field(default_factory=dict)


def known(source: Source, identifiers: Iterable[str]) -> dict[str, Known]:
    """What is stored of these identifiers; read without the ORM, which takes longer than the database."""
    asked = list(identifiers)
    if not asked:
        return {}
    marks = ", ".join(["%s"] * len(asked))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT identifier, id, hash, state, absent_since FROM catalogue_record "  # noqa: S608 - marks only
            f"WHERE source_id = %s AND identifier IN ({marks})",
            [source.pk, *asked],
        )
        rows = cursor.fetchall()
    return {identifier: Known(id, bytes(hash), state, absent) for identifier, id, hash, state, absent in rows}


def store(source: Source, incoming: Sequence[Incoming], gone: Sequence[Gone] = ()) -> Stored:
    """Stores one batch, of at most 500 records; inside the caller's `writing()`.

    Reads again what is known, so that a run that began before another one's end overwrites nothing blindly.
    """
    stored = Stored()
    if not incoming and not gone:
        return stored  # most batches of most runs
    origins = _origins(source, [*incoming, *gone])
    wanted = _without_buried(incoming, origins, stored)
    before = known(source, [r.identifier for r in wanted] + [g.identifier for g in gone])
    moment = timezone.now()
    _insert(source, [r for r in wanted if r.identifier not in before], origins, stored, moment)
    known_ones = [(before[r.identifier], r) for r in wanted if r.identifier in before]
    _update(source, known_ones, origins, stored, moment)
    _delete(source, gone, before, origins, stored, moment)
    _settle(stored)
    return stored


def mark_present(ids: Sequence[int]) -> None:
    """Records that had been absent from a complete listing are listed again."""
    Record.objects.filter(pk__in=ids).update(absent_since=None)


def withdraw(source: Source, ids: Sequence[int]) -> None:
    """Records whose absence is proved (rule 4): tombstones are left, nothing is lost."""
    moment = timezone.now()
    records = list(Record.objects.filter(source=source, pk__in=ids, state=Record.State.LIVE))
    Record.objects.filter(pk__in=[r.pk for r in records]).update(
        state=Record.State.WITHDRAWN, changed=moment, absent_since=None
    )
    _bury_own([r for r in records if not r.chain], moment)
    _after_loss([r.pk for r in records], moment)


def public_id(origin: OriginKey) -> uuid.UUID:
    """The permanent public id of the resource that a record gets (architecture.md, "resource")."""
    return uuid.uuid5(PUBLIC_ID_NAMESPACE, in_one(origin))


def _without_buried(
    incoming: Sequence[Incoming], origins: Mapping[str, OriginKey], stored: Stored
) -> list[Incoming]:
    """Rule 10: an older copy of something deleted stays out; what its own source offers again comes back."""
    graves = buried(origins[record.identifier] for record in incoming)
    if not graves:
        return list(incoming)
    kept, risen = [], []
    for record in incoming:
        origin = origins[record.identifier]
        if origin not in graves:
            kept.append(record)
        elif _came_round(record) and record.datestamp <= graves[origin]:
            stored.outlived.append(record.identifier)
        else:
            kept.append(record)
            risen.append(origin)
    raise_again(risen)
    return kept


def _came_round(record: Incoming) -> bool:
    """Whether it came by another node than its origin's, which alone can say that a deleted thing is back."""
    return record.provenance is not None and len(record.provenance.chain) > 1


def _origins(source: Source, batch: Sequence[Incoming | Gone]) -> dict[str, OriginKey]:
    """The origin keys of a batch, by identifier: as a peer gave them, else this node's own."""
    node = Node.this().uuid
    stated = {r.identifier: r.provenance if isinstance(r, Incoming) else r.buried for r in batch}
    first = _first_identifiers(source, list(stated))
    return {
        identifier: given.origin if given else (node, source.uuid, first.get(identifier, identifier))
        for identifier, given in stated.items()
    }


def _first_identifiers(source: Source, identifiers: Sequence[str]) -> dict[str, str]:
    """Of records that have taken over new identifiers: those that they were first listed by."""
    if not source.reidentified:
        return {}
    renamed = source.records.filter(identifier__in=identifiers).exclude(origin_identifier=F("identifier"))
    return dict(renamed.values_list("identifier", "origin_identifier"))


RECORD_COLUMNS = (
    "id", "source", "identifier", "state", "hash", "datestamp", "description", "listed_at",
    "organisation", "origin_node", "origin_source", "origin_identifier", "chain", "created", "changed",
)  # fmt: skip
RESOURCE_COLUMNS = (
    "record", "public_id", "hidden", "off_topic", "doubt", "title", "effective", "profile", "tags",
    "derive_after", "rating_due", "changed", "created",
)  # fmt: skip

_EMPTY = as_text([])  # chain, tags
# As the database keeps them: an enumeration's members take a driver longer.
_LIVE, _MACHINE = Record.State.LIVE.value, Rating.Rater.MACHINE.value


def _insert(
    source: Source,
    incoming: Sequence[Incoming],
    origins: Mapping[str, OriginKey],
    stored: Stored,
    now: datetime,
) -> None:
    if not incoming:
        return
    ids = bulk.allocate(Record, len(incoming))
    numbered = list(zip(ids, incoming, strict=True))
    organisers = _organisers(numbered)
    bulk.insert(
        Record,
        RECORD_COLUMNS,
        [
            (
                id, source.pk, r.identifier, _LIVE, r.hash, r.datestamp,
                r.prepared.description, r.listed_at, organisers.get(id), *origins[r.identifier],
                as_text(r.provenance.chain) if r.provenance else _EMPTY, now, now,
            )
            for id, r in numbered
        ],
    )  # fmt: skip
    _insert_payloads(numbered)
    names = _public_ids(source, [origins[r.identifier] for r in incoming])
    _insert_resources(numbered, names, now)
    _insert_keys(numbered, origins)
    stored.added = ids
    if not source.is_peer:
        stored.drafts = {
            id: (r.prepared.draft, name, now)
            for (id, r), name in zip(numbered, names, strict=True)
            if r.prepared.draft
        }


def _organisers(numbered: Iterable[tuple[int, Incoming]]) -> dict[int, int]:
    """For records of peers, our row of the organisation that the origin names."""
    found: dict[str, int | None] = {}
    organisers = {}
    for id, record in numbered:
        named = record.provenance.organisation if record.provenance else {}
        if named and named["uuid"] not in found:
            found[named["uuid"]] = _organiser(named)
        if named and (row := found[named["uuid"]]):
            organisers[id] = row
    return organisers


def _organiser(named: Mapping[str, str]) -> int | None:
    """Made where it is new; None for one that feeds this very node: nobody else speaks in its name."""
    values = {name: named.get(name, "") for name in ("name", "kind", "economy", "website")}
    row, made = Organisation.objects.get_or_create(uuid=named["uuid"], defaults=values)
    if not made and any(not source.is_peer for source in row.sources.all()):
        return None
    return row.pk


def _insert_payloads(numbered: Sequence[tuple[int, Incoming]]) -> None:
    rows = [(id, r.format, r.base, isal_zlib.compress(r.payload, 1)) for id, r in numbered]
    bulk.insert(Payload, ("record", *_OF_PAYLOAD), rows)


def _replace_payloads(numbered: Sequence[tuple[int, Incoming]]) -> None:
    """The last two versions are kept; the same one again is no version of its own."""
    new = {id: record.payload for id, record in numbered}
    present = Payload.objects.filter(record__in=new)
    stated = present.values("record_id", *_OF_PAYLOAD)
    PreviousPayload.objects.bulk_create(
        [PreviousPayload(**row) for row in stated if zlib.decompress(row["data"]) != new[row["record_id"]]],
        update_conflicts=True,
        unique_fields=["record"],
        update_fields=_OF_PAYLOAD,
        batch_size=100,
    )
    present.delete()
    _insert_payloads(numbered)


_OF_PAYLOAD = ("format", "base", "data")


def _insert_resources(
    numbered: Sequence[tuple[int, Incoming]], names: Sequence[uuid.UUID], now: datetime
) -> None:
    resources, ratings, occurrences = [], [], []
    for (id, record), name in zip(numbered, names, strict=True):
        new = record.prepared
        values = orjson.loads(new.effective) if new.dated else {}
        resources.append(
            (
                id, name, False, *new.triage, new.title, new.effective, new.profile, _EMPTY,
                now if "recurrence" in values else None, not new.version, now, now,
            )
        )  # fmt: skip
        if new.version:
            ratings.append((id, _MACHINE, "", new.version, new.profile, now))
        if values:
            rows = occurrence_rows(id, values)
            occurrences += [(id, o.starts, o.ends, False, as_text(o.stated)) for o in rows]
    bulk.insert(Resource, RESOURCE_COLUMNS, resources)
    bulk.insert(Rating, ("resource", "kind", "rater", "version", "cells", "created"), ratings)
    bulk.insert(Occurrence, ("resource", "starts", "ends", "derived", "stated"), occurrences)
    bulk.insert(Outbox, ("resource",), [(id,) for id, _record in numbered])


def _insert_keys(numbered: Sequence[tuple[int, Incoming]], origins: Mapping[str, OriginKey]) -> None:
    rows = [
        (id, key)
        for id, r in numbered
        for key in dict.fromkeys((*r.prepared.keys, origin_key(origins[r.identifier])))
    ]
    bulk.insert(RecordKey, ("record", "digest"), rows)


def _public_ids(source: Source, origins: Sequence[OriginKey]) -> list[uuid.UUID]:
    """Of a thing that came by two ways, or whose first identifier another record has left behind, the second id
    is made from its source, too."""
    names = [public_id(origin) for origin in origins]
    taken = set()
    if source.is_peer or source.reidentified:
        taken = set(Resource.objects.filter(public_id__in=names).values_list("public_id", flat=True))
    return [uuid.uuid5(name, str(source.uuid)) if name in taken else name for name in names]


def _update(
    source: Source,
    incoming: Sequence[tuple[Known, Incoming]],
    origins: Mapping[str, OriginKey],
    stored: Stored,
    now: datetime,
) -> None:
    if not incoming:
        return
    records = Record.objects.select_related("resource").in_bulk([before.id for before, _ in incoming])
    numbered = [(before.id, new) for before, new in incoming]
    _reword(source, [(records[id], new) for id, new in numbered], origins, stored, cause="harvest")
    for id, new in numbered:
        _take(records[id], new, now)
    for id, organiser in _organisers(numbered).items():
        records[id].organisation_id = organiser
    Record.objects.bulk_update(records.values(), _TAKEN, batch_size=50)
    _replace_payloads(numbered)


def _reword(
    source: Source,
    told: Sequence[tuple[Record, Incoming]],
    origins: Mapping[str, OriginKey],
    stored: Stored,
    *,
    cause: str,
) -> None:
    """Records get what is said of them now, to be saved by the caller: with history, suggestions and keys."""
    changes, differing, actor = [], {}, f"source:{source.uuid}"
    for record, new in told:
        description = orjson.loads(new.prepared.description)
        differing[record.pk] = differences(record.description, description)
        for name, (old, value) in differing[record.pk].items():
            changes.append(history.changed(record.resource, name, old, value, cause=cause, actor=actor))
        record.description = description
    records = [record for record, _new in told]
    stored.parted = _holders_of_keys([record.pk for record in records])
    RecordKey.objects.filter(record__in=records).delete()
    _insert_keys([(record.pk, new) for record, new in told], origins)
    history.write(*changes)
    suggest(differing)
    stored.changed = [record.pk for record in records]


def describe_again(source: Source, told: Sequence[tuple[Known, Incoming]]) -> Stored:
    """Stores what known records' payloads come to now, at most 500; inside the caller's `writing()`.

    Only what is said of them changes: they stay as present or absent as they were, and so do their payloads.
    What a harvest has stored since `Known` was read stays as it is.
    """
    stored, now = Stored(), timezone.now()
    new = {before.id: (before.hash, record) for before, record in told}
    found = Record.objects.select_related("resource").filter(pk__in=new, state=Record.State.LIVE)
    records = [record for record in found if bytes(record.hash) == new[record.pk][0]]
    if not records:
        return stored
    origins = {r.identifier: (r.origin_node, r.origin_source, r.origin_identifier) for r in records}
    _reword(source, [(r, new[r.pk][1]) for r in records], origins, stored, cause="redescribe")
    for record in records:
        record.hash, record.changed = new[record.pk][1].hash, now
    Record.objects.bulk_update(records, ("description", "hash", "changed"), batch_size=50)
    _settle(stored)
    return stored


def understand_by(hashes: Sequence[tuple[Known, bytes]]) -> None:
    """Records that say the same by other settings: the next harvest is to find them unchanged."""
    new = {before.id: (before.hash, hash) for before, hash in hashes}
    records = [r for r in Record.objects.filter(pk__in=new).only("hash") if bytes(r.hash) == new[r.pk][0]]
    for record in records:
        record.hash = new[record.pk][1]
    Record.objects.bulk_update(records, ("hash",), batch_size=100)


def _holders_of_keys(ids: Sequence[int]) -> list[int]:
    """Other records with the keys that these have; a few, since a key that many have names no single thing."""
    own = RecordKey.objects.filter(record__in=ids).values("digest")
    others = RecordKey.objects.filter(digest__in=own).exclude(record__in=ids)
    rare = others.values("digest").alias(holders=Count("pk")).filter(holders__lte=TOO_COMMON).values("digest")
    return list(others.filter(digest__in=rare).values_list("record", flat=True).distinct())


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The fields in which two descriptions differ, each with (before, after); None where it is unknown."""
    names = sorted(before.keys() | after.keys())
    return {n: (before.get(n), after.get(n)) for n in names if before.get(n) != after.get(n)}


_TAKEN = (
    "state", "hash", "datestamp", "description", "listed_at", "absent_since", "organisation", "chain", "changed",
)  # fmt: skip


def _take(record: Record, new: Incoming, now: datetime) -> None:
    record.state = Record.State.LIVE
    record.hash = new.hash
    record.datestamp = new.datestamp
    record.listed_at = new.listed_at
    record.absent_since = None
    record.chain = list(new.provenance.chain) if new.provenance else []
    record.changed = now


def _delete(
    source: Source,
    gone: Sequence[Gone],
    before: Mapping[str, Known],
    origins: Mapping[str, OriginKey],
    stored: Stored,
    now: datetime,
) -> None:
    if not gone:
        return
    lost = {g.identifier: g for g in gone}
    there = {before[i].id: g for i, g in lost.items() if i in before and before[i].state == "live"}
    records = list(Record.objects.filter(pk__in=there))
    Record.objects.filter(pk__in=there).update(state=Record.State.DELETED, changed=now, absent_since=None)
    _bury_own([r for r in records if not r.chain], now)
    # Deleted before it was ever seen: the tombstone keeps the next run from telling it again.
    unseen = [origins[i] for i in lost if i not in before and not source.is_peer]
    bury((origin, datestamp(now), []) for origin in unseen)
    peers = [g for g in lost.values() if g.buried]
    bury((g.buried.origin, g.buried.datestamp, list(g.buried.chain)) for g in peers if g.buried)
    copies = _delete_copies(peers, now)
    stored.deleted = [r.pk for r in records]
    _after_loss(stored.deleted + copies, now)


def _delete_copies(gone: Sequence[Gone], now: datetime) -> list[int]:
    """Other ways by which a thing came that was deleted at its origin: those copies go, too."""
    older = Q()
    for g in gone:
        if g.buried:
            node, origin, identifier = g.buried.origin
            same = Q(origin_node=node, origin_source=origin, origin_identifier=identifier)
            older |= same & Q(datestamp__lte=g.buried.datestamp)
    if not older:
        return []
    copies = Record.objects.filter(older, state=Record.State.LIVE).values_list("pk", "chain")
    # What its origin gave us itself, the origin itself takes back.
    ids = [pk for pk, chain in copies if len(chain) > 1]
    Record.objects.filter(pk__in=ids).update(state=Record.State.DELETED, changed=now)
    return ids


def _bury_own(records: Sequence[Record], now: datetime) -> None:
    bury(((r.origin_node, r.origin_source, r.origin_identifier), datestamp(now), []) for r in records)


def _after_loss(ids: Sequence[int], now: datetime) -> None:
    """Readers, the index and the groups learn of what is gone."""
    if not ids:
        return
    Resource.objects.filter(pk__in=ids).update(changed=now)
    enqueue(ids)
    leaders = list(Resource.objects.filter(pk__in=ids, leader__isnull=False).values_list("leader", flat=True))
    # Not their followers alone: a key that two records of one source had may be unique now.
    materialise([*regroup(ids), *(leader for leader in leaders if leader)])


def _settle(stored: Stored) -> None:
    """Joins what the new keys show to be the same, and brings the changed resources up to date."""
    moved = regroup(sharing) if stored.added and (sharing := _sharing_keys(stored.added)) else []
    if stored.changed:
        enqueue(stored.changed)
        moved += regroup([*stored.changed, *stored.parted])
    materialise([*moved, *stored.changed])


def _sharing_keys(ids: Sequence[int]) -> list[int]:
    """Those of the new records that share a key with any other: most share none, and need no regrouping.

    By SQL that is the same each time; nobody else's ids lie between those that were given in one go, or they are
    left out here.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SHARING_KEYS, [min(ids), max(ids)])
        return sorted({id for (id,) in cursor.fetchall()}.intersection(ids))


_SHARING_KEYS = """
SELECT own.record_id FROM catalogue_recordkey own WHERE own.record_id BETWEEN %s AND %s AND EXISTS (
    SELECT 1 FROM catalogue_recordkey other WHERE other.digest = own.digest AND other.record_id <> own.record_id
)
"""
