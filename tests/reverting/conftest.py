"""Staff, a harvested source, and its history."""

from __future__ import annotations

from registry.catalogue.models import Change
from tests.curation.conftest import feed, member, resource, source, staff

__all__ = ["feed", "member", "resource", "source", "staff"]


def last(**of: object) -> Change:
    """The latest row of the history that is like this."""
    found = Change.objects.filter(**of).last()
    assert found
    return found
