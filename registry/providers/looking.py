"""A first look at a proposed feed: what it is, or in plain words why it cannot be taken."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from harvesters import telling
from harvesters.detect import Detected, detect
from harvesters.fetch import Fetcher
from harvesters.problems import Problem, SourceProblem
from harvesters.trial import Trial, tried

_PATIENCE = 20.0  # seconds; somebody waits for the page
_RECORDS = 5  # that are tried; what the feed holds further on, its first run tells


@dataclass(frozen=True)
class Unreadable(Exception):
    """Why a feed cannot be taken, and what the provider can do about it."""

    reason: str
    advice: str


def look_at(url: str) -> Detected:
    """The protocol and the address of a feed whose first records can be taken. Raises Unreadable."""
    try:
        with _fetcher() as fetcher:
            found = detect(fetcher, url)
            trial = _tried(fetcher, found)
    except SourceProblem as stopped:
        raise _unreadable(stopped.problem) from None
    _check(trial, found)
    return found


def look_at_list(addresses: list[str]) -> Detected:
    """The source that a list of pages and documents is, of which the first can be taken. Raises Unreadable."""
    found = Detected(protocol="addresses", url="", settings={"addresses": addresses})
    with _fetcher() as fetcher:
        trial = _tried(fetcher, found)
    if not trial.records:
        raise _unreadable(trial.errors[0])
    return found


def _fetcher() -> Fetcher:
    return Fetcher(
        settings.HARVEST_ALLOWED_ADDRESSES,
        settings.HARVEST_CONTACT,
        seconds=_PATIENCE,
        deadline=_PATIENCE,
    )


def _tried(fetcher: Fetcher, found: Detected) -> Trial:
    return tried(
        fetcher,
        found.url,
        today=timezone.now(),
        protocol=found.protocol,
        settings=found.settings,
        limit=_RECORDS,
    )


def _check(trial: Trial, found: Detected) -> None:
    nothing_usable = 0 < trial.counts["listed"] == trial.counts["rejected"]
    if trial.outcome != "failed" and not nothing_usable:
        return
    if found.protocol == "mapped":
        # What a mapping lacks is told to people who write one; providers cannot, on a page.
        raise Unreadable(
            _("This is JSON or XML in a form of its own, and we cannot tell what its fields mean."),
            _(
                "Offer one of the kinds of feed named above, or ask the registry's staff to describe the fields."
            ),
        )
    raise _unreadable(trial.errors[-1])


def _unreadable(problem: Problem) -> Unreadable:
    return Unreadable(telling.reason(problem), telling.advice(problem))
