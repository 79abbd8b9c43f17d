"""Since when an OAI-PMH repository is asked for records: the time of the last run, or everything."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta

from harvesters.problems import SourceProblem
from harvesters.protocols.oai_answers import Policies
from harvesters.protocols.oai_requests import Repository

# A record can get its datestamp some time before the list shows it.
_OVERLAP = timedelta(hours=1)
_OVERLAP_BY_DAY = timedelta(days=1)
# How often the whole list is read, by deletedRecord, where the settings state nothing: what keeps deletions for ever
# tells them all, what keeps them for a time may have dropped some, what keeps none tells them by absence alone.
_FULL_EVERY_DAYS = {"persistent": None, "transient": 7}
_EARLY = timedelta(hours=1)  # that a run may come before its time


def since(repository: Repository) -> str | None:
    """The `from` of an incremental list; None where only the whole list shows what has been deleted."""
    if repository.request.since is None:
        return None
    try:
        last = _last_time(repository.request.since, repository)
        policy = repository.policies()
    except (ValueError, SourceProblem):
        return None
    if _full_is_due(repository, policy):
        return None
    if policy.by_day:
        return (last - _OVERLAP_BY_DAY).strftime("%Y-%m-%d")
    return (last - _OVERLAP).strftime("%Y-%m-%dT%H:%M:%SZ")


def kept(started: str | None, repository: Repository) -> str | None:
    """What the next run needs to know: when this one began by the repository's clock, and what it asked for."""
    return f"{started} {_asked(repository)}" if started else None


def _last_time(told: str, repository: Repository) -> datetime:
    """Of the last run; ValueError where that asked for something else: of a new set the old records are new."""
    started, _, asked = told.partition(" ")
    if asked and asked != _asked(repository):
        raise ValueError(asked)
    moment = datetime.fromisoformat(started)
    return moment.astimezone(UTC) if moment.tzinfo else moment


def _asked(repository: Repository) -> str:
    return hashlib.sha256(json.dumps([repository.prefix, sorted(repository.sets)]).encode()).hexdigest()[:12]


def _full_is_due(repository: Repository, policy: Policies) -> bool:
    """Whether the whole list is to be read, since no other shows what has gone without being stated as deleted."""
    request = repository.request
    days = request.settings.get("full_every_days", _FULL_EVERY_DAYS.get(policy.deleted, 0))
    if days is None:
        return False
    last = request.last_complete
    return last is None or request.today - last >= timedelta(days=days) - _EARLY
