"""How many requests one visitor may make."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

from registry.visitor import visitor

REQUESTS_AN_HOUR = 10


def may_ask(request: HttpRequest) -> bool:
    """Counts a request of this visitor's address; False once there were too many in an hour."""
    key = f"takedowns:{visitor(request)[:100]}"
    cache.add(key, 0, timeout=3600)
    try:
        return cache.incr(key) <= REQUESTS_AN_HOUR
    except ValueError:
        return True  # the hour ended between the two lines
