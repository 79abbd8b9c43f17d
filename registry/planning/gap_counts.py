"""What plans lacked, counted for the alliance when a reader asks for it; nobody's name is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import F

from registry.catalogue.writing import writing
from registry.planning.answers import Answers
from registry.planning.models import GapCount
from registry.planning.offers import listed
from registry.planning.reading import Gap

_SHOWN = 200


def count(gaps: Iterable[Gap], answers: Answers, now: datetime) -> None:
    """One more for each gap, for these languages and markets."""
    with writing():
        for gap in gaps:
            row, _made = GapCount.objects.get_or_create(
                cell=gap.cell,
                depth=gap.need,
                languages=listed(sorted(answers.languages)),
                markets=listed(sorted(answers.markets)),
                why=gap.why.name,
                defaults={"first": now, "last": now},
            )
            GapCount.objects.filter(pk=row.pk).update(times=F("times") + 1, last=now)


def most_asked() -> Sequence[GapCount]:
    return list(GapCount.objects.order_by("-times", "-last")[:_SHOWN])
