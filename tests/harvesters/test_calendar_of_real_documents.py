"""Every real calendar: how many events are listed, taken and rejected, and what is read out of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.harvesters.faults import Site
from tests.harvesters.trying import counts, try_document

pytestmark = pytest.mark.shared


@pytest.fixture
def calendars(shared: Path) -> Path:
    return shared / "real" / "ical"


@pytest.mark.parametrize(
    "name", ["tess-indico-events.ics", "tess-pacer-seminar-radio-astronomy.ics", "tess-pawsey-calendar.ics"]
)
@pytest.mark.parametrize("protocol", ["calendar", None])
def test_it_takes_every_event(calendars: Path, site: Site, name: str, protocol: str | None) -> None:
    body = (calendars / name).read_bytes()
    events = body.count(b"BEGIN:VEVENT")
    trial = try_document(site, body, protocol)
    assert trial.outcome == "succeeded"
    assert events > 0
    assert counts(trial) == {"listed": events, "added": events}
    assert trial.errors == []


def test_it_rejects_an_event_that_has_neither_a_title_nor_a_start(calendars: Path, site: Site) -> None:
    trial = try_document(site, (calendars / "icalendar-broken_dtstart.ics").read_bytes(), "calendar")
    assert trial.outcome == "succeeded"
    assert counts(trial) == {"listed": 1, "rejected": 1}
    assert [(p.stage, p.identifier, p.field) for p in trial.errors] == [("describe", "test-123", "title")]


def test_it_reads_times_in_the_zone_that_is_stated(calendars: Path, site: Site) -> None:
    [record] = try_document(
        site, (calendars / "tess-pacer-seminar-radio-astronomy.ics").read_bytes(), None
    ).records
    # 10:00 to 11:00 in Perth, which is 8 hours east of Greenwich all year
    assert record["occurrences"] == [
        {
            "start": "2018-06-29T02:00:00Z",
            "end": "2018-06-29T03:00:00Z",
            "zone": "Australia/Perth",
            "all_day": False,
        }
    ]
    assert record["title"] == "PaCER Seminar: Radio astronomy"
    assert record["subjects"] == ["Seminar", "Supercomputing"]
    assert record["type"] == "seminar"
    assert "\n" in record["description"]
    assert "\\n" not in record["description"]


def test_it_drops_the_contact_and_keeps_the_address_of_the_event(calendars: Path, site: Site) -> None:
    trial = try_document(site, (calendars / "tess-indico-events.ics").read_bytes(), "calendar")
    assert [record["url"] for record in trial.records] == [
        "https://indico.cern.ch/event/1617123/",
        "https://indico.cern.ch/event/1211412/",
    ]
    assert "name.surname" not in str(trial.as_json())
