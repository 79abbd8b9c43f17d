"""Reading hits back takes as long in a large catalogue as in a small one."""

from __future__ import annotations

import pytest

from registry.catalogue.models import Resource


@pytest.mark.django_db
def test_it_looks_resources_up_by_their_ids() -> None:
    """And does not go through all that lead a group, which are nearly all that there are."""
    plan = Resource.objects.visible().with_provenance().filter(pk__in=range(1, 21)).explain()
    assert "catalogue_resource" in plan
    assert "leader" not in plan
    assert "SCAN catalogue_resource" not in plan
