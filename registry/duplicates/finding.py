"""Finds what is alike as resources arrive and change: by bands that they share in the database, then sign by sign.

Nothing of it happens inside a harvest: a cursor follows the order of the resources' changes, so finding may lag behind
and may be stopped at any point. Any number of processes agree, since only one of them can move the cursor on.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from registry.catalogue import bulk
from registry.catalogue.models import Resource
from registry.catalogue.writing import writing
from registry.duplicates import bands
from registry.duplicates.likeness import Likeness, Subject, likeness
from registry.duplicates.models import Band, Pair, Reached, Sketch
from registry.duplicates.terms import alike, of_one_script, terms

BATCH = 500  # resources that one transaction takes (rule 14)
COMMON = 20  # resources with one band; more, and it tells nothing: a mark takes the place of all its rows
_MARK = 0  # no resource's id
_ENOUGH = 2  # bands that two resources share, or a strong one, before they are compared
_MOST_COMPARED = 10  # of those that share enough with one resource: the ones that share the most
_LEAST_TITLE = (
    0.45  # likeness of titles, without which the texts of two that share no strong band are not read
)
_MOST_RELATED = 5  # that are kept for one resource
_AT_ONCE = 900  # values in one query
_BEGINNING = (datetime(1970, 1, 1, tzinfo=UTC), 0)

Place = tuple[datetime, int]  # in the order of changes: when, and the resource
Found = dict[tuple[int, int], Likeness]


def find(*, seconds: float | None = None, progress: Callable[[int], None] = lambda _count: None) -> int:
    """Compares what has changed since the last time; returns how many resources that were.

    With `seconds` it ends after about as long, and the next call goes on from there.
    """
    done, started = 0, monotonic()
    while batch := _next(*(reached := _reached())):
        if not _take(reached, batch):
            continue  # another process was faster
        done += len(batch)
        progress(len(batch))
        if seconds is not None and monotonic() - started >= seconds:
            break
    return done


def keep_up() -> None:
    """The worker's share: a little at a time, since harvests wait for the same processor."""
    find(seconds=1.0)


def forget() -> None:
    """Everything is compared anew the next time. What people have decided stays."""
    for model in (Reached, Pair, Band, Sketch):
        with connection.cursor() as cursor:  # at once, since millions of rows are not to be read for it
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608


def subjects(resources: QuerySet[Resource]) -> list[Subject]:
    """What is compared of these, in their order."""
    rows = resources.values_list(
        "pk",
        "record__source_id",
        "effective",
        "record__organisation__name",
        "record__organisation__kind",
        "record__source__organisation__name",
        "record__source__organisation__kind",
    )
    return [
        Subject(
            pk,
            source,
            effective,
            organiser=name or source_name,
            speaks_for_itself=(kind or source_kind) != "platform",
        )
        for pk, source, effective, name, kind, source_name, source_kind in rows
    ]


def _reached() -> Place:
    return Reached.objects.values_list("changed", "resource").first() or _BEGINNING


def _next(changed: datetime, last: int) -> list[Place]:
    later = Resource.objects.filter(changed__gte=changed).exclude(changed=changed, pk__lte=last)
    return list(later.order_by("changed", "pk").values_list("changed", "pk")[:BATCH])


def _take(reached: Place, batch: Sequence[Place]) -> bool:
    """Reads and compares first, so that the transaction which keeps what came of it is short."""
    new = {s.id: s for s in subjects(Resource.objects.filter(pk__in=[pk for _, pk in batch]))}
    strongly = {id: bands.strong(subject) for id, subject in new.items()}
    digests = {id: list(dict.fromkeys(strongly[id] + bands.weak(subject))) for id, subject in new.items()}
    holders = _holders(digests)
    found = _compare(new, _candidates(digests, strongly, holders))
    with writing():
        if not _move_on(reached, batch[-1]):
            return False
        _keep_bands(digests, holders)
        _keep_pairs(new, found)
    return True


def _move_on(reached: Place, to: Place) -> bool:
    """One conditional UPDATE: of several processes that compared the same batch, one keeps it."""
    changed, resource = to
    if reached == _BEGINNING:
        _row, made = Reached.objects.get_or_create(pk=1, defaults={"changed": changed, "resource": resource})
        return made
    here = Reached.objects.filter(changed=reached[0], resource=reached[1])
    return here.update(changed=changed, resource=resource) == 1


def _holders(digests: Mapping[int, Sequence[int]]) -> dict[int, set[int]]:
    """Who has these bands, those who are to get them included; or the mark of one that is common."""
    holders: dict[int, set[int]] = defaultdict(set)
    for id, own in digests.items():
        for digest in own:
            holders[digest].add(id)
    for some in _portions(sorted(holders)):
        for digest, resource in Band.objects.filter(digest__in=some).values_list("digest", "resource"):
            holders[digest].add(resource)
    return holders


def _candidates(
    digests: Mapping[int, Sequence[int]],
    strongly: Mapping[int, Sequence[int]],
    holders: Mapping[int, set[int]],
) -> dict[int, dict[int, bool]]:
    """For each resource those that share enough with it, and whether by a strong band.

    By chance titles share one band, and seldom two.
    """
    candidates = {}
    for id, own in digests.items():
        telling = {digest for digest in own if not _common(holders[digest])}
        shared = Counter(other for digest in telling for other in holders[digest])
        strong = {other for digest in telling.intersection(strongly[id]) for other in holders[digest]}
        shared.update(dict.fromkeys(strong, _ENOUGH))
        del shared[id]
        likely = shared.most_common(_MOST_COMPARED)
        candidates[id] = {other: other in strong for other, count in likely if count >= _ENOUGH}
    return candidates


def _compare(new: Mapping[int, Subject], candidates: Mapping[int, Mapping[int, bool]]) -> Found:
    pairs = _worth_reading(new, candidates)
    others = sorted({other for some in pairs.values() for other in some} - new.keys())
    known = dict(new)
    for some in _portions(others):
        known |= {s.id: s for s in subjects(Resource.objects.filter(pk__in=some))}
    found: Found = {}
    for id, near in pairs.items():
        ordered = ((min(id, other), max(id, other)) for other in near if other in known)
        found |= _most_alike(
            {pair: one for pair in ordered if (one := likeness(known[pair[0]], known[pair[1]]))}
        )
    return found


def _worth_reading(
    new: Mapping[int, Subject], candidates: Mapping[int, Mapping[int, bool]]
) -> dict[int, list[int]]:
    """Most of those that share weak bands by chance are told by their titles, which cost little to read."""
    weakly = {other for some in candidates.values() for other, strong in some.items() if not strong}
    titles: dict[int, frozenset[str]] = {}
    for some in _portions(sorted(weakly)):
        rows = Resource.objects.filter(pk__in=some).values_list("pk", "title")
        titles |= {pk: frozenset(terms(title)) for pk, title in rows}

    def promising(subject: Subject, other: int) -> bool:
        if other not in titles:
            return False
        return alike(*of_one_script(subject.title, titles[other]))[0] >= _LEAST_TITLE

    return {
        id: [other for other, strong in some.items() if strong or promising(new[id], other)]
        for id, some in candidates.items()
    }


def _most_alike(found: Found) -> Found:
    """All that may be the same, and the few most alike of the related."""
    related = sorted((pair for pair in found if found[pair].kind != "same"), key=lambda p: -found[p].score)
    return {p: one for p, one in found.items() if one.kind == "same" or p in related[:_MOST_RELATED]}


def _keep_bands(digests: Mapping[int, Sequence[int]], holders: Mapping[int, set[int]]) -> None:
    """In the order of the index, which takes them faster then."""
    before = dict(Sketch.objects.filter(resource__in=digests).values_list("resource", "bands"))
    changed = {id: own for id, own in digests.items() if bytes(before.get(id, b"")) != _packed(own)}
    old = sorted(
        (digest, id) for id in changed.keys() & before.keys() for digest in _unpacked(bytes(before[id]))
    )
    if old:
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM duplicates_band WHERE digest = %s AND resource = %s", old)
    Sketch.objects.filter(resource__in=[id for id in changed if id in before]).delete()
    new = sorted((d, id) for id, own in changed.items() for d in own if not _common(holders[d]))
    bulk.insert(Band, ("digest", "resource"), new)
    _mark(digest for digest, those in holders.items() if _common(those) and _MARK not in those)
    bulk.insert(Sketch, ("resource", "bands"), [(id, _packed(own)) for id, own in sorted(changed.items())])


def _mark(common: Iterable[int]) -> None:
    """So that whoever meets a common band again reads one row."""
    digests = sorted(common)
    for some in _portions(digests):
        Band.objects.filter(digest__in=some).delete()
    bulk.insert(Band, ("digest", "resource"), [(digest, _MARK) for digest in digests])


def _common(holders: Collection[int]) -> bool:
    return len(holders) > COMMON or _MARK in holders


def _keep_pairs(new: Mapping[int, Subject], found: Found) -> None:
    """Pairs that are as they were stay untouched; those that are no longer alike go."""
    there = {(p.first_id, p.second_id): p for p in Pair.objects.filter(Q(first__in=new) | Q(second__in=new))}
    differing = [pair for pair, one in found.items() if pair in there and not _says(there[pair], one)]
    gone = [there[pair].pk for pair in there.keys() - found.keys()]
    Pair.objects.filter(pk__in=[*gone, *(there[pair].pk for pair in differing)]).delete()
    wanted = [pair for pair in found if pair not in there] + differing
    alive = set(
        Resource.objects.filter(pk__in={id for pair in wanted for id in pair}).values_list("pk", flat=True)
    )
    Pair.objects.bulk_create(
        _row(pair, found[pair], there.get(pair)) for pair in sorted(wanted) if alive.issuperset(pair)
    )


def _row(pair: tuple[int, int], one: Likeness, before: Pair | None) -> Pair:
    row = Pair(first_id=pair[0], second_id=pair[1], kind=one.kind, score=one.score, signs=_signs(one))
    if before:
        row.created = before.created  # a proposal is as old as it is, whatever else is said of it since
    return row


def _says(row: Pair, one: Likeness) -> bool:
    return (row.kind, row.score, row.signs) == (one.kind, one.score, _signs(one))


def _signs(one: Likeness) -> list[Any]:
    return [[sign.name, sign.degree] for sign in one.signs]


def _packed(digests: Sequence[int]) -> bytes:
    return array("q", digests).tobytes()


def _unpacked(bands: bytes) -> Iterable[int]:
    digests = array("q")
    digests.frombytes(bands)
    return digests


def _portions(values: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
