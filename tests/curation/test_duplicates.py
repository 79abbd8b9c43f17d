"""The staff's pages of duplicates: side by side, joined, kept apart, split, led, and taken back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string
from pytest_django import Settings

from registry.catalogue.joining import group_of, join, keep_apart
from registry.catalogue.models import Decision, Resource
from registry.catalogue.overlay import set_overlay
from registry.catalogue.ratings import judge
from registry.duplicates.finding import find
from registry.roles.granting import CURATOR
from registry.worklist.models import Task
from tests.counting import rows
from tests.duplicates.test_finding import CUSTOMS, put
from tests.factories import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> tuple[Resource, Resource]:
    found = put("ministry", level="beginner"), put("platform", title=f"{CUSTOMS}!", price="20")
    find()
    return found


def at(first: Resource, second: Resource) -> str:
    return reverse("curation:duplicate", args=[first.public_id, second.public_id])


def page(staff: Client, address: str, status: int = 200) -> str:
    answer = staff.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def seen(text: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', text)
    assert found
    return found[1]


def decide(staff: Client, first: Resource, second: Resource, decision: str, **more: str) -> Any:
    """As the form of the page does."""
    given = {"seen": seen(page(staff, at(first, second))), "decision": decision} | more
    return staff.post(f"{at(first, second)}decide/", given)


def together(first: Resource, second: Resource) -> bool:
    return group_of(first) == group_of(second)


def test_the_list_names_proposals_with_score_and_reasons(
    staff: Client, pair: tuple[Resource, Resource]
) -> None:
    text = page(staff, reverse("curation:duplicates"))
    assert at(*pair) in text
    assert "titles 100 % alike" in text
    assert "same organiser" in text


def test_the_worker_puts_it_on_the_worklist_and_a_decision_takes_it_off(
    staff: Client, settings: Settings
) -> None:
    first, second = put("ministry"), put("platform")
    share = [name for name in settings.KEPT_BY_WORKER if "duplicates" in name or "worklist" in name]
    for name in share:
        import_string(name)()
    (task,) = Task.objects.filter(kind="near-duplicate")
    assert at(first, second) in page(staff, f"{reverse('curation:queue')}?kind=near-duplicate")
    decide(staff, first, second, "apart")
    assert not Task.objects.filter(pk=task.pk).exists()


def test_two_stand_side_by_side_with_what_differs_marked(
    staff: Client, pair: tuple[Resource, Resource]
) -> None:
    text = page(staff, at(*pair))
    assert "beginner" in text
    assert "20" in text
    set_overlay(pair[1], "title", f"{CUSTOMS} by mail", actor="curator")
    assert "<mark>by mail</mark>" in page(staff, at(*pair))


def test_what_sources_say_is_text_and_no_markup(staff: Client) -> None:
    first = put("ministry", title="<script>alert(1)</script> declarations")
    second = put("platform", title="<script>alert(2)</script> declarations")
    text = page(staff, at(first, second))
    assert "<script>alert" not in text
    assert "alert" in text


def test_staff_join_and_come_to_the_next(staff: Client, pair: tuple[Resource, Resource]) -> None:
    other = put("school")
    find()
    answer = decide(staff, *pair, "join")
    assert together(*pair)
    assert answer.status_code == 303
    assert str(other.public_id) in answer["Location"]


def test_staff_keep_two_apart_and_it_is_not_proposed_again(
    staff: Client, pair: tuple[Resource, Resource]
) -> None:
    answer = decide(staff, *pair, "apart")
    assert answer["Location"] == reverse("curation:duplicates")
    put("platform", title=f"{CUSTOMS}!", price="30")
    find()
    text = page(staff, reverse("curation:duplicates"))
    assert "Nothing waits here." in text
    assert "two things" in text


def test_a_decision_made_meanwhile_is_shown_and_not_overwritten(
    staff: Client, pair: tuple[Resource, Resource]
) -> None:
    before = seen(page(staff, at(*pair)))
    keep_apart(*pair, actor="another")
    answer = staff.post(f"{at(*pair)}decide/", {"seen": before, "decision": "join"})
    assert answer.status_code == 409
    assert "another decided" in answer.content.decode()
    assert not together(*pair)
    assert decide(staff, *pair, "join").status_code == 303, "whoever has seen it may decide otherwise"
    assert together(*pair)


def test_a_join_against_an_earlier_word_names_it_and_can_be_made(
    staff: Client, pair: tuple[Resource, Resource]
) -> None:
    third = put("school", url="https://school.example/c/9")
    keep_apart(pair[0], third, actor="ann")
    join(*pair, actor="ben")
    answer = decide(staff, pair[1], third, "join")
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "ann decided" in text
    assert 'name="overrule"' in text
    assert decide(staff, pair[1], third, "join", overrule="1").status_code == 303
    assert together(pair[0], third)


@pytest.mark.parametrize("given", [{"decision": "perhaps"}, {"decision": ""}])
def test_an_order_that_is_none_changes_nothing(
    staff: Client, pair: tuple[Resource, Resource], given: dict[str, str]
) -> None:
    assert decide(staff, *pair, **given).status_code == 409
    assert not Decision.objects.exists()


def test_a_resource_beside_itself_or_nothing_is_not_found(
    staff: Client, pair: tuple[Resource, Resource]
) -> None:
    page(staff, at(pair[0], pair[0]), 404)
    nobody = "00000000-0000-5000-8000-000000000000"
    page(staff, reverse("curation:duplicate", args=[nobody, pair[0].public_id]), 404)
    page(staff, reverse("curation:group", args=[nobody]), 404)


def test_a_group_says_where_each_value_comes_from_and_what_others_say(
    staff: Client, pair: tuple[Resource, Resource]
) -> None:
    join(*pair, actor="curator")
    set_overlay(pair[0], "price", "15", actor="ann")
    text = page(staff, reverse("curation:group", args=[pair[0].public_id]))
    rows_of = {row.partition('row">')[2].partition("<")[0]: row for row in text.split("<tr>")}
    assert "corrected by ann" in rows_of["Price"]
    assert "platform feed" in rows_of["Price"], "the source that says 20"
    assert "ministry feed" in rows_of["Level"]
    assert f"{CUSTOMS}!" in rows_of["Title"]
    follower = page(staff, reverse("curation:group", args=[pair[1].public_id]), 303)
    assert not follower


def test_a_split_says_what_was_made_since_and_where_it_stays(
    staff: Client, pair: tuple[Resource, Resource]
) -> None:
    judge(pair[1], "online-marketing", 2, actor="ann")
    join(*pair, actor="curator")
    judge(pair[0], "online-marketing", 3, actor="ben")
    text = page(staff, reverse("curation:group", args=[pair[0].public_id]))
    assert "1 judgement or correction of its own" in text
    assert "1 judgement or correction was made on the page that is shown" in text
    answer = staff.post(reverse("curation:split", args=[pair[1].public_id]))
    assert answer.status_code == 303
    assert not together(*pair)
    shown = {r.pk: r.profile["cells"]["online-marketing"]["value"] for r in Resource.objects.visible()}
    assert shown == {pair[0].pk: 3, pair[1].pk: 2}


def test_what_stands_alone_is_not_split_and_does_not_lead(
    staff: Client, pair: tuple[Resource, Resource]
) -> None:
    for order in ("split", "lead"):
        answer = staff.post(reverse(f"curation:{order}", args=[pair[0].public_id]))
        assert answer.status_code == 409
        assert "alone" in answer.content.decode()


def test_staff_choose_whose_page_is_shown(staff: Client, pair: tuple[Resource, Resource]) -> None:
    join(*pair, actor="curator")
    staff.post(reverse("curation:lead", args=[pair[1].public_id]))
    assert group_of(pair[0])[0] == pair[1].pk
    assert "by choice" in page(staff, reverse("curation:group", args=[pair[1].public_id]))
    staff.post(reverse("curation:lead-by-order", args=[pair[1].public_id]))
    assert "by choice" not in page(staff, reverse("curation:group", args=[pair[1].public_id]))


def test_a_decision_is_taken_back(staff: Client, pair: tuple[Resource, Resource]) -> None:
    join(*pair, actor="curator")
    decision = Decision.objects.get()
    answer = staff.post(reverse("curation:take-back-decision", args=[decision.pk]))
    assert answer.status_code == 303
    assert not together(*pair)
    assert at(*pair) in page(staff, reverse("curation:duplicates")), "it is proposed again"
    assert staff.post(reverse("curation:take-back-decision", args=[decision.pk])).status_code == 404


def test_who_curates_neither_of_the_two_decides_nothing(pair: tuple[Resource, Resource]) -> None:
    elsewhere = Client()
    elsewhere.force_login(make_staff("peru@smme.example", role=CURATOR, economies=["PE"]))
    assert elsewhere.post(f"{at(*pair)}decide/", {"decision": "join"}).status_code == 403
    join(*pair, actor="curator")
    (decision,) = Decision.objects.all()
    for address in (
        reverse("curation:take-back-decision", args=[decision.pk]),
        *(reverse(f"curation:{order}", args=[pair[0].public_id]) for order in ("split", "lead")),
    ):
        assert elsewhere.post(address).status_code == 403


def test_nobody_else_sees_them(member: Client, pair: tuple[Resource, Resource]) -> None:
    addresses = [
        reverse("curation:duplicates"),
        at(*pair),
        reverse("curation:group", args=[pair[0].public_id]),
    ]
    for address in addresses:
        assert member.get(address).status_code == 403
        assert Client().get(address).status_code == 302
    assert member.post(f"{at(*pair)}decide/", {"decision": "join"}).status_code == 403


def test_reading_writes_nothing(staff: Client, pair: tuple[Resource, Resource]) -> None:
    join(*pair, actor="curator")
    before = rows()
    for address in (
        reverse("curation:duplicates"),
        at(*pair),
        reverse("curation:group", args=[pair[0].public_id]),
    ):
        page(staff, address)
    assert rows() == before


def test_pages_are_small_and_cost_the_same_with_more_to_show(
    staff: Client, django_assert_max_num_queries: Any
) -> None:
    text = "How to fill in the declaration, line by line. " * 400
    found = [
        put(f"m{n}", description=text, subjects=tuple(f"subject {m}" for m in range(50))) for n in range(7)
    ]
    find()
    for other in found[2:]:
        join(found[1], other, actor="curator")
    for address in (
        reverse("curation:duplicates"),
        at(found[0], found[1]),
        reverse("curation:group", args=[found[1].public_id]),
    ):
        with django_assert_max_num_queries(40):
            assert len(page(staff, address)) < 100_000


@pytest.mark.parametrize("after", ["80-1", "x", "80-", "-1", "9" * 40 + "-1", "80-１"])
def test_any_place_in_the_address_is_a_page(
    staff: Client, pair: tuple[Resource, Resource], after: str
) -> None:
    page(staff, f"{reverse('curation:duplicates')}?after={after}")


def test_the_list_goes_on_page_by_page(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [put(f"m{n}") for n in range(9)]
    find()
    address, seen_pairs = reverse("curation:duplicates"), set()
    while address:
        text = page(staff, address)
        new = set(re.findall(r"/staff/duplicates/[0-9a-f-]+/[0-9a-f-]+/", text))
        assert not new & seen_pairs
        seen_pairs |= new
        more = re.search(r'href="(\?after=[^"]+)"', text)
        address = f"{reverse('curation:duplicates')}{more[1]}" if more else ""
    assert len(seen_pairs) == len(found) * (len(found) - 1) / 2
