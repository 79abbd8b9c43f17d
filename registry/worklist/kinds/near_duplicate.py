"""Pairs of resources that may be the same thing, until somebody decides."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.duplicates.proposals import proposals
from registry.worklist.kind import Kind, Open
from registry.worklist.models import Task
from registry.worklist.resources import economy_of, language_of


class NearDuplicate(Kind):
    id = "near-duplicate"
    label = gettext_lazy("Perhaps the same thing")

    def open(self, resources: Collection[int] | None = None) -> Iterator[Open]:
        for found in proposals(resources):
            yield Open(
                key=f"{found.first.public_id}/{found.second.public_id}",
                title=found.first.title[:300],
                since=found.since,
                resource=found.first.pk,
                economy=economy_of(found.first),
                language=language_of(found.first),
                details={
                    "score": found.score,
                    "other": found.second.title[:100],
                    "by": found.second.record.organiser.name[:100],
                },
            )

    def why(self, details: Mapping[str, Any]) -> str:
        return _("%(score)s %% alike: “%(other)s”, %(by)s") % details

    def link(self, task: Task) -> str:
        first, second = task.key.split("/")
        return reverse("curation:duplicate", args=[first, second])
