"""The calendar: list, month, by economy, and feeds to subscribe to."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar, Event

from registry.catalogue.models import Resource
from registry.catalogue.overlay import set_overlay
from registry.planning.offers import refresh_due
from search.index import drain
from tests.factories import make_resource, make_source
from tests.portal.profiles import profile

pytestmark = pytest.mark.django_db

SOON = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=40)


def session(hours: int = 0, **more: object) -> dict[str, object]:
    """Two hours, so many hours after a day in forty days."""
    start = SOON + timedelta(hours=hours)
    stated = {
        "start": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "end": f"{start + timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}",
    }
    return stated | more


def dated(title: str, *sessions: dict[str, object], **said: object) -> Resource:
    resource = make_resource(title, occurrences=list(sessions), **said)  # type: ignore[arg-type]
    offered()
    return resource


def offered() -> None:
    drain()
    refresh_due()


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return unescape(answer.content.decode())


def events(client: Client, address: str) -> dict[str, Event]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    return {str(event["summary"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def titles(page: str) -> list[str]:
    return re.findall(r"<h3><a [^>]*>([^<]+)</a>", page)


def test_it_lists_what_is_to_come_in_its_order(client: Client) -> None:
    dated("Second", session(5))
    dated("First", session(1))
    dated("Long past", {"start": "2014-06-23", "end": "2014-06-26", "all_day": True})
    dated("Cancelled", session(2, cancelled=True))
    assert titles(text(client, "/calendar/")) == ["First", "Second"]


def test_what_is_under_way_is_listed(client: Client) -> None:
    now = datetime.now(UTC)
    running = {
        "start": f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}",
        "end": f"{now + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}",
    }
    today = {"start": f"{now:%Y-%m-%d}", "all_day": True}
    dated("Under way", running)
    dated("Today", today)
    assert set(titles(text(client, "/calendar/"))) == {"Under way", "Today"}


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        ("type=webinar", ["Webinar"]),
        ("aspect=international-logistics", ["Webinar"]),
        ("aspect=internet-finance", []),
        ("economy=VN", ["Visit"]),
        ("language=es", ["Webinar"]),
        ("form=offline", ["Visit"]),
        ("cost=free", ["Webinar"]),
        ("kind=academic", ["Visit"]),
        ("type=webinar&economy=VN", []),
    ],
)
def test_it_is_narrowed_by_any_filter_and_so_is_its_feed(
    client: Client, filter: str, found: list[str]
) -> None:
    dated(
        "Webinar",
        session(1),
        type="webinar",
        language="es",
        free=True,
        forms=["online"],
        profile=profile(international_logistics=2, internet_finance=1),
    )
    school = make_source("School", kind="academic", economy="VN")
    dated("Visit", session(2), type="visit", language="vi", forms=["offline"], source=school)
    assert titles(text(client, f"/calendar/?{filter}")) == found
    assert list(events(client, f"/calendar/feed.ics?{filter}")) == found


def test_times_are_the_readers(client: Client) -> None:
    dated("Clinic", {"start": "2031-12-02T20:00:00Z", "end": "2031-12-02T21:00:00Z"})
    page = text(client, "/calendar/?zone=Asia/Jakarta")
    assert "3 Dec 2031, 03:00–04:00 (Jakarta time)" in page
    assert 'datetime="2031-12-03"' in page
    assert "Times are those of Asia/Jakarta." in page
    month = text(client, "/calendar/2031-12/?zone=Asia/Jakarta")
    assert re.search(r'datetime="2031-12-03".*?<b>03:00</b> Clinic', month, re.DOTALL)


def test_a_month_of_the_readers_zone_begins_with_its_midnight(client: Client) -> None:
    dated("New year", {"start": "2031-12-31T20:00:00Z"})
    assert "New year" in text(client, "/calendar/2031-12/")
    assert "New year" not in text(client, "/calendar/2031-12/?zone=Asia/Jakarta")
    assert "New year" in text(client, "/calendar/2032-01/?zone=Asia/Jakarta")


def test_a_time_zone_that_does_not_exist_is_told(client: Client) -> None:
    page = text(client, "/calendar/?zone=Mars/Olympus")
    assert "There is no time zone called “Mars/Olympus”." in page
    assert "Times are in UTC" in page
    assert "no time zone" not in text(client, "/calendar/"), "it is told once"


def test_what_a_program_fetches_leaves_no_note_for_the_next_page(client: Client) -> None:
    for address in ("/calendar/feed.ics?zone=Mars/Olympus", "/alerts/feed.atom?q=customs&zone=Mars/Olympus"):
        client.get(address)
    assert "no time zone" not in text(client, "/calendar/")


@pytest.mark.parametrize(
    "address",
    [
        "?economy=ZZ&type=dance",
        "?from=yesterday",
        "?from=9999-01-01",
        "?after=never",
        "?after=99999999T999999.1",
    ],
)
def test_what_cannot_be_used_is_named(client: Client, address: str) -> None:
    dated("Clinic", session())
    page = text(client, f"/calendar/{address}")
    assert "Left aside:" in page
    assert titles(page) == ["Clinic"]


@pytest.mark.parametrize("address", ["2031-13", "2031-0", "1500-1", "99999-1"])
def test_a_month_that_does_not_exist(client: Client, address: str) -> None:
    text(client, f"/calendar/{address}/", 404)


def test_a_month_has_whole_weeks_and_its_own_days_only(client: Client) -> None:
    page = text(client, "/calendar/2031-12/")  # from a Monday to a Wednesday
    assert len(re.findall(r"<li class=\"(?:other|free)", page)) == 35
    assert re.findall(r"datetime=\"([^\"]+)\"", page) == [f"2031-12-{day:02}" for day in range(1, 32)]


def test_a_full_day_leads_on_to_the_list(client: Client) -> None:
    for number in range(6):
        dated(f"Session {number}", {"start": f"2031-12-02T1{number}:00:00Z"})
    page = text(client, "/calendar/2031-12/")
    assert "and 2 more" in page
    assert titles(text(client, "/calendar/?from=2031-12-02")) == [f"Session {number}" for number in range(6)]
    assert titles(text(client, "/calendar/?from=2031-12-03")) == []


def test_a_long_list_goes_on(client: Client) -> None:
    for number in range(25):
        make_resource(f"Session {number:02}", occurrences=[session(number // 2)])
    offered()
    first = text(client, "/calendar/")
    assert len(titles(first)) == 20
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    assert titles(first) + titles(text(client, following[1])) == [
        f"Session {number:02}" for number in range(25)
    ]


def test_by_economy(client: Client) -> None:
    dated("Here", session(1), economies=["CL", "BR"])
    dated("There", session(1), economies=["CL"])
    page = text(client, "/calendar/economies/")
    assert re.search(r'economy=CL">Chile</a></th><td class="n">2<', page)
    assert re.search(r'economy=BR">Brazil</a></th><td class="n">1<', page)
    assert re.search(r"<th scope=\"row\">Peru</th><td class=\"n\">0<", page)


def test_a_session_that_moves_moves_in_the_feed(client: Client) -> None:
    resource = dated("Clinic", session(1))
    before = events(client, "/calendar/feed.ics?remind=P1D")["Clinic"]
    set_overlay(resource, "occurrences", [session(25)], actor="ana")
    offered()
    after = events(client, "/calendar/feed.ics?remind=P1D")["Clinic"]
    assert after["uid"] == before["uid"]
    assert after["dtstart"].dt - before["dtstart"].dt == timedelta(days=1)
    assert after["sequence"] >= before["sequence"]
    assert [alarm["trigger"].dt for alarm in after.walk("VALARM")] == [timedelta(days=-1)]


def test_a_session_that_is_cancelled_says_so_in_the_feed(client: Client) -> None:
    resource = dated("Clinic", session(1))
    before = events(client, "/calendar/feed.ics?remind=PT1H")["Clinic"]
    set_overlay(resource, "occurrences", [session(1, cancelled=True)], actor="ana")
    offered()
    after = events(client, "/calendar/feed.ics?remind=PT1H")["Clinic"]
    assert after["uid"] == before["uid"]
    assert str(after["status"]) == "CANCELLED"
    assert after.walk("VALARM") == []


def test_several_sessions_are_told_apart(client: Client) -> None:
    resource = dated("Course", session(1, key="a"), session(30, key="b"))
    calendar = Calendar.from_ical(client.get("/calendar/feed.ics").content)
    before = {str(event["uid"]) for event in calendar.walk("VEVENT")}
    assert len(before) == 2
    set_overlay(resource, "occurrences", [session(2, key="a"), session(30, key="b")], actor="ana")
    offered()
    calendar = Calendar.from_ical(client.get("/calendar/feed.ics").content)
    assert {str(event["uid"]) for event in calendar.walk("VEVENT")} == before


def test_whole_days_and_times_without_a_zone_stay_what_they_are(client: Client) -> None:
    dated("Fair", {"start": "2031-12-02", "end": "2031-12-03", "all_day": True})
    dated("Talk", {"start": "2031-12-02T10:00:00"})
    found = events(client, "/calendar/feed.ics")
    assert found["Fair"]["dtstart"].to_ical() == b"20311202"
    assert found["Fair"]["dtend"].to_ical() == b"20311204"  # the day after the last
    assert found["Talk"]["dtstart"].to_ical() == b"20311202T100000"


@pytest.mark.parametrize("params", ["type=dance", "remind=P9Y", "zone=Mars/Olympus", "q=customs"])
def test_a_feed_refuses_what_it_cannot_follow(client: Client, params: str) -> None:
    assert params.partition("=")[0] in text(client, f"/calendar/feed.ics?{params}", 400)


def test_one_session_is_added_to_a_calendar_as_the_event_that_the_feed_has(client: Client) -> None:
    dated("Clinic", session(1), session(30))
    page = text(client, "/calendar/")
    first, _second = re.findall(r'href="([^"]+/dates\.ics\?start=[^"]+)"', page)
    (event,) = Calendar.from_ical(client.get(first).content).walk("VEVENT")
    assert event["dtstart"].dt == SOON + timedelta(hours=1)
    assert len(event.walk("VALARM")) == 1
    feed = Calendar.from_ical(client.get("/calendar/feed.ics").content).walk("VEVENT")
    assert str(event["uid"]) in {str(each["uid"]) for each in feed}


def test_what_is_hidden_is_not_listed(client: Client) -> None:
    resource = dated("Clinic", session(1))
    set_overlay(resource, "hidden", True, actor="ana")
    assert titles(text(client, "/calendar/")) == []
    assert events(client, "/calendar/feed.ics") == {}


def test_a_longer_list_asks_no_more_of_the_database(client: Client) -> None:
    counts = []
    for number in range(2):
        dated(f"Session {number}", session(number))
        with CaptureQueriesContext(connection) as queries:
            client.get("/calendar/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
