"""Lists in several parts of which one fails, repeats, leads in circles or never ends: what came before is kept."""

from __future__ import annotations

import importlib

import pytest

from harvesters.fetch import Fetcher
from harvesters.protocols import PROTOCOLS
from harvesters.trial import Trial, tried
from tests.harvesters import faults
from tests.harvesters.faults import Answer, Site, document, redirect, status
from tests.harvesters.paged_lists import IN_ONE_PART, PAGED, PagedList
from tests.harvesters.providers import PROVIDERS, settings_at
from tests.harvesters.trying import TODAY

FAULTS: dict[str, Answer] = {
    "500": status(500),
    "503 for a day": status(503, Retry_After="86400"),
    "429 for a day": status(429, Retry_After="86400"),
    "410, as of what has expired": status(410),
    "a page for people": document("<!DOCTYPE html><html><body>Sign in</body></html>", "text/html"),
    "nothing": document(""),
    "an answer that breaks off": faults.cut_short(b"x" * 10_000, 5_000),
    "a gzip bomb": faults.gzip_bomb(60),
    "deep XML": document("<a>" * 100_000),
    "deep JSON": document('{"a":[' * 50_000),
    "a redirect to a private address": redirect("http://10.0.0.1/"),
    "an address that redirects to a page": redirect("/signin", 301),
}


@pytest.fixture(params=PAGED)
def paged(request: pytest.FixtureRequest) -> PagedList:
    return PAGED[request.param]


def trial(site: Site, paged: PagedList, seconds: float = 5.0) -> Trial:
    site.answers["/signin"] = FAULTS["a page for people"]
    stated = settings_at(site, paged.protocol, paged.settings)
    with Fetcher([site.address], robots=False, seconds=seconds, sleep=lambda _: None) as fetcher:
        found = tried(fetcher, site.url(paged.start), today=TODAY, protocol=paged.protocol, settings=stated)
    parts = ("added", "changed", "unchanged", "deleted", "rejected", "skipped")
    assert found.counts["listed"] == sum(found.counts[name] for name in parts)
    assert not [problem.reason for problem in found.errors if "fault of the registry" in problem.advice]
    assert all(problem.reason for problem in found.errors)
    return found


def taken(found: Trial) -> set[str]:
    return {record["title"] for record in found.records}


def test_every_protocol_is_in_the_matrix_of_faults() -> None:
    assert {provider.protocol for provider in PROVIDERS.values()} == PROTOCOLS.keys() - {"by_hand"}
    assert {paged.protocol for paged in PAGED.values()} == PROTOCOLS.keys() - IN_ONE_PART


def test_a_sound_list_is_taken_to_its_end(site: Site, paged: PagedList) -> None:
    for number in range(3):
        paged.part(site, number, number + 1 if number < 2 else None)
    found = trial(site, paged)
    assert (found.outcome, found.errors) == ("succeeded", [])
    assert taken(found) == {"Course 0", "Course 1", "Course 2"}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_part_that_fails_costs_nothing_that_came_before(site: Site, paged: PagedList, fault: str) -> None:
    paged.part(site, 0, 1)
    site.answers[paged.address(1)] = FAULTS[fault]
    found = trial(site, paged)
    assert taken(found) == {"Course 0"}
    assert found.errors
    assert found.errors[-1].advice
    if found.outcome != "partial":  # the feed's own last part names one that is not there
        assert (paged.protocol, found.outcome) == ("feed", "succeeded")
        assert "next part" in found.errors[-1].reason


@pytest.mark.parametrize("fault", ["silent", "dripping", "dripping_headers"])
def test_a_part_that_does_not_come_costs_nothing_that_came_before(
    site: Site, paged: PagedList, fault: str
) -> None:
    paged.part(site, 0, 1)
    site.answers[paged.address(1)] = getattr(site, fault)
    found = trial(site, paged, seconds=0.3)
    assert (taken(found), found.outcome) == ({"Course 0"}, "partial")
    assert any("Time-out" in problem.reason for problem in found.errors)


@pytest.mark.parametrize("share", [0.4, 0.8])
def test_a_part_that_is_cut_off_gives_at_most_what_is_whole(
    site: Site, paged: PagedList, share: float
) -> None:
    paged.part(site, 0, 1)
    paged.part(site, 1, None)
    body = paged.write(1, None)
    site.answers[paged.address(1)] = document(body[: int(len(body) * share)])
    found = trial(site, paged)
    assert {"Course 0"} <= taken(found) <= {"Course 0", "Course 1"}
    assert found.outcome == "partial"


@pytest.mark.parametrize("back_to", [0, 1])
def test_a_list_in_circles_is_read_once(site: Site, paged: PagedList, back_to: int) -> None:
    paged.part(site, 0, 1)
    paged.part(site, 1, back_to)
    found = trial(site, paged)
    assert taken(found) == {"Course 0", "Course 1"}
    assert len(site.asked()) < 15
    assert found.errors or paged.protocol == "sitemap"  # an index may name a sitemap twice


def test_a_list_that_says_the_same_for_ever_comes_to_an_end(site: Site, paged: PagedList) -> None:
    for number in range(40):
        paged.part(site, number, number + 1)
        site.answers[paged.address(number)] = document(paged.write(0, number + 1))
    found = trial(site, paged)
    assert "Course 0" in taken(found)
    assert len(site.asked()) < 130
    assert found.errors


def test_a_list_without_an_end_is_left_at_its_cap(
    site: Site, paged: PagedList, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, name = paged.cap
    if module:
        monkeypatch.setattr(importlib.import_module(module), name, 4)
    for number in range(40):
        paged.part(site, number, number + 1)
    found = trial(site, paged)
    assert 1 <= found.counts["added"] <= 5
    assert any("4" in problem.reason for problem in found.errors)
