"""A first look at a proposed feed: what it is, or in plain words why it cannot be read."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from harvesters.detect import Detected, detect
from harvesters.fetch import Fetcher
from harvesters.problems import SourceProblem

_PATIENCE = 15.0  # seconds; somebody waits for the page


@dataclass(frozen=True)
class Unreadable(Exception):
    """Why a feed cannot be taken, and what the provider can do about it."""

    reason: str
    advice: str


def look_at(url: str) -> Detected:
    """The protocol and the address of a feed. Raises Unreadable."""
    try:
        with Fetcher(
            settings.HARVEST_ALLOWED_ADDRESSES,
            settings.HARVEST_CONTACT,
            seconds=_PATIENCE,
            deadline=_PATIENCE,
        ) as fetcher:
            return detect(fetcher, url)
    except SourceProblem as stopped:
        raise Unreadable(stopped.problem.reason, stopped.problem.advice) from None
