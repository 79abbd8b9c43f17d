"""The right to write an index, held by one process at a time: a row that one conditional UPDATE claims."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from search.engines import IndexBusy
from search.models import WritingLease

LASTS = timedelta(minutes=2)  # a killed writer holds it no longer than that
_RENEWED_AFTER = timedelta(seconds=20)
_LOOK_AGAIN = 0.2  # seconds


class Lease:
    """The lease of one index, from `claim` to `release`."""

    def __init__(self, index: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._index, self._sleep = index, sleep
        self._holder = uuid.uuid4()
        self._until: datetime | None = None

    def claim(self, *, wait: bool) -> None:
        """Holds it, once nobody else does. Raises IndexBusy when it is not to wait."""
        WritingLease.objects.get_or_create(index=self._index)
        while not self._taken():
            if not wait:
                raise IndexBusy("Another process is writing the search index.")
            self._sleep(_LOOK_AGAIN)

    def renew(self) -> None:
        """To be called while writing. Raises IndexBusy where it was so long ago that another writes now."""
        now = timezone.now()
        if self._until is None or self._until - now > LASTS - _RENEWED_AFTER:
            return
        if not self._mine().update(until=now + LASTS):
            raise IndexBusy("Another process has taken over the search index.")
        self._until = now + LASTS

    def release(self) -> None:
        self._mine().update(holder=None, until=None)
        self._until = None

    def _taken(self) -> bool:
        now = timezone.now()
        free = WritingLease.objects.filter(Q(holder=None) | Q(until__lt=now), index=self._index)
        if free.update(holder=self._holder, until=now + LASTS):
            self._until = now + LASTS
        return self._until is not None

    def _mine(self) -> QuerySet[WritingLease]:
        return WritingLease.objects.filter(index=self._index, holder=self._holder)
