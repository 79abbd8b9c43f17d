"""Offers kept up to date: what the search index has taken over is noted, and renewed by the worker."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from django.db import transaction

from registry.catalogue import bulk
from registry.catalogue.merging import placed
from registry.catalogue.models import Occurrence, Resource
from registry.catalogue.visibility import ResourceQuerySet
from registry.framework.derived import derive
from registry.framework.profile import Profile
from registry.framework.rubric import BOTH, DEPTH_CELLS
from registry.planning.models import Due, Offer
from search.document import ORGANISER
from search.facets import language

BATCH = 500  # rows a write transaction touches at most (rule 14)
HEAVY = frozenset(("video", "webinar"))
LIGHT = frozenset(("article", "guide", "report", "case", "policy-document", "tool", "question-and-answer"))
_LONGEST_LIST = 60  # economies of one resource
_MOST_MINUTES = 2**31 - 1
_MOST_CENTS = 2**53
# Hours and minutes are work; days, weeks and months only say how long it runs.
_WORK = re.compile(r"PT(?:(?P<hours>\d+(?:[.,]\d+)?)H)?(?:(?P<minutes>\d+(?:[.,]\d+)?)M)?(?:[\d.,]+S)?")
_UPDATED = [field.name for field in Offer._meta.fields if not field.primary_key]


class _Row(NamedTuple):
    id: int
    effective: dict[str, Any]
    profile: dict[str, Any]
    created: datetime
    kind: str
    economy: str


class _Session(NamedTuple):
    """A dated session of a resource, placed in UTC; `over` is the end, else the start or its whole day."""

    starts: datetime
    ends: datetime | None
    over: datetime


def note(resource_ids: Collection[int]) -> None:
    """That these resources have changed; call it inside the transaction that says so elsewhere."""
    bulk.insert(Due, ("resource",), [(id,) for id in sorted(resource_ids)])


def refresh_due() -> int:
    """Renews what is due, a batch at a time; returns how many. A crash on the way only repeats."""
    done = 0
    while rows := list(Due.objects.order_by("pk").values_list("pk", "resource")[:BATCH]):
        ids = {resource for _row, resource in rows}
        renewed = offers(ids)
        with transaction.atomic():
            _store(ids, renewed)
            Due.objects.filter(pk__in=[row for row, _resource in rows]).delete()
        done += len(ids)
    return done


def rebuild() -> int:
    """Makes all offers anew; returns how many there are."""
    last, count = 0, 0
    Due.objects.all().delete()
    ids = Resource.objects.order_by("pk").values_list("pk", flat=True)
    while batch := list(ids.filter(pk__gt=last)[:BATCH]):
        renewed = offers(batch)
        with transaction.atomic():
            _store(batch, renewed)
        last, count = batch[-1], count + len(renewed)
    return count


def offers(ids: Collection[int]) -> list[Offer]:
    """Of those of these resources that are visible, unsaved; two reads, however many."""
    kind, economy = ORGANISER["kind"], ORGANISER["economy"]
    visible: ResourceQuerySet = Resource.objects.visible()
    rows = visible.filter(pk__in=ids).values_list("pk", "effective", "profile", "created", kind, economy)
    sessions: dict[int, list[_Session]] = {}
    held = Occurrence.objects.filter(resource__in=ids).order_by("starts", "pk")
    for id, starts, ends, stated in held.values_list("resource_id", "starts", "ends", "stated"):
        sessions.setdefault(id, []).append(_session(starts, ends, stated))
    return [_offer(row, sessions.get(row.id, [])) for row in itertools.starmap(_Row, rows)]


def packed(depths: Mapping[str, int]) -> int:
    """The depths of DEPTH_CELLS in one number, two bits each, the first lowest; what is not known counts as 0."""
    return sum(depths.get(cell, 0) << (2 * place) for place, cell in enumerate(DEPTH_CELLS))


def unpacked(teaches: int) -> tuple[int, ...]:
    """In the order of DEPTH_CELLS."""
    return tuple(teaches >> (2 * place) & 3 for place in range(len(DEPTH_CELLS)))


def listed(values: Iterable[str | None]) -> str:
    """ ",CL,CN,": text in which `,CL,` can be looked for; "" for none."""
    known = list(dict.fromkeys(value for value in values if value))[:_LONGEST_LIST]
    return f",{','.join(known)}," if known else ""


def _store(ids: Collection[int], renewed: Sequence[Offer]) -> None:
    gone = set(ids) - {offer.resource_id for offer in renewed}
    Offer.objects.filter(pk__in=gone).delete()
    Offer.objects.bulk_create(
        renewed, update_conflicts=True, unique_fields=["resource"], update_fields=_UPDATED
    )


def _offer(row: _Row, sessions: Sequence[_Session]) -> Offer:
    said, profile = row.effective, Profile.from_json(row.profile)
    depths = {cell: depth for cell in DEPTH_CELLS if (depth := profile.depth(cell))}
    held_in = (o.get("economy") for o in said.get("occurrences", ()))
    about = listed([*said.get("economies", ()), *held_in, *_trait(profile, "economies")])
    online, offline = _forms(said, profile)
    cents, currency = _price(said)
    return Offer(
        resource_id=row.id,
        teaches=packed(depths),
        type=said.get("type", "")[:30],
        language=(language(said.get("language") or "") or "")[:40],
        heavy=_heavy(said.get("type")),
        online=online,
        offline=offline,
        minutes=_minutes(said, sessions),
        free=None if cents is None and said.get("free") is None else cents == 0,
        cents=cents,
        currency=currency,
        kind=row.kind,
        economies=about or listed([row.economy]),
        about=about,
        trade_models=listed(_trait(profile, "trade_models")),
        in_force=str(said.get("in_force") or "")[:10],
        tier=derive(profile).tier or "",
        until=max((session.over for session in sessions), default=None),
        cancelled_until=max(_cancelled(said), default=None),
        added=row.created,
    )


def _trait(profile: Profile, name: str) -> list[str]:
    """Whom it is for, as its text is rated (registry.framework.traits)."""
    return [str(judgement.value) for judgement in profile.traits.get(name, ())]


def _session(starts: datetime, ends: datetime | None, stated: Mapping[str, Any]) -> _Session:
    over = ends or starts + timedelta(days=1 if stated.get("all_day") else 0)
    return _Session(starts, ends, over)


def _heavy(type: str | None) -> bool | None:
    return True if type in HEAVY else False if type in LIGHT else None


def _forms(said: Mapping[str, Any], profile: Profile) -> tuple[bool | None, bool | None]:
    """As stated, else as rated; a form that is not named is not known to be missing."""
    judged = profile["form"].value
    stated = set(said.get("forms", ())) or ({"online", "offline"} if judged == BOTH else {judged})
    stated |= {o["form"] for o in said.get("occurrences", ()) if o.get("form")}
    if not stated & {"online", "offline"}:
        return None, None
    return "online" in stated, "offline" in stated


def _minutes(said: Mapping[str, Any], sessions: Sequence[_Session]) -> int | None:
    """Of work, as stated; else the length of a session with a beginning and an end on the same day."""
    if found := _WORK.fullmatch(said.get("duration") or ""):
        hours, minutes = (float((found[unit] or "0").replace(",", ".")) for unit in ("hours", "minutes"))
        return min(round(hours * 60 + minutes), _MOST_MINUTES) or None
    if said.get("duration"):
        return None
    lengths = {round((s.ends - s.starts).total_seconds() / 60) for s in sessions if s.ends}
    length = lengths.pop() if len(lengths) == 1 else 0
    return length if 0 < length < 24 * 60 else None


def _price(said: Mapping[str, Any]) -> tuple[int | None, str]:
    """Hundredths of a currency; 0 where it is free, None where it is not known or stated in no currency."""
    if said.get("free"):
        return 0, ""
    try:
        cents = int(Decimal(said.get("price") or "") * 100)
    except (InvalidOperation, OverflowError, ValueError):
        return None, ""
    if cents == 0:
        return 0, ""
    currency = str(said.get("currency") or "")[:3]
    return (cents, currency) if currency and 0 < cents < _MOST_CENTS else (None, "")


def _cancelled(said: Mapping[str, Any]) -> list[datetime]:
    stated = (o for o in said.get("occurrences", ()) if o.get("cancelled"))
    ends = (placed(o.get("end") or o["start"], end=True) for o in stated)
    return [end.astimezone(UTC) for end in ends if end]
