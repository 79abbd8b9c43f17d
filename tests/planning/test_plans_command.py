"""`manage.py plans`."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from registry.planning.models import Offer
from tests.factories import make_resource
from tests.portal.profiles import FULL

pytestmark = pytest.mark.django_db


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("plans", *arguments, stdout=out)
    return out.getvalue()


def test_it_makes_all_offers_anew() -> None:
    make_resource(profile=FULL)
    assert told("rebuild") == "1 offers made\n"
    assert Offer.objects.count() == 1


def test_it_tells_how_long_choosing_takes_and_whether_it_is_proven() -> None:
    make_resource(profile=FULL)
    told("rebuild")
    lines = told("time", "--times", "1").splitlines()
    assert len(lines) == 3
    assert all("1 candidates, 1 steps, best there is" in line for line in lines)
