"""What a trial finds: outcome, counts, and the records it would take."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from harvesters.fetch import Fetcher
from harvesters.trial import Trial, tried
from tests.harvesters.faults import Site, document, status

TODAY = datetime(2026, 3, 2, tzinfo=UTC)


def trial(site: Site, path: str, **more: Any) -> Trial:
    return tried(Fetcher([site.address], robots=False), site.url(path), today=TODAY, **more)


def rows(*lines: str) -> str:
    return "id,title\n" + "".join(f"{line}\n" for line in lines)


@pytest.fixture
def table(site: Site) -> str:
    site.answers["/t.csv"] = document(rows("1,Customs", "2,Payment", "3,Logistics"), "text/csv")
    return "/t.csv"


def test_it_skips_an_identifier_that_comes_again(site: Site) -> None:
    site.answers["/t.csv"] = document(rows("1,Customs", "1,Customs again", "2,Payment"), "text/csv")
    found = trial(site, "/t.csv")
    assert (found.counts["listed"], found.counts["added"], found.counts["skipped"]) == (3, 2, 1)
    assert [error.identifier for error in found.errors] == ["1"]
    assert [record["title"] for record in found.records] == ["Customs", "Payment"]


def test_a_trial_that_takes_too_long_is_partial_and_says_so(site: Site, table: str) -> None:
    ticks = itertools.chain([0.0, 1.0], itertools.repeat(60.0))
    found = trial(site, table, clock=lambda: next(ticks))
    assert (found.outcome, found.counts["listed"]) == ("partial", 2)
    assert "ends after 55 seconds" in found.errors[-1].reason


@pytest.mark.parametrize(("limit", "listed"), [(1, 1), (2, 2), (4, 3)])
def test_it_is_truncated_where_the_limit_ended_it(site: Site, table: str, limit: int, listed: int) -> None:
    found = trial(site, table, limit=limit)
    assert (found.outcome, found.counts["listed"]) == ("succeeded", listed)
    assert found.as_json().get("truncated", False) is (limit < 4)


def test_an_empty_feed_succeeds_with_a_word_about_it(site: Site) -> None:
    site.answers["/feed"] = document("<rss version='2.0'><channel><title>None yet</title></channel></rss>")
    found = trial(site, "/feed")
    assert (found.outcome, found.counts["listed"], len(found.errors)) == ("succeeded", 0, 1)


def test_what_breaks_off_is_partial_when_something_was_taken(site: Site) -> None:
    page = (
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-03-02T10:00:00Z'
        "</responseDate><ListRecords><record><header status='deleted'><identifier>oai:x:1</identifier>"
        "<datestamp>2026-01-01</datestamp></header></record>"
        "<resumptionToken>next</resumptionToken></ListRecords></OAI-PMH>"
    )
    site.answers["/oai"] = document(page, "text/xml")
    site.answers["/oai?verb=ListRecords&resumptionToken=next"] = status(500)
    found = trial(site, "/oai", protocol="oai_pmh")
    assert (found.outcome, found.counts["deleted"]) == ("partial", 1)
    (record,) = found.records
    assert (record["identifier"], record["deleted"], record["title"]) == ("oai:x:1", True, None)
    assert found.errors[-1].stage == "fetch"


def test_settings_that_do_not_suit_what_was_found_fail_it(site: Site) -> None:
    site.answers["/feed"] = document("<rss version='2.0'><channel/></rss>")
    found = trial(site, "/feed", settings={"delimiter": ";"})
    assert (found.outcome, found.errors[0].stage, found.errors[0].field) == ("failed", "detect", "delimiter")
    assert "of the kind feed" in found.errors[0].reason


def test_it_shows_the_sessions_that_take_place(site: Site) -> None:
    events = [
        {"@type": "Event", "@id": "#1", "name": "Fair", "startDate": "2026-09-01", "endDate": "2026-09-03"},
        {"@type": "Event", "@id": "#2", "name": "Webinar", "startDate": "2026-09-01T10:00:00+08:00"},
    ]
    graph = {"@context": "https://schema.org", "@graph": events}
    site.answers["/events.json"] = document(json.dumps(graph), "application/json")
    found = trial(site, "/events.json")
    assert [record["occurrences"] for record in found.records] == [
        [{"start": "2026-09-01", "end": "2026-09-03", "zone": None, "all_day": True}],
        [{"start": "2026-09-01T02:00:00Z", "end": None, "zone": "+08:00", "all_day": False}],
    ]
