"""One set, several sets, and sets that a repository does not have."""

from __future__ import annotations

from harvesters.listing import Completeness
from harvesters.settings import checked
from tests.harvesters.faults import Site
from tests.harvesters.oai_repository import (
    NOW,
    KeepingRepository,
    Repository,
    error,
    names,
    read,
    sets,
)
from tests.harvesters.trials import counts, try_out

KEPT = dict.fromkeys("abcdef", "2026-11-01T00:00:00Z")


def repository_with_sets(site: Site, **by_verb: str) -> KeepingRepository:
    repository = KeepingRepository(site, KEPT, **{"ListSets": sets("exports", "customs")} | by_verb)
    repository.sets = {"exports": ["a", "b", "c"], "customs": ["c", "d"]}
    return repository


def test_several_sets_are_listed_one_after_the_other(site: Site) -> None:
    repository = repository_with_sets(site)
    harvester = repository.harvester(settings=checked({"set": ["exports", "customs"]}, "oai_pmh"))

    pages, problem = read(harvester)

    assert problem is None
    assert names(pages) == ["oai:x:a", "oai:x:b", "oai:x:c", "oai:x:c", "oai:x:d"]
    assert [asked["set"] for asked in repository.asked if "set" in asked] == ["exports", "customs"]
    assert harvester.outcome.completeness == Completeness.COMPLETE
    assert str(harvester.outcome.since).startswith(NOW)


def test_a_record_of_two_sets_counts_once(site: Site) -> None:
    repository_with_sets(site)

    trial = try_out(site, "/oai", "oai_pmh", set=["exports", "customs"])

    assert counts(trial) == {"listed": 5, "added": 4, "skipped": 1}


def test_an_interrupted_run_goes_on_in_the_set_that_it_was_in(site: Site) -> None:
    repository = repository_with_sets(site)
    request = {"settings": {"set": ["exports", "customs"]}}
    pages, _ = read(repository.harvester(**request))
    repository.asked.clear()

    again, problem = read(repository.harvester(checkpoint=pages[1].checkpoint, **request))

    assert (names(again), problem) == (["oai:x:c", "oai:x:d"], None)
    assert repository.asked == [{"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "customs"}]


def test_a_run_that_was_interrupted_behind_the_last_page_begins_anew(site: Site) -> None:
    repository = repository_with_sets(site)
    request = {"settings": {"set": ["exports", "customs"]}}
    pages, _ = read(repository.harvester(**request))

    again, problem = read(repository.harvester(checkpoint=pages[-1].checkpoint, **request))

    assert (names(again), problem) == (names(pages), None)


def test_it_starts_anew_where_the_sets_were_changed_meanwhile(site: Site) -> None:
    repository = repository_with_sets(site)
    pages, _ = read(repository.harvester(settings={"set": ["exports", "customs"]}))

    again, _ = read(repository.harvester(checkpoint=pages[0].checkpoint, settings={"set": "customs"}))

    assert names(again) == ["oai:x:c", "oai:x:d"]


def test_one_set_that_is_empty_is_named_and_the_others_are_read(site: Site) -> None:
    repository = repository_with_sets(site)
    harvester = repository.harvester(settings={"set": ["visits", "customs"]})

    pages, problem = read(harvester)

    assert (names(pages), problem) == (["oai:x:c", "oai:x:d"], None)
    told = [f"{warning.reason} {warning.advice}" for warning in harvester.outcome.warnings]
    assert "no records in the set “visits” (noRecordsMatch)" in told[0]
    assert "no set “visits”" in told[1]
    assert "exports (All of exports); customs (All of customs)" in told[1]


def test_a_trial_names_a_set_that_the_repository_lacks_even_if_it_lists_something(site: Site) -> None:
    repository = repository_with_sets(site)
    repository.sets["typo"] = ["a"]

    trial = try_out(site, "/oai", "oai_pmh", set="typo")

    assert counts(trial) == {"listed": 1, "added": 1}
    assert ["no set “typo”" in problem.reason for problem in trial.errors] == [True]


def test_the_sets_that_exist_are_told_over_all_pages_of_their_list(site: Site) -> None:
    repository = repository_with_sets(site, ListSets=error("noRecordsMatch"))
    first = sets("exports").replace("</ListSets>", "<resumptionToken>2</resumptionToken></ListSets>")
    site.answers["/oai?verb=ListSets"] = lambda handler: handler.answer(first.encode())
    site.answers["/oai?verb=ListSets&resumptionToken=2"] = lambda handler: handler.answer(
        sets("customs").encode()
    )
    harvester = repository.harvester(settings={"set": "visits"})

    read(harvester)

    assert "exports (All of exports); customs (All of customs)" in harvester.outcome.warnings[1].advice


def test_a_repository_without_sets_says_so(site: Site) -> None:
    Repository(site, {"": error("noSetHierarchy")}, ListSets=error("noSetHierarchy"))

    trial = try_out(site, "/oai", "oai_pmh", set="exports")

    assert trial.outcome == "failed"
    assert "noSetHierarchy" in trial.errors[-1].reason
    assert "has no sets" in trial.errors[-1].advice
