"""The staff, concepts of two, and the time after what was just made has settled."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from registry.vocabulary.deciding import add_label, make_concept
from registry.vocabulary.models import Concept

ACTOR = "staff-1"


@pytest.fixture
def later() -> datetime:
    return timezone.now() + timedelta(minutes=1)


@pytest.fixture
def origin(db: None) -> Concept:
    concept = make_concept(
        "certificate-of-origin", "en", "certificate of origin", "international-trade-practices", actor=ACTOR
    )
    add_label(concept, "es", "certificado de origen", actor=ACTOR)
    return concept


@pytest.fixture
def freight(db: None) -> Concept:
    return make_concept("freight", "en", "freight", "international-logistics", actor=ACTOR)
