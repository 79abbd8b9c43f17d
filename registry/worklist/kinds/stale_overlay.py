"""Corrections beneath which a source has changed its own value since."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.catalogue.models import Overlay
from registry.worklist.kind import Kind, Open
from registry.worklist.resources import economy_of, language_of

_LONGEST = 100  # characters of a value


class StaleOverlay(Kind):
    id = "stale-overlay"
    label = gettext_lazy("Sources say something new")

    def open(self, resources: Collection[int] | None = None) -> Iterator[Open]:
        stale = Overlay.objects.filter(has_suggestion=True).select_related(
            "resource__record__organisation", "resource__record__source__organisation"
        )
        if resources is not None:
            stale = stale.filter(resource__in=resources)
        for overlay in stale.order_by("pk").iterator(chunk_size=500):
            yield Open(
                key=f"{overlay.resource.public_id}/{overlay.field}",
                title=overlay.resource.title[:300],
                since=overlay.created,
                resource=overlay.resource_id,
                economy=economy_of(overlay.resource),
                language=language_of(overlay.resource),
                details={
                    "field": overlay.field,
                    "kept": _shortened(overlay.value),
                    "said": _shortened(overlay.suggestion),
                },
            )

    def why(self, details: Mapping[str, Any]) -> str:
        return _("%(field)s: “%(kept)s” was kept. The source says now: “%(said)s”") % details


def _shortened(value: Any) -> str:
    text = (
        "–"
        if value in (None, "", [])
        else ", ".join(map(str, value))
        if isinstance(value, list)
        else str(value)
    )
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
