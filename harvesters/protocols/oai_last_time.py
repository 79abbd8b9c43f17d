"""Since when an OAI-PMH repository is asked for records: the time of the last run, or everything."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from harvesters.listing import LONGEST_SINCE
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
_BY_DAY, _BY_SECOND = "d", "s"
_DELETED = {"p": "persistent", "t": "transient", "n": "no"}


class LastTime(NamedTuple):
    """What the last complete run knew: when it began by the repository's clock, and what it had been told of it.

    `prefix` and `policies` are None where that was not kept, or is a week old.
    """

    started: datetime
    prefix: str | None
    policies: Policies | None


def last_time(repository: Repository) -> LastTime | None:
    """None without such a run, or where it asked for something else: of a new set the old records are new."""
    started, asked, told, prefix = ((repository.request.since or "").split(" ") + [""] * 3)[:4]
    try:
        moment = datetime.fromisoformat(started)
    except ValueError:
        return None
    if asked and asked != _asked(repository):
        return None
    moment = moment.astimezone(UTC) if moment.tzinfo else moment
    if told[:2] != _week(repository) or not prefix:
        return LastTime(moment, None, None)
    return LastTime(moment, prefix, Policies(by_day=told[2:3] == _BY_DAY, deleted=_DELETED.get(told[3:], "")))


def since(last: LastTime | None, repository: Repository) -> str | None:
    """The `from` of an incremental list; None where only the whole list shows what has been deleted."""
    if last is None:
        return None
    if last.policies:
        repository.policies = last.policies
    try:
        policies = repository.policies
    except SourceProblem:
        return None
    if _full_is_due(repository, policies):
        return None
    if policies.by_day:
        return (last.started - _OVERLAP_BY_DAY).strftime("%Y-%m-%d")
    return (last.started - _OVERLAP).strftime("%Y-%m-%dT%H:%M:%SZ")


def kept(started: str | None, repository: Repository, prefix: str) -> str | None:
    """What the next run needs to know: when this one began by the repository's clock, what it asked for, and what
    it was told, if it was."""
    if not started:
        return None
    known = f"{started} {_asked(repository)}"
    if "policies" not in vars(repository):
        return known
    policies = repository.policies
    deleted = next((letter for letter, name in _DELETED.items() if name == policies.deleted), "")
    granularity = _BY_DAY if policies.by_day else _BY_SECOND
    told = f"{known} {_week(repository)}{granularity}{deleted} {prefix}"
    return told if len(told) <= LONGEST_SINCE else known


def _week(repository: Repository) -> str:
    """The number of the week: after its end a repository is asked again what it is."""
    return f"{repository.request.today.isocalendar().week:02}"


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
