"""A share of what curators rate is rated blind by a second one; a third decides; the agreement is measured."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from registry.agreement.drawing import is_drawn, keep_up
from registry.agreement.measuring import by_aspect, by_curator, counts, of_machine
from registry.agreement.models import Pair
from registry.agreement.rating import NotPossible, decide, next_for, rate_second
from registry.catalogue.models import Rating, Resource
from registry.catalogue.ratings import judge
from registry.curation.staff import pseudonym
from registry.framework.rubric import DEPTH_CELLS, Value
from registry.reverting.reverting import revert
from tests.factories import make_resource, make_staff
from tests.reverting.conftest import last

pytestmark = pytest.mark.django_db

FINANCE, MARKETING = "internet-finance", "online-marketing"
MACHINE = {"version": "1", "cells": {FINANCE: {"value": 3, "confidence": 0.9}}}
EVIDENCE = {"field": "title", "start": 0, "end": 9, "text": "Factoring"}


@pytest.fixture(autouse=True)
def all_of_them(settings: Settings) -> None:
    settings.SECOND_RATINGS_PERCENT = 100


def depths(**said: Value) -> dict[str, Value]:
    return dict.fromkeys(DEPTH_CELLS, 0) | {cell.replace("_", "-"): value for cell, value in said.items()}


def drawn(finance: int = 2, rater: str = "ann", title: str = "Factoring") -> Pair:
    """A resource whose finance `rater` has judged, and which is to be rated again."""
    resource = make_resource(title, profile=MACHINE)
    judge(resource, FINANCE, finance, actor=rater)
    keep_up()
    return Pair.objects.get(resource=resource)


def shown_depth(pair: Pair) -> tuple[int, bool]:
    profile = Resource.objects.get(pk=pair.resource_id).profile
    return profile["cells"][FINANCE]["value"], profile["curated"][FINANCE]["disputed"]


def signed_in(name: str, role: str = "curator") -> tuple[Client, str]:
    client, user = Client(), make_staff(f"{name}@alliance.example", role)
    client.force_login(user)
    return client, pseudonym(user)


def test_the_share_is_that_of_the_setting_and_grows_with_it(settings: Settings) -> None:
    for number in range(200):
        Rating.objects.create(
            resource=make_resource(f"Course {number}"), kind="curator", rater="ann", version="1"
        )
    found = {}
    for percent in (0, 20, 60):
        settings.SECOND_RATINGS_PERCENT = percent
        found[percent] = {each.pk for each in Resource.objects.all() if is_drawn(each)}
    assert found[0] == set()
    assert found[20] < found[60]
    assert 15 < len(found[20]) < 70


def test_what_a_curator_rates_is_drawn_once() -> None:
    pair = drawn()
    assert (pair.first, pair.state) == ("ann", Pair.State.WAITING)
    judge(pair.resource, FINANCE, 3, actor="ann")
    judge(pair.resource, FINANCE, 3, actor="bo")
    keep_up()
    assert Pair.objects.get().first == "ann"


def test_nobody_is_asked_for_what_they_have_rated() -> None:
    pair = drawn()
    assert next_for("ann") == []
    assert next_for("bo") == [pair]
    judge(pair.resource, MARKETING, 1, actor="bo")
    assert next_for("bo") == []
    assert next_for("cy") == [pair]


def test_what_is_hidden_is_not_asked_for() -> None:
    Resource.objects.filter(pk=drawn().resource_id).update(hidden=True)
    assert next_for("bo") == []


def test_two_who_agree_need_no_third() -> None:
    pair = rate_second(drawn(finance=2), depths(internet_finance=2, online_marketing=1), rater="bo")
    assert pair.state == Pair.State.AGREED  # marketing was rated by one only
    assert shown_depth(pair) == (2, False)


def test_where_two_differ_the_lower_is_shown_until_a_third_decides() -> None:
    pair = rate_second(drawn(finance=3), depths(internet_finance=1), rater="bo")
    assert pair.state == Pair.State.DISPUTED
    assert shown_depth(pair) == (1, True)
    decide(pair, {FINANCE: 3}, rater="cy")
    pair.refresh_from_db()
    assert (pair.state, pair.third) == (Pair.State.RESOLVED, "cy")
    assert shown_depth(pair) == (3, False)


def test_what_cannot_be_said_disputes_nothing() -> None:
    assert rate_second(drawn(), depths(internet_finance="unknown"), rater="bo").state == Pair.State.AGREED


@pytest.mark.parametrize("rater", ["ann", "bo"])
def test_neither_of_the_two_is_the_third(rater: str) -> None:
    pair = rate_second(drawn(), depths(internet_finance=0), rater="bo")
    with pytest.raises(NotPossible, match="third person"):
        decide(pair, {FINANCE: 2}, rater=rater)


def test_the_first_is_not_the_second() -> None:
    with pytest.raises(NotPossible, match="somebody else"):
        rate_second(drawn(), depths(), rater="ann")


def test_who_comes_too_late_is_told_and_nothing_is_lost() -> None:
    pair = drawn()
    rate_second(pair, depths(internet_finance=0), rater="bo")
    with pytest.raises(NotPossible, match="in the meantime"):
        rate_second(pair, depths(internet_finance=2), rater="cy")
    decide(pair, {FINANCE: 1}, rater="dee")
    with pytest.raises(NotPossible, match="in the meantime"):
        decide(pair, {FINANCE: 2}, rater="cy")
    assert not Rating.objects.filter(rater="cy").exists()
    assert counts() == {"waiting": 0, "agreed": 0, "disputed": 0, "resolved": 1}


def test_agreement_is_of_what_was_said_before_anybody_changed_their_mind() -> None:
    for number, (first, second) in enumerate([(0, 0), (1, 1), (2, 2), (3, 2)]):
        pair = rate_second(drawn(first, title=f"C{number}"), depths(internet_finance=second), rater="bo")
    judge(pair.resource, FINANCE, 2, actor="ann")
    decide(pair, {FINANCE: 2}, rater="cy")
    finance = {each.of: each for each in by_aspect()}[FINANCE]
    assert (finance.count, finance.same, finance.same_percent) == (4, 3, 75)
    assert finance.alpha == pytest.approx(1 - 7 * 4 / 312)  # as in tests/framework/test_reliability.py
    assert finance.verdict == "reliable"


def test_the_machine_is_compared_with_the_blind_rating() -> None:
    rate_second(drawn(finance=3), depths(internet_finance=1), rater="bo")
    machine = {each.of: each for each in of_machine()}[FINANCE]
    assert (machine.count, machine.same) == (1, 0)  # it said 3, as the first did


def test_each_curator_has_all_that_they_rated_with_others() -> None:
    rate_second(drawn(2, rater="ann"), depths(internet_finance=2), rater="bo")
    rate_second(drawn(2, rater="bo"), depths(internet_finance=1), rater="cy")
    assert {each.of: (each.count, each.same) for each in by_curator()} == {
        "ann": (1, 1),
        "bo": (2, 1),
        "cy": (1, 0),
    }


def test_the_blind_page_tells_nothing_of_what_others_think() -> None:
    profile = {"version": "1", "cells": {FINANCE: {"value": 3, "confidence": 0.87, "evidence": [EVIDENCE]}}}
    resource = make_resource("About money", description="Selling invoices.", profile=profile)
    judge(resource, FINANCE, 3, actor="staff-first", reason="It has templates.")
    keep_up()
    client, _me = signed_in("bo")
    page = client.get(f"/staff/second-ratings/{Pair.objects.get().pk}/").content.decode()
    assert "Selling invoices." in page
    for told in ("Factoring", "87 %", "0.87", "staff-first", "It has templates"):
        assert told not in page
    assert page.count(" selected") == page.count('value="" selected') == len(DEPTH_CELLS)


def test_one_is_rated_after_the_other(client: Client) -> None:
    first, second = drawn(title="One"), drawn(title="Two")
    client, me = signed_in("bo")
    assert f"/staff/second-ratings/{first.pk}/" in client.get("/staff/second-ratings/").content.decode()
    given = dict.fromkeys(DEPTH_CELLS, "2")
    answer = client.post(f"/staff/second-ratings/{first.pk}/keep/", given)
    assert answer["Location"] == f"/staff/second-ratings/{second.pk}/"
    assert Pair.objects.get(pk=first.pk).second == me
    last = client.post(f"/staff/second-ratings/{second.pk}/keep/", given | {FINANCE: "unknown"})
    assert last["Location"] == "/staff/second-ratings/"
    late = client.post(f"/staff/second-ratings/{second.pk}/keep/", given)
    assert late.status_code == 409
    assert "in the meantime" in late.content.decode()


@pytest.mark.parametrize("depth", ["", "4", "-1", "x"])
def test_a_depth_that_is_none_is_asked_for_again(depth: str) -> None:
    pair = drawn()
    client, _me = signed_in("bo")
    given = dict.fromkeys(DEPTH_CELLS, "2") | {FINANCE: depth}
    assert client.post(f"/staff/second-ratings/{pair.pk}/keep/", given).status_code == 422
    pair.refresh_from_db()
    assert pair.state == Pair.State.WAITING


def test_a_dispute_is_decided_by_a_third_on_its_page() -> None:
    pair = rate_second(drawn(finance=3), depths(internet_finance=1), rater="bo")
    client, _me = signed_in("cy")
    assert (
        f"/staff/second-ratings/{pair.pk}/dispute/" in client.get("/staff/second-ratings/").content.decode()
    )
    page = client.get(f"/staff/second-ratings/{pair.pk}/dispute/").content.decode()
    assert "1, 3" in page
    assert client.post(f"/staff/second-ratings/{pair.pk}/decide/", {FINANCE: "2"}).status_code == 303
    assert shown_depth(pair) == (2, False)
    assert client.post(f"/staff/second-ratings/{pair.pk}/decide/", {FINANCE: "2"}).status_code == 409


def test_curators_see_their_own_agreement_and_seniors_everybody_s() -> None:
    rate_second(drawn(), depths(internet_finance=2), rater="bo")
    curator, me = signed_in("cy")
    rate_second(drawn(), depths(internet_finance=2), rater=me)
    senior, _me = signed_in("dee", "senior")
    own = curator.get("/staff/second-ratings/")
    assert [each.of for each in own.context["curators"]] == [me]
    assert {each.of for each in senior.get("/staff/second-ratings/").context["curators"]} == {"ann", "bo", me}


def test_who_curates_another_economy_is_not_asked() -> None:
    pair = drawn()
    client = Client()
    client.force_login(make_staff("vi@alliance.example", "curator", economies=["VN"]))
    assert client.get("/staff/second-ratings/").context["next"] is None
    assert client.get(f"/staff/second-ratings/{pair.pk}/").status_code == 403


def test_measuring_costs_the_same_however_much_was_rated(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client, _me = signed_in("bo", "senior")
    for number in range(6):
        rate_second(drawn(number % 3, title=f"C{number}"), depths(internet_finance=number % 2), rater="cy")
    with django_assert_max_num_queries(16):
        client.get("/staff/second-ratings/")


def test_a_thirds_word_is_taken_back_and_that_too() -> None:
    pair = drawn(finance=2)
    pair = rate_second(pair, depths(internet_finance=0), rater="bo")
    decide(pair, {FINANCE: 1}, rater="cy")
    assert shown_depth(pair) == (1, False)
    for state, shown in (
        (Pair.State.DISPUTED, (0, True)),
        (Pair.State.RESOLVED, (1, False)),
        (Pair.State.DISPUTED, (0, True)),
    ):
        revert(last(subject=f"resource:{pair.resource.public_id}", field="depths"), actor="dee")
        pair.refresh_from_db()
        assert (pair.state, shown_depth(pair)) == (state, shown)
    decide(pair, {FINANCE: 2}, rater="eve")
    assert shown_depth(pair) == (2, False)


def test_a_second_rating_is_taken_back_and_what_was_measured_stays() -> None:
    pair = rate_second(drawn(finance=2), depths(internet_finance=0), rater="bo")
    measured = list(pair.verdicts.values_list("cell", "first", "second"))
    revert(last(subject=f"resource:{pair.resource.public_id}", field="depths"), actor="dee")
    assert shown_depth(pair) == (2, False)
    assert list(pair.verdicts.values_list("cell", "first", "second")) == measured
