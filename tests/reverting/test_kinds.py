"""Whatever staff decide on their pages is of a kind: it can be taken back, or says what to do instead."""

from __future__ import annotations

import pytest
from django.test import Client

from registry.catalogue.models import Change
from registry.reverting.kinds import kind_of, kinds
from tests.factories import make_resource, make_source
from tests.roles.samples import ACTIONS, given, make_all

pytestmark = pytest.mark.django_db


def test_every_row_that_an_action_of_staff_writes(staff: Client) -> None:
    resource = make_resource(source=make_source("Ministry"), language="es")
    make_all(resource)
    addresses = [action(resource) for action in ACTIONS.values()]
    for address in addresses:
        staff.post(address, given())
    rows = Change.objects.filter(actor__startswith="staff-").exclude(
        field="leader"
    )  # that follows from others
    assert rows.count() >= 15
    assert [(row.subject, row.field, row.cause) for row in rows if kind_of(row) is None] == []


def test_what_a_machine_has_changed_is_of_no_kind() -> None:
    resource = make_resource()
    subject = f"resource:{resource.public_id}"
    for field, cause in (("title", "harvest"), ("leader", "join"), ("occurrences", "harvest")):
        row = Change.objects.create(subject=subject, field=field, cause=cause, actor="harvest")
        assert kind_of(row) is None


def test_every_kind_says_how_or_why_not() -> None:
    """A row that none of them knows is of no kind, whatever it is about."""
    row = Change(subject="nothing:1", field="x", cause="y")
    assert len(kinds()) == len({type(kind) for kind in kinds()})
    assert not any(kind.is_of(row) for kind in kinds())
