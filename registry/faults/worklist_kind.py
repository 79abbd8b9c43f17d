"""Reported faults as tasks of the worklist: one for each resource that has any."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Count, Max, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from registry.catalogue.models import Resource
from registry.faults.models import Fault
from registry.worklist.kind import Kind, Open
from registry.worklist.models import Task
from registry.worklist.resources import economy_of, language_of

_AT_ONCE = 200  # resources read at once


class ReportedFault(Kind):
    id = "reported-fault"
    label = gettext_lazy("Reported faults")
    every = timedelta(seconds=30)

    def open(self, resources: Collection[int] | None = None) -> Iterator[Open]:
        unsettled = Fault.objects.filter(settled=None)
        if resources is not None:
            unsettled = unsettled.filter(resource__in=resources)
        counted = unsettled.order_by("resource").values("resource")
        last = 0
        while rows := list(
            counted.filter(resource__gt=last).annotate(
                number=Count("pk"), since=Min("reported"), newest=Max("pk")
            )[:_AT_ONCE]
        ):
            last = rows[-1]["resource"]
            yield from _tasks(rows)

    def why(self, details: Mapping[str, Any]) -> str:
        what = dict(Fault.What.choices).get(details.get("what", ""), "")
        number = int(details.get("number", 1))
        told = ngettext("%(number)d reader reports:", "%(number)d readers report, the last:", number)
        note = f" “{details['note']}”" if details.get("note") else ""
        return f"{told % {'number': number}} {what}{note}" if what else _("A reader reports a fault.")

    def link(self, task: Task) -> str:
        return reverse("curation:faults", args=[task.key])


def _tasks(rows: Iterable[Mapping[str, Any]]) -> Iterator[Open]:
    resources = Resource.objects.with_provenance().in_bulk([row["resource"] for row in rows])
    newest = Fault.objects.in_bulk([row["newest"] for row in rows])
    for row in rows:
        resource, fault = resources[row["resource"]], newest[row["newest"]]
        yield Open(
            key=str(resource.public_id),
            title=resource.title,
            since=row["since"],
            resource=resource.pk,
            economy=economy_of(resource),
            language=language_of(resource),
            details={"number": row["number"], "what": fault.what, "note": fault.note[:200]},
        )
