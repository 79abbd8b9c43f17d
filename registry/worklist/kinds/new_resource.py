"""Resources that have come lately and that nobody has looked at."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.catalogue.models import Rating, Resource
from registry.worklist.kind import Kind, Open
from registry.worklist.resources import only, tasks

NEW_FOR = timedelta(days=30)


class NewResource(Kind):
    id = "new-resource"
    label = gettext_lazy("New resources")
    every = timedelta(minutes=2)
    acceptable = True

    def open(self, resources: Collection[int] | None = None) -> Iterator[Open]:
        judged = Rating.objects.filter(resource=OuterRef("pk"), kind=Rating.Rater.CURATOR)
        new = Resource.objects.visible().filter(created__gt=timezone.now() - NEW_FOR).exclude(Exists(judged))
        yield from tasks(only(new, resources), source=F("record__source__name"))

    def why(self, details: Mapping[str, Any]) -> str:
        return _("It is new from %(source)s, and no curator has looked at its rating.") % details
