"""What staff say is related, and not the same: remembered, shown to readers, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from registry.catalogue.joining import group_of, join, keep_apart, take_back
from registry.catalogue.models import Change, Decision, Resource
from registry.duplicates.finding import find
from registry.duplicates.models import Pair
from registry.duplicates.proposals import proposals
from registry.reverting.reverting import revert
from search.engines import EngineUnavailable, Hit
from search.engines.embedded import EmbeddedEngine
from search.related import relations
from tests.factories import make_resource, make_source

pytestmark = pytest.mark.django_db

IN_ANOTHER_LANGUAGE = "the same in another language"


def make(title: str, source: str, **stated: object) -> Resource:
    return make_resource(title, source=make_source(source), **stated)


@pytest.fixture
def pair(db: None) -> tuple[Resource, Resource]:
    return make("Customs for beginners", "A"), make("Aduanas para principiantes", "B", language="es")


def named(resource: Resource) -> list[tuple[str, str]]:
    resource = Resource.objects.with_provenance().get(pk=resource.pk)
    return [(each.resource.title, str(each.reason)) for each in relations(resource, timezone.now()).editions]


def say(client: Client, one: Resource, other: Resource, word: str) -> int:
    page = reverse("curation:duplicate", args=[one.public_id, other.public_id])
    seen = client.get(page).context["seen"]
    return client.post(f"{page}decide/", {"decision": word, "seen": seen}).status_code


def test_staff_say_on_the_page_what_two_are_to_each_other(
    staff: Client, client: Client, pair: tuple[Resource, Resource]
) -> None:
    assert say(staff, *pair, "language") == 303
    assert group_of(pair[0]) != group_of(pair[1])
    page = client.get(pair[0].get_absolute_url()).content.decode()
    assert "Editions and series" in page
    assert pair[1].get_absolute_url() in page
    assert IN_ANOTHER_LANGUAGE in page
    assert named(pair[1]) == [(pair[0].title, IN_ANOTHER_LANGUAGE)]


def test_an_edition_is_later_seen_from_one_and_earlier_from_the_other(
    staff: Client, pair: tuple[Resource, Resource]
) -> None:
    assert say(staff, pair[1], pair[0], "later") == 303
    assert named(pair[1]) == [(pair[0].title, "a later edition")]
    assert named(pair[0]) == [(pair[1].title, "an earlier edition")]
    for one, other, told in ((*pair[::-1], "the second is"), (*pair, "the first is")):
        page = staff.get(reverse("curation:duplicate", args=[one.public_id, other.public_id]))
        assert f"Related: {told} a later edition." in page.content.decode()


def test_it_is_not_proposed_again(staff: Client) -> None:
    text = " ".join(f"word{n} declares value and origin of goods" for n in range(20))
    one, two = (make("Customs for beginners", name, description=text) for name in "AB")
    find()
    assert Pair.objects.filter(kind="same").count() == 1
    say(staff, one, two, "series")
    find()
    assert not list(proposals())


def test_a_word_on_a_member_of_a_group_holds_for_what_is_shown(pair: tuple[Resource, Resource]) -> None:
    third = make("Customs for all beginners", "C")
    keep_apart(third, pair[1], actor="ana", relation="language")
    join(pair[0], third, actor="ana")
    leader = Resource.objects.get(pk=group_of(third)[0])
    assert named(leader) == [(pair[1].title, IN_ANOTHER_LANGUAGE)]
    assert named(pair[1]) == [(leader.title, IN_ANOTHER_LANGUAGE)]


def test_what_was_said_of_other_members_stands(pair: tuple[Resource, Resource]) -> None:
    third = make("Customs for all beginners", "C")
    keep_apart(pair[0], pair[1], actor="ana", relation="language")
    join(pair[0], third, actor="ana", overrule=True)
    keep_apart(third, pair[1], actor="bo")
    assert Decision.objects.get(first=pair[0], second=pair[1]).relation == "language"


def test_what_is_hidden_is_not_named(client: Client, pair: tuple[Resource, Resource]) -> None:
    keep_apart(*pair, actor="ana", relation="language")
    Resource.objects.filter(pk=pair[1].pk).update(hidden=True)
    assert named(pair[0]) == []
    assert "Editions and series" not in client.get(pair[0].get_absolute_url()).content.decode()


def test_two_that_are_joined_are_no_longer_related(pair: tuple[Resource, Resource]) -> None:
    keep_apart(*pair, actor="ana", relation="series")
    join(*pair, actor="bo")
    assert named(Resource.objects.get(pk=group_of(pair[0])[0])) == []
    assert Decision.objects.get().relation == ""


def test_the_decision_is_taken_back(pair: tuple[Resource, Resource]) -> None:
    keep_apart(*pair, actor="ana", relation="series")
    take_back(Decision.objects.get(), actor="bo")
    assert named(pair[0]) == []


def test_from_the_history_too_and_that_again(pair: tuple[Resource, Resource]) -> None:
    keep_apart(*pair, actor="ana", relation="later")
    for relation in ("", "later"):
        for each in pair:  # the last row is about the one, then about the other
            change = Change.objects.filter(field="same thing", subject=f"resource:{each.public_id}").last()
            assert change
        revert(change, actor="bo")
        assert [decision.relation for decision in Decision.objects.all()] == ([relation] if relation else [])
    assert named(pair[0]) == [(pair[1].title, "a later edition")]


def test_a_word_replaced_by_another_comes_back(pair: tuple[Resource, Resource]) -> None:
    keep_apart(*pair, actor="ana", relation="later")
    keep_apart(*pair, actor="bo", relation="series")
    change = Change.objects.filter(field="same thing").last()
    assert change
    revert(change, actor="cy")
    assert Decision.objects.get().relation == "later"


class Down(EmbeddedEngine):
    def best(self, *_asked: object) -> list[Hit]:
        raise EngineUnavailable("down")


def test_readers_are_told_also_while_the_search_engine_is_down(
    pair: tuple[Resource, Resource], tmp_path: Path
) -> None:
    keep_apart(*pair, actor="ana", relation="language")
    asked = Resource.objects.with_provenance().get(pk=pair[0].pk)
    found = relations(asked, timezone.now(), chosen=Down(tmp_path))
    assert [each.resource for each in found.editions] == [pair[1]]
    assert not found.similar


def test_programs_are_told_too(client: Client, pair: tuple[Resource, Resource]) -> None:
    keep_apart(*pair, actor="ana", relation="language")
    told = client.get(f"/api/v1/resources/{pair[0].public_id}/related/").json()
    assert [(each["title"], each["reason"]) for each in told["editions"]] == [
        (pair[1].title, IN_ANOTHER_LANGUAGE)
    ]


def test_a_word_that_there_is_not_is_told(staff: Client, pair: tuple[Resource, Resource]) -> None:
    assert say(staff, *pair, "cousins") == 409
    assert not Decision.objects.exists()
