"""A session of a resource as a file for a calendar program."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar
from pytest_django import Settings

from registry.catalogue.models import Resource
from tests.factories import make_resource

pytestmark = pytest.mark.django_db

UTC_TIME = {"start": "2031-12-02T10:00:00Z", "end": "2031-12-02T10:40:00Z", "zone": "America/Santiago"}
FLOATING = {"start": "2031-12-09T10:00:00", "place": "Valparaíso; main hall, 2"}
DAYS = {"start": "2031-12-20", "end": "2031-12-22", "all_day": True}
PAST = {"start": "2014-06-23", "end": "2014-06-26", "all_day": True}


@pytest.fixture
def workshop() -> Resource:
    return make_resource(
        "Customs, step by step",
        language="en",
        access="Register by e-mail.",
        occurrences=[UTC_TIME, FLOATING, DAYS, PAST],
    )


def events(client: Client, address: str) -> list[Any]:
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def test_all_that_is_to_come_is_in_one_file(client: Client, workshop: Resource) -> None:
    found = events(client, f"{workshop.get_absolute_url()}dates.ics")
    assert [event.decoded("dtstart") for event in found] == [
        datetime(2031, 12, 2, 10, tzinfo=UTC),
        datetime(2031, 12, 9, 10),
        date(2031, 12, 20),
    ]
    assert found[0].decoded("dtend") == datetime(2031, 12, 2, 10, 40, tzinfo=UTC)
    assert found[2].decoded("dtend") == date(2031, 12, 23)  # the day after: RFC 5545, 3.6.1
    assert str(found[1]["location"]) == "Valparaíso; main hall, 2"
    assert str(found[0]["summary"]) == "Customs, step by step"
    assert "Register by e-mail." in found[0]["description"]
    assert len({str(event["uid"]) for event in found}) == 3


def test_each_date_on_the_page_leads_to_its_own_file(client: Client, workshop: Resource) -> None:
    page = client.get(workshop.get_absolute_url()).content.decode()
    links = [unescape(link) for link in re.findall(r'href="([^"]*dates\.ics\?[^"]*)"', page)]
    assert len(links) == 3
    starts = [events(client, link) for link in links]
    assert [len(found) for found in starts] == [1, 1, 1]
    assert starts[1][0].decoded("dtstart") == datetime(2031, 12, 9, 10)


def test_taken_twice_it_is_the_same_event(client: Client, workshop: Resource) -> None:
    first, again = (events(client, f"{workshop.get_absolute_url()}dates.ics") for _time in range(2))
    assert [event["uid"] for event in first] == [event["uid"] for event in again]


@pytest.mark.parametrize("start", ["2031-12-03T10:00:00Z", "nonsense", "", "\0"])
def test_a_date_that_has_moved_is_explained(client: Client, workshop: Resource, start: str) -> None:
    response = client.get(f"{workshop.get_absolute_url()}dates.ics", {"start": start})
    assert response.status_code == 404
    assert "This date is no longer there" in response.content.decode()
    assert "Customs, step by step" in response.content.decode()


def test_what_may_not_be_seen_has_no_file(client: Client) -> None:
    hidden = make_resource(hidden=True, occurrences=[UTC_TIME])
    assert client.get(f"{hidden.get_absolute_url()}dates.ics").status_code == 404


def test_the_file_holds_the_public_address(client: Client, workshop: Resource, settings: Settings) -> None:
    settings.PUBLIC_ADDRESS = "https://cbet.example"
    event, *_others = events(client, f"{workshop.get_absolute_url()}dates.ics")
    assert f"https://cbet.example/resources/{workshop.public_id}/" in event["description"]
