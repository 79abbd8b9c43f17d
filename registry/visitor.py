"""The network address that a request comes from: what limits of how often somebody may do something count by."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

_HOUR = 3_600  # seconds
_HERE = ("127.0.0.1", "::1", "")


def visitor(request: HttpRequest) -> str:
    """Behind a web server on this machine it is the one that this server names last (X-Forwarded-For); from
    elsewhere anybody could name any. It is to be kept by no more than its digest, or not for long."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    named = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return named if named and direct in _HERE else direct


def may(request: HttpRequest, what: str, an_hour: int) -> bool:
    """Counts what this visitor does; False once there was too much of it in an hour, by this process's count."""
    key = f"{what}:{visitor(request)[:100]}"
    cache.add(key, 0, timeout=_HOUR)
    try:
        return cache.incr(key) <= an_hour
    except ValueError:
        return True  # the hour ended between the two lines
