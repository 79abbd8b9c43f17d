"""Runs of sources that are read page by page, or only for what has changed: continued, and what they prove."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django import Settings

from harvesters.runs import harvest
from registry.catalogue.models import Record
from registry.sources.models import Run, Source
from tests.factories import make_source
from tests.harvesters.faults import Handler, Site, status

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
MAPPED = {"records": "items", "identifier": "id", "fields": {"title": "title"}}
PAGED = {**MAPPED, "paging": {"by": "page", "size": 3, "size_parameter": "n"}}


def courses(*numbers: int) -> list[dict[str, Any]]:
    return [{"id": str(number), "title": f"Exporting, part {number}"} for number in numbers]


def serve(site: Site, listed: Callable[[dict[str, str]], list[dict[str, Any]]]) -> None:
    """Answers /list; without a Date of its own, so that the day of the run is the source's too."""

    def answer(handler: Handler) -> None:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(handler.path).query).items()}
        body = json.dumps({"items": listed(asked)}).encode()
        handler.send_response_only(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    site.answers["/list"] = answer


def page_of(asked: dict[str, str], items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    start = (int(asked["page"]) - 1) * 3
    return items[start : start + 3]


def a_source(site: Site, settings: Settings, stated: dict[str, Any]) -> Source:
    settings.HARVEST_ALLOWED_ADDRESSES = (site.address,)
    return make_source("School", protocol="mapped", url=site.url("/list"), settings=stated)


def run(source: Source, days: int = 0) -> Run:
    return harvest(Source.objects.get(pk=source.pk), today=START + timedelta(days=days))


def live() -> set[str]:
    return set(Record.objects.filter(state="live").values_list("identifier", flat=True))


def test_the_next_run_goes_on_at_the_page_that_failed(site: Site, settings: Settings) -> None:
    source = a_source(site, settings, PAGED)
    everything = courses(*range(8))
    serve(site, lambda asked: page_of(asked, everything))
    site.answers["/list?n=3&page=2"] = status(500)
    assert (run(source).outcome, len(live())) == ("partial", 3)
    del site.answers["/list?n=3&page=2"]
    site.requests.clear()
    second = run(source)
    assert (second.outcome, second.listed, second.added) == ("succeeded", 5, 5)
    assert site.asked() == ["/list?n=3&page=2", "/list?n=3&page=3", "/list?n=3&page=4"]
    assert len(live()) == 8


def test_what_two_whole_lists_miss_on_all_their_pages_goes(site: Site, settings: Settings) -> None:
    source = a_source(site, settings, PAGED)
    serve(site, lambda asked: page_of(asked, courses(*range(10))))
    run(source)
    serve(site, lambda asked: page_of(asked, courses(*range(1, 10))))
    assert [run(source).withdrawn, run(source).withdrawn] == [0, 1]
    assert live() == {str(number) for number in range(1, 10)}


def test_a_list_of_what_has_changed_withdraws_nothing_and_a_whole_one_later_does(
    site: Site, settings: Settings
) -> None:
    source = a_source(site, settings, {**MAPPED, "since": {"parameter": "changed"}})
    there = courses(*range(10))
    serve(site, lambda asked: there[-1:] if "changed" in asked else there)
    assert run(source).added == 10
    there.pop(0)
    outcomes = [run(source, days) for days in (1, 2, 3)]
    assert [(one.listed, one.withdrawn, one.completeness) for one in outcomes] == [(1, 0, "incremental")] * 3
    assert site.asked()[-1] == "/list?changed=2026-11-25T08%3A00%3A00Z"  # the run before, less an hour
    assert run(source, 30).completeness == "complete"
    assert len(live()) == 10
    assert run(source, 60).withdrawn == 1
    assert "0" not in live()
