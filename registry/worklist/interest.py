"""What SMMEs open and look for as signs of effect: a task on what many want to see matters more."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from datetime import date, timedelta

from django.core.cache import cache
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.utils import timezone

from registry.catalogue.models import Resource
from registry.framework.rubric import ASSIGNED
from registry.framework.vocabularies import ASPECTS
from search.sought import demand, most_openings, openings

_DAYS = 90  # what was wanted longer ago says little of today
_KEPT = timedelta(minutes=10)


def opened(resources: Collection[int]) -> Mapping[int, float]:
    """1: none was opened from results more often lately; nothing of what nobody opened."""
    since = _since()
    times = openings(resources, since)
    most = max([most_openings(since), *times.values()]) if times else 0
    return {id: math.log1p(count) / math.log1p(most) for id, count in times.items()}


def sought(resources: Collection[int]) -> Mapping[int, float]:
    """1: it teaches the aspect that is looked for most; nothing of what teaches no aspect, or while nobody searches."""
    wanted = _wanted()
    if not wanted:
        return {}
    depths = {
        aspect.replace("-", "_"): KeyTextTransform(
            "value", KeyTransform(aspect, KeyTransform("cells", "profile"))
        )
        for aspect in wanted
    }
    rows = Resource.objects.filter(pk__in=resources).annotate(**depths).values_list("pk", *depths)
    known = {}
    for id, *values in rows:
        taught = [share for share, value in zip(wanted.values(), values, strict=True) if _is_taught(value)]
        if taught:
            known[id] = max(taught)
    return known


def _is_taught(depth: object) -> bool:
    return str(depth).isdecimal() and int(str(depth)) >= ASSIGNED


def _wanted() -> dict[str, float]:
    """Of each aspect that is looked for, how often against the one that is most; read anew every few minutes."""
    kept: dict[str, float] | None = cache.get("worklist.wanted")
    if kept is None:
        times = {one.value: one.times for one in demand("aspect", _since()) if one.value in ASPECTS.ids}
        most = max(times.values(), default=0)
        kept = {aspect: count / most for aspect, count in times.items()}
        cache.set("worklist.wanted", kept, _KEPT.total_seconds())
    return kept


def _since() -> date:
    return timezone.now().date() - timedelta(days=_DAYS)
