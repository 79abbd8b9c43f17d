"""Ratings of resources: the machine's, curators' judgements, and the profile that they form together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from registry.catalogue import history
from registry.catalogue.effective import BATCH, materialise
from registry.catalogue.models import Rating, Resource
from registry.framework import combining, rater
from registry.framework.profile import Profile
from registry.framework.rubric import RUBRIC_VERSION, Value, checked


def judge(resource: Resource, cell: str, value: Value, *, actor: str, reason: str = "") -> None:
    """Keeps a curator's judgement of one cell. ValueError for a cell or a value that the rubric has not."""
    checked(cell, value)
    with transaction.atomic():
        rating, _made = Rating.objects.get_or_create(
            resource=resource,
            kind=Rating.Rater.CURATOR,
            rater=actor,
            defaults={"version": RUBRIC_VERSION},
        )
        before = rating.cells.get(cell, {}).get("value")
        rating.cells[cell] = {"value": value, "at": timezone.now().isoformat(), "reason": reason}
        rating.version = RUBRIC_VERSION
        rating.save(update_fields=["cells", "version"])
        history.write(history.changed(resource, cell, before, value, cause="rating", actor=actor))
        materialise([resource.pk])


def machine_profile(effective: Mapping[str, Any], organiser_kind: str) -> dict[str, Any]:
    """The machine's profile of effective values, as JSON; pure, and needs no database."""
    return rater.rate(rateable(effective, organiser_kind)).as_json()


def rateable(effective: Mapping[str, Any], organiser_kind: str) -> rater.Rateable:
    """What the rater reads of a resource."""
    return rater.Rateable(
        title=effective.get("title", ""),
        description=effective.get("description", ""),
        subjects=tuple(effective.get("subjects", ())),
        type=effective.get("type"),
        language=effective.get("language"),
        organiser_kind=organiser_kind or None,
    )


def rate(resources: Iterable[Resource], progress: Callable[[int], None] = lambda _count: None) -> int:
    """Rates resources by machine again; returns how many profiles came out differently.

    Rating happens outside the transactions that store it; each holds at most a few hundred rows.
    """
    changed, batch = 0, []
    for resource in resources:
        batch.append(resource)
        if len(batch) == BATCH:
            changed += _rate(batch)
            progress(len(batch))
            batch = []
    changed += _rate(batch)
    progress(len(batch))
    return changed


def rate_due() -> int:
    """Rates what has changed since the machine rated it: safe to repeat, nothing is forgotten by a crash."""
    changed = 0
    while batch := list(_with_kind(Resource.objects.filter(rating_due=True))[:BATCH]):
        changed += _rate(batch)
    return changed


def _with_kind(resources: Any) -> Any:
    return resources.with_provenance().order_by("pk")


def _rate(batch: Sequence[Resource]) -> int:
    rated = {r.pk: machine_profile(r.effective, r.record.organiser.kind) for r in batch}
    before = dict(
        Rating.objects.filter(resource__in=batch, kind=Rating.Rater.MACHINE).values_list(
            "resource_id", "cells"
        )
    )
    different = [id for id, profile in rated.items() if before.get(id) != profile]
    with transaction.atomic():
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


def shown_profile(machine: Mapping[str, Any], curators: Sequence[Rating]) -> dict[str, Any]:
    """The shown profile as JSON; `curated` names the cells that people judged, and which are disputed."""
    judgements = [
        combining.CuratorJudgement(
            cell=cell,
            value=said["value"],
            curator=rating.rater,
            at=datetime.fromisoformat(said["at"]),
            reason=said.get("reason", ""),
        )
        for rating in curators
        for cell, said in rating.cells.items()
    ]
    if not judgements:
        return dict(machine)
    shown = combining.shown_profile(Profile.from_json(machine) if machine else None, judgements)
    return shown.profile.as_json() | {
        "curated": {
            cell: {"curators": list(origin.curators), "disputed": origin.disputed}
            for cell, origin in shown.origins.items()
            if origin.rater == "curator"
        }
    }
