"""The background worker: harvests what is due, keeps what is derived up to date, and drains the outbox."""

from __future__ import annotations

import logging
import threading

from django.db import close_old_connections

from harvesters.ahead import derive_occurrences
from harvesters.runs import SourceBusy, SourceNotApproved, harvest
from registry.catalogue import outbox, ratings
from registry.sources import claiming
from registry.sources.models import Source

log = logging.getLogger(__name__)

IDLE = 1.0  # seconds between two looks, when nothing was due


def work(stop: threading.Event, *, once: bool = False) -> None:
    """Works until `stop` is set, or with `once` until nothing is due.

    What is due are rows in the database, so any number of workers agree and a lost one loses nothing.
    """
    while not stop.is_set():
        close_old_connections()
        busy = _harvest_one()
        tidy()
        if busy:
            continue
        if once:
            return
        stop.wait(IDLE)


def tidy() -> None:
    """Everything derived that is behind: ratings, occurrences of endless rules, the search index."""
    ratings.rate_due()
    derive_occurrences()
    outbox.drain()


def _harvest_one() -> bool:
    for id in claiming.due():
        try:
            run = harvest(Source.objects.get(pk=id))
        except (SourceBusy, SourceNotApproved):
            continue  # another worker was faster, or staff have just decided otherwise
        except Exception:  # noqa: BLE001 - the run has told it and is closed; the other sources go on
            log.warning("source %s: the run broke; it is tried again later", id)
            return True
        log.info("%s: %s", run.source.name, run.outcome)
        return True
    return False
