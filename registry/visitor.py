"""The network address that a request comes from: what limits of how often somebody may do something count by."""

from __future__ import annotations

from django.http import HttpRequest

_HERE = ("127.0.0.1", "::1", "")


def visitor(request: HttpRequest) -> str:
    """Behind a web server on this machine it is the one that this server names last (X-Forwarded-For); from
    elsewhere anybody could name any. It is to be kept by no more than its digest, or not for long."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    named = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return named if named and direct in _HERE else direct
