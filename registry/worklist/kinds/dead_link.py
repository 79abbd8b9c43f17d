"""Resources whose address is dead: it has failed again and again, over days."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.catalogue.models import Resource
from registry.links.models import Address, ResourceAddress
from registry.worklist.kind import Kind, Open
from registry.worklist.models import Task
from registry.worklist.resources import only, tasks


class DeadLink(Kind):
    id = "dead-link"
    label = gettext_lazy("Dead links")
    every = timedelta(minutes=5)

    def open(self, resources: Collection[int] | None = None) -> Iterator[Open]:
        """One task a resource."""
        dead = ResourceAddress.objects.filter(address__state=Address.State.DEAD)
        own = dead.filter(resource=OuterRef("pk"))
        shown = only(Resource.objects.visible(), resources).filter(pk__in=dead.values("resource"))
        shown = shown.annotate(failing=Subquery(own.values("address__failing_since")[:1]))
        yield from tasks(shown, since="failing", address=Subquery(own.values("address")[:1]))

    def why(self, details: Mapping[str, Any]) -> str:
        return _("Its address has not answered for days.")

    def link(self, task: Task) -> str:
        return reverse("curation:link", args=[task.details["address"]])
