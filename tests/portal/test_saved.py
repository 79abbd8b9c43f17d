"""Saved resources: kept in the browser, by a signed cookie."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client

from registry.catalogue.models import Resource
from registry.portal.saved import MOST
from tests.factories import make_resource

pytestmark = pytest.mark.django_db


def save(client: Client, resource: Resource) -> None:
    response = client.post(f"/saved/{resource.public_id}/save/")
    assert (response.status_code, response.headers["Location"]) == (302, "/saved/")


def saved(client: Client) -> list[str]:
    response = client.get("/saved/")
    assert response.status_code == 200
    return re.findall(r"<h2><a [^>]*>(.*?)</a></h2>", response.content.decode())


def test_what_is_saved_is_listed_the_newest_first_and_once(client: Client) -> None:
    first, second = make_resource("First"), make_resource("Second")
    for resource in (first, second, second, first):
        save(client, resource)
    assert saved(client) == ["First", "Second"]
    client.post(f"/saved/{first.public_id}/take-off/")
    client.post(f"/saved/{first.public_id}/take-off/")
    assert saved(client) == ["Second"]


def test_nothing_saved_says_what_to_do(client: Client) -> None:
    assert "Open a resource and press “Save”." in client.get("/saved/").content.decode()


def test_the_cookie_goes_to_that_page_alone(client: Client) -> None:
    save(client, make_resource())
    assert client.cookies["saved"]["path"] == "/saved/"


def test_a_full_list_fits_into_a_cookie_and_the_oldest_goes(client: Client) -> None:
    first = make_resource("The oldest")
    save(client, first)
    for number in range(MOST):
        save(client, make_resource(f"Course {number}"))
    assert len(client.cookies["saved"].OutputString()) < 4_096
    titles = saved(client)
    assert len(titles) == MOST
    assert "The oldest" not in titles


@pytest.mark.parametrize("kept", ["", "nonsense", "WyJhIl0:1abcde:forged", "a" * 5000])
def test_a_cookie_that_somebody_has_altered_is_an_empty_list(client: Client, kept: str) -> None:
    client.cookies["saved"] = kept
    assert saved(client) == []


def test_what_does_not_exist_is_not_saved(client: Client) -> None:
    assert client.post(f"/saved/{uuid4()}/save/").status_code == 302
    assert saved(client) == []


def test_what_is_gone_meanwhile_is_said_to_be_gone(client: Client) -> None:
    resource = make_resource("Gone soon")
    save(client, resource)
    Resource.objects.filter(pk=resource.pk).update(hidden=True)
    page = client.get("/saved/").content.decode()
    assert "One that you saved is no longer listed." in page
    assert "Gone soon" not in page


def test_saving_needs_a_form_of_our_own() -> None:
    resource, careful = make_resource(), Client(enforce_csrf_checks=True)
    assert careful.post(f"/saved/{resource.public_id}/save/").status_code == 403
    assert careful.get(f"/saved/{resource.public_id}/save/").status_code == 405
