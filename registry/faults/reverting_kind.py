"""That reports of readers were settled: taken back, the same reports wait again."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from registry.catalogue.models import Change, Resource
from registry.faults.reporting import REPORTS, put_back
from registry.reverting.kind import Kind, resource_of


class Settled(Kind):
    def is_of(self, change: Change) -> bool:
        return change.field == REPORTS and change.subject.startswith("resource:")

    def resource(self, change: Change) -> Resource:
        return resource_of(change)

    def link(self, change: Change) -> str:
        return reverse("curation:faults", args=[self.resource(change).public_id])

    def later(self, change: Change) -> Sequence[Change]:
        """What came of other reports stands."""
        about = {*(change.before or ()), *(change.after or ())}
        return [row for row in super().later(change) if about & {*(row.before or ()), *(row.after or ())}]

    def put_back(self, change: Change, *, actor: str) -> Sequence[tuple[Change, Change]]:
        waiting, settled = change.before or (), change.after or ()
        return [(change, put_back(self.resource(change), waiting, settled, actor=actor))]
