"""Many resources changed on the pages: looked at before, made in the background, followed, and taken back."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from registry.bulk import running
from registry.bulk.models import BulkChange
from registry.bulk.running import run_due
from registry.catalogue.models import Overlay, Rating, Resource
from registry.catalogue.overlay import set_overlay
from registry.roles.granting import CURATOR, SENIOR
from registry.worklist.models import Task
from registry.worklist.refreshing import look_again
from tests.counting import rows
from tests.factories import make_resource, make_source, make_staff
from tests.portal.profiles import FULL

pytestmark = pytest.mark.django_db

NEW = {"from": "tasks", "kind": "new-resource"}


def curator(name: str = "bo", role: str = CURATOR, economies: tuple[str, ...] = ()) -> Client:
    client = Client()
    client.force_login(make_staff(name, role, economies=economies))
    return client


def new_resources(count: int, economy: str = "CL") -> list[Resource]:
    source = make_source(f"Ministry of {economy}", economy=economy)
    made = [
        make_resource(f"Course {economy} {n}", source=source, language="es", profile=FULL)
        for n in range(count)
    ]
    look_again()
    return made


def test_all_tasks_of_a_kind_are_looked_at_accepted_and_taken_back(staff: Client) -> None:
    new_resources(25)
    page = staff.get("/staff/", {"kind": "new-resource"}).content.decode()
    (address,) = re.findall(r'href="(/staff/bulk/new/\?[^"]+)"', page)
    before = rows()
    preview = staff.get(address.replace("&amp;", "&")).content.decode()
    assert "25 resources" in preview
    assert preview.count("Course CL") == 20
    assert rows() == before
    page = staff.post("/staff/bulk/begin/", NEW | {"action": "accept"}, follow=True).content.decode()
    assert "0 of 25" in page
    run_due()
    bulk = BulkChange.objects.get()
    page = staff.get(f"/staff/bulk/{bulk.uuid}/").content.decode()
    assert "25 of 25" in page
    assert Rating.objects.filter(kind="curator").count() == 25
    assert not Task.objects.filter(kind="new-resource").exists()
    staff.post(f"/staff/bulk/{bulk.uuid}/take-back/")
    run_due()
    assert "taken back" in staff.get(f"/staff/bulk/{bulk.uuid}/").content.decode()
    assert not Rating.objects.filter(kind="curator").exists()
    assert Task.objects.filter(kind="new-resource").count() == 25


def test_a_curator_accepts_what_they_curate_and_nothing_else() -> None:
    new_resources(3, "CL")
    new_resources(2, "PE")
    curator(economies=("PE",)).post("/staff/bulk/begin/", NEW | {"action": "accept"})
    run_due()
    judged = Rating.objects.filter(kind="curator").values_list("resource__record__source__name", flat=True)
    assert list(judged) == ["Ministry of PE feed"] * 2


def test_curators_only_accept() -> None:
    new_resources(1)
    client = curator()
    before = rows()
    assert client.post("/staff/bulk/begin/", NEW | {"action": "hide"}).status_code == 403
    given = {"from": "resources", "action": "tag", "value": "a"}
    assert client.post("/staff/bulk/begin/", given).status_code == 403
    assert client.get("/staff/bulk/new/", given).status_code == 403
    assert rows() == before
    assert "Change all of these" not in client.get("/staff/resources/").content.decode()


def test_resources_are_chosen_by_a_filter_and_changed(staff: Client) -> None:
    new_resources(3, "CL")
    new_resources(2, "PE")
    page = staff.get(
        "/staff/resources/", {"economy": "Peru", "words": "course", "source": "ministry"}
    ).content.decode()
    assert page.count("Course PE") == 2
    assert "Course CL" not in page
    (address,) = re.findall(r'href="(/staff/bulk/new/\?[^"]+)"', page)
    assert "2 resources" in staff.get(address.replace("&amp;", "&")).content.decode()
    given = {"from": "resources", "economy": "PE", "action": "tag", "value": " Andes "}
    staff.post("/staff/bulk/begin/", given)
    run_due()
    assert [r.tags for r in Resource.objects.order_by("pk")] == [[], [], [], ["Andes"], ["Andes"]]
    assert "Course PE 1" in staff.get("/staff/resources/", {"tag": "Andes"}).content.decode()


def test_what_is_hidden_is_found_when_it_is_asked_for(staff: Client) -> None:
    hidden, _shown = new_resources(2)
    set_overlay(hidden, "hidden", True, actor="ann")
    page = staff.get("/staff/resources/", {"hidden": "on"}).content.decode()
    assert page.count("Course CL") == 1


def test_the_list_comes_page_by_page(staff: Client) -> None:
    new_resources(60)
    first = staff.get("/staff/resources/", {"language": "es"}).content.decode()
    (following,) = re.findall(r'rel="next" href="([^"]+)"', first)
    last = staff.get(f"/staff/resources/{following}".replace("&amp;", "&")).content.decode()
    named = re.findall(r"Course CL \d+", first + last)
    assert len(named) == len(set(named)) == 60


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"economy": "Atlantis"}, "No economy is called that."),
        ({"language": "Klingonese"}, "No language is called that."),
    ],
)
def test_a_filter_that_makes_no_sense_says_so(staff: Client, given: dict[str, str], words: str) -> None:
    answer = staff.get("/staff/resources/", given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert staff.get("/staff/bulk/new/", given).status_code == 200
    assert staff.post("/staff/bulk/begin/", given | {"action": "hide"}).status_code == 422


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"action": "tag"}, "Say which."),
        ({"action": "tag", "value": "a, b"}, "One tag at a time."),
        ({"action": "language", "value": "Klingonese"}, "No language is called that."),
        ({"action": "burn"}, "Select a valid choice."),
        ({}, "This field is required."),
    ],
)
def test_a_change_that_makes_no_sense_says_so(staff: Client, given: dict[str, str], words: str) -> None:
    new_resources(1)
    before = rows()
    answer = staff.post("/staff/bulk/begin/", {"from": "resources"} | given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert rows() == before


def test_nothing_to_change_and_too_much_say_so(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "There is nothing to change." in staff.get("/staff/bulk/new/").content.decode()
    new_resources(3)
    monkeypatch.setattr(running, "MOST", 2)
    assert "more than 2 resources" in staff.get("/staff/bulk/new/").content.decode()
    assert staff.post("/staff/bulk/begin/", {"action": "hide"}).status_code == 422
    assert not BulkChange.objects.exists()


def test_whoever_made_it_and_senior_curators_take_it_back() -> None:
    new_resources(1)
    maker, other, senior = curator("bo"), curator("cy"), curator("di", SENIOR)
    maker.post("/staff/bulk/begin/", NEW | {"action": "accept"})
    bulk = BulkChange.objects.get()
    address = f"/staff/bulk/{bulk.uuid}/take-back/"
    assert "not done yet" in maker.post(address, follow=True).content.decode()
    run_due()
    assert other.post(address).status_code == 403
    assert "Take all of it back" not in other.get(f"/staff/bulk/{bulk.uuid}/").content.decode()
    assert "background" in senior.post(address, follow=True).content.decode()


def test_what_was_left_alone_is_listed_with_the_reason(staff: Client) -> None:
    one, _other = new_resources(2)
    staff.post("/staff/bulk/begin/", {"from": "resources", "action": "tag", "value": "a"})
    set_overlay(one, "deleted", True, actor="ann")
    run_due()
    page = staff.get(f"/staff/bulk/{BulkChange.objects.get().uuid}/").content.decode()
    assert "What was left as it is" in page
    assert "It was deleted meanwhile." in page
    assert Overlay.objects.filter(field="tags").count() == 1
    assert "Add a tag" in staff.get("/staff/bulk/").content.decode()
