"""The staff's worklist."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from registry.catalogue.joining import join
from registry.catalogue.models import Resource
from tests.factories import make_resource, make_source

pytestmark = pytest.mark.django_db


def linked(page: str) -> list[str]:
    """Public ids of the resources in the order of the page."""
    return re.findall(r'href="/staff/resources/([0-9a-f-]{36})/"', page)


def test_an_empty_registry_has_nothing_waiting(staff: Client) -> None:
    page = staff.get("/staff/").content.decode()
    assert page.count("None.") == 2
    assert "None yet." in page


def test_the_newest_resources_come_first_and_page_by_page(staff: Client) -> None:
    made = [str(make_resource(f"Course {n}").public_id) for n in range(60)]
    first = staff.get("/staff/").content.decode()
    assert linked(first) == made[::-1][:50]
    (following,) = re.findall(r'rel="next" href="(\?before=\d+)"', first)
    last = staff.get(f"/staff/{following}").content.decode()
    assert linked(last) == made[::-1][50:]
    assert 'rel="next"' not in last


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "٣"])
def test_a_place_that_is_none_is_the_beginning(staff: Client, before: str) -> None:
    resource = make_resource()
    answer = staff.get("/staff/", {"before": before})
    assert answer.status_code == 200
    assert linked(answer.content.decode()) == [str(resource.public_id)]


def test_a_page_of_long_titles_stays_small(staff: Client) -> None:
    for n in range(60):
        make_resource(f"{n} " + "电" * 498, description="x" * 20000)
    answer = staff.get("/staff/")
    assert len(answer.content) < 100_000


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
    assert linked(staff.get("/staff/").content.decode()) == [str(shown.public_id)]
