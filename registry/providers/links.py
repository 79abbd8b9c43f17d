"""Signed links by which a provider without an account comes back to its feed."""

from __future__ import annotations

from uuid import UUID

from django.core import signing
from django.urls import reverse

from registry.sources.models import Source

_SALT = "registry.providers.feed"


def feed_link(source: Source) -> str:
    """The path of the page of a feed; who has it may read its state and its runs, and change nothing."""
    return reverse("providers:feed", args=[signing.dumps(str(source.uuid), salt=_SALT)])


def source_of(token: str) -> Source | None:
    """The source that a link names; None for a link that was altered, or whose source is gone."""
    try:
        uuid = UUID(signing.loads(token, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Source.objects.select_related("organisation").filter(uuid=uuid).first()
