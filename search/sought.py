"""What people looked for: counted from the notes of requests, kept for a while, and read for those who plan what
the catalogue should have.

    demand("aspect", since=…)       how often each aspect was sought, and how often in vain
    unanswered(since=…, …)          the words that found nothing
    openings(resources, since=…)    how often each resource was opened from results

Of words only those are told that were used several times: what one person typed once is nobody's business.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, Literal

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.utils import timezone

from registry.framework.rubric import DEPTH_CELLS, UNKNOWN
from search.models import Opening, Sought
from search.noting import taken_notes

By = Literal["aspect", "language", "economy"]
LEAST_TIMES = 3
"""Words that were used fewer times in all are counted, and not told."""

_AT_ONCE = 200  # notes, or rows, in one transaction (rule 14)
_KEY = ("text", "language", "facets", "economy")


@dataclass(frozen=True, slots=True)
class Demand:
    """How often something was sought. `empty`: the searches that found nothing at all; `partly`: those that found
    nothing with all of their words; `opened`: how often a result was followed; `rank`: the mean rank of those, from
    1, None when it is not known.

    `value`: an aspect's id, a language's tag, an economy's code; or "unknown".
    """

    value: str
    times: int
    empty: int
    partly: int
    opened: int
    rank: float | None

    @property
    def unmet(self) -> int:
        """The searches that did not find what was asked for."""
        return self.empty + self.partly


@dataclass(frozen=True, slots=True)
class Words:
    """What was typed, in its folded form, and how often: see Demand."""

    text: str
    language: str
    times: int
    empty: int
    partly: int


def demand(by: By, since: date, until: date | None = None) -> list[Demand]:
    """How often each aspect, language or economy was sought from one day to another, both inclusive; what was most
    often sought in vain first. A search about two aspects counts for both. A few reads, however much was sought."""
    rows = _between(since, until)
    if by == "aspect":
        found = [_demand(cell, _summed(rows.filter(aspects__contains=f" {cell} "))) for cell in DEPTH_CELLS]
        found.append(_demand(UNKNOWN, _summed(rows.filter(aspects=""))))
    else:
        grouped = rows.values(by).order_by(by).annotate(**_sums())
        found = [_demand(group[by] or UNKNOWN, group) for group in grouped]
    return sorted(
        (each for each in found if each.times), key=lambda each: (-each.unmet, -each.times, each.value)
    )


def unanswered(
    since: date,
    until: date | None = None,
    *,
    aspect: str = "",
    language: str = "",
    economy: str = "",
    limit: int = 50,
) -> list[Words]:
    """The words that most often found nothing, or nothing with all of them; of an aspect, language or economy where
    one is given ("unknown" is one, too)."""
    rows = _between(since, until).exclude(text="")
    if aspect:
        rows = rows.filter(aspects="") if aspect == UNKNOWN else rows.filter(aspects__contains=f" {aspect} ")
    if language:
        rows = rows.filter(language="" if language == UNKNOWN else language)
    if economy:
        rows = rows.filter(economy="" if economy == UNKNOWN else economy)
    grouped = (
        rows.values("text", "language")
        .annotate(
            all_times=Sum("times"),
            all_empty=Sum("empty"),
            all_partly=Sum("partly"),
            in_vain=Sum(F("empty") + F("partly")),
        )
        .filter(all_times__gte=LEAST_TIMES, in_vain__gt=0)
        .order_by("-in_vain", "-all_times", "text", "language")
    )
    return [
        Words(row["text"], row["language"], row["all_times"], row["all_empty"], row["all_partly"])
        for row in grouped[:limit]
    ]


def openings(resources: Collection[int], since: date) -> dict[int, int]:
    """How often each of these resources (ids) was opened from results since that day; none of those that never were."""
    rows = Opening.objects.filter(resource__in=resources, day__gte=since)
    return dict(rows.values_list("resource").order_by("resource").annotate(Sum("times")))


def most_openings(since: date) -> int:
    """Of the resource that was opened most often since that day."""
    sums = Opening.objects.filter(day__gte=since).values("resource").annotate(all_times=Sum("times"))
    return sums.order_by("-all_times").values_list("all_times", flat=True).first() or 0


def keep(now: datetime | None = None) -> int:
    """Counts the notes whose minute is over, and forgets what is older than SOUGHT_DAYS; how many notes that were.
    For the worker, as often as it likes."""
    now, done = now or timezone.now(), 0
    while True:
        with taken_notes(now) as notes:
            counted = sum(_count(some) for some in _some(notes))
        if not counted:
            break
        done += counted
    _forget(now.date() - timedelta(days=settings.SOUGHT_DAYS))
    return done


def _between(since: date, until: date | None) -> QuerySet[Sought]:
    rows = Sought.objects.filter(day__gte=since)
    return rows.filter(day__lte=until) if until else rows


def _sums() -> dict[str, Sum]:
    return {f"all_{name}": Sum(name) for name in ("times", "empty", "partly", "opened", "ranked", "ranks")}


def _summed(rows: QuerySet[Sought]) -> Mapping[str, int]:
    return {name: count or 0 for name, count in rows.aggregate(**_sums()).items()}


def _demand(value: str, sums: Mapping[str, Any]) -> Demand:
    rank = sums["all_ranks"] / sums["all_ranked"] if sums["all_ranked"] else None
    times, empty, partly, opened = (sums[f"all_{name}"] for name in ("times", "empty", "partly", "opened"))
    return Demand(value, times, empty, partly, opened, rank)


def _some(notes: Iterable[Any]) -> Iterator[list[Any]]:
    remaining = iter(notes)
    while some := list(islice(remaining, _AT_ONCE)):
        yield some


def _count(notes: list[tuple[datetime, dict[str, Any]]]) -> int:
    with transaction.atomic():
        for minute, note in notes:
            key: dict[str, Any] = {name: str(note.get(name, "")) for name in _KEY}
            row, _made = Sought.objects.get_or_create(day=minute.date(), **key)
            _add(row, note)
            row.save()
            if "opened" in note:
                _add_opening(minute.date(), note["opened"])
    return len(notes)


def _add(row: Sought, note: dict[str, Any]) -> None:
    row.aspects = "".join(f" {aspect} " for aspect in note.get("aspects", ()))
    if "opened" in note:
        row.opened += 1
        if note["opened"] in row.shown:
            row.ranked += 1
            row.ranks += row.shown.index(note["opened"]) + 1
        return
    row.times += 1
    row.empty += not note["found"]
    row.partly += bool(note["partly"])
    row.found, row.shown = note["found"], note["shown"]


def _add_opening(day: date, resource: int) -> None:
    Opening.objects.get_or_create(day=day, resource=resource)
    Opening.objects.filter(day=day, resource=resource).update(times=F("times") + 1)


def _forget(before: date) -> None:
    for model in (Sought, Opening):
        old = model.objects.filter(day__lt=before)
        while ids := list(old.values_list("pk", flat=True)[:_AT_ONCE]):
            model.objects.filter(pk__in=ids).delete()
