"""Runs that are held: until somebody decides, their source's list is not believed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from registry.roles.granting import SENIOR
from registry.sources.models import Run
from registry.worklist.kind import Kind, Open
from registry.worklist.models import Task


class HeldRun(Kind):
    id = "held-run"
    label = _("Held runs")
    every = timedelta(seconds=10)
    least = SENIOR

    def open(self, resources: Collection[int] | None = None) -> Iterator[Open]:
        held = Run.objects.filter(outcome=Run.Outcome.HELD, decided="").order_by("pk")
        for run in held.select_related("source__organisation"):
            yield Open(
                key=str(run.pk),
                title=run.source.name,
                since=run.started,
                economy=run.source.organisation.economy,
                details={"lost": run.would_withdraw},
                effect=100,
            )

    def why(self, details: Mapping[str, Any]) -> str:
        lost = int(details.get("lost", 0))
        return ngettext(
            "The run would remove %(lost)s record.", "The run would remove %(lost)s records.", lost
        ) % {"lost": lost}

    def link(self, task: Task) -> str:
        return reverse("curation:run", args=[int(task.key)])
