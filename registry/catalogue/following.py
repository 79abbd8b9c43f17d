"""Resources in the order in which they changed, from where one stopped: for what is derived of them elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q

from registry.catalogue.models import Resource

SETTLED = timedelta(seconds=10)
"""What has changed within so long is left for the next time: a transaction that began earlier may still end later."""

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class Place(models.Model):
    """How far somebody has come; one row. A rating alone changes nothing that is followed here."""

    changed = models.DateTimeField(default=_BEGINNING)
    resource = models.BigIntegerField(default=0)

    class Meta:
        abstract = True

    @classmethod
    def current(cls) -> Self:
        place, _made = cls._default_manager.get_or_create(pk=1)
        return place

    def next(self, now: datetime, most: int) -> Sequence[Resource]:
        """The next resources that have changed; all of them, shown or not."""
        past = Q(changed=self.changed, pk__lte=self.resource)
        changed = Resource.objects.filter(changed__gte=self.changed, changed__lte=now - SETTLED).exclude(past)
        return list(changed.select_related("record__source").order_by("changed", "pk")[:most])

    def advance(self, done: Sequence[Resource]) -> None:
        """Call it in the transaction that writes what was derived of them."""
        if done:
            self.changed, self.resource = done[-1].changed, done[-1].pk
            self.save()
