"""Ratings of resources: the machine's, curators' judgements, and the profile that they form together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

from django.utils import timezone

from registry.catalogue import history
from registry.catalogue.effective import BATCH, materialise
from registry.catalogue.machine_rating import machine_profiles
from registry.catalogue.models import Change, Rating, Resource
from registry.catalogue.visibility import ResourceQuerySet
from registry.catalogue.writing import writing
from registry.framework.rubric import DEPTH_CELLS, RELEVANT, RUBRIC_VERSION, Value, checked
from registry.lexicon.in_force import refresh

JUDGED, ACCEPTED, JUDGED_AGAIN = "rating", "rating accepted", "rating reverted"
"""Causes in the history: of a judgement, of a whole rating that was accepted, of one that was taken back."""
ACCEPTED_CELLS = (RELEVANT, *DEPTH_CELLS)
"""What is accepted of a rating: that the resource belongs here, and how deep it goes."""


def judge(resource: Resource, cell: str, value: Value, *, actor: str, reason: str = "") -> Change:
    """Keeps a curator's judgement of one cell. ValueError for a cell or a value that the rubric has not."""
    with writing():
        before = put_judgements(resource, actor, {cell: value}, reason)
        change = history.changed(resource, cell, before[cell], value, cause=JUDGED, actor=actor)
        history.write(change)
        materialise([resource.pk])
    return change


def accept(
    resource: Resource, values: Mapping[str, Value] | None = None, *, actor: str, reason: str = ""
) -> Change | None:
    """A curator says that the shown depths are right, all of them, but for `values`, by cell, which they say
    otherwise; None where there is nothing more to say."""
    with writing():
        change = accepted(resource, values, actor=actor, reason=reason)
        if change is not None:
            history.write(change)
            materialise([resource.pk])
    return change


def accepted(
    resource: Resource, values: Mapping[str, Value] | None = None, *, actor: str, reason: str = ""
) -> Change | None:
    """Like `accept`, within a transaction of the caller's, who writes the change and materialises.

    What nobody has judged is not accepted: it stays to be judged. What this curator has said already, stands.
    """
    cells = resource.profile.get("cells", {})
    own = Rating.objects.filter(resource=resource, kind=Rating.Rater.CURATOR, rater=actor).first()
    said = own.cells if own else {}
    wanted = {cell: cells[cell]["value"] for cell in ACCEPTED_CELLS if cell in cells} | dict(values or {})
    new = {cell: value for cell, value in wanted.items() if said.get(cell, {}).get("value") != value}
    if not new:
        return None
    before = put_judgements(resource, actor, new, reason)
    return history.changed(resource, "depths", before, new, cause=ACCEPTED, actor=actor)


def put_judgements(
    resource: Resource, rater: str, values: Mapping[str, Value | None], reason: str = ""
) -> dict[str, Value | None]:
    """Sets cells of one curator's rating within a transaction of the caller's, None takes a judgement away;
    returns what was there before. ValueError for a cell or a value that the rubric has not."""
    for cell, value in values.items():
        if value is not None:
            checked(cell, value)
    rating, _made = Rating.objects.get_or_create(
        resource=resource, kind=Rating.Rater.CURATOR, rater=rater, defaults={"version": RUBRIC_VERSION}
    )
    before = {cell: rating.cells.get(cell, {}).get("value") for cell in values}
    now = timezone.now().isoformat()
    for cell, value in values.items():
        if value is None:
            rating.cells.pop(cell, None)
        else:
            rating.cells[cell] = {"value": value, "at": now, "reason": reason}
    rating.version = RUBRIC_VERSION
    if rating.cells:
        rating.save(update_fields=["cells", "version"])
    else:
        rating.delete()
    return before


def rate(
    resources: Iterable[Resource],
    progress: Callable[[int], None] = lambda _count: None,
    *,
    as_of: Callable[[Rating | None], date] = lambda _before: timezone.now().date(),
) -> int:
    """Rates resources by machine again; returns how many profiles came out differently.

    Rating happens outside the transactions that store it; each holds at most a few hundred rows. `as_of` is
    given the rating there is, and says for which day the new one is made.
    """
    changed = 0
    for batch in _batched(resources, BATCH):
        changed += _rate(batch, as_of)
        progress(len(batch))
    return changed


def compared(resources: Iterable[Resource]) -> Iterator[tuple[dict[str, Any] | None, dict[str, Any]]]:
    """Each machine profile that there is, None for none, and what rating again would make of it; nothing is kept."""
    today = timezone.now().date()
    for batch in _batched(resources, BATCH):
        before, rated = _rated(batch, lambda _before: today)
        for id, profile in rated.items():
            yield before[id].cells if id in before else None, profile


def rate_due(between: Callable[[], object] = lambda: None) -> int:
    """Rates what has changed since the machine rated it: safe to repeat, nothing is forgotten by a crash.

    `between`: done after each batch, since all of a large harvest takes minutes.
    """
    changed = 0
    while batch := list(_with_organiser(Resource.objects.filter(rating_due=True))[:BATCH]):
        changed += rate(batch)
        between()
    return changed


def made_on(before: Rating | None) -> date:
    """The day of the rating that there is: rating anew as of it changes nothing but by a change of the rater."""
    return (before.created if before else timezone.now()).date()


def _with_organiser(resources: ResourceQuerySet) -> ResourceQuerySet:
    return resources.with_provenance().order_by("pk")


def _batched(resources: Iterable[Resource], size: int) -> Iterator[list[Resource]]:
    rest = iter(resources)
    while batch := list(islice(rest, size)):
        yield batch


def _rated(
    batch: Sequence[Resource], as_of: Callable[[Rating | None], date]
) -> tuple[dict[int, Rating], dict[int, dict[str, Any]]]:
    """The machine ratings that there are, and the profiles made anew, by resource."""
    refresh()
    machine = Rating.objects.filter(resource__in=batch, kind=Rating.Rater.MACHINE)
    before = {rating.resource_id: rating for rating in machine}
    profiles = machine_profiles(
        [(r.effective, r.record.organiser.kind, as_of(before.get(r.pk))) for r in batch]
    )
    return before, {r.pk: profile for r, profile in zip(batch, profiles, strict=True)}


def _rate(batch: Sequence[Resource], as_of: Callable[[Rating | None], date]) -> int:
    before, rated = _rated(batch, as_of)
    different = [id for id, profile in rated.items() if id not in before or before[id].cells != profile]
    with writing():
        Rating.objects.filter(resource__in=different, kind=Rating.Rater.MACHINE).delete()
        Rating.objects.bulk_create(
            Rating(resource_id=id, kind=Rating.Rater.MACHINE, version=rated[id]["version"], cells=rated[id])
            for id in different
        )
        for resource in batch:
            # Only if nothing has changed it while it was rated; else it stays due.
            Resource.objects.filter(pk=resource.pk, changed=resource.changed).update(rating_due=False)
        materialise(different)
    return len(different)
