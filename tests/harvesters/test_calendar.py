"""Calendars: series and their changes, zones of every kind, and events in every state of repair."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from harvesters.context import Context
from harvesters.fetch import Fetcher
from harvesters.formats import describe
from harvesters.listing import Completeness, Harvested, Request
from harvesters.protocols import harvester
from harvesters.recurrence import ahead
from registry.catalogue.description import Description, Occurrence
from tests.harvesters.faults import Site, document
from tests.harvesters.trying import TODAY, counts, reasons, try_document

CUSTOM_ZONE = """BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:{0}
TZOFFSETTO:{0}
END:STANDARD
END:VTIMEZONE"""


def event(*properties: str, uid: str = "1@academy.example") -> str:
    return "\n".join(("BEGIN:VEVENT", f"UID:{uid}", "SUMMARY:Customs clearance", *properties, "END:VEVENT"))


def calendar(*components: str) -> str:
    return "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *components, "END:VCALENDAR", "")).replace(
        "\r\n", "\n"
    )


def harvested(site: Site, body: str | bytes) -> list[Harvested]:
    site.answers["/calendar.ics"] = document(body)
    with Fetcher([site.address]) as fetcher:
        reader = harvester("calendar")(
            fetcher, Request(url=site.url("/calendar.ics"), settings={}, today=TODAY)
        )
        return [record for page in reader.pages() for record in page.records]


def described(site: Site, *components: str, warned_of: tuple[str, ...] = (), **settings: Any) -> Description:
    """The description of a calendar's first record."""
    record = harvested(site, calendar(*components))[0]
    context = Context(settings, record.base, TODAY)
    description = describe(record.format, record.payload, context)
    assert tuple(problem.field for problem in context.warnings) == warned_of
    return description


def described_record(record: Harvested) -> Description:
    return describe(record.format, record.payload, Context({}, record.base, TODAY))


def starts(occurrences: Any) -> list[str]:
    return [one.start for one in occurrences]


def test_its_listing_is_complete_for_what_is_to_come(site: Site) -> None:
    site.answers["/calendar.ics"] = document(calendar(event()))
    with Fetcher([site.address]) as fetcher:
        reader = harvester("calendar")(
            fetcher, Request(url=site.url("/calendar.ics"), settings={}, today=TODAY)
        )
        list(reader.pages())
    assert reader.outcome.completeness == Completeness.AHEAD


def test_it_reads_all_that_an_event_says(site: Site) -> None:
    found = described(
        site,
        event(
            "DTSTART:20261202T010000Z",
            "DTEND:20261202T030000Z",
            r"DESCRIPTION:First line\nSecond\, with a com",
            " ma; call +86 10 1234 5678 or mail someone@academy.example",
            "LOCATION:Hall 2\\, Lima\\, Peru",
            "CATEGORIES:Workshop,Customs",
            "URL:https://academy.example/1",
            "ORGANIZER;CUTYPE=GROUP;CN=Trade Academy:mailto:someone@academy.example",
            "CREATED:20261001T000000Z",
            "LAST-MODIFIED:20261002T000000Z",
            "ATTACH;FMTTYPE=image/png:https://academy.example/1.png",
        ),
    )
    assert found.title == "Customs clearance"
    assert (found.description or "").startswith("First line\nSecond, with a comma;")
    assert "@" not in str(found)
    assert "1234" not in str(found)
    assert found.url == "https://academy.example/1"
    assert found.type == "workshop"
    assert found.subjects == ("Workshop", "Customs")
    assert found.publisher == "Trade Academy"
    assert found.economies == ("PE",)
    assert (found.published, found.modified) == ("2026-10-01T00:00:00Z", "2026-10-02T00:00:00Z")
    assert found.image == "https://academy.example/1.png"
    assert found.occurrences == (
        Occurrence(
            start="2026-12-02T01:00:00Z",
            end="2026-12-02T03:00:00Z",
            zone="UTC",
            place="Hall 2, Lima, Peru",
            economy="PE",
        ),
    )


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        (
            ("DTSTART;TZID=Asia/Shanghai:20261202T090000", "DURATION:PT2H"),
            Occurrence(start="2026-12-02T01:00:00Z", end="2026-12-02T03:00:00Z", zone="Asia/Shanghai"),
        ),
        (
            ("DTSTART;TZID=China Standard Time:20261202T090000",),
            Occurrence(start="2026-12-02T01:00:00Z", zone="Asia/Shanghai"),
        ),
        (
            ("DTSTART;TZID=Customized Time Zone:20261202T090000",),
            Occurrence(start="2026-12-02T03:30:00Z", zone="+05:30"),
        ),
        (("DTSTART;TZID=Nowhere:20261202T090000",), Occurrence(start="2026-12-02T09:00:00")),
        (("DTSTART;TZID=No\\where\\1x:20261202T090000",), Occurrence(start="2026-12-02T09:00:00")),
        (("DTSTART;TZID=Asia:20261202T090000",), Occurrence(start="2026-12-02T09:00:00")),
        (
            ("DTSTART;TZID=/Asia/:20261202T090000", "COMMENT;TZID=Asia:x"),
            Occurrence(start="2026-12-02T09:00:00"),
        ),
        (
            ("DTSTART:20261202T090000", "DTEND:20261202T100000"),
            Occurrence(start="2026-12-02T09:00:00", end="2026-12-02T10:00:00"),
        ),
        (
            ("DTSTART;VALUE=DATE:20261202", "DTEND;VALUE=DATE:20261205"),
            Occurrence(start="2026-12-02", end="2026-12-04", all_day=True),
        ),
        (("DTSTART;VALUE=DATE:20261202",), Occurrence(start="2026-12-02", end="2026-12-02", all_day=True)),
        (
            ("DTSTART:20261202T010000Z", "STATUS:CANCELLED"),
            Occurrence(start="2026-12-02T01:00:00Z", zone="UTC", cancelled=True),
        ),
        (
            ("DTSTART:20261202T010000Z", "LOCATION:Online (Zoom)"),
            Occurrence(start="2026-12-02T01:00:00Z", zone="UTC", place="Online (Zoom)", form="online"),
        ),
        (
            ("DTSTART:20261202T010000Z", "LOCATION:https://academy.example/room"),
            Occurrence(start="2026-12-02T01:00:00Z", zone="UTC", url="https://academy.example/room"),
        ),
    ],
)
def test_it_reads_when_and_where(site: Site, times: tuple[str, ...], expected: Occurrence) -> None:
    assert described(site, CUSTOM_ZONE.format("+0530"), event(*times)).occurrences == (expected,)


def test_two_calendars_may_define_the_same_name_of_a_zone_differently(site: Site) -> None:
    one = event("DTSTART;TZID=Customized Time Zone:20261202T090000")
    assert starts(described(site, CUSTOM_ZONE.format("+0500"), one).occurrences) == ["2026-12-02T04:00:00Z"]
    assert starts(described(site, CUSTOM_ZONE.format("-0300"), one).occurrences) == ["2026-12-02T12:00:00Z"]


def test_it_puts_floating_times_in_the_zone_of_the_settings(site: Site) -> None:
    found = described(site, event("DTSTART:20261202T090000", "RRULE:FREQ=DAILY;COUNT=2"), zone="Asia/Jakarta")
    assert starts(found.occurrences) == ["2026-12-02T02:00:00Z", "2026-12-03T02:00:00Z"]
    assert found.occurrences[0].zone == "Asia/Jakarta"


def test_it_expands_a_finite_series_with_its_exceptions_and_changes(site: Site) -> None:
    found = described(
        site,
        event(
            "DTSTART;TZID=America/Lima:20261202T090000",
            "DTEND;TZID=America/Lima:20261202T100000",
            "RRULE:FREQ=WEEKLY;COUNT=5",
            "EXDATE;TZID=America/Lima:20261216T090000",
            "RDATE;TZID=America/Lima:20270202T090000",
        ),
        event("RECURRENCE-ID;TZID=America/Lima:20261209T090000", "DTSTART;TZID=America/Lima:20261210T110000"),
        event(
            "RECURRENCE-ID;TZID=America/Lima:20261223T090000",
            "DTSTART;TZID=America/Lima:20261223T090000",
            "STATUS:CANCELLED",
        ),
    )
    assert [(one.start, one.key, one.cancelled) for one in found.occurrences] == [
        ("2026-12-02T14:00:00Z", "2026-12-02T14:00:00Z", False),
        ("2026-12-10T16:00:00Z", "2026-12-09T14:00:00Z", False),
        ("2026-12-23T14:00:00Z", "2026-12-23T14:00:00Z", True),
        ("2026-12-30T14:00:00Z", "2026-12-30T14:00:00Z", False),
        ("2027-02-02T14:00:00Z", "2027-02-02T14:00:00Z", False),
    ]
    assert found.recurrence is None


def test_it_takes_the_parts_of_a_rule_in_any_order(site: Site) -> None:
    found = described(site, event("DTSTART:20261202T010000Z", "RRULE:INTERVAL=2;COUNT=2;FREQ=WEEKLY"))
    assert starts(found.occurrences) == ["2026-12-02T01:00:00Z", "2026-12-16T01:00:00Z"]


@pytest.mark.parametrize("line", ["TZOFFSETTO:+0530", "TZOFFSETFROM:+0530", "DTSTART:16010101T000000"])
def test_times_float_in_a_zone_whose_definition_lacks_a_line(site: Site, line: str) -> None:
    zone = CUSTOM_ZONE.format("+0530").replace(line + "\n", "")
    found = described(site, zone, event("DTSTART;TZID=Customized Time Zone:20261202T090000"))
    assert starts(found.occurrences) == ["2026-12-02T09:00:00"]


def test_the_changes_of_a_series_are_no_records_of_their_own(site: Site) -> None:
    series = event("DTSTART:20261202T010000Z", "RRULE:FREQ=WEEKLY;COUNT=3")
    change = event("RECURRENCE-ID:20261209T010000Z", "DTSTART:20261210T010000Z")
    assert counts(try_document(site, calendar(change, series), "calendar")) == {"listed": 1, "added": 1}


def test_it_keeps_an_endless_rule_and_states_the_first_and_the_changed_only(site: Site) -> None:
    found = described(
        site,
        event("DTSTART;TZID=Asia/Tokyo:20261201T180000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;BYDAY=TU"),
        event("RECURRENCE-ID;TZID=Asia/Tokyo:20261215T180000", "DTSTART;TZID=Asia/Tokyo:20261216T180000"),
    )
    assert starts(found.occurrences) == ["2026-12-01T09:00:00Z", "2026-12-16T09:00:00Z"]
    assert found.recurrence is not None
    made = ahead(found.recurrence, datetime(2026, 12, 7, tzinfo=UTC), days=21)
    assert starts(made) == ["2026-12-08T09:00:00Z", "2026-12-16T09:00:00Z", "2026-12-22T09:00:00Z"]
    assert made[0].end == "2026-12-08T10:00:00Z"
    assert made[0].zone == "Asia/Tokyo"


def test_a_trial_shows_what_an_endless_rule_gives_from_today_on(site: Site) -> None:
    series = event("DTSTART:20200107T090000Z", "RRULE:FREQ=MONTHLY;BYDAY=1TU", "EXDATE:20270105T090000Z")
    change = event("RECURRENCE-ID:20261201T090000Z", "DTSTART:20261201T090000Z", "STATUS:CANCELLED")
    [record] = try_document(site, calendar(series, change), "calendar").records
    assert [one["start"] for one in record["occurrences"]][:3] == [
        "2020-01-07T09:00:00Z",
        "2027-02-02T09:00:00Z",
        "2027-03-02T09:00:00Z",
    ]


def test_a_series_of_local_time_follows_summer_time(site: Site) -> None:
    found = described(site, event("DTSTART;TZID=America/New_York:20270310T090000", "RRULE:FREQ=WEEKLY"))
    made = ahead(str(found.recurrence), datetime(2027, 3, 10, tzinfo=UTC), days=8)
    assert starts(made) == ["2027-03-10T14:00:00Z", "2027-03-17T13:00:00Z"]  # from 14 March on


def test_it_makes_occurrences_400_days_ahead(site: Site) -> None:
    found = described(site, event("DTSTART:20200101T090000Z", "RRULE:FREQ=DAILY"))
    made = ahead(str(found.recurrence), TODAY)
    assert len(made) == 400  # the first begins now
    assert starts(made)[-1] == (TODAY + timedelta(days=399)).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_finite_series_of_very_many_sessions_is_kept_as_a_rule(site: Site) -> None:
    found = described(site, event("DTSTART:20200101T090000Z", "RRULE:FREQ=DAILY;UNTIL=20300101T000000Z"))
    assert starts(found.occurrences) == ["2020-01-01T09:00:00Z"]
    assert len(ahead(str(found.recurrence), TODAY, days=9)) == 9
    assert ahead(str(found.recurrence), datetime(2031, 1, 1, tzinfo=UTC)) == []


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=BOGUS",
        "FREQ=SECONDLY",
        "FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=1,2,3",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;INTERVAL=0",
        "nonsense",
    ],
)
def test_it_warns_of_a_rule_that_is_none_and_takes_the_event(site: Site, rule: str) -> None:
    found = described(site, event("DTSTART:20261202T010000Z", f"RRULE:{rule}"), warned_of=("recurrence",))
    assert starts(found.occurrences) == ["2026-12-02T01:00:00Z"]
    assert found.recurrence is None


def test_a_zone_that_changes_by_the_second_is_not_believed(site: Site) -> None:
    zone = CUSTOM_ZONE.format("+0500").replace("END:STANDARD", "RRULE:FREQ=SECONDLY\nEND:STANDARD")
    found = described(site, zone, event("DTSTART;TZID=Customized Time Zone:20261202T090000"))
    assert found.occurrences == (Occurrence(start="2026-12-02T09:00:00"),)


def test_it_takes_an_event_whose_start_is_no_date(site: Site) -> None:
    found = described(site, event("DTSTART:INVALID-DATE"), warned_of=("occurrences.start",))
    assert found.title == "Customs clearance"
    assert found.occurrences == ()


def test_one_broken_event_costs_one_record(site: Site) -> None:
    body = calendar(
        event("DTSTART:20261202T010000Z", uid="1"),
        "BEGIN:VEVENT\nUID:2\nDTSTART:20261203T010000Z\nEND:VEVENT",
        "BEGIN:VEVENT\nSUMMARY:Without identifier\nEND:VEVENT",
        event("DTSTART:20261204T010000Z", "a line that is none", uid="4"),
    )
    trial = try_document(site, body, "calendar")
    assert trial.outcome == "succeeded"
    assert counts(trial) == {"listed": 4, "added": 2, "rejected": 2}
    assert [p.field for p in trial.errors] == ["title", "identifier"]


def test_it_takes_what_came_before_a_calendar_breaks_off(site: Site) -> None:
    trial = try_document(site, calendar(event(uid="1"), event(uid="2"), event(uid="3"))[:-40], "calendar")
    assert trial.outcome == "partial"
    assert [r["identifier"] for r in trial.records] == ["1", "2"]
    assert "breaks off" in reasons(trial)[-1]


def test_a_uid_that_several_events_share_is_taken_once_in_its_newest_version(site: Site) -> None:
    newer = event("SEQUENCE:2", "DTSTART:20261202T010000Z", "CATEGORIES:Newer")
    trial = try_document(site, calendar(event("DTSTART:20261203T010000Z"), newer), "calendar")
    assert counts(trial) == {"listed": 2, "added": 1, "skipped": 1}
    assert trial.records[0]["subjects"] == ["Newer"]


def test_it_skips_what_the_calendar_marks_as_private(site: Site) -> None:
    trial = try_document(site, calendar(event("CLASS:PRIVATE"), event(uid="2")), "calendar")
    assert counts(trial) == {"listed": 2, "added": 1, "skipped": 1}


def test_a_calendar_that_calls_off_calls_off_its_events(site: Site) -> None:
    found = described(site, "METHOD:CANCEL", event("DTSTART:20261202T010000Z"))
    assert found.occurrences[0].cancelled


def test_an_event_that_did_not_change_is_the_same_in_a_calendar_written_anew(site: Site) -> None:
    first = event("DTSTART:20261202T010000Z", "DTSTAMP:20261101T000000Z", "DESCRIPTION:One two")
    again = event("DTSTART:20261202T010000Z", "DTSTAMP:20261123T000000Z", "DESCRIPTION:One\n  two")
    assert [r.payload for r in harvested(site, calendar(first))] == [
        r.payload for r in harvested(site, calendar("X-WR-CALNAME:Another", again))
    ]


def test_it_reads_lines_that_are_folded_inside_a_character(site: Site) -> None:
    body = calendar("BEGIN:VEVENT\nUID:1\nSUMMARY:跨境电商\nEND:VEVENT").encode()
    inside = body.index("境".encode()) + 1
    [record] = try_document(site, body[:inside] + b"\r\n " + body[inside:], "calendar").records
    assert record["title"] == "跨境电商"


def test_it_reads_on_where_a_text_is_not_folded(site: Site) -> None:
    found = described(site, event("DESCRIPTION:First\nsecond, not folded", "DTSTART:20261202T010000Z"))
    assert found.description == "First\nsecond, not folded"
    assert starts(found.occurrences) == ["2026-12-02T01:00:00Z"]


def test_it_reads_a_description_in_html_where_there_is_no_other(site: Site) -> None:
    found = described(
        site, event(r"X-ALT-DESC;FMTTYPE=text/html:<html><body><p>One\, two</p>\n<p>Three</p></body></html>")
    )
    assert found.description == "One, two\n\nThree"


def test_it_does_not_name_a_person_as_publisher(site: Site) -> None:
    assert described(site, event("ORGANIZER;CN=a@b.example:mailto:a@b.example")).publisher is None
    assert (
        described(site, event("ORGANIZER;CUTYPE=INDIVIDUAL;CN=Mei Lin:mailto:a@b.example")).publisher is None
    )
    assert described(site, event("ORGANIZER;CN=Mei Lin:mailto:a@b.example")).publisher is None


SERIES = ("DTSTART:20261202T010000Z", "DTEND:20261202T030000Z", "RRULE:FREQ=WEEKLY;COUNT=4")


def keyed(occurrences: Any) -> list[tuple[str, str, bool]]:
    return [(one.start[5:13], one.key[5:13], one.cancelled) for one in occurrences]


def test_a_change_of_all_from_one_on_moves_each_of_them(site: Site) -> None:
    change = event("RECURRENCE-ID;RANGE=THISANDFUTURE:20261216T010000Z", "DTSTART:20261217T050000Z")
    assert keyed(described(site, event(*SERIES), change).occurrences) == [
        ("12-02T01", "12-02T01", False),
        ("12-09T01", "12-09T01", False),
        ("12-17T05", "12-16T01", False),
        ("12-24T05", "12-23T01", False),
    ]


def test_a_series_that_is_called_off_from_one_on_is_called_off_to_its_end(site: Site) -> None:
    change = event("RECURRENCE-ID;RANGE=THISANDFUTURE:20261216T010000Z", "STATUS:CANCELLED")
    found = described(site, event(*SERIES), change)
    assert [one.cancelled for one in found.occurrences] == [False, False, True, True]


@pytest.mark.parametrize(
    "told_by",
    [
        "RECURRENCE-ID:20261216T010000Z",
        "RECURRENCE-ID;TZID=America/Lima:20261215T200000",
        "RECURRENCE-ID;VALUE=DATE:20261216",
    ],
)
def test_a_change_is_one_of_the_occurrence_that_it_names_in_any_way(site: Site, told_by: str) -> None:
    moved = described(site, event(*SERIES), event(told_by, "DTSTART:20261218T010000Z"))
    assert starts(moved.occurrences) == [f"2026-12-{day}T01:00:00Z" for day in ("02", "09", "18", "23")]
    called_off = described(site, event(*SERIES), event(told_by, "STATUS:CANCELLED"))
    assert [one.start[8:10] for one in called_off.occurrences if one.cancelled] == ["16"]
    assert len(called_off.occurrences) == 4


def test_of_two_changes_of_one_occurrence_the_newer_counts(site: Site) -> None:
    newer = event("RECURRENCE-ID:20261216T010000Z", "DTSTART:20261218T010000Z", "SEQUENCE:2")
    older = event("RECURRENCE-ID:20261216T010000Z", "DTSTART:20261219T010000Z", "SEQUENCE:1")
    for components in ((newer, older), (older, newer)):
        found = described(site, event(*SERIES), *components)
        assert starts(found.occurrences)[2] == "2026-12-18T01:00:00Z"
    assert starts(described(site, older, newer).occurrences) == ["2026-12-18T01:00:00Z"], "without a master"


def test_a_change_whose_start_is_no_date_is_warned_of(site: Site) -> None:
    change = event("RECURRENCE-ID:20261216T010000Z", "DTSTART:INVALID")
    found = described(site, event(*SERIES), change, warned_of=("occurrences.start",))
    assert len(found.occurrences) == 4


def test_a_rule_of_exceptions_is_not_understood_so_that_no_occurrence_is_invented(site: Site) -> None:
    found = described(site, event(*SERIES, "EXRULE:FREQ=WEEKLY;INTERVAL=2"), warned_of=("recurrence",))
    assert starts(found.occurrences) == ["2026-12-02T01:00:00Z"]


def test_an_additional_date_may_last_as_long_as_it_says(site: Site) -> None:
    found = described(
        site, event("DTSTART:20261202T010000Z", "RDATE;VALUE=PERIOD:20261210T010000Z/20261210T020000Z")
    )
    assert [(one.start, one.end) for one in found.occurrences] == [
        ("2026-12-02T01:00:00Z", None),
        ("2026-12-10T01:00:00Z", "2026-12-10T02:00:00Z"),
    ]


@pytest.mark.parametrize("name", ["X-WR-TIMEZONE", "TIMEZONE-ID"])
def test_times_that_float_are_in_the_zone_of_their_calendar(site: Site, name: str) -> None:
    found = described(
        site, f"{name}:Asia/Manila", event("DTSTART:20261202T090000", "RRULE:FREQ=DAILY;COUNT=2")
    )
    assert starts(found.occurrences) == ["2026-12-02T01:00:00Z", "2026-12-03T01:00:00Z"]
    assert found.occurrences[0].zone == "Asia/Manila"
    stated = described(site, f"{name}:Asia/Manila", event("DTSTART:20261202T090000"), zone="Asia/Tokyo")
    assert starts(stated.occurrences) == ["2026-12-02T00:00:00Z"], "the settings overrule it"


def test_the_zone_of_a_calendar_may_be_one_that_it_defines(site: Site) -> None:
    zone = ("X-WR-TIMEZONE:Customized Time Zone", CUSTOM_ZONE.format("+0530"))
    assert starts(described(site, *zone, event("DTSTART:20261202T090000")).occurrences) == [
        "2026-12-02T03:30:00Z"
    ]
    all_day = described(site, *zone, event("DTSTART;VALUE=DATE:20261202"))
    assert starts(all_day.occurrences) == ["2026-12-02"]


def test_each_calendar_of_a_file_speaks_for_its_own_events(site: Site) -> None:
    one = calendar("X-WR-TIMEZONE:Asia/Manila", event("DTSTART:20261202T090000", uid="1"))
    called_off = calendar("METHOD:CANCEL", event("DTSTART:20261203T010000Z", uid="2"))
    third = calendar(event("DTSTART:20261204T090000", "STATUS:CONFIRMED", uid="3"))
    found = [described_record(record) for record in harvested(site, one + called_off + third)]
    assert [(d.occurrences[0].start, d.occurrences[0].cancelled) for d in found] == [
        ("2026-12-02T01:00:00Z", False),
        ("2026-12-03T01:00:00Z", True),
        ("2026-12-04T09:00:00", False),
    ]


def test_a_notice_in_the_same_file_calls_off_what_was_announced(site: Site) -> None:
    announced = calendar("METHOD:PUBLISH", event("DTSTART:20261202T010000Z", "LOCATION:Lima, Peru"))
    notice = "BEGIN:VEVENT\nUID:1@academy.example\nSEQUENCE:1\nDTSTAMP:20261101T000000Z\nEND:VEVENT"
    both = announced + calendar("METHOD:CANCEL", notice)
    found = described_record(harvested(site, both)[0])
    assert (found.title, found.occurrences[0].cancelled) == ("Customs clearance", True)
    assert counts(try_document(site, both, "calendar")) == {"listed": 2, "added": 1, "skipped": 1}


def test_of_two_versions_without_a_number_the_later_written_counts(site: Site) -> None:
    older = event("DTSTAMP:20261101T000000Z", "CATEGORIES:Older")
    newer = event("DTSTAMP:20261102T000000Z", "CATEGORIES:Newer")
    for components in ((older, newer), (newer, older)):
        assert described(site, *components).subjects == ("Newer",)


@pytest.mark.parametrize("kind", ["VTODO", "VJOURNAL", "VFREEBUSY"])
def test_it_skips_what_is_no_event_with_the_reason(site: Site, kind: str) -> None:
    other = f"BEGIN:{kind}\nUID:other\nSUMMARY:Not an event\nEND:{kind}"
    trial = try_document(site, calendar(other, event()), "calendar")
    assert counts(trial) == {"listed": 2, "added": 1, "skipped": 1}
    assert [(p.identifier, kind in p.reason) for p in trial.errors] == [("other", True)]


def test_an_event_without_its_end_is_taken_with_what_it_says(site: Site) -> None:
    unended = event("DTSTART:20261202T010000Z", uid="1").replace("\nEND:VEVENT", "")
    both = calendar(unended, event(uid="2")) + calendar(unended.replace("UID:1", "UID:3"))
    trial = try_document(site, both, "calendar")
    assert (trial.outcome, [r["identifier"] for r in trial.records]) == ("succeeded", ["1", "2", "3"])


@pytest.mark.parametrize(
    ("encoding", "title"),
    [
        ("cp1252", "Logística y aduanas: ¿cómo exportar?"),
        ("gb2312", "跨境电子商务物流与海关申报实务课程"),
        ("big5", "跨境電子商務物流與海關申報實務課程"),
        ("shift_jis", "越境電子商取引の物流と通関の実務"),
        ("euc-kr", "전자상거래 수출 입문 과정, 통관 실무"),
        ("tis-620", "หลักสูตรการค้าข้ามพรมแดนสำหรับผู้ประกอบการขนาดย่อม"),
        ("utf-16", "跨境电商"),
    ],
)
def test_it_reads_texts_in_any_encoding(site: Site, encoding: str, title: str) -> None:
    body = calendar(f"BEGIN:VEVENT\nUID:1\nSUMMARY:{title}\nEND:VEVENT").encode(encoding)
    assert [record["title"] for record in try_document(site, body, "calendar").records] == [title]


def test_it_reads_a_folded_description_in_html(site: Site) -> None:
    written = (
        r"DESCRIPTION:<p>First\, with a <b>com\nma</b></p><ul><li>One</li><li>Two &amp\; three</li></ul>"
    )
    folded = "\n ".join(written[start : start + 20] for start in range(0, len(written), 20))
    assert described(site, event(folded)).description == "First, with a com ma\n\nOne\nTwo & three"


def test_a_meeting_that_is_joined_by_a_link_is_online(site: Site) -> None:
    link = "https://meet.example/abc"
    for name in ("CONFERENCE;VALUE=URI", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL"):
        [one] = described(site, event("DTSTART:20261202T010000Z", f"{name}:{link}")).occurrences
        assert (one.url, one.form) == (link, "online")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "empty"),
        ("<!DOCTYPE html><html><body>Sign in</body></html>", "HTML page"),
        ("id,title\n1,a\n", "something else"),
    ],
)
def test_it_says_what_is_wrong_with_what_is_no_calendar(site: Site, body: str, reason: str) -> None:
    trial = try_document(site, body, "calendar")
    assert trial.outcome == "failed"
    assert reason in reasons(trial)[0]
    assert trial.errors[0].advice


def test_a_calendar_without_events_succeeds_with_a_warning(site: Site) -> None:
    trial = try_document(site, calendar(), "calendar")
    assert (trial.outcome, counts(trial)) == ("succeeded", {})
    assert len(trial.errors) == 1
