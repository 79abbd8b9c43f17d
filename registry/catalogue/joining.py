"""Joining records of the same thing into groups, by exact keys and by people's decisions.

A group is a pure function of the records' keys, their descriptions and the decisions, so the order of
arrival does not matter, and a split or a rebuild gives exactly the groups that the evidence gives.
Only live records lead and hold a group together; one that is gone stays with those it belongs to, so that what
people made on it is still read through the group (rule 6).
Joining moves no row: a follower names its leader, and everything made on it stays on it (rule 7).
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import SequenceMatcher
from itertools import combinations
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.catalogue.effective import materialise, members
from registry.catalogue.history import changed, write
from registry.catalogue.leading import Standing, leader_of, standing
from registry.catalogue.models import Change, Decision, LeaderChoice, Record, RecordKey, Resource
from registry.catalogue.outbox import enqueue
from registry.catalogue.visibility import live
from registry.catalogue.writing import writing
from registry.framework.folding import fold

LARGEST_GROUP = 8  # a larger one goes to a person
TOO_COMMON = 20  # records with one key: it names no single thing, and its records are not even read
_MOST_READ = 5_000  # records linked with each other: no transaction can settle more, so they stay as they are

Word = bool | str
"""What is said of two: the same or not, or a `Decision.Relation`: what the second is to the first."""
_SEEN_FROM_THE_OTHER: Mapping[str, str] = {
    Decision.Relation.LATER: Decision.Relation.EARLIER,
    Decision.Relation.EARLIER: Decision.Relation.LATER,
}
SAME, LED = "same thing", "leads by choice"
"""Fields in the history: what was said of two, and that somebody chose whose page is shown."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Member:
    id: int
    source: int
    live: bool
    leader: int | None
    title: str
    language: str
    starts: frozenset[str]
    standing: Standing
    keys: set[int] = field(default_factory=set)


class CannotJoin(Exception):
    """What a person asked for cannot be, in words for them.

    `against`: the decisions that stand against it; whoever knows of them may overrule them.
    """

    def __init__(self, message: str, against: Sequence[Decision] = ()) -> None:
        super().__init__(message)
        self.against = against


def join(first: Resource, second: Resource, *, actor: str, overrule: bool = False) -> None:
    """A person says that two resources are the same thing, also two of one source, and so are their groups.

    Raises CannotJoin where a group would be too large, or somebody has kept other members of the two apart; with
    `overrule` those decisions are taken back. What was said of these very two is replaced.
    """
    with writing():
        groups = [group_of(first), group_of(second)]
        if groups[0] == groups[1]:
            raise CannotJoin(_("They are shown as one already."))
        if len(groups[0]) + len(groups[1]) > LARGEST_GROUP:
            raise CannotJoin(_("At most %(most)s can be shown as one.") % {"most": LARGEST_GROUP})
        pair = _pair(first.pk, second.pk)
        across = {_pair(a, b) for a in groups[0] for b in groups[1]}
        against = [d for d in _decided(across) if not d.same and (d.first_id, d.second_id) != pair]
        if against and not overrule:
            raise CannotJoin(_("Somebody has decided that members of the two are different things."), against)
        _forget(against, actor=actor)
        touched = _decide({pair} | _of_one_source(across), same=True, actor=actor)
        if group_of(first) != group_of(second):
            raise CannotJoin(_("They cannot be shown as one while one of them is not listed by its source."))
    materialise(touched)


def split(resource: Resource, *, actor: str) -> None:
    """A person takes a resource out of its group, for good: it is not joined to these members again."""
    with writing():
        others = [id for id in group_of(resource) if id != resource.pk]
        touched = _decide({_pair(resource.pk, id) for id in others}, same=False, actor=actor)
    materialise(touched)


def turned(word: Word | None) -> Word | None:
    """What was said, seen from the other of the two."""
    return _SEEN_FROM_THE_OTHER.get(word, word) if isinstance(word, str) else word


def keep_apart(first: Resource, second: Resource, *, actor: str, relation: str = "") -> None:
    """A person says that two resources, with their groups, are different things. CannotJoin if they are one now.

    `relation`: a `Decision.Relation` that says what the second is to the first all the same. What was said of
    other members of the two groups before stands.
    """
    with writing():
        groups = [group_of(first), group_of(second)]
        if groups[0] == groups[1]:
            raise CannotJoin(_("They are shown as one now: split them instead."))
        pair = _pair(first.pk, second.pk)
        across = {_pair(a, b) for a in groups[0] for b in groups[1]}
        across -= {(d.first_id, d.second_id) for d in _decided(across) if not d.same}
        seen = relation if pair[0] == first.pk else str(turned(relation))
        touched = _decide(across | {pair}, same=False, actor=actor, relations={pair: seen})
    materialise(touched)


def take_back(decision: Decision, *, actor: str) -> None:
    """Undoes what a person did with one act, be it joining, splitting or keeping apart; the evidence decides again."""
    with writing():
        act = list(
            Decision.objects.filter(created=decision.created, actor=decision.actor, same=decision.same)
        )
        touched = _forget(act, actor=actor)
    materialise(touched)


def restore(said: Mapping[tuple[int, int], Word | None], *, actor: str) -> list[Change]:
    """Puts what people have said of these pairs, lower ids first, to what it was; None: nothing was said.

    Returns the rows of the history. Raises CannotJoin where two cannot be shown as one as they were.
    """
    moment = timezone.now()
    with writing():
        joined = [pair for pair, word in said.items() if word is True]
        if any(_stands_against(pair, said) for pair in joined):
            raise CannotJoin(_("They cannot be shown as one as they were: compare them, and join them anew."))
        before = {(d.first_id, d.second_id): d.word for d in _decided(said)}
        for pair, word in said.items():
            if word is None:
                Decision.objects.filter(first=pair[0], second=pair[1]).delete()
            else:
                _say(pair, word, actor, moment)
        rows = _tell({pair: (before.get(pair), word) for pair, word in said.items()}, actor)
        touched = regroup((id for pair in said for id in pair), cause="taken back", actor=actor)
    materialise(touched)
    return rows


def _stands_against(pair: tuple[int, int], said: Mapping[tuple[int, int], Word | None]) -> bool:
    """Whether two cannot be joined: by their number, or by what people say now of other members of their groups."""
    groups = [group_of(resource) for resource in Resource.objects.filter(pk__in=pair).order_by("pk")]
    across = {_pair(a, b) for a in groups[0] for b in groups[-1] if a != b}
    apart = (d for d in _decided(across) if not d.same)
    return len({*groups[0], *groups[-1]}) > LARGEST_GROUP or any(
        (d.first_id, d.second_id) not in said for d in apart
    )


def choose_leader(resource: Resource, *, actor: str) -> None:
    """A person says whose page is shown for a group, for as long as the resource is in one."""
    with writing():
        group = group_of(resource)
        if len(group) < 2:
            raise CannotJoin(_("It stands alone, so there is nothing to lead."))
        chosen = LeaderChoice.objects.filter(resource__in=group).exclude(resource=resource)
        before = list(Resource.objects.filter(pk__in=chosen.values("resource")))
        LeaderChoice.objects.filter(resource__in=group).delete()
        LeaderChoice.objects.create(resource=resource, actor=actor)
        write(*(changed(other, LED, True, None, cause="join", actor=actor) for other in before))
        write(changed(resource, LED, None, True, cause="join", actor=actor))
        touched = regroup(group, cause="leader", actor=actor)
    materialise(touched)


def leave_leader_to_order(resource: Resource, *, actor: str) -> None:
    """Takes back a choice of leader: the stated order decides again."""
    with writing():
        if LeaderChoice.objects.filter(resource=resource).delete()[0]:
            write(changed(resource, LED, True, None, cause="join", actor=actor))
        touched = regroup(group_of(resource), cause="leader", actor=actor)
    materialise(touched)


def group_of(resource: Resource) -> list[int]:
    """The ids of all that are shown as one with it, the leader's first."""
    leader = Resource.objects.values_list("leader", flat=True).get(pk=resource.pk) or resource.pk
    return members([leader])[leader]


def _pair(first: int, second: int) -> tuple[int, int]:
    return (first, second) if first < second else (second, first)


def _decided(pairs: Iterable[tuple[int, int]]) -> list[Decision]:
    pairs = set(pairs)
    ids = {id for pair in pairs for id in pair}
    rows = Decision.objects.filter(first__in=ids, second__in=ids).order_by("pk")
    return [row for row in rows if (row.first_id, row.second_id) in pairs]


def _of_one_source(pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those whose two are of one source: only a person's word joins them."""
    pairs = set(pairs)
    ids = {id for pair in pairs for id in pair}
    source = dict(Record.objects.filter(pk__in=ids).values_list("pk", "source"))
    return {(a, b) for a, b in pairs if source[a] == source[b]}


def _decide(
    pairs: Iterable[tuple[int, int]],
    *,
    same: bool,
    actor: str,
    relations: Mapping[tuple[int, int], str] | None = None,
) -> list[int]:
    """One act of a person: its decisions have one moment, so that they can be taken back together."""
    pairs, moment = sorted(pairs), timezone.now()
    before = {(d.first_id, d.second_id): d.word for d in _decided(pairs)}
    words: dict[tuple[int, int], Word] = {pair: (relations or {}).get(pair) or same for pair in pairs}
    for pair, word in words.items():
        _say(pair, word, actor, moment)
    _tell({pair: (before.get(pair), word) for pair, word in words.items()}, actor)
    return regroup((id for pair in pairs for id in pair), cause="join" if same else "split", actor=actor)


def _say(pair: tuple[int, int], word: Word, actor: str, moment: datetime) -> None:
    relation = word if isinstance(word, str) else ""
    values = {"same": word is True, "relation": relation, "actor": actor, "created": moment}
    Decision.objects.update_or_create(first_id=pair[0], second_id=pair[1], defaults=values)


def _forget(decisions: Sequence[Decision], *, actor: str) -> list[int]:
    """Decisions no longer stand; the history keeps that they did."""
    Decision.objects.filter(pk__in=[decision.pk for decision in decisions]).delete()
    _tell({(d.first_id, d.second_id): (d.word, None) for d in decisions}, actor)
    return regroup(
        {id for d in decisions for id in (d.first_id, d.second_id)}, cause="taken back", actor=actor
    )


def _tell(decided: Mapping[tuple[int, int], tuple[Word | None, Word | None]], actor: str) -> list[Change]:
    """Writes into the history of both of each pair what was said of the other before, and what now.

    The rows of one act have one moment, by which they are taken back together.
    """
    moment = timezone.now()
    resources = Resource.objects.in_bulk({id for pair in decided for id in pair})
    rows: list[Change] = []
    for pair, words in decided.items():
        for (one, other), seen in ((pair, words), (reversed(pair), tuple(map(turned, words)))):
            said = [None if w is None else {str(resources[other].public_id): w} for w in seen]
            rows.append(changed(resources[one], SAME, *said, cause="decision", actor=actor))
            rows[-1].at = moment
    write(*rows)
    return rows


def regroup(ids: Iterable[int], *, cause: str = "join", actor: str = "keys") -> list[int]:
    """Settles the groups that these records are in or come into; returns the resources that moved.

    Call it inside a transaction, then `materialise` what it returns.
    """
    neighbourhood = _neighbourhood(set(ids))
    if not neighbourhood:
        return []
    chosen = LeaderChoice.objects.filter(resource__in=neighbourhood).order_by("-created", "-pk")
    leaders = _leaders(neighbourhood, _decisions(neighbourhood), list(chosen.values_list("pk", flat=True)))
    return _settle({id: leaders.get(id) for id in neighbourhood}, neighbourhood, cause, actor)


def _neighbourhood(ids: set[int]) -> dict[int, _Member]:
    """All records that could be in one group with these, by group, key or decision, however many steps away.

    Half of them would be no use: who is at the edge would lose the partners beyond it.
    """
    found: dict[int, _Member] = {}
    frontier = ids
    while new := _read(frontier - found.keys()):
        found |= new
        if len(found) > _MOST_READ:
            log.warning("%s records are linked by keys, too many to group: %s …", len(found), sorted(ids)[:5])
            return {}
        frontier = _groups_of(new) | _sharing_keys(new) | _decided_with(new)
    return found


def _read(ids: set[int]) -> dict[int, _Member]:
    rows = Resource.objects.filter(pk__in=ids).values_list(
        "pk",
        "record__source_id",
        "leader_id",
        "record__description",
        "record__state",
        "record__source__state",
        *(f"{organiser}__{name}" for organiser in _ORGANISERS for name in ("name", "kind", "website")),
    )
    read = {pk: _member(pk, source, leader, said, *more) for pk, source, leader, said, *more in rows}
    for record, digest in RecordKey.objects.filter(record__in=read).values_list("record_id", "digest"):
        read[record].keys.add(digest)
    return read


_ORGANISERS = ("record__organisation", "record__source__organisation")


def _member(
    pk: int,
    source: int,
    leader: int | None,
    said: Mapping[str, Any],
    state: str,
    of_source: str,
    *organisers: str,
) -> _Member:
    own, of_the_source = organisers[:3], organisers[3:]
    return _Member(
        id=pk,
        source=source,
        live=live(state, of_source),
        leader=leader,
        title=fold(said.get("title", "")),
        language=str(said.get("language", "")).partition("-")[0],
        starts=frozenset(o["start"] for o in said.get("occurrences", ())),
        standing=standing(said, *(own if own[0] else of_the_source)),
    )


def _groups_of(read: Mapping[int, _Member]) -> set[int]:
    leaders = {member.leader for member in read.values() if member.leader}
    followers = Resource.objects.filter(leader__in=leaders | read.keys()).values_list("pk", flat=True)
    return leaders | set(followers)


def _sharing_keys(read: Mapping[int, _Member]) -> set[int]:
    """Who else has these keys; one that too many have is taken from those that were read."""
    digests = {digest for member in read.values() for digest in member.keys}
    sharing = defaultdict(list)
    for digest, record in RecordKey.objects.filter(digest__in=digests).values_list("digest", "record_id"):
        sharing[digest].append(record)
    common = {digest for digest, records in sharing.items() if len(records) > TOO_COMMON}
    for member in read.values():
        member.keys -= common
    return {record for digest in sharing.keys() - common for record in sharing[digest]}


def _decisions_on(ids: Iterable[int]) -> Iterator[tuple[int, int, bool]]:
    ids = list(ids)
    rows = Decision.objects.filter(first__in=ids) | Decision.objects.filter(second__in=ids)
    yield from rows.values_list("first_id", "second_id", "same")


def _decided_with(read: Mapping[int, _Member]) -> set[int]:
    return {id for first, second, same in _decisions_on(read) if same for id in (first, second)}


def _decisions(read: Mapping[int, _Member]) -> dict[tuple[int, int], bool]:
    return {(first, second): same for first, second, same in _decisions_on(read)}


def _leaders(
    read: Mapping[int, _Member], decisions: Mapping[tuple[int, int], bool], chosen: Sequence[int]
) -> dict[int, int]:
    """For every follower its leader: the live member that people chose, else by registry.catalogue.leading."""
    groups = {id: {id} for id, member in read.items() if member.live}
    holders = _holders(read)
    for pair in _evidence(holders, read, decisions):
        merged = groups[pair[0]] | groups[pair[1]]
        if _may_be_one(merged, groups[pair[0]] is groups[pair[1]], read, decisions):
            for id in merged:
                groups[id] = merged
    led = {id: _leader(group, read, chosen) for id, group in groups.items()}
    leaders = {id: leader for id, leader in led.items() if id != leader}
    return leaders | _remembered(groups, led, holders, read, decisions)


def _leader(group: Collection[int], read: Mapping[int, _Member], chosen: Sequence[int]) -> int:
    if picked := next((id for id in chosen if id in group), None):
        return picked
    present = {leader for id in group if (leader := read[id].leader) is not None and leader in group}
    return leader_of({id: read[id].standing for id in group}, present)


def _holders(read: Mapping[int, _Member]) -> dict[int, list[int]]:
    """The live records with each key, in order."""
    holders: dict[int, list[int]] = defaultdict(list)
    for id in sorted(read):
        if read[id].live:
            for key in read[id].keys:
                holders[key].append(id)
    return holders


def _evidence(
    holders: Mapping[int, list[int]],
    read: Mapping[int, _Member],
    decisions: Mapping[tuple[int, int], bool],
) -> Iterator[tuple[int, int]]:
    """Pairs of live records to join, people's first, then by keys, in an order that does not vary."""
    yield from sorted(p for p, same in decisions.items() if same and all(_live(id, read) for id in p))
    pairs = {pair for ids in holders.values() if _unique(ids, read) for pair in combinations(ids, 2)}
    yield from sorted(pair for pair in pairs if not contradict(read[pair[0]], read[pair[1]]))


def _remembered(
    groups: Mapping[int, set[int]],
    led: Mapping[int, int],
    holders: Mapping[int, list[int]],
    read: Mapping[int, _Member],
    decisions: Mapping[tuple[int, int], bool],
) -> dict[int, int]:
    """For records that are gone, the leader of the group that they would be in."""
    leaders = {}
    for id in (id for id, member in read.items() if not member.live):
        for partner in _partners(id, holders, read, decisions):
            if _may_be_one(groups[partner] | {id}, False, read, decisions):
                leaders[id] = led[partner]
                break
    return leaders


def _partners(
    id: int,
    holders: Mapping[int, list[int]],
    read: Mapping[int, _Member],
    decisions: Mapping[tuple[int, int], bool],
) -> Iterator[int]:
    """Live records that one which is gone would be joined to, people's word first."""
    said = {other for pair, same in decisions.items() if same and id in pair for other in pair if other != id}
    yield from sorted(other for other in said if _live(other, read))
    keyed = {
        other for key in read[id].keys if _unique([*holders.get(key, ()), id], read) for other in holders[key]
    }
    yield from sorted(other for other in keyed if not contradict(read[id], read[other]))


def _live(id: int, read: Mapping[int, _Member]) -> bool:
    return id in read and read[id].live


def _unique(ids: list[int], read: Mapping[int, _Member]) -> bool:
    """A key says something only while it is unique within each source."""
    return len(ids) > 1 and len({read[id].source for id in ids}) == len(ids)


def contradict(first: _Member, second: _Member) -> bool:
    """Whether titles, languages or dates say that two records are different things after all."""
    if first.language and second.language and first.language != second.language:
        return True
    if first.starts and second.starts and not first.starts & second.starts:
        return True
    return SequenceMatcher(None, first.title, second.title, autojunk=False).ratio() < 0.5


def _may_be_one(
    group: set[int],
    already: bool,
    read: Mapping[int, _Member],
    decisions: Mapping[tuple[int, int], bool],
) -> bool:
    if already or len(group) > LARGEST_GROUP:
        return False
    pairs = list(combinations(sorted(group), 2))
    if any(decisions.get(pair) is False for pair in pairs):
        return False
    return all(read[a].source != read[b].source or decisions.get((a, b)) for a, b in pairs)


def _settle(
    leaders: Mapping[int, int | None], read: Mapping[int, _Member], cause: str, actor: str
) -> list[int]:
    moved = [id for id, leader in leaders.items() if read[id].leader != leader]
    if not moved:
        return []
    public = dict(Resource.objects.filter(pk__in=read).values_list("pk", "public_id"))
    resources = Resource.objects.in_bulk(moved)
    rows, moment = [], timezone.now()
    for id in moved:
        before, after = read[id].leader, leaders[id]
        names = [str(public[leader]) if leader else None for leader in (before, after)]
        rows.append(changed(resources[id], "leader", *names, cause=cause, actor=actor))
        resources[id].leader_id = after
        # To outsiders one that follows is deleted, and one that stands alone again is new: both must be told.
        resources[id].changed = moment
    Resource.objects.bulk_update(resources.values(), ["leader", "changed"])
    write(*rows)
    touched = {id for moving in moved for id in (moving, read[moving].leader, leaders[moving]) if id}
    if Resource.objects.filter(Q(hidden=True) | Q(off_topic=True), pk__in=touched).exists():
        # Into what is hidden or set aside, or out of it: other nodes are told.
        Record.objects.filter(pk__in=moved).update(changed=moment)
    enqueue(touched)
    return sorted(touched)
