"""Sending news to webhooks: through the one fetcher, signed, tried again, and paused where nobody takes it.

Headers and signature are those of the Standard Webhooks specification: `webhook-id`, `webhook-timestamp` and
`webhook-signature`, which is "v1," and the base64 of HMAC-SHA256 over "id.timestamp.body".
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from harvesters.fetch import Fetcher, FetchProblem
from registry.alerts import links
from registry.alerts.models import Delivery, SavedSearch
from registry.people import letters

log = logging.getLogger(__name__)

WAIT = timedelta(minutes=5)  # after a first attempt that failed; doubled after each further one
ATTEMPTS = 8  # in a row that fail, about eleven hours; then the search is paused
SECONDS = 10.0  # for one answer
_AT_ONCE = 20
_PATIENCE = 30.0  # seconds for all that is sent in one round: other work waits


def secret(search: SavedSearch) -> str:
    """What messages are signed with. It follows from the installation's key and is kept nowhere."""
    name = f"{search.uuid}:{search.key_number}"
    digest = salted_hmac("registry.alerts.webhooks", name, algorithm="sha256").digest()
    return f"whsec_{base64.b64encode(digest).decode()}"


def hello(search: SavedSearch) -> None:
    """The first message, so that whoever set it up sees that it works."""
    body = json.dumps({"type": "hello", "search": {"id": str(search.uuid)}})
    Delivery.objects.create(search=search, body=body)


def send_due(now: datetime | None = None) -> int:
    """Sends what is due; returns how many messages were taken. A worker that is killed between sending one and
    noting it makes that come twice, with the same `webhook-id`."""
    now, begun, taken = now or timezone.now(), time.monotonic(), 0
    due = Delivery.objects.filter(due__lte=now, search__paused="").select_related("search__reader")
    for delivery in due.order_by("due", "pk")[:_AT_ONCE]:
        if time.monotonic() - begun > _PATIENCE:
            break
        if _claimed(delivery, now):
            taken += _send(delivery, now)
    return taken


def _claimed(delivery: Delivery, now: datetime) -> bool:
    due = now + WAIT * 2**delivery.attempts
    mine = Delivery.objects.filter(pk=delivery.pk, due=delivery.due)
    return bool(mine.update(due=due, attempts=F("attempts") + 1))


def _send(delivery: Delivery, now: datetime) -> bool:
    body = delivery.body.encode()
    with Fetcher(
        settings.WEBHOOK_ALLOWED_ADDRESSES,
        settings.HARVEST_CONTACT,
        robots=False,
        seconds=SECONDS,
        deadline=SECONDS,
    ) as fetcher:
        try:
            fetcher.post(delivery.search.url, body, headers=_headers(delivery, body, now))
        except FetchProblem as problem:
            log.info("delivery %s was not taken: %s", delivery.pk, problem.status or "no answer")
            if delivery.attempts + 1 >= ATTEMPTS or problem.status == 410:
                _pause(delivery.search)
            return False
    delivery.delete()
    return True


def _headers(delivery: Delivery, body: bytes, now: datetime) -> dict[str, str]:
    id, moment = str(delivery.uuid), str(int(now.timestamp()))
    key = base64.b64decode(secret(delivery.search).removeprefix("whsec_"))
    signed = hmac.new(key, f"{id}.{moment}.".encode() + body, hashlib.sha256).digest()
    return {
        "Content-Type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
    }


def _pause(search: SavedSearch) -> None:
    """Said once; what waits is kept, and sent when it goes on."""
    with transaction.atomic():
        mine = SavedSearch.objects.filter(pk=search.pk, paused="")
        if mine.update(paused=SavedSearch.Paused.WEBHOOK_FAILS):
            said = {"url": search.url, "manage": links.manage(search)}
            letters.send([letters.letter(search.reader, "alerts/mail/webhook_paused", said)])


def go_on(search: SavedSearch, now: datetime | None = None) -> None:
    """Its owner has mended it."""
    with transaction.atomic():
        SavedSearch.objects.filter(pk=search.pk).update(paused="")
        search.deliveries.update(attempts=0, due=now or timezone.now())
