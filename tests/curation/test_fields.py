"""Any field can be corrected; what the source says since is kept out, taken, or taken always; who is second chooses."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from lxml import html

from registry.catalogue.models import AlwaysTaken, Change, Overlay, Resource
from registry.curation.fields import CORRECTABLE, as_text, read
from registry.roles.granting import CURATOR, SENIOR
from registry.sources.models import Source
from tests.counting import rows
from tests.curation.conftest import harvest_again
from tests.factories import make_resource, make_staff
from tests.harvesters.oai_feed import OaiFeed

pytestmark = pytest.mark.django_db

NAME = "oai:feed.example:3"
VALUES: dict[str, tuple[str, Any]] = {
    "title": ("My  title", "My title"),
    "description": ("One.\n\nTwo.", "One.\n\nTwo."),
    "url": ("https://school.example/a", "https://school.example/a"),
    "language": ("Vietnamese", "vi"),
    "type": ("workshop", "workshop"),
    "subjects": ("customs\nHS codes\ncustoms", ["customs", "HS codes"]),
    "creators": ("Ana Soto", ["Ana Soto"]),
    "publisher": ("Ministry", "Ministry"),
    "identifiers": ("doi:10.5281/zenodo.1", ["doi:10.5281/zenodo.1"]),
    "occurrences": (
        "2031-12-02 | 2031-12-04 | Valparaíso | Chile\n2031-12-09T10:00:00Z",
        [
            {
                "start": "2031-12-02",
                "end": "2031-12-04",
                "place": "Valparaíso",
                "economy": "CL",
                "all_day": True,
            },
            {"start": "2031-12-09T10:00:00Z"},
        ],
    ),
    "recurrence": ("FREQ=WEEKLY", "FREQ=WEEKLY"),
    "forms": ("online\noffline", ["online", "offline"]),
    "free": ("no", False),
    "price": ("12.50", "12.50"),
    "currency": ("usd", "USD"),
    "duration": ("PT40M", "PT40M"),
    "level": ("beginners", "beginners"),
    "audience": ("exporters", ["exporters"]),
    "economies": ("Chile\nPE", ["CL", "PE"]),
    "access": ("Write to us.", "Write to us."),
    "licence": ("CC-BY-4.0", "CC-BY-4.0"),
    "image": ("https://school.example/a.png", "https://school.example/a.png"),
    "published": ("2026", "2026"),
    "modified": ("2026-11-20", "2026-11-20"),
    "in_force": ("2025-01-01", "2025-01-01"),
    "authority": ("Customs Service", "Customs Service"),
    "original_language": ("Spanish", "es"),
    "replaced_by": ("https://law.example/2", "https://law.example/2"),
}


def address(resource: Resource, field: str, action: str = "keep") -> str:
    return f"/staff/resources/{resource.public_id}/fields/{field}/{f'{action}/' if action else ''}"


def opened(client: Client, resource: Resource, field: str) -> dict[str, str]:
    """What a browser sends of the page of a field that is left as it is shown."""
    document = html.fromstring(client.get(address(resource, field, "")).content.decode())
    (form,) = document.xpath("//form[contains(@action, '/keep/')]")
    return {each.name: each.value or "" for each in form.inputs if each.name}


def keep(client: Client, resource: Resource, field: str, value: str) -> Any:
    return client.post(address(resource, field), opened(client, resource, field) | {"value": value})


def change_upstream(feed: OaiFeed, **elements: str) -> None:
    record = feed.records[NAME]
    assert record
    record |= elements


def test_every_field_of_a_description_can_be_corrected() -> None:
    assert set(VALUES) == set(CORRECTABLE)


@pytest.mark.parametrize("field", VALUES)
def test_a_value_is_kept_and_shown_again_as_it_was_written(staff: Client, field: str) -> None:
    resource = make_resource("Course", occurrences=[], currency="EUR")
    written, value = VALUES[field]
    assert keep(staff, resource, field, written).status_code == 303
    resource.refresh_from_db()
    assert resource.effective[field] == value
    shown = opened(staff, resource, field)["value"]
    assert read(field, shown.strip()) == value


@pytest.mark.parametrize("field", [field for field in VALUES if field != "title"])
def test_nothing_says_that_it_is_not_known(staff: Client, field: str) -> None:
    resource = make_resource("Course", **{field: VALUES[field][1]})
    keep(staff, resource, field, "")
    resource.refresh_from_db()
    assert field not in resource.effective
    assert Overlay.objects.get(resource=resource, field=field).value is None


@pytest.mark.parametrize(
    ("field", "written", "words"),
    [
        ("url", "javascript:alert(1)", "Write a whole address"),
        ("image", "/a.png", "Write a whole address"),
        ("language", "Klingonese", "No language is called that."),
        ("economies", "Chile\nAtlantis", "No economy is called “Atlantis”"),
        ("forms", "by post", "Write online, offline"),
        ("price", "30 USD", "Write the amount alone"),
        ("currency", "dollars", "three letters"),
        ("duration", "P", "Write a duration"),
        ("duration", "PT", "Write a duration"),
        ("published", "yesterday", "Write a date"),
        ("occurrences", "soon | Lima", "is no date or time"),
        ("occurrences", "| 2031-12-02", "Say when each session begins."),
        ("occurrences", "2031-12-02 | | | | javascript:x", "Write a whole address"),
        ("occurrences", "2031-12-02 | | | Atlantis", "No economy is called"),
        ("occurrences", "2031-12-02 | | | | | | | by post", "online or offline"),
        ("occurrences", "2031-12-02 | a | b | c | d | e | f | g | h", "more parts"),
        ("title", "x" * 501, "at most 500 characters"),
        ("type", "opera", "Select a valid choice."),
        ("free", "maybe", "Select a valid choice."),
    ],
)
def test_what_is_no_value_comes_back_as_it_was_written(
    staff: Client, field: str, written: str, words: str
) -> None:
    resource = make_resource("Course")
    before = rows()
    answer = keep(staff, resource, field, written)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert rows() == before


def test_sessions_keep_what_their_line_does_not_say(staff: Client) -> None:
    session = {"start": "2031-12-02T10:00:00Z", "seats": 30, "cancelled": True, "key": "a"}
    resource = make_resource("Course", occurrences=[session])
    line = as_text("occurrences", [session])
    keep(staff, resource, "occurrences", f"{line}\n2031-12-09")
    resource.refresh_from_db()
    assert resource.effective["occurrences"] == [session, {"start": "2031-12-09", "all_day": True}]


def test_a_corrected_date_is_what_people_find(staff: Client) -> None:
    resource = make_resource("Course", occurrences=[{"start": "2031-12-02", "all_day": True}])
    keep(staff, resource, "occurrences", "2032-01-05")
    assert [o.starts.year for o in resource.occurrences.all()] == [2032]


def test_the_page_says_what_each_source_says(staff: Client, resource: Resource) -> None:
    page = staff.get(address(resource, "title", "")).content.decode()
    assert page.count("Customs course number 3") >= 3
    assert "Ministry of Commerce feed" in page


@pytest.mark.parametrize("field", ["nonsense", "certain", "hidden"])
def test_a_field_that_there_is_not_is_not_found(staff: Client, resource: Resource, field: str) -> None:
    assert staff.get(address(resource, field, "")).status_code == 404
    assert staff.post(address(resource, field), {"value": "x"}).status_code == 404


def test_the_second_of_two_curators_sees_the_first_ones_change_and_chooses(
    staff: Client, resource: Resource
) -> None:
    other = Client()
    other.force_login(make_staff("bo", CURATOR))
    mine, theirs = opened(staff, resource, "title"), opened(other, resource, "title")
    assert other.post(address(resource, "title"), theirs | {"value": "Theirs"}).status_code == 303
    answer = staff.post(address(resource, "title"), mine | {"value": "Mine", "reason": "As printed"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<ins>Theirs</ins>" in page
    assert 'value="As printed"' in page
    resource.refresh_from_db()
    assert resource.title == "Theirs"
    (form,) = html.fromstring(page).xpath("//form[contains(@action, '/keep/')]")
    again = {each.name: each.value or "" for each in form.inputs if each.name}
    assert again["value"] == "Mine"
    assert staff.post(address(resource, "title"), again).status_code == 303
    resource.refresh_from_db()
    assert resource.title == "Mine"
    told = Change.objects.filter(field="title", cause="overlay").values_list("after", flat=True)
    assert list(told) == ["Theirs", "Mine"]


def test_two_curators_who_say_the_same_do_not_conflict(staff: Client, resource: Resource) -> None:
    mine = opened(staff, resource, "title")
    other = Client()
    other.force_login(make_staff("bo", CURATOR))
    keep(other, resource, "title", "The same")
    assert staff.post(address(resource, "title"), mine | {"value": "The same"}).status_code == 303


def described(client: Client, resource: Resource) -> dict[str, str]:
    document = html.fromstring(client.get(f"/staff/resources/{resource.public_id}/").content.decode())
    (form,) = document.xpath("//form[contains(@action, '/describe/')]")
    return {each.name: each.value or "" for each in form.inputs if each.name}


def test_the_short_form_tells_of_conflicts_too(staff: Client, resource: Resource) -> None:
    mine = described(staff, resource)
    other = Client()
    other.force_login(make_staff("bo", CURATOR))
    keep(other, resource, "title", "Theirs")
    describe = f"/staff/resources/{resource.public_id}/describe/"
    answer = staff.post(describe, mine | {"described-title": "Mine", "described-tags": "a"})
    assert answer.status_code == 409
    assert "to “Theirs” since you opened this page" in answer.content.decode()
    resource.refresh_from_db()
    assert (resource.title, resource.tags) == ("Theirs", [])
    (form,) = html.fromstring(answer.content.decode()).xpath("//form[contains(@action, '/describe/')]")
    again = {each.name: each.value or "" for each in form.inputs if each.name}
    assert staff.post(describe, again).status_code == 303
    resource.refresh_from_db()
    assert (resource.title, resource.tags) == ("Mine", ["a"])


def test_tags_that_two_curators_add_and_take_away_at_once_go_together(
    staff: Client, resource: Resource
) -> None:
    describe = f"/staff/resources/{resource.public_id}/describe/"
    staff.post(describe, described(staff, resource) | {"described-tags": "a, b"})
    mine = described(staff, resource)
    other = Client()
    other.force_login(make_staff("bo", CURATOR))
    other.post(describe, described(other, resource) | {"described-tags": "b, c"})
    assert staff.post(describe, mine | {"described-tags": "a, b, d"}).status_code == 303
    resource.refresh_from_db()
    assert resource.tags == ["b", "c", "d"]


def test_two_judgements_of_a_depth_at_once_are_told(staff: Client, resource: Resource) -> None:
    def filled(client: Client) -> dict[str, str]:
        document = html.fromstring(client.get(f"/staff/resources/{resource.public_id}/").content.decode())
        (form,) = document.xpath("//form[contains(@action, '/depths/')]")
        return {each.name: each.value or "" for each in form.inputs if each.name}

    other = Client()
    other.force_login(make_staff("bo", CURATOR))
    mine = filled(staff)
    judge = f"/staff/resources/{resource.public_id}/depths/"
    other.post(judge, filled(other) | {"depths-visits": "3"})
    answer = staff.post(judge, mine | {"depths-visits": "2"})
    assert answer.status_code == 409
    assert "to “3” since you opened this page" in answer.content.decode()


@pytest.fixture
def stale(staff: Client, source: Source, resource: Resource, feed: OaiFeed) -> Resource:
    """Its title was corrected, and its source has changed it since."""
    keep(staff, resource, "title", "Mine")
    change_upstream(feed, title="Theirs")
    harvest_again(source)
    return resource


def suggested(resource: Resource) -> bool:
    return Overlay.objects.filter(resource=resource, has_suggestion=True).exists()


def test_a_suggestion_is_turned_down_until_the_source_says_something_else(
    staff: Client, source: Source, stale: Resource, feed: OaiFeed
) -> None:
    assert suggested(stale)
    staff.post(address(stale, "title", "keep-ours"))
    assert not suggested(stale)
    change_upstream(feed, description="Now with examples.")
    harvest_again(source)
    assert not suggested(stale)
    change_upstream(feed, title="Theirs, again")
    harvest_again(source)
    assert suggested(stale)
    stale.refresh_from_db()
    assert stale.title == "Mine"


def test_a_suggestion_is_taken(staff: Client, stale: Resource) -> None:
    staff.post(f"/staff/resources/{stale.public_id}/give-back/title/")
    stale.refresh_from_db()
    assert stale.title == "Theirs"


def test_a_source_is_taken_always_until_somebody_ends_it(
    staff: Client, source: Source, stale: Resource, feed: OaiFeed
) -> None:
    staff.post(address(stale, "title", "take-always"))
    stale.refresh_from_db()
    assert stale.title == "Theirs"
    keep(staff, stale, "title", "Mine again")
    keep(staff, stale, "description", "My description")
    change_upstream(feed, title="Theirs, later", description="Their description")
    harvest_again(source)
    stale.refresh_from_db()
    assert (stale.title, stale.effective["description"]) == ("Theirs, later", "My description")
    page = staff.get(f"/staff/sources/{source.uuid}/").content.decode()
    assert "Taken unasked" in page
    staff.post(f"/staff/sources/{source.uuid}/ask-again/title/")
    assert not AlwaysTaken.objects.exists()
    keep(staff, stale, "title", "Mine for good")
    change_upstream(feed, title="Theirs at last")
    harvest_again(source)
    stale.refresh_from_db()
    assert stale.title == "Mine for good"
    assert suggested(stale)


def test_only_senior_curators_say_that_a_source_is_always_taken(stale: Resource) -> None:
    client = Client()
    client.force_login(make_staff("bo", CURATOR))
    assert client.post(address(stale, "title", "take-always")).status_code == 403
    client.force_login(make_staff("di", SENIOR))
    assert client.post(address(stale, "title", "take-always")).status_code == 303


def test_turning_down_what_nobody_suggests_says_so(staff: Client, resource: Resource) -> None:
    before = Change.objects.count()
    page = staff.post(address(resource, "title", "keep-ours"), follow=True).content.decode()
    assert "No source says anything new there" in page
    assert Change.objects.count() == before


def test_what_others_curate_is_only_looked_at(resource: Resource) -> None:
    client = Client()
    client.force_login(make_staff("bo", CURATOR, economies=["PE"]))
    assert (
        "you can look, and not change it"
        in client.get(f"/staff/resources/{resource.public_id}/").content.decode()
    )
    before = rows()
    for action in ("describe", "depths", "relevance", "hide", "delete", "give-back/title"):
        assert client.post(f"/staff/resources/{resource.public_id}/{action}/", {}).status_code == 403
    assert client.post(address(resource, "title"), {"value": "x"}).status_code == 403
    assert client.post(address(resource, "title", "keep-ours")).status_code == 403
    assert rows() == before
