"""Running the saved searches that are due, over what has changed since each last looked."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from registry.alerts import digest, reminders, touched, webhooks
from registry.alerts.models import SavedSearch, Told
from registry.alerts.narrowed import index_of, matching
from registry.alerts.news import News, news
from registry.catalogue.models import Occurrence, Resource
from registry.catalogue.presence import Presence
from registry.limits import attempts
from registry.people import readers
from search.engines import EngineUnavailable, engine
from search.query import Query, from_params

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)  # after which a search whose worker was lost is run by another
PERIODS = {
    SavedSearch.Rhythm.SOON: timedelta(minutes=5),
    SavedSearch.Rhythm.DAILY: timedelta(days=1),
    SavedSearch.Rhythm.WEEKLY: timedelta(days=7),
}
MOST_KNOWN = 2_000  # resources of a search that are noted one by one when it begins
UNCONFIRMED = timedelta(days=7)
_SEARCHES = 200  # at once
_CHANGED = 5_000  # resources in one small index
_WRITTEN = 400  # rows of the ledger in one transaction (rule 14)
_WITHIN_DAYS = {"week": 7, "month": 30}


def run_due(now: datetime | None = None) -> int:
    """Runs what is due and sends what waits for webhooks; returns how many searches had news.

    Any number of workers may. A search's news, the note in the ledger and the letter are one transaction: a worker
    that is killed before it loses nothing, and one that is killed after it tells nothing twice.
    """
    now = now or timezone.now()
    due = SavedSearch.objects.due(now).select_related("reader").order_by("due", "pk")[:_SEARCHES]
    claimed = [claim for search in due if (claim := _claim(search, now))]
    told = _run([claim for claim in claimed if claim.search.known is not None], now)
    for claim in claimed:
        if claim.search.known is None:
            _begin(claim.search, now)
    reminders.run_due(now)
    webhooks.send_due(now)
    if claimed:
        _prune(now)
    return told


class _Claim(NamedTuple):
    """`lease`: until when the search is this worker's. `due`: when it was."""

    search: SavedSearch
    lease: datetime
    due: datetime


def query_of(search: SavedSearch) -> Query:
    """What it asks for; parameters that no longer mean anything are left aside."""
    return replace(from_params(search.params), languages=tuple(search.languages))


def _claim(search: SavedSearch, now: datetime) -> _Claim | None:
    """It is put off before it is run, so that one which brings its worker down does not do so all the time."""
    lease = now + LEASE
    mine = SavedSearch.objects.filter(pk=search.pk, due=search.due).update(due=lease)
    return _Claim(search, lease, search.due or now) if mine else None


def _begin(search: SavedSearch, now: datetime) -> None:
    """Notes what was there already when it was confirmed: that is no news. A search of very many notes when that
    was instead. An engine that is down delays it, and loses nothing."""
    query, begun = query_of(search), search.confirmed or now
    try:
        results = engine().search(query, now)
        if results.mended and not (query.phrases or query.exclusions):
            search.params = {**search.params, "q": [results.mended]}
            query = query_of(search)
        ids = matching(engine(), query, now, MOST_KNOWN)
    except EngineUnavailable as down:
        log.warning("a saved search begins later: %s", down)
        return
    known = Presence()
    known.add(Resource.objects.filter(pk__in=ids, created__lte=begun).values_list("pk", flat=True))
    search.known, search.known_before = known.packed(), begun if len(ids) >= MOST_KNOWN else None
    search.looked, search.due = begun, now + PERIODS[SavedSearch.Rhythm(search.rhythm)]
    search.save(update_fields=["params", "known", "known_before", "looked", "due"])


def _run(claims: Sequence[_Claim], now: datetime) -> int:
    if not claims:
        return 0
    last = touched.last()
    searches = [claim.search for claim in claims]
    wanted = {search.pk: set(_changed(search, last, now)) for search in searches}
    found: dict[int, list[int]] = {search.pk: [] for search in searches}
    everything = sorted(set().union(*wanted.values()))
    for start in range(0, len(everything), _CHANGED):
        _look(searches, wanted, everything[start : start + _CHANGED], found, now)
    return sum(_tell(claim, found[claim.search.pk], last, now) for claim in claims)


def _changed(search: SavedSearch, last: int, now: datetime) -> Collection[int]:
    """What was written anew since it looked, and what time has brought within the days that it asks for."""
    ids = touched.between(search.position, last)
    since = search.looked or now
    for value in query_of(search).filters.get("date", ()):
        if days := _WITHIN_DAYS.get(value):
            ahead = timedelta(days=days)
            coming = Occurrence.objects.filter(starts__gt=since + ahead, starts__lte=now + ahead)
            ids += coming.values_list("resource_id", flat=True).distinct()
    return ids


def _look(
    searches: Sequence[SavedSearch],
    wanted: dict[int, set[int]],
    ids: Sequence[int],
    found: dict[int, list[int]],
    now: datetime,
) -> None:
    with index_of(ids, now) as small:
        for search in searches:
            mine = wanted[search.pk].intersection(ids)
            if mine:
                found[search.pk] += [id for id in matching(small, query_of(search), now) if id in mine]


def _tell(claim: _Claim, ids: Sequence[int], last: int, now: datetime) -> bool:
    search = claim.search
    told = news(search, ids, now)
    listed, rest = told[:_WRITTEN], told[_WRITTEN:]
    with transaction.atomic():
        if not _settle(claim, last, now):
            return False
        _note(search, listed, now)
        if told:
            digest.write(search, query_of(search), told, now)
    for start in range(0, len(rest), _WRITTEN):
        with transaction.atomic():
            _note(search, rest[start : start + _WRITTEN], now)
    return bool(told)


def _settle(claim: _Claim, last: int, now: datetime) -> bool:
    """False if another worker has taken it over meanwhile, or it has ended. Days that were missed are no letters
    that come together: the next one is due at its hour."""
    period = PERIODS[SavedSearch.Rhythm(claim.search.rhythm)]
    due = claim.due + period * ((now - claim.due) // period + 1)
    mine = SavedSearch.objects.filter(pk=claim.search.pk, due=claim.lease)
    return bool(mine.update(position=last, looked=now, due=due))


def _note(search: SavedSearch, told: Sequence[News], now: datetime) -> None:
    Told.objects.bulk_create(
        [one.ledger(search, now) for one in told],
        update_conflicts=True,
        unique_fields=["search", "resource"],
        update_fields=["dates", "at"],
    )


def _prune(now: datetime) -> None:
    SavedSearch.objects.filter(confirmed=None, created__lt=now - UNCONFIRMED).delete()
    touched.prune(now)
    readers.prune(now)
    attempts.prune(now)
