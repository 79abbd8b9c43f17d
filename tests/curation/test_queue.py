"""The staff's worklist: what waits, why, in which order, and who has taken it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from harvesters.work import work
from registry.catalogue.joining import join
from registry.catalogue.models import Overlay, Resource
from registry.catalogue.ratings import judge
from registry.framework.rater import rate_text
from registry.roles.granting import CURATOR, SENIOR
from registry.worklist import taking
from registry.worklist.kinds import kinds
from registry.worklist.models import Task
from registry.worklist.refreshing import look_again
from search.models import Opening, Sought
from tests.counting import rows
from tests.factories import make_resource, make_source, make_staff

pytestmark = pytest.mark.django_db

COMPLETE = {"language": "es", "description": "What it is about.", "url": "https://school.example/a"}


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    """How much there is of a language is remembered for a while."""
    cache.clear()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def complete(title: str = "Course", economy: str = "CL", language: str = "es") -> Resource:
    """A resource of which nothing waits but that it is new."""
    source = make_source(f"Ministry of {economy}", economy=economy)
    return make_resource(title, source=source, **(COMPLETE | {"language": language}))


def linked(page: str) -> list[str]:
    """Public ids of the resources in the order of the page."""
    return re.findall(r'href="/staff/resources/([0-9a-f-]{36})/"', page)


def queue(client: Client, **asked: str) -> str:
    return client.get("/staff/", asked).content.decode()


def ticked(kind: str = "new-resource") -> list[int]:
    return list(Task.objects.filter(kind=kind).values_list("pk", flat=True))


def test_an_empty_registry_has_nothing_waiting(staff: Client) -> None:
    assert "Nothing waits here." in queue(staff)


def test_every_kind_has_an_id_and_a_name() -> None:
    assert len(kinds()) >= 7
    for id, kind in kinds().items():
        assert re.fullmatch(r"[a-z-]{1,40}", id)
        assert str(kind.label)


def test_the_worker_finds_what_waits(staff: Client) -> None:
    made = complete()
    assert linked(queue(staff)) == []
    work(once=True)
    page = queue(staff)
    assert linked(page) == [str(made.public_id)]
    assert "no curator has looked at its rating" in page


@pytest.mark.parametrize(
    ("lacking", "why"),
    [
        ("language", "Its language is not stated."),
        ("description", "It has no description."),
        ("url", "It does not say where to find it."),
    ],
)
def test_what_lacks_something_essential_waits(staff: Client, lacking: str, why: str) -> None:
    stated = {name: value for name, value in COMPLETE.items() if name != lacking}
    if lacking == "language":
        stated["description"] = "0815"  # in no language that could be recognised
    make_resource("4711", **stated)
    make_resource("Whole", **COMPLETE)
    look_again("missing-field")
    assert why in queue(staff, kind="missing-field")
    assert Task.objects.filter(kind="missing-field").count() == 1


def test_a_resource_that_lacks_several_things_is_one_task(staff: Client) -> None:
    make_resource("电商")
    look_again("missing-field")
    assert Task.objects.filter(kind="missing-field").count() == 1


def test_what_two_curators_differ_on_waits_until_a_third_decides(staff: Client) -> None:
    resource = complete()
    judge(resource, "visits", 0, actor="ann")
    judge(resource, "visits", 3, actor="bo")
    look_again()
    assert "Two curators differ on Business visits" in queue(staff, kind="disputed-rating")
    judge(resource, "visits", 2, actor="cy")
    look_again()
    assert not Task.objects.filter(kind="disputed-rating").exists()


def test_a_dispute_within_a_group_waits_once(staff: Client) -> None:
    one, other = complete(economy="CL"), complete(economy="PE")
    join(one, other, actor="ann")
    judge(one, "visits", 0, actor="ann")
    judge(other, "visits", 3, actor="bo")
    look_again("disputed-rating")
    assert Task.objects.filter(kind="disputed-rating").count() == 1


def test_what_is_judged_is_new_no_more_at_once(staff: Client) -> None:
    resource = complete()
    look_again()
    assert linked(queue(staff)) == [str(resource.public_id)]
    staff.post(f"/staff/resources/{resource.public_id}/relevance/", {"answer": "yes"})
    assert linked(queue(staff)) == []


def test_what_is_old_is_not_new() -> None:
    resource = complete()
    Resource.objects.filter(pk=resource.pk).update(created=timezone.now() - timedelta(days=31))
    look_again()
    assert not Task.objects.filter(kind="new-resource").exists()


def test_looking_twice_writes_nothing_the_second_time() -> None:
    complete()
    make_resource("电商")
    look_again()
    before = rows()
    look_again()
    assert rows() == before


def test_what_is_scarce_comes_before_what_there_is_plenty_of(staff: Client) -> None:
    plenty = [complete(f"Course {n}", "CL", "es") for n in range(30)]
    rare = complete("Khóa học", "VN", "vi")
    look_again()
    assert linked(queue(staff))[0] == str(rare.public_id)
    assert Task.objects.get(resource=rare).effect > Task.objects.get(resource=plenty[0]).effect


def test_what_people_open_comes_before_what_nobody_opens(staff: Client) -> None:
    unopened, opened, seldom = complete("A"), complete("B"), complete("C")
    today = timezone.now().date()
    Opening.objects.create(resource=opened.pk, day=today, times=40)
    Opening.objects.create(resource=seldom.pk, day=today, times=1)
    Opening.objects.create(resource=unopened.pk, day=today - timedelta(days=200), times=99)
    look_again()
    assert linked(queue(staff))[0] == str(opened.public_id)
    effect = dict(Task.objects.filter(kind="new-resource").values_list("resource", "effect"))
    assert effect[opened.pk] > effect[seldom.pk]


def test_what_people_look_for_comes_before_what_they_do_not(staff: Client) -> None:
    wanted = complete("Letters of credit: being paid")
    unwanted = complete("International shipping of parcels")
    for resource in (wanted, unwanted):
        Resource.objects.filter(pk=resource.pk).update(profile=rate_text(resource.title).as_json())
    Sought.objects.create(day=timezone.now().date(), text="cobrar", aspects=" internet-finance ", times=50)
    Sought.objects.create(
        day=timezone.now().date(), text="enviar", aspects=" international-logistics ", times=2
    )
    look_again()
    assert linked(queue(staff)) == [str(wanted.public_id), str(unwanted.public_id)]
    effect = dict(Task.objects.filter(kind="new-resource").values_list("resource", "effect"))
    assert effect[wanted.pk] > effect[unwanted.pk]


def test_what_waits_long_comes_before_what_is_a_little_more_important(staff: Client) -> None:
    old, young = complete("Old"), complete("Young")
    Resource.objects.filter(pk=old.pk).update(created=timezone.now() - timedelta(days=20))
    look_again()
    assert linked(queue(staff)) == [str(old.public_id), str(young.public_id)]


def test_the_worklist_comes_page_by_page(staff: Client) -> None:
    made = {str(complete(f"Course {n}").public_id) for n in range(40)}
    look_again()
    first = queue(staff)
    (following,) = re.findall(r'rel="next" href="([^"]+)"', first)
    last = staff.get(following.replace("&amp;", "&")).content.decode()
    assert len(linked(first)) == 30
    assert {*linked(first), *linked(last)} == made
    assert 'rel="next"' not in last


@pytest.mark.parametrize("after", ["x", "1", "1,", "nan,1", "inf,2", "1,9999999999999999999999", "-1,٣"])
def test_a_place_that_is_none_is_no_error(staff: Client, after: str) -> None:
    complete()
    look_again()
    assert staff.get("/staff/", {"after": after}).status_code == 200


def test_kinds_are_counted_with_the_age_of_the_oldest(staff: Client) -> None:
    complete()
    old = complete("Old")
    Resource.objects.filter(pk=old.pk).update(created=timezone.now() - timedelta(days=14))
    make_resource("电商")
    look_again()
    page = queue(staff)
    assert re.search(r"New resources</a><span[^>]*>3 · 2\xa0weeks", page)
    assert re.search(r"Something essential is missing</a><span[^>]*>1 · ", page)


def test_the_worklist_is_narrowed_by_kind_economy_and_language(staff: Client) -> None:
    chile, peru = complete("A", "CL", "es"), complete("B", "PE", "es")
    taiwan = complete("C", "TW", "zh-Hant")
    look_again()
    assert linked(queue(staff, economy="PE")) == [str(peru.public_id)]
    assert set(linked(queue(staff, language="es"))) == {str(chile.public_id), str(peru.public_id)}
    assert linked(queue(staff, language="zh")) == [str(taiwan.public_id)]
    assert linked(queue(staff, kind="held-run")) == []
    assert len(linked(queue(staff, kind="nonsense"))) == 3


def test_curators_see_what_they_curate() -> None:
    chile, peru = complete("A", "CL", "es"), complete("B", "PE", "qu")
    unsaid = make_resource("C", source=make_source("Unknown", economy=""), **COMPLETE)
    look_again()
    curator = make_staff("bo", CURATOR, economies=["CL"])
    assert set(linked(queue(signed_in(curator)))) == {str(chile.public_id), str(unsaid.public_id)}
    speaker = make_staff("cy", CURATOR, languages=["qu"])
    assert linked(queue(signed_in(speaker))) == [str(peru.public_id)]
    senior = make_staff("di", SENIOR, economies=["CL"])
    assert len(linked(queue(signed_in(senior)))) == 3


def test_curators_are_not_offered_what_is_for_senior_curators() -> None:
    source = make_source("School", state="proposed")
    look_again()
    page = f"/staff/sources/{source.uuid}/"
    assert page not in queue(signed_in(make_staff("bo", CURATOR)))
    assert page in queue(signed_in(make_staff("di", SENIOR)))


def test_a_claimed_task_is_one_persons_until_it_is_given_back(staff: Client) -> None:
    resource = complete()
    look_again()
    other = signed_in(make_staff("bo", CURATOR))
    staff.post("/staff/tasks/", {"do": "claim", "task": ticked()})
    assert "claimed by you" in queue(staff, mine="1")
    assert linked(queue(other)) == []
    late = other.post("/staff/tasks/", {"do": "claim", "task": ticked()}, follow=True).content.decode()
    assert "somebody else has them" in late
    staff.post("/staff/tasks/", {"do": "give-back", "task": ticked()})
    assert linked(queue(other)) == [str(resource.public_id)]


def test_a_claim_ends_by_itself(staff: Client) -> None:
    complete()
    look_again()
    bo, now = make_staff("bo", CURATOR), timezone.now()
    assert taking.claim(ticked(), bo, now - taking.CLAIMED_FOR - timedelta(minutes=1)) == 1
    assert len(linked(queue(staff))) == 1


def test_a_claim_outlives_a_look() -> None:
    complete()
    look_again()
    bo = make_staff("bo", CURATOR)
    taking.claim(ticked(), bo)
    complete("Another")
    look_again()
    assert Task.objects.filter(claimed_by=bo).count() == 1


def test_what_somebody_skips_is_left_to_others(staff: Client) -> None:
    complete()
    look_again()
    staff.post("/staff/tasks/", {"do": "skip", "task": ticked()})
    assert linked(queue(staff)) == []
    assert len(linked(queue(signed_in(make_staff("bo", CURATOR))))) == 1


def test_senior_curators_assign_tasks_also_beyond_what_somebody_curates(staff: Client) -> None:
    complete(economy="CL")
    look_again()
    bo = make_staff("bo", CURATOR, economies=["PE"])
    staff.post("/staff/tasks/", {"do": "assign", "task": ticked(), "to": bo.pk})
    assert len(linked(queue(signed_in(bo), mine="1"))) == 1
    assert linked(queue(staff)) == []


def test_curators_assign_nothing_to_others() -> None:
    complete()
    look_again()
    bo, cy = make_staff("bo", CURATOR), make_staff("cy", CURATOR)
    answer = signed_in(bo).post("/staff/tasks/", {"do": "assign", "task": ticked(), "to": cy.pk}, follow=True)
    assert "Senior curators assign" in answer.content.decode()
    assert not Task.objects.exclude(claimed_by=None).exists()
    assert "Assign to" not in queue(signed_in(bo))


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"do": "claim"},
        {"do": "claim", "task": ["x", "٣", "99999999999999999999"]},
        {"do": "nonsense", "task": "1"},
        {"do": "assign", "task": "1", "to": "x"},
        {"do": "assign", "task": "1"},
        {"do": "claim", "task": "123456"},
    ],
)
def test_a_post_that_makes_no_sense_changes_nothing(staff: Client, given: dict[str, str]) -> None:
    complete()
    look_again()
    before = rows()
    answer = staff.post("/staff/tasks/", given)
    assert answer.status_code == 303
    assert rows() == before


def test_the_filter_is_kept_after_an_action(staff: Client) -> None:
    complete()
    look_again()
    given = {"do": "claim", "task": ticked(), "kind": "new-resource", "economy": "CL", "mine": ""}
    assert staff.post("/staff/tasks/", given)["Location"] == "/staff/?kind=new-resource&economy=CL"


def test_a_page_of_long_titles_and_reasons_stays_small(staff: Client) -> None:
    for n in range(40):
        resource = make_resource(f"{n} " + "电" * 498, description="x" * 20000, language="zh")
        Overlay.objects.create(
            resource=resource, field="title", value="电" * 500, suggestion="商" * 500, has_suggestion=True
        )
    look_again()
    assert len(staff.get("/staff/").content) < 100_000
    assert len(staff.get("/staff/", {"kind": "stale-overlay"}).content) < 100_000


def test_the_number_of_queries_does_not_grow_with_the_tasks(
    staff: Client, django_assert_max_num_queries: object
) -> None:
    for n in range(35):
        complete(f"Course {n}")
    look_again()
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        staff.get("/staff/")


def test_staff_go_on_to_the_next_resource(staff: Client) -> None:
    older, newer = make_resource("Older"), make_resource("Newer")
    page = staff.get(f"/staff/resources/{newer.public_id}/").content.decode()
    assert f'rel="next" href="/staff/resources/{older.public_id}/"' in page
    assert 'rel="next"' not in staff.get(f"/staff/resources/{older.public_id}/").content.decode()


def test_a_joined_resource_says_what_is_shown_for_it(staff: Client) -> None:
    leader = make_resource("Leader", source=make_source("A", url="https://a.example/"))
    follower = make_resource("Follower", source=make_source("B", url="https://b.example/"))
    join(leader, follower, actor="staff")
    follower = Resource.objects.get(pk=follower.pk)
    leader = Resource.objects.get(pk=leader.pk)
    behind, shown = (follower, leader) if follower.leader_id else (leader, follower)
    page = staff.get(f"/staff/resources/{behind.public_id}/").content.decode()
    assert "the same thing as another resource" in page
    assert str(shown.public_id) in page
    look_again()
    assert linked(queue(staff, kind="new-resource")) == [str(shown.public_id)]


def test_economies_are_named_in_the_readers_language() -> None:
    complete(economy="PE")
    look_again()
    client = signed_in(make_staff("ana", CURATOR))
    for language, name in (("en", "Peru"), ("zh-hans", "秘鲁")):
        page = client.get(f"/staff/?ui={language}&kind=new-resource").content.decode()
        assert f'<option value="PE">{name}</option>' in page
        assert f"· {name} ·" in page
