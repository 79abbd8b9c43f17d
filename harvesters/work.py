"""The background worker: harvests what is due, keeps what is derived up to date, and drains the outbox."""

from __future__ import annotations

import logging
import time

from django.db import close_old_connections

from harvesters.ahead import derive_occurrences
from harvesters.runs import SourceBusy, SourceNotApproved, harvest
from registry.catalogue import outbox, ratings
from registry.sources import claiming
from registry.sources.models import Source

log = logging.getLogger(__name__)

IDLE = 1.0  # seconds between two looks, when nothing was due


def work(*, once: bool = False) -> None:
    """Works until it is interrupted, or with `once` until nothing is due.

    What is due are rows in the database, so any number of workers agree and a lost one loses nothing.
    """
    while True:
        close_old_connections()
        busy = any(harvest_due(id) for id in claiming.due())
        tidy()
        if busy:
            continue
        if once:
            return
        time.sleep(IDLE)


def tidy() -> None:
    """Everything derived that is behind: ratings, occurrences of endless rules, the search index."""
    ratings.rate_due()
    derive_occurrences()
    outbox.drain()


def harvest_due(id: int) -> bool:
    """Harvests a source that is due, by its row's id; False when there was nothing to do after all."""
    try:
        harvest(Source.objects.get(pk=id))
    except (SourceBusy, SourceNotApproved):
        return False  # another worker was faster, or staff have just decided otherwise
    except Exception:  # noqa: BLE001 - its run has told it, and it is not due for a while; the others go on
        log.warning("source %s: the run broke; it is tried again later", id)
    return True
