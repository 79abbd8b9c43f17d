"""The gap in coverage as a sign of effect: what there is little of in its language or economy matters more."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from datetime import timedelta

from django.core.cache import cache
from django.db.models import Count, F
from django.db.models.fields.json import KeyTextTransform

from registry.catalogue.models import Resource

_KEPT = timedelta(minutes=10)
_PLENTY = 1_000  # resources in one language or of one economy; more close no gap


def scarcity(resources: Collection[int]) -> Mapping[int, float]:
    """1: it is the only one that is shown in its language or of its organiser's economy; 0: there are plenty."""
    by_language, by_economy = _counts()
    rows = Resource.objects.filter(pk__in=resources).values_list(
        "pk", KeyTextTransform("language", "effective"), "record__source__organisation__economy"
    )
    known = {}
    for id, language, economy in rows:
        values = [_scarce(by_language.get(language, 0))] if language else []
        values += [_scarce(by_economy.get(economy, 0))] if economy else []
        if values:
            known[id] = max(values)
    return known


def _scarce(count: int) -> float:
    return max(0.0, 1 - math.log(max(count, 1)) / math.log(_PLENTY))


def _counts() -> tuple[dict[str, int], dict[str, int]]:
    """How many resources are shown, by language and by economy; read anew every few minutes."""
    kept: tuple[dict[str, int], dict[str, int]] | None = cache.get("worklist.gaps")
    if kept is None:
        shown = Resource.objects.visible()
        languages = shown.values(name=KeyTextTransform("language", "effective")).annotate(number=Count("pk"))
        economies = shown.values(name=F("record__source__organisation__economy")).annotate(number=Count("pk"))
        kept = (
            dict(languages.order_by().values_list("name", "number")),
            dict(economies.order_by().values_list("name", "number")),
        )
        cache.set("worklist.gaps", kept, _KEPT.total_seconds())
    return kept
