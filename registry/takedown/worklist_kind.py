"""Requests to take something down that nobody has decided on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.roles.granting import SENIOR
from registry.takedown.models import TakedownRequest
from registry.worklist.kind import Kind, Open
from registry.worklist.models import Task
from registry.worklist.resources import economy_of, language_of


class Takedown(Kind):
    id = "takedown"
    label = gettext_lazy("Requests to take something down")
    every = timedelta(seconds=10)
    least = SENIOR

    def open(self, resources: Collection[int] | None = None) -> Iterator[Open]:
        waiting = TakedownRequest.objects.filter(state=TakedownRequest.State.RECEIVED)
        if resources is not None:
            waiting = waiting.filter(resource__in=resources)
        waiting = waiting.select_related(
            "resource__record__organisation", "resource__record__source__organisation"
        )
        for request in waiting.order_by("pk").iterator(chunk_size=500):
            yield Open(
                key=str(request.uuid),
                title=request.resource.title[:300],
                since=request.created,
                resource=request.resource_id,
                economy=economy_of(request.resource),
                language=language_of(request.resource),
                details={"ground": request.ground},
                effect=100,
            )

    def why(self, details: Mapping[str, Any]) -> str:
        grounds = dict(TakedownRequest.Ground.choices)
        ground = grounds.get(details.get("ground", ""), grounds["other"])
        return _("Somebody asks for it to be taken down: %(ground)s") % {"ground": ground}

    def link(self, task: Task) -> str:
        return reverse("curation:takedown", args=[task.key])
