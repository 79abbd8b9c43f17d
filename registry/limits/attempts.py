"""How often somebody may try something; counted in the database, so that all processes agree."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from registry.limits.models import Attempts

HOUR = timedelta(hours=1)


def may(what: str, who: str, most: int, within: timedelta, now: datetime | None = None) -> bool:
    """Counts an attempt; False once there were more than `most` in the stretch that began with the first one."""
    now = now or timezone.now()
    digest = salted_hmac("registry.limits.attempts", f"{what}:{who}", algorithm="sha256").hexdigest()
    mine = Attempts.objects.filter(digest=digest)
    if mine.filter(until__gt=now).update(count=F("count") + 1):
        return mine.filter(count__lte=most).exists()
    if mine.update(count=1, until=now + within):
        return True
    try:
        with transaction.atomic():
            Attempts.objects.create(digest=digest, count=1, until=now + within)
    except IntegrityError:  # another process was faster
        mine.update(count=F("count") + 1)
    return True


def clear(what: str, who: str) -> None:
    """After a success."""
    digest = salted_hmac("registry.limits.attempts", f"{what}:{who}", algorithm="sha256").hexdigest()
    Attempts.objects.filter(digest=digest).delete()


def prune(now: datetime) -> None:
    """Stretches that are over."""
    Attempts.objects.filter(until__lt=now).delete()
