"""How often one visitor may let the registry look at addresses."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

from registry.visitor import visitor

PROPOSALS_AN_HOUR = 20


def may_propose(request: HttpRequest) -> bool:
    """Counts a proposal of this visitor's address; False once there were too many in an hour."""
    key = f"proposals:{visitor(request)[:100]}"
    cache.add(key, 0, timeout=3600)
    try:
        return cache.incr(key) <= PROPOSALS_AN_HOUR
    except ValueError:
        return True  # the hour ended between the two lines
