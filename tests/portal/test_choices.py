"""What a reader chooses of the pages: economy, time zone, text only; without an account."""

from __future__ import annotations

import pytest
from django.test import Client

from registry.portal.choices import economy_of_zone, known_zone, zone_names
from tests.factories import make_resource
from tests.portal.profiles import FULL

pytestmark = pytest.mark.django_db

CHOSEN = {"ui": "es", "economy": "CL", "zone": "America/Santiago", "text": "on"}


def test_what_is_chosen_is_kept_and_leads_back(client: Client) -> None:
    page = client.get("/settings/?back=/about/")
    assert '<input type="hidden" name="back" value="/about/">' in page.content.decode()
    response = client.post("/settings/", {**CHOSEN, "back": "/about/"})
    assert (response.status_code, response.headers["Location"]) == (302, "/about/")
    kept = {name: cookie.value for name, cookie in client.cookies.items() if name in CHOSEN}
    assert kept == {"ui": "es", "economy": "CL", "zone": "America/Santiago", "text": "1"}
    page = client.get("/settings/").content.decode()
    for value in ("es", "CL", "America/Santiago"):
        assert f'<option value="{value}" selected>' in page


def test_sent_twice_it_is_the_same(client: Client) -> None:
    for _time in range(2):
        assert client.post("/settings/", CHOSEN).status_code == 302
    assert client.cookies["zone"].value == "America/Santiago"


def test_what_is_no_longer_chosen_is_forgotten(client: Client) -> None:
    client.post("/settings/", CHOSEN)
    client.post("/settings/", {"ui": "en", "economy": "", "zone": ""})
    assert [client.cookies[name].value for name in ("economy", "zone", "text")] == ["", "", ""]


@pytest.mark.parametrize(("field", "value"), [("zone", "Nowhere/Land"), ("economy", "XX"), ("ui", "tlh")])
def test_what_is_not_on_the_list_is_explained(client: Client, field: str, value: str) -> None:
    response = client.post("/settings/", CHOSEN | {field: value})
    assert response.status_code == 422
    assert "This is not on the list. Please choose one that is." in response.content.decode()
    assert field not in client.cookies


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "evil"])
def test_it_leads_back_to_our_own_pages_only(client: Client, back: str) -> None:
    assert client.post("/settings/", {**CHOSEN, "back": back}).headers["Location"] == "/"


@pytest.mark.parametrize(
    "given", ["Nowhere/Land", "../../etc/passwd", "America/Lima\0", "EST5EDT", "z" * 3000]
)
def test_a_zone_in_the_address_that_does_not_exist_is_said_so(client: Client, given: str) -> None:
    response = client.get("/", {"zone": given})
    assert response.status_code == 200
    assert "There is no time zone called" in response.content.decode()
    assert "Times are in UTC." in response.content.decode()
    assert "zone" not in response.cookies


@pytest.mark.parametrize("kept", ["Nowhere/Land", "../../etc/passwd", "z" * 3000])
def test_a_cookie_that_somebody_has_altered_is_passed_over(client: Client, kept: str) -> None:
    client.cookies["zone"] = client.cookies["economy"] = client.cookies["text"] = kept
    page = client.get("/").content.decode()
    assert "Times are in UTC." in page
    assert "style.css" in page


def test_text_only_by_address_is_remembered_and_can_be_taken_back(client: Client) -> None:
    resource = make_resource(profile=FULL)
    for address in ("/?text=1", "/about/", resource.get_absolute_url()):
        page = client.get(address).content.decode()
        assert "style.css" not in page
        assert "<svg" not in page
    assert "International trade practices 3" in page
    assert "style.css" in client.get("/?text=0").content.decode()
    assert "style.css" in client.get("/about/").content.decode()


def test_zones_that_are_offered_are_known_and_say_where_they_are() -> None:
    assert len(zone_names()) > 300
    assert all(known_zone(name) for name in zone_names())
    assert economy_of_zone("America/Lima") == "PE"
    assert economy_of_zone("Asia/Shanghai") == "CN"
    assert economy_of_zone("UTC") == ""
