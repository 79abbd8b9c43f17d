"""When a session takes place, in words."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from registry.portal.sessions import Session


def session(**stated: Any) -> Session:
    return Session.from_stated(stated)


def test_a_time_in_utc_says_so() -> None:
    assert session(start="2026-12-02T10:00:00Z").when == "2 Dec 2026, 10:00 UTC"


def test_a_session_within_a_day_names_the_day_once() -> None:
    told = session(start="2026-12-02T10:00:00Z", end="2026-12-02T10:40:00Z")
    assert told.when == "2 Dec 2026, 10:00–10:40 UTC"


def test_a_session_over_midnight_names_both_days() -> None:
    told = session(start="2026-12-02T23:00:00Z", end="2026-12-03T01:00:00Z")
    assert told.when == "2 Dec 2026, 23:00 – 3 Dec 2026, 01:00 UTC"


def test_it_adds_the_time_in_the_zone_that_was_stated() -> None:
    told = session(start="2026-12-02T23:00:00Z", end="2026-12-03T01:00:00Z", zone="Asia/Ho_Chi_Minh")
    assert told.locally == "3 Dec 2026, 06:00–08:00 in Asia/Ho Chi Minh"


def test_a_reader_with_a_zone_is_told_the_time_there() -> None:
    stated = {"start": "2026-12-02T23:00:00Z", "end": "2026-12-03T01:00:00Z", "zone": "Asia/Ho_Chi_Minh"}
    told = Session.from_stated(stated, ZoneInfo("America/New_York"))
    assert told.when == "2 Dec 2026, 18:00–20:00 (New York time)"
    assert told.locally == "3 Dec 2026, 06:00–08:00 in Asia/Ho Chi Minh"
    there = Session.from_stated(stated, ZoneInfo("Asia/Jakarta"))  # at the same hour
    assert (there.when, there.locally) == ("3 Dec 2026, 06:00–08:00 (Jakarta time)", "")


def test_it_adds_the_time_at_a_stated_offset() -> None:
    assert session(start="2026-12-02T10:00:00Z", zone="+08:00").locally == "2 Dec 2026, 18:00 in +08:00"


@pytest.mark.parametrize("zone", [None, "UTC", "Etc/UTC", "Nowhere/Land", "../etc/passwd", "+ab"])
def test_a_zone_that_is_unknown_or_adds_nothing_is_left_out(zone: str | None) -> None:
    assert session(start="2026-12-02T10:00:00Z", zone=zone).locally == ""


def test_a_floating_time_is_said_to_have_no_zone() -> None:
    assert session(start="2026-12-02T10:00:00").when == "2 Dec 2026, 10:00, local time (zone not stated)"


def test_whole_days_carry_no_time() -> None:
    assert session(start="2014-06-23", end="2014-06-26", all_day=True).when == "23 Jun 2014 – 26 Jun 2014"
    assert session(start="2014-06-23", end="2014-06-23", all_day=True).when == "23 Jun 2014"


def test_a_month_or_a_year_claims_no_day() -> None:
    assert session(start="2026-05").when == "May 2026 (day not stated)"
    assert session(start="2026").when == "2026 (day not stated)"
    assert session(start="2026").machine == ""
