"""What was said of two resources is taken back from the history of either, and put back again."""

from __future__ import annotations

import pytest
from django.test import Client

from registry.catalogue.joining import choose_leader, group_of, join, keep_apart, split
from registry.catalogue.models import Decision, LeaderChoice, Resource
from registry.reverting.reverting import NotRevertible, Overtaken, revert
from registry.roles.granting import CURATOR
from tests.factories import make_resource, make_source, make_staff
from tests.reverting.conftest import last

pytestmark = pytest.mark.django_db

SAME = {"field": "same thing"}


def make(name: str) -> Resource:
    return make_resource("Customs", source=make_source(name, economy="CL"))


def together(*resources: Resource) -> bool:
    return len({tuple(group_of(each)) for each in resources}) == 1


def test_a_join_is_taken_back_and_that_too() -> None:
    one, two = make("A"), make("B")
    join(one, two, actor="ana")
    assert together(one, two)
    for joined in (False, True, False):
        revert(last(**SAME), actor="bo")
        assert together(one, two) == joined


def test_it_can_be_taken_back_from_either() -> None:
    one, two = make("A"), make("B")
    for each in (one, two):
        join(one, two, actor="ana")
        revert(last(**SAME, subject=f"resource:{each.public_id}"), actor="bo")
        assert not together(one, two)


def test_what_was_said_before_stands_again() -> None:
    one, two = make("A"), make("B")
    keep_apart(one, two, actor="ana")
    join(one, two, actor="bo")
    revert(last(**SAME), actor="cy")
    assert not together(one, two)
    assert [decision.same for decision in Decision.objects.all()] == [False]


def test_one_act_about_several_is_taken_back_whole() -> None:
    one, two, three = make("A"), make("B"), make("C")
    join(one, two, actor="ana")
    join(two, three, actor="ana")
    split(three, actor="bo")
    assert Decision.objects.filter(same=False).count() == 2
    revert(last(**SAME), actor="cy")
    assert together(one, two, three)
    assert not Decision.objects.filter(same=False).exists()


def test_a_decision_since_on_the_same_two_is_shown_first() -> None:
    one, two = make("A"), make("B")
    join(one, two, actor="ana")
    joining = last(**SAME)
    split(two, actor="bo")
    with pytest.raises(Overtaken) as overtaken:
        revert(joining, actor="cy")
    assert [row.actor for row in overtaken.value.later] == ["bo"]
    revert(joining, actor="cy", anyway=True)
    assert not Decision.objects.exists()


def test_what_can_no_longer_be_one_is_told_and_changes_nothing() -> None:
    one, two, three = make("A"), make("B"), make("C")
    join(one, two, actor="ana")
    revert(last(**SAME), actor="ana")
    taking_back = last(**SAME)
    join(one, three, actor="bo")
    keep_apart(two, three, actor="bo")
    before = set(Decision.objects.values_list("first", "second", "same"))
    with pytest.raises(NotRevertible, match="join them anew"):
        revert(taking_back, actor="cy", anyway=True)
    assert set(Decision.objects.values_list("first", "second", "same")) == before


def test_a_choice_of_leader_is_taken_back_with_the_one_before() -> None:
    one, two = make("A"), make("B")
    join(one, two, actor="ana")
    choose_leader(two, actor="ana")
    choose_leader(one, actor="bo")
    assert last(field="leads by choice", subject=f"resource:{two.public_id}").after is None
    revert(last(field="leads by choice", subject=f"resource:{two.public_id}"), actor="cy")
    assert [choice.resource for choice in LeaderChoice.objects.all()] == [two]
    assert group_of(one)[0] == two.pk
    revert(last(field="leads by choice", subject=f"resource:{two.public_id}"), actor="cy")
    assert not LeaderChoice.objects.exists()


def test_the_page_of_a_resource_offers_it(staff: Client) -> None:
    one, two = make("A"), make("B")
    join(one, two, actor="ana")
    change = last(**SAME, subject=f"resource:{one.public_id}")
    address = f"/staff/changes/{change.pk}/take-back/"
    assert address in staff.get(f"/staff/resources/{one.public_id}/").content.decode()
    elsewhere = Client()
    elsewhere.force_login(make_staff("bo", CURATOR, economies=["PE"]))
    assert elsewhere.post(address).status_code == 403
    assert staff.post(address).status_code == 303
    assert not together(one, two)
