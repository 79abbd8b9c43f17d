"""The history of a resource: readable differences, decisions taken back, and the taking back taken back."""

from __future__ import annotations

import pytest
from django.test import Client

from registry.catalogue.models import Change, Overlay, Rating, Resource
from registry.catalogue.overlay import clear_overlay, keep_overlay, set_overlay
from registry.catalogue.ratings import accept, judge
from registry.curation.differences import differences, of_lists
from registry.reverting.reverting import NotRevertible, Overtaken, revert
from registry.roles.granting import CURATOR
from registry.sources.models import Source
from tests.counting import rows
from tests.curation.conftest import harvest_again
from tests.factories import make_resource, make_staff
from tests.harvesters.oai_feed import OaiFeed
from tests.portal.profiles import FULL

pytestmark = pytest.mark.django_db


def title(resource: Resource) -> str:
    resource.refresh_from_db()
    return resource.title


def depth(resource: Resource, cell: str = "visits") -> object:
    resource.refresh_from_db()
    return resource.profile.get("cells", {}).get(cell, {}).get("value")


def marked(before: str, after: str) -> str:
    marks = {"same": "{}", "gone": "[-{}]", "new": "[+{}]"}
    return "".join(marks[part.how].format(part.text) for part in differences(before, after))


def test_differences_are_told_word_by_word() -> None:
    assert marked("Customs for beginners", "Customs for exporters") == "Customs for [-beginners][+exporters]"
    assert marked("报关实务", "报关基础实务") == "报关[+基础]实务"
    assert marked("", "New") == "[+New]"
    assert marked("Entirely different", "Ganz neu") == "[-Entirely different][+Ganz neu]"


def test_what_stayed_of_a_long_text_is_shortened() -> None:
    long = " ".join(f"word{n}" for n in range(100)) + " "
    told = marked(f"{long}one {long}", f"{long}two {long}")
    assert "[-one][+two]" in told
    assert len(told) < 300


def test_lists_tell_what_came_and_went() -> None:
    told = [(part.how, part.text) for part in of_lists(["a", "b"], ["b", "c"])]
    assert told == [("gone", "a"), ("same", ", "), ("new", "c")]


def test_a_first_correction_taken_back_gives_the_field_back_to_the_source(
    source: Source, resource: Resource, feed: OaiFeed
) -> None:
    before = resource.title
    change = set_overlay(resource, "title", "Mine", actor="ann")
    revert(change, actor="bo")
    assert title(resource) == before
    assert not Overlay.objects.exists()
    record = feed.records["oai:feed.example:3"]
    assert record
    record |= {"title": "Theirs"}
    harvest_again(source)
    assert title(resource) == "Theirs"


def test_a_later_correction_taken_back_brings_the_earlier_one_back() -> None:
    resource = make_resource("Source's")
    set_overlay(resource, "title", "First", actor="ann")
    change = set_overlay(resource, "title", "Second", actor="bo")
    revert(change, actor="cy")
    assert title(resource) == "First"


def test_giving_back_is_taken_back_too() -> None:
    resource = make_resource("Source's")
    set_overlay(resource, "title", "Mine", actor="ann")
    change = clear_overlay(resource, "title", actor="ann")
    assert change
    revert(change, actor="bo")
    assert title(resource) == "Mine"


def test_a_revert_of_a_revert_of_a_revert() -> None:
    resource = make_resource("Source's")
    change, said = set_overlay(resource, "title", "Mine", actor="ann"), []
    for _n in range(4):
        change = revert(change, actor="bo")
        said.append(title(resource))
    assert said == ["Source's", "Mine", "Source's", "Mine"]


def test_a_decision_is_taken_back_once() -> None:
    resource = make_resource("Source's")
    change = set_overlay(resource, "title", "Mine", actor="ann")
    revert(change, actor="bo")
    before = rows()
    with pytest.raises(NotRevertible, match="taken back already"):
        revert(change, actor="cy")
    assert rows() == before


def test_a_decision_that_others_followed_is_shown_with_them_first() -> None:
    resource = make_resource("Source's")
    first = set_overlay(resource, "title", "First", actor="ann")
    second = set_overlay(resource, "title", "Second", actor="bo")
    with pytest.raises(Overtaken) as overtaken:
        revert(first, actor="cy")
    assert overtaken.value.later == [second]
    assert title(resource) == "Second"
    revert(first, actor="cy", anyway=True)
    assert title(resource) == "Source's"


def test_a_later_decision_that_was_taken_back_itself_is_in_nobodys_way() -> None:
    resource = make_resource("Source's")
    first = set_overlay(resource, "title", "First", actor="ann")
    second = set_overlay(resource, "title", "Second", actor="bo")
    taken_back = revert(second, actor="bo")
    revert(first, actor="cy")
    assert title(resource) == "Source's"
    with pytest.raises(Overtaken):  # the first was taken back since
        revert(taken_back, actor="bo")


def test_other_fields_are_in_nobodys_way() -> None:
    resource = make_resource("Source's")
    first = set_overlay(resource, "title", "Mine", actor="ann")
    set_overlay(resource, "tags", ["a"], actor="bo")
    revert(first, actor="cy")
    assert (title(resource), resource.tags) == ("Source's", ["a"])


def test_a_hidden_resource_is_shown_again() -> None:
    resource = make_resource()
    change = set_overlay(resource, "hidden", True, actor="ann")
    assert not Resource.objects.visible().exists()
    revert(change, actor="bo")
    assert Resource.objects.visible().exists()


def test_a_judgement_is_taken_back_and_the_machines_shown_again() -> None:
    resource = make_resource(profile=FULL)
    machine = depth(resource, "internet-finance")
    change = judge(resource, "internet-finance", 0, actor="ann")
    again = revert(change, actor="bo")
    assert depth(resource, "internet-finance") == machine
    assert not Rating.objects.filter(kind="curator").exists()
    revert(again, actor="bo")
    assert depth(resource, "internet-finance") == 0
    assert Rating.objects.get(kind="curator").rater == "ann"


def test_taking_back_ones_second_thought_brings_the_first_one_back() -> None:
    resource = make_resource()
    judge(resource, "visits", 1, actor="ann")
    change = judge(resource, "visits", 3, actor="ann")
    revert(change, actor="bo")
    assert depth(resource) == 1


def test_one_curators_judgement_is_not_in_the_way_of_anothers() -> None:
    resource = make_resource()
    first = judge(resource, "visits", 1, actor="ann")
    judge(resource, "visits", 3, actor="bo")
    revert(first, actor="cy")
    assert depth(resource) == 3


def test_an_accepted_rating_is_taken_back_whole() -> None:
    resource = make_resource(profile=FULL)
    resource.refresh_from_db()
    judge(resource, "visits", 2, actor="ann")
    resource.refresh_from_db()
    change = accept(resource, actor="ann")
    assert change
    assert len(Rating.objects.get(kind="curator").cells) > 5
    again = revert(change, actor="bo")
    assert set(Rating.objects.get(kind="curator").cells) == {"visits"}
    revert(again, actor="bo")
    assert len(Rating.objects.get(kind="curator").cells) > 5


def test_a_single_judgement_after_an_accepted_rating_is_in_its_way() -> None:
    resource = make_resource(profile=FULL)
    resource.refresh_from_db()
    change = accept(resource, actor="ann")
    assert change
    judge(resource, "internet-finance", 0, actor="ann")
    with pytest.raises(Overtaken):
        revert(change, actor="bo")


def test_a_suggestion_that_was_turned_down_waits_again(
    source: Source, resource: Resource, feed: OaiFeed
) -> None:
    set_overlay(resource, "title", "Mine", actor="ann")
    record = feed.records["oai:feed.example:3"]
    assert record
    record |= {"title": "Theirs"}
    harvest_again(source)
    change = keep_overlay(resource, "title", actor="ann")
    assert change
    again = revert(change, actor="bo")
    overlay = Overlay.objects.get()
    assert (overlay.suggestion, overlay.has_suggestion) == ("Theirs", True)
    revert(again, actor="bo")
    overlay.refresh_from_db()
    assert (overlay.upstream, overlay.has_suggestion) == ("Theirs", False)


def test_what_a_harvest_changed_is_nobodys_decision(
    source: Source, resource: Resource, feed: OaiFeed
) -> None:
    record = feed.records["oai:feed.example:3"]
    assert record
    record |= {"title": "Theirs"}
    harvest_again(source)
    with pytest.raises(NotRevertible, match="Only decisions of people"):
        revert(Change.objects.get(field="title"), actor="ann")


def test_it_is_taken_back_on_the_page(staff: Client, resource: Resource) -> None:
    change = set_overlay(resource, "title", "Mine", actor="ann")
    page = staff.get(f"/staff/resources/{resource.public_id}/").content.decode()
    assert f'action="/staff/changes/{change.pk}/take-back/"' in page
    page = staff.post(f"/staff/changes/{change.pk}/take-back/", follow=True).content.decode()
    assert "Taken back." in page
    assert f'action="/staff/changes/{change.pk}/take-back/"' not in page
    assert title(resource) == "Customs course number 3"


def test_the_page_shows_what_followed_and_lets_choose(staff: Client, resource: Resource) -> None:
    first = set_overlay(resource, "title", "First", actor="ann")
    set_overlay(resource, "title", "Second", actor="bo")
    answer = staff.post(f"/staff/changes/{first.pk}/take-back/")
    assert answer.status_code == 409
    assert "decided on again after it" in answer.content.decode()
    assert title(resource) == "Second"
    staff.post(f"/staff/changes/{first.pk}/take-back/", {"anyway": "1"})
    assert title(resource) == "Customs course number 3"


def test_the_page_says_why_something_cannot_be_taken_back(staff: Client, resource: Resource) -> None:
    change = set_overlay(resource, "title", "Mine", actor="ann")
    revert(change, actor="bo")
    of_harvest = Change.objects.create(subject=change.subject, field="title", cause="harvest")
    for row in (change, of_harvest):
        answer = staff.post(f"/staff/changes/{row.pk}/take-back/")
        assert answer.status_code == 409
        assert "Nothing was taken back" in answer.content.decode()
    assert staff.post("/staff/changes/999999/take-back/").status_code == 404


def test_what_others_curate_is_not_taken_back(resource: Resource) -> None:
    change = set_overlay(resource, "title", "Mine", actor="ann")
    client = Client()
    client.force_login(make_staff("bo", CURATOR, economies=["PE"]))
    assert client.post(f"/staff/changes/{change.pk}/take-back/").status_code == 403
    assert title(resource) == "Mine"


def test_a_long_history_comes_page_by_page_and_stays_small(staff: Client) -> None:
    resource = make_resource("电" * 400)
    for n in range(40):
        set_overlay(resource, "description", f"{n} " + "商" * 4_000, actor="ann")
        resource.refresh_from_db()
    address = f"/staff/resources/{resource.public_id}/history/"
    first = staff.get(address)
    assert len(first.content) < 100_000
    assert len(staff.get(f"/staff/resources/{resource.public_id}/").content) < 100_000
    last = staff.get(address, {"before": Change.objects.filter(cause="overlay").order_by("-pk")[29].pk})
    assert first.content.decode().count("<strong>Description</strong>") == 30
    assert last.content.decode().count("<strong>Description</strong>") == 10
    assert staff.get(address, {"before": "x"}).status_code == 200
