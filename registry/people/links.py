"""Signed links in letters: each for one purpose, naming a thing by its UUID and never a person's address."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core import signing


class LinkExpired(Exception):
    """The link was right, and is too old."""


def signed(purpose: str, uuid: UUID) -> str:
    """A token for an address; it can be used for this purpose only."""
    return _signer(purpose).sign(uuid.hex)


def read(purpose: str, token: str, life: timedelta | None = None) -> UUID | None:
    """The UUID of a token; None for one that was altered or is for something else. Raises LinkExpired."""
    try:
        return UUID(_signer(purpose).unsign(token, max_age=life))
    except signing.SignatureExpired:
        raise LinkExpired from None
    except (signing.BadSignature, ValueError):
        return None


def _signer(purpose: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(sep="~", salt=f"registry.people.links.{purpose}")
