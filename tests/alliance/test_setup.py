"""Registering the sample alliance, once and again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from registry.alliance.models import SetUp
from registry.alliance.setup import set_up
from registry.sources.models import Organisation, Source
from tests.alliance.conftest import DAY

pytestmark = pytest.mark.django_db


def test_it_registers_four_organisations_with_five_approved_sources() -> None:
    set_up("http://127.0.0.1:8000", DAY)
    assert Organisation.objects.count() == 4
    assert Source.objects.count() == 5
    for source in Source.objects.all():
        assert source.state == Source.State.APPROVED
        assert source.licence == "CC-BY-4.0"
        assert source.may_republish is True


def test_it_follows_the_port_and_keeps_everything_else() -> None:
    before = {source.pk: source.uuid for source in set_up("http://127.0.0.1:8000", DAY)}
    Source.objects.filter(name="agencia-austral-avisos").update(state=Source.State.PAUSED)
    after = {source.pk: source.uuid for source in set_up("http://127.0.0.1:8123/", DAY + timedelta(days=40))}
    assert before == after
    assert SetUp.objects.get().day == DAY
    assert all(s.url.startswith("http://127.0.0.1:8123/alliance/") for s in Source.objects.all())
    assert Source.objects.get(name="agencia-austral-avisos").state == Source.State.PAUSED
