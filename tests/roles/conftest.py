"""A resource, and one of everything that the pages of staff are about."""

from __future__ import annotations

import pytest

from registry.catalogue.models import Resource
from tests.factories import make_resource, make_source
from tests.roles.samples import make_all


@pytest.fixture
def resource() -> Resource:
    made = make_resource(source=make_source("Ministry"), language="es")
    make_all(made)
    return made
