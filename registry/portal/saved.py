"""Resources that a reader has saved: kept in a signed cookie of the browser, which is sent to the page of saved
resources only."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from registry.portal.picked import uuids

MOST = 60  # a browser keeps 4,096 bytes of a cookie
_COOKIE = _SALT = "saved"
_REMEMBERED = 365 * 24 * 60 * 60  # seconds


def saved(request: HttpRequest) -> Sequence[UUID]:
    """The newest first; none where the cookie has been altered."""
    try:
        kept = signing.loads(request.COOKIES.get(_COOKIE, ""), salt=_SALT)
    except signing.BadSignature:
        return []
    return uuids(kept)


def keep_saved(response: HttpResponse, ids: Sequence[UUID]) -> None:
    """Has the browser keep these, and no more than MOST."""
    value = signing.dumps([id.hex for id in ids[:MOST]], salt=_SALT, compress=True)
    response.set_cookie(
        _COOKIE,
        value,
        _REMEMBERED,
        path=reverse("portal:saved"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
