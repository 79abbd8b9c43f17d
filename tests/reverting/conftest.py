"""Staff, a harvested source, and its history."""

from __future__ import annotations

from registry.catalogue.models import Change
from tests.curation.conftest import feed, resource, source

__all__ = ["feed", "resource", "source"]


def last(**of: object) -> Change:
    """The latest row of the history that is like this."""
    found = Change.objects.filter(**of).last()
    assert found
    return found
