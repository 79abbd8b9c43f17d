"""A list whose tokens expire, repeat, are left out or lie is read on without losing or repeating a record."""

from __future__ import annotations

import pytest

from harvesters.listing import Completeness
from tests.harvesters.faults import Handler, Site, status
from tests.harvesters.oai_repository import (
    NOW,
    KeepingRepository,
    Repository,
    listing,
    names,
    read,
    record,
)
from tests.harvesters.trials import counts, try_out

ORDERED = {name: f"2026-11-0{day}T00:00:00Z" for day, name in enumerate("abcdefgh", 1)}
UNORDERED = dict(zip(ORDERED, reversed(ORDERED.values()), strict=True))
DECEPTIVE = dict(zip(ORDERED, [*list(ORDERED.values())[1::2], *list(ORDERED.values())[::2]], strict=True))
ALL = [f"oai:x:{name}" for name in ORDERED]


def test_a_list_in_order_is_taken_up_at_its_last_datestamp(site: Site) -> None:
    repository = KeepingRepository(site, ORDERED, size=8)
    repository.expiring = (1, 1)
    harvester = repository.harvester()

    pages, problem = read(harvester)

    assert (names(pages), problem) == (ALL, None)
    assert [asked["from"] for asked in repository.asked if "from" in asked] == ["2026-11-04T00:00:00Z"]
    assert harvester.outcome.completeness == Completeness.COMPLETE
    assert str(harvester.outcome.since).startswith(NOW)


def test_without_a_stated_size_a_short_list_is_read_again_to_see_whether_it_was_whole(site: Site) -> None:
    repository = KeepingRepository(site, ORDERED)
    repository.expiring = (1, 1)
    harvester = repository.harvester()

    pages, problem = read(harvester)

    assert (names(pages), problem) == (ALL, None)
    assert harvester.outcome.completeness == Completeness.COMPLETE
    assert str(harvester.outcome.since).startswith(NOW)


def test_what_can_never_be_read_in_one_go_proves_no_absence(site: Site) -> None:
    repository = KeepingRepository(site, ORDERED)
    repository.dead_from = 4
    harvester = repository.harvester()

    pages, problem = read(harvester)

    assert (names(pages), problem) == (ALL, None)
    assert (harvester.outcome.completeness, harvester.outcome.since) == (Completeness.WINDOW, None)
    assert "taken up" in harvester.outcome.warnings[0].reason


def test_a_long_list_in_order_is_not_read_again(site: Site) -> None:
    kept = {f"{day}": f"2026-11-{day:02}" for day in range(1, 31)}
    repository = KeepingRepository(site, kept)
    repository.dead_from = 24
    harvester = repository.harvester()

    pages, problem = read(harvester)

    assert (len(names(pages)), len(set(names(pages))), problem) == (30, 30, None)
    asked = [asked for asked in repository.asked if asked["verb"] == "ListRecords"]
    assert len([one for one in asked if "from" in one]) == 1
    assert len(asked) == 13 + 4  # to the token that is not known, and on from the last datestamp
    assert harvester.outcome.completeness == Completeness.WINDOW


@pytest.mark.parametrize("size", [None, 8])
def test_a_list_that_only_began_in_order_loses_nothing(site: Site, size: int | None) -> None:
    repository = KeepingRepository(site, DECEPTIVE, size=size)
    repository.expiring = (1, 1)
    harvester = repository.harvester()

    pages, problem = read(harvester)

    assert (sorted(map(str, names(pages))), problem) == (ALL, None)
    assert harvester.outcome.completeness == Completeness.COMPLETE


def test_records_of_one_datestamp_are_not_lost_where_the_token_was(site: Site) -> None:
    same = dict(zip("abcdef", ["2026-11-01", *["2026-11-02"] * 4, "2026-11-03"], strict=True))
    repository = KeepingRepository(site, same, size=6)
    repository.expiring = (1, 1)

    pages, problem = read(repository.harvester())

    assert (names(pages), problem) == ([f"oai:x:{name}" for name in same], None)


def test_a_list_in_no_order_is_taken_up_from_its_start(site: Site) -> None:
    repository = KeepingRepository(site, UNORDERED, size=8)
    repository.expiring = (1, 1)
    harvester = repository.harvester()

    pages, problem = read(harvester)

    assert (names(pages), problem) == (ALL, None)
    assert not [asked for asked in repository.asked if "from" in asked]
    assert harvester.outcome.completeness == Completeness.COMPLETE


def test_an_incremental_list_is_taken_up_in_its_own_bounds(site: Site) -> None:
    repository = KeepingRepository(site, UNORDERED)
    repository.expiring = (0, 1)
    harvester = repository.harvester(since="2026-11-03T12:00:00Z")

    pages, problem = read(harvester)

    later = [f"oai:x:{name}" for name, stamp in UNORDERED.items() if stamp >= "2026-11-03T11:00:00Z"]
    assert (names(pages), problem) == (later, None)
    assert harvester.outcome.completeness == Completeness.INCREMENTAL


def test_tokens_that_never_live_end_the_run_in_words(site: Site) -> None:
    repository = KeepingRepository(site, UNORDERED, size=8)
    repository.expiring = (1, 100)

    pages, problem = read(repository.harvester())

    assert names(pages) == ALL[:4]
    assert problem
    assert "badResumptionToken (expired)" in problem.problem.reason
    assert len(repository.asked) < 10


def test_what_a_token_lost_counts_once(site: Site) -> None:
    repository = KeepingRepository(site, UNORDERED, size=8)
    repository.expiring = (2, 1)

    trial = try_out(site, "/oai", "oai_pmh")

    assert (trial.outcome, counts(trial)) == ("succeeded", {"listed": 8, "added": 8})


def test_a_token_that_is_left_out_is_made_up_for_by_datestamp(site: Site) -> None:
    repository = KeepingRepository(site, ORDERED, size=8)
    repository.omitting = True
    harvester = repository.harvester()

    pages, problem = read(harvester)

    assert (names(pages), problem) == (ALL, None)
    assert harvester.outcome.completeness == Completeness.COMPLETE


def test_a_size_that_lies_costs_one_request(site: Site) -> None:
    repository = KeepingRepository(site, ORDERED, size=500)
    harvester = repository.harvester()

    pages, problem = read(harvester)

    assert (names(pages), problem) == (ALL, None)
    assert len([asked for asked in repository.asked if asked["verb"] == "ListRecords"]) == 5
    assert harvester.outcome.completeness == Completeness.WINDOW
    assert "500 records, and listed 8" in harvester.outcome.warnings[0].reason


def test_a_last_page_that_is_repeated_for_ever_ends_a_list_of_the_stated_size(site: Site) -> None:
    lists = {"": listing(record("a"), token="t", size=2), "t": listing(record("b"), token="t", size=2)}
    harvester = Repository(site, lists).harvester()

    pages, problem = read(harvester)

    assert (names(pages), problem) == (["oai:x:a", "oai:x:b"], None)
    assert harvester.outcome.completeness == Completeness.COMPLETE


def test_a_list_without_end_has_an_end(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harvesters.protocols.oai_continuing.MOST_PAGES", 20)
    repository = Repository(site, {})

    class Endless(dict[str, str]):
        def get(self, token: str, default: object = None) -> str:  # type: ignore[override]  # a place in a list
            number = int(token or 0)
            return listing(record(str(number)), token=str(number + 1))

    repository.lists = Endless()
    pages, problem = read(repository.harvester())

    assert len(names(pages)) == 20
    assert problem
    assert "more than 20 pages" in problem.problem.reason
    assert pages[-1].checkpoint


@pytest.mark.parametrize("damage", ["", "<b>5 < 6</b>"])
def test_a_token_in_cdata_leads_on_also_out_of_a_damaged_page(site: Site, damage: str) -> None:
    first = listing(record("a"), record("b", damage or None), token="<![CDATA[x&y]]>", size=3)
    pages, problem = read(Repository(site, {"": first, "x&y": listing(record("c"))}).harvester())

    assert (names(pages), problem) == (["oai:x:a", "oai:x:b", "oai:x:c"], None)


def test_a_token_of_a_checkpoint_that_has_expired_is_not_tried(site: Site) -> None:
    """Some programs answer it with anything but an error."""
    expiring = listing(record("a"), token="t").replace(
        "<resumptionToken", '<resumptionToken expirationDate="2026-11-20T11:00:00Z"'
    )
    repository = Repository(site, {"": expiring, "t": listing(record("b"))})
    first = next(repository.harvester().pages())
    answer = site.answers["/oai"]

    def failing_once(handler: Handler) -> None:
        site.answers["/oai"] = answer
        return status(500)(handler) if "resumptionToken" in handler.path else answer(handler)

    site.answers["/oai"] = failing_once
    pages, problem = read(repository.harvester(checkpoint=first.checkpoint))

    assert (names(pages), problem) == (["oai:x:a", "oai:x:b"], None)


def test_a_token_without_end_of_a_checkpoint_starts_the_list_anew_once(site: Site) -> None:
    repository = KeepingRepository(site, ORDERED, size=8)
    first, second = list(repository.harvester().pages())[:2]
    assert first.checkpoint
    repository.expiring = (0, 1)
    harvester = repository.harvester(checkpoint=second.checkpoint)

    pages, problem = read(harvester)

    assert (names(pages), problem) == (ALL, None)
    assert harvester.outcome.completeness == Completeness.COMPLETE
