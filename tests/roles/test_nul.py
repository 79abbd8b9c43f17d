"""A NUL in what is asked of the staff's pages gets a clear answer: no text of PostgreSQL can hold one."""

from __future__ import annotations

import pytest
from django.test import Client

from registry.catalogue.models import Resource
from tests.counting import rows
from tests.roles.samples import ACTIONS, PAGES

pytestmark = pytest.mark.django_db

UNREADABLE = "held something we do not understand"
FILTERS = ("q", "economy", "language", "kind", "state", "after", "before", "page", "words", "source", "tag")


@pytest.mark.parametrize("page", PAGES)
def test_in_any_filter_of_any_page(page: str, resource: Resource, staff: Client) -> None:
    address = PAGES[page](resource).partition("?")[0]
    for name in FILTERS:
        answer = staff.get(address, {name: "a\0b"})
        assert answer.status_code == 400, name
        assert UNREADABLE in answer.content.decode()


def test_in_any_form(resource: Resource, staff: Client) -> None:
    before = rows()
    for action in ACTIONS.values():
        for name in ("concept", "do", "title", "url", "economy", "seen"):
            answer = staff.post(action(resource), {name: "a\0b"})
            assert answer.status_code == 400
            assert UNREADABLE in answer.content.decode()
    assert rows() == before


def test_in_what_a_program_gives_as_a_reason(resource: Resource, staff: Client) -> None:
    path = f"/api/v1/sources/{resource.record.source.uuid}/pause/"
    answer = staff.post(path, {"reason": "they\0 move"}, content_type="application/json")
    assert answer.status_code == 202
    assert answer.json()["state_reason"] == "they move"


def test_who_is_not_of_the_staff_is_asked_to_sign_in_all_the_same() -> None:
    assert Client().get("/staff/", {"economy": "\0"}).status_code == 302
