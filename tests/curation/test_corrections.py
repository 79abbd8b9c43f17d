"""Corrections of a resource: shown at once, kept through harvests, given back, and told in the history."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from lxml import html

from registry.catalogue.models import Change, Overlay, Rating, Resource
from registry.sources.models import Source
from registry.worklist.refreshing import look_again
from search.index import drain
from tests.counting import rows
from tests.curation.conftest import harvest_again
from tests.harvesters.oai_feed import OaiFeed

pytestmark = pytest.mark.django_db

NAME = "oai:feed.example:3"
TITLE = "Customs course number 3"
PRACTICES = "international-trade-practices"


def address(resource: Resource, action: str = "") -> str:
    return f"/staff/resources/{resource.public_id}/{f'{action}/' if action else ''}"


def filled_in(staff: Client, resource: Resource, form: str) -> dict[str, str]:
    """What a browser sends of a form of the page that is left as it is shown."""
    document = html.fromstring(staff.get(address(resource)).content.decode())
    (found,) = document.xpath(f"//form[contains(@action, '/{form}/')]")
    return {field.name: field.value or "" for field in found.inputs if field.name}


def send(staff: Client, resource: Resource, form: str, **changed: str) -> str:
    """Sends the form of the page with these fields changed; returns the page that follows."""
    prefix = {"describe": "described", "depths": "depths", "hide": "hiding"}[form]
    given = filled_in(staff, resource, form)
    given |= {f"{prefix}-{name.replace('_', '-')}": value for name, value in changed.items()}
    answer = staff.post(address(resource, form), given, follow=True)
    resource.refresh_from_db()
    return answer.content.decode()


def change_upstream(feed: OaiFeed, **elements: str) -> None:
    record = feed.records[NAME]
    assert record
    record |= elements


def depth(resource: Resource, cell: str) -> Any:
    return resource.profile["cells"].get(cell, {}).get("value")


def test_a_corrected_title_stays(staff: Client, source: Source, resource: Resource, feed: OaiFeed) -> None:
    page = send(staff, resource, "describe", title="Customs,  the third part", reason="As on their website")
    assert "Kept. No harvest will undo it." in page
    assert "As on their website" in page
    change_upstream(feed, description="Part 3, now with examples.")
    assert harvest_again(source).changed == 1
    resource.refresh_from_db()
    assert resource.title == "Customs, the third part"
    assert resource.effective["description"] == "Part 3, now with examples."
    drain()
    public = Client().get(resource.get_absolute_url()).content.decode()
    assert "Customs, the third part" in public
    assert resource.get_absolute_url() in Client().get("/", {"q": "third part"}).content.decode()


@pytest.mark.parametrize(
    ("typed", "tag"), [("es", "es"), ("Vietnamese", "vi"), ("ZH-hant", "zh-Hant"), (" fr ", "fr")]
)
def test_a_corrected_language_stays(
    staff: Client, source: Source, resource: Resource, feed: OaiFeed, typed: str, tag: str
) -> None:
    send(staff, resource, "describe", language=typed)
    change_upstream(feed, description="Part 3, now with examples.")
    harvest_again(source)
    resource.refresh_from_db()
    assert resource.effective["language"] == tag


@pytest.mark.parametrize("typed", ["", "und"])
def test_a_language_can_be_said_to_be_unknown(
    staff: Client, source: Source, resource: Resource, typed: str
) -> None:
    page = send(staff, resource, "describe", language=typed)
    assert "Language not stated" in page
    assert "language" not in resource.effective
    harvest_again(source)
    resource.refresh_from_db()
    assert "language" not in resource.effective


def test_a_recognised_language_is_told_and_confirmed(
    staff: Client, source: Source, resource: Resource, feed: OaiFeed
) -> None:
    del feed.records[NAME]["language"]  # type: ignore[union-attr]
    change_upstream(
        feed,
        title="Despacho de aduana para pequeños exportadores",
        description="Cómo llenar la declaración de aduana y qué documentos hacen falta para exportar.",
    )
    harvest_again(source)
    resource.refresh_from_db()
    assert resource.effective["language_by"] == "machine"
    page = staff.get(address(resource)).content.decode()
    assert "recognised from the text" in page
    assert "write es to confirm it" in page
    assert filled_in(staff, resource, "describe")["described-language"] == ""
    send(staff, resource, "describe", tags="aduana")
    assert resource.effective["language_by"] == "machine", "another correction does not confirm it"
    send(staff, resource, "describe", language="es")
    assert resource.effective["language"] == "es"
    assert "language_by" not in resource.effective


def test_tags_are_kept_each_once(staff: Client, source: Source, resource: Resource) -> None:
    send(staff, resource, "describe", tags="customs,  HS  codes，customs, ,电商")
    assert resource.tags == ["customs", "HS codes", "电商"]
    harvest_again(source)
    resource.refresh_from_db()
    assert resource.tags == ["customs", "HS codes", "电商"]
    send(staff, resource, "describe", tags="customs")
    assert resource.tags == ["customs"]


def test_depths_are_kept_and_only_those_that_were_changed(
    staff: Client, source: Source, resource: Resource, feed: OaiFeed
) -> None:
    machine = depth(resource, PRACTICES)
    page = send(
        staff, resource, "depths", visits="2", online_marketing="unknown", reason="A site visit on day 2"
    )
    assert "Kept." in page
    assert "Judged by a curator." in page
    cells = Rating.objects.get(resource=resource, kind="curator").cells
    assert {cell: said["value"] for cell, said in cells.items()} == {
        "visits": 2,
        "online-marketing": "unknown",
    }
    assert (depth(resource, "visits"), depth(resource, PRACTICES)) == (2, machine)
    change_upstream(feed, description="How to sell online: adverts, search engines and marketplaces.")
    harvest_again(source)
    resource.refresh_from_db()
    assert depth(resource, "visits") == 2
    assert depth(resource, "online-marketing") in ("unknown", None)
    assert filled_in(staff, resource, "depths")["depths-visits"] == "2"


def test_a_depth_that_the_machine_changed_meanwhile_is_not_judged_by_accident(
    staff: Client, source: Source, resource: Resource, feed: OaiFeed
) -> None:
    given = filled_in(staff, resource, "depths")
    change_upstream(feed, title="Online marketing: social media, adverts, search engine optimisation")
    harvest_again(source)
    resource.refresh_from_db()
    assert depth(resource, "online-marketing") != int(given["depths-online-marketing"])
    staff.post(address(resource, "depths"), given | {"depths-visits": "1"})
    assert set(Rating.objects.get(resource=resource, kind="curator").cells) == {"visits"}


def test_a_depth_can_be_corrected_again(staff: Client, resource: Resource) -> None:
    send(staff, resource, "depths", visits="2")
    page = send(staff, resource, "depths", visits="0")
    assert depth(resource, "visits") == 0
    assert "Judged by a curator." in page


def test_sending_nothing_new_changes_nothing(staff: Client, resource: Resource) -> None:
    for form in ("describe", "depths"):
        given = filled_in(staff, resource, form)
        before = rows()
        answer = staff.post(address(resource, form), given)
        assert answer.status_code == 303
        assert rows() == before
        assert "Nothing was changed." in staff.get(address(resource)).content.decode()


def test_a_hidden_resource_is_hidden_through_harvests(
    staff: Client, source: Source, resource: Resource, feed: OaiFeed
) -> None:
    page = send(staff, resource, "hide", reason="Spam")
    assert "Nobody but staff sees it now." in page
    change_upstream(feed, description="Buy now!")
    harvest_again(source)
    drain()
    everybody = Client()
    assert everybody.get(resource.get_absolute_url()).status_code == 404
    assert everybody.get(f"/api/v1/resources/{resource.public_id}/").status_code == 404
    assert resource.get_absolute_url() not in everybody.get("/", {"q": "customs"}).content.decode()
    staff.post(address(resource, "give-back/hidden"))
    drain()
    assert everybody.get(resource.get_absolute_url()).status_code == 200
    assert resource.get_absolute_url() in everybody.get("/", {"q": "customs"}).content.decode()


def test_a_change_under_a_correction_becomes_a_suggestion(
    staff: Client, source: Source, resource: Resource, feed: OaiFeed
) -> None:
    send(staff, resource, "describe", title="My title")
    change_upstream(feed, title="Their <new> title")
    harvest_again(source)
    resource.refresh_from_db()
    assert resource.title == "My title"
    look_again()
    for page in ("/staff/", address(resource)):
        shown = staff.get(page).content.decode()
        assert "The source says now:" in shown
        assert "Their" in shown
        assert "<new>" not in shown


def test_a_correction_is_given_back(staff: Client, source: Source, resource: Resource) -> None:
    send(staff, resource, "describe", title="My title", tags="mine")
    page = staff.post(address(resource, "give-back/title"), follow=True).content.decode()
    assert "as the source gives it again" in page
    resource.refresh_from_db()
    assert (resource.title, resource.tags) == (TITLE, ["mine"])
    assert [overlay.field for overlay in Overlay.objects.all()] == ["tags"]


@pytest.mark.parametrize("field", ["title", "nonsense"])
def test_what_nobody_corrected_cannot_be_given_back(staff: Client, resource: Resource, field: str) -> None:
    assert staff.post(address(resource, f"give-back/{field}")).status_code == 404


def test_the_history_tells_who_changed_what(staff: Client, resource: Resource) -> None:
    send(staff, resource, "describe", title="My title", language="es")
    send(staff, resource, "depths", visits="1")
    page = send(staff, resource, "hide", reason="Spam")
    shown = (f"<del>{TITLE}</del><ins>My title</ins>", "<del>en</del><ins>es</ins>", "– → 1", "– → yes")
    for line in shown:
        assert line in page
    assert "Business visits" in page
    changes = Change.objects.filter(subject=f"resource:{resource.public_id}").exclude(cause="harvest")
    assert {c.field for c in changes} == {"title", "language", "visits", "hidden"}
    assert all(c.actor.startswith("staff-") for c in changes)


@pytest.mark.parametrize(
    ("form", "field", "typed", "words"),
    [
        ("describe", "title", "", "This field is required."),
        ("describe", "title", "x" * 501, "at most 500 characters"),
        ("describe", "language", "Klingonese", "No language is called that."),
        ("describe", "tags", "t" * 1001, "at most 1000 characters"),
        ("depths", "visits", "4", "Select a valid choice."),
        ("depths", "visits", "", "This field is required."),
        ("depths", "reason", "r" * 501, "at most 500 characters"),
        ("hide", "reason", "r" * 501, "at most 500 characters"),
    ],
)
def test_wrong_input_comes_back_as_it_was_filled_in(
    staff: Client, resource: Resource, form: str, field: str, typed: str, words: str
) -> None:
    prefix = {"describe": "described", "depths": "depths", "hide": "hiding"}[form]
    given = filled_in(staff, resource, form) | {f"{prefix}-reason": "My reason", f"{prefix}-{field}": typed}
    before = rows()
    answer = staff.post(address(resource, form), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert field == "reason" or "My reason" in page
    assert rows() == before


def test_an_empty_post_is_wrong_input_too(staff: Client, resource: Resource) -> None:
    for form in ("describe", "depths"):
        assert staff.post(address(resource, form)).status_code == 422


def test_harvested_text_is_no_markup_on_the_page(staff: Client, source: Source, resource: Resource) -> None:
    send(staff, resource, "describe", title="<script>alert(1)</script>", reason="<b>")
    for page in (address(resource), "/staff/"):
        shown = staff.get(page).content.decode()
        assert "<script>alert" not in shown
        assert "<b>" not in shown
