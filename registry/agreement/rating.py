"""The second, blind rating of a resource, and the third's decision where the two differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from registry.agreement.models import Pair, Verdict
from registry.catalogue import history
from registry.catalogue.effective import materialise
from registry.catalogue.models import Rating, Resource
from registry.catalogue.ratings import put_judgements
from registry.catalogue.writing import writing
from registry.framework.rubric import DEPTH_CELLS, Value

SECOND, THIRD = "second rating", "third rating"
"""Causes in the history: of the second of two ratings, and of the word of a third where they differ."""


class NotPossible(Exception):
    """In words for the person who wanted it."""


def next_for(rater: str, after: int = 0) -> list[Pair]:
    """Pairs whose resource is shown, and of which this rater has said nothing yet; the first of them."""
    own = Rating.objects.filter(kind=Rating.Rater.CURATOR, rater=rater).values("resource")
    waiting = Pair.objects.filter(state=Pair.State.WAITING, pk__gt=after).exclude(first=rater)
    shown = waiting.filter(resource__in=Resource.objects.visible()).exclude(resource__in=own)
    organisers = ("resource__record__organisation", "resource__record__source__organisation")
    return list(shown.select_related(*organisers).order_by("pk")[:50])


def rate_second(pair: Pair, values: Mapping[str, Value], *, rater: str) -> Pair:
    """Keeps the second rating; it forms the shown profile as any other, so that differences are disputed there."""
    if rater == pair.first:
        raise NotPossible(_("You rated it first: somebody else is to rate it now."))
    with writing():
        first = _said(pair.resource_id, pair.first)
        machine = _machine(pair.resource_id)
        verdicts = [
            Verdict(
                pair=pair,
                cell=cell,
                first=_depth(first.get(cell)),
                second=_depth(values.get(cell)),
                machine=_depth(machine.get(cell)),
            )
            for cell in DEPTH_CELLS
        ]
        disputed = any(verdict.is_disputed for verdict in verdicts)
        state = Pair.State.DISPUTED if disputed else Pair.State.AGREED
        waiting = Pair.objects.filter(pk=pair.pk, state=Pair.State.WAITING)
        if not waiting.update(state=state, second=rater, rated=timezone.now()):
            raise NotPossible(_("Somebody else has rated it in the meantime. Take the next one."))
        Verdict.objects.bulk_create(verdicts)
        _judge(pair.resource, values, rater, SECOND)
    pair.refresh_from_db()
    return pair


def decide(pair: Pair, values: Mapping[str, Value], *, rater: str) -> None:
    """The third's word on the cells in which the two differ; it is what is shown from then on."""
    if rater in (pair.first, pair.second):
        raise NotPossible(_("You have rated it already: a third person decides."))
    with writing():
        disputed = Pair.objects.filter(pk=pair.pk, state=Pair.State.DISPUTED)
        if not disputed.update(state=Pair.State.RESOLVED, third=rater, decided=timezone.now()):
            raise NotPossible(_("It has been decided in the meantime."))
        for cell, value in values.items():
            Verdict.objects.filter(pair=pair, cell=cell).update(third=_depth(value))
        _judge(pair.resource, values, rater, THIRD)


def _judge(resource: Resource, values: Mapping[str, Value], rater: str, cause: str) -> None:
    before = put_judgements(resource, rater, values)
    history.write(history.changed(resource, "depths", before, dict(values), cause=cause, actor=rater))
    materialise([resource.pk])


def _said(resource: int, rater: str) -> dict[str, Any]:
    own = Rating.objects.filter(resource=resource, kind=Rating.Rater.CURATOR, rater=rater).first()
    return {cell: said["value"] for cell, said in own.cells.items()} if own else {}


def _machine(resource: int) -> dict[str, Any]:
    found = Rating.objects.filter(resource=resource, kind=Rating.Rater.MACHINE).first()
    cells = found.cells.get("cells", {}) if found else {}
    return {cell: judgement["value"] for cell, judgement in cells.items()}


def _depth(value: Any) -> int | None:
    return value if isinstance(value, int) else None
