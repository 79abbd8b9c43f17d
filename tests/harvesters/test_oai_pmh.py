"""OAI-PMH repositories are read to their end, continued where they broke off, and asked only for what is new."""

from __future__ import annotations

import pytest

from harvesters.listing import Completeness
from tests.harvesters.faults import Handler, Site, status
from tests.harvesters.oai_repository import (
    DC,
    NOW,
    Repository,
    dc,
    deleted,
    error,
    formats,
    identify,
    listing,
    names,
    read,
    record,
    records,
)
from tests.harvesters.trials import counts, try_document, try_out


def test_it_follows_tokens_to_the_end(site: Site) -> None:
    lists = {
        "": listing(record("a"), record("b"), token="two :/&amp;+", size=3),
        "two :/&+": listing(deleted("c"), token=""),
    }
    repository = Repository(site, lists)
    harvester = repository.harvester()

    pages, problem = read(harvester)

    assert problem is None
    assert names(pages) == ["oai:x:a", "oai:x:b", "oai:x:c"]
    assert [one.deleted for one in records(pages)] == [False, False, True]
    assert pages[0].total == 3
    assert harvester.outcome.completeness == Completeness.COMPLETE
    assert str(harvester.outcome.since).startswith(NOW)
    assert repository.asked[1:] == [
        {"verb": "ListRecords", "metadataPrefix": "oai_dc"},
        {"verb": "ListRecords", "resumptionToken": "two :/&+"},
    ]


def test_it_asks_for_the_set_and_prefix_of_the_settings(site: Site) -> None:
    repository = Repository(site, {"": listing(record("a"))})

    read(repository.harvester(settings={"set": "exports", "metadata_prefix": "cbet"}))

    assert repository.asked == [{"verb": "ListRecords", "metadataPrefix": "cbet", "set": "exports"}]


def test_it_takes_a_pasted_request_as_base_url_and_settings(site: Site) -> None:
    repository = Repository(site, {"": listing(record("a"))})

    read(repository.harvester("/oai?key=1&verb=Identify&metadataPrefix=rdf&set=a"))

    assert repository.asked == [{"key": "1", "verb": "ListRecords", "metadataPrefix": "rdf", "set": "a"}]


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        ([("oai_dc", DC), ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#")], "rdf"),
        ([("oai_dc", DC), ("json-ld", "https://example.org/")], "json-ld"),
        ([("sdo", "https://schema.org/"), ("oai_dc", DC)], "sdo"),
        ([("cbet", "urn:cbet:record:1"), ("mods", "http://www.loc.gov/mods/v3"), ("dc", DC)], "dc"),
        ([("mods", "http://www.loc.gov/mods/v3"), ("marc", "http://www.loc.gov/MARC21/slim")], "mods"),
    ],
)
def test_it_chooses_the_format_that_says_most(
    site: Site, offered: list[tuple[str, str]], chosen: str
) -> None:
    repository = Repository(site, {"": listing(record("a"))}, ListMetadataFormats=formats(*offered))

    read(repository.harvester())

    assert repository.asked[-1]["metadataPrefix"] == chosen


def test_it_tries_the_next_format_when_the_best_is_not_what_its_name_says(site: Site) -> None:
    other_rdf = '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><x xmlns="urn:x"/></r:RDF>'
    offered = formats(("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"), ("oai_dc", DC))
    repository = Repository(site, {"": listing(record("a", other_rdf))}, ListMetadataFormats=offered)
    answer = site.answers["/oai"]

    def by_prefix(handler: Handler) -> None:
        if "metadataPrefix=oai_dc" in handler.path:
            return handler.answer(listing(record("a")).encode())
        return answer(handler)

    site.answers["/oai"] = by_prefix
    pages, problem = read(repository.harvester())

    assert problem is None
    assert [one.format for one in records(pages)] == ["oai_dc"]


def test_it_goes_on_from_a_checkpoint(site: Site) -> None:
    repository = Repository(site, {"": listing(record("a"), token="t"), "t": listing(record("b"))})
    first = next(repository.harvester().pages())
    repository.asked.clear()

    harvester = repository.harvester(checkpoint=first.checkpoint)
    pages, _ = read(harvester)

    assert names(pages) == ["oai:x:b"]
    assert repository.asked == [{"verb": "ListRecords", "resumptionToken": "t"}]
    assert harvester.outcome.completeness == Completeness.COMPLETE
    assert str(harvester.outcome.since).startswith(NOW)


def test_it_starts_anew_when_the_token_of_a_checkpoint_has_expired(site: Site) -> None:
    repository = Repository(site, {"": listing(record("a"), token="t"), "t": listing(record("b"))})
    first = next(repository.harvester().pages())
    repository.lists = {"": listing(record("a"), token="u"), "u": listing(record("b"))}

    pages, problem = read(repository.harvester(checkpoint=first.checkpoint))

    assert problem is None
    assert names(pages) == ["oai:x:a", "oai:x:b"]


def test_it_breaks_off_when_a_token_expires_on_the_way(site: Site) -> None:
    repository = Repository(site, {"": listing(record("a"), token="gone")})

    pages, problem = read(repository.harvester())

    assert names(pages) == ["oai:x:a"]
    assert problem
    assert "badResumptionToken" in problem.problem.reason


def test_it_stops_when_pages_go_round_in_a_circle(site: Site) -> None:
    lists = {
        "": listing(record("a"), token="t"),
        "t": listing(record("b"), token="u"),
        "u": listing(record("a"), token="t"),
    }

    pages, problem = read(Repository(site, lists).harvester())

    assert names(pages) == ["oai:x:a", "oai:x:b"]
    assert problem
    assert "again and again" in problem.problem.reason


def test_it_stops_when_only_empty_pages_come(site: Site) -> None:
    lists = {"": listing(record("a"), token="1")} | {str(n): listing(token=str(n + 1)) for n in range(1, 500)}
    repository = Repository(site, lists)

    pages, problem = read(repository.harvester())

    assert names(pages) == ["oai:x:a"]
    assert problem
    assert "without records again and again" in problem.problem.reason
    assert len(repository.asked) < 200


def test_it_reads_on_over_some_empty_pages(site: Site) -> None:
    lists = {"": listing(token="1"), "1": listing(token="2"), "2": listing(record("a"))}

    pages, problem = read(Repository(site, lists).harvester())

    assert (names(pages), problem) == (["oai:x:a"], None)


def test_it_asks_for_oai_dc_where_only_lists_are_answered(site: Site) -> None:
    repository = Repository(site, {"": listing(record("a"))})
    site.answers["/oai?verb=ListMetadataFormats"] = status(500)

    pages, problem = read(repository.harvester())

    assert (names(pages), problem) == (["oai:x:a"], None)
    assert repository.asked == [{"verb": "ListRecords", "metadataPrefix": "oai_dc"}]


def test_it_calls_a_page_a_page(site: Site) -> None:
    trial = try_document(site, "<html><body><p>Sign in</p></body></html>", "oai_pmh")
    assert (trial.outcome, "HTML page" in trial.errors[0].reason) == ("failed", True)


def test_it_goes_on_when_one_token_leads_through_the_whole_list(site: Site) -> None:
    """Some servers keep the place in the list themselves and give one token for all pages."""
    repository = Repository(site, {"": listing(record("a"), token="t")})
    left = [listing(record("b"), token="t"), listing(record("c"), token="t"), listing(record("d"))]
    answer = site.answers["/oai"]

    def one_after_the_other(handler: Handler) -> None:
        if "resumptionToken" in handler.path:
            return handler.answer(left.pop(0).encode())
        return answer(handler)

    site.answers["/oai"] = one_after_the_other
    pages, problem = read(repository.harvester())

    assert problem is None
    assert names(pages) == ["oai:x:a", "oai:x:b", "oai:x:c", "oai:x:d"]


def test_it_asks_for_what_is_new_since_the_last_run_with_an_overlap(site: Site) -> None:
    repository = Repository(site, {"": listing(record("a"))})
    harvester = repository.harvester(since="2026-11-19T12:00:00Z")

    read(harvester)

    assert repository.asked[-1]["from"] == "2026-11-19T11:00:00Z"
    assert harvester.outcome.completeness == Completeness.INCREMENTAL
    assert str(harvester.outcome.since).startswith(NOW)


def test_it_asks_by_day_where_the_repository_counts_in_days(site: Site) -> None:
    repository = Repository(site, {"": listing(record("a"))}, Identify=identify("YYYY-MM-DD"))

    read(repository.harvester(since="2026-11-19T12:00:00Z"))

    assert repository.asked[-1]["from"] == "2026-11-18"


def test_it_reads_the_whole_list_of_a_repository_that_forgets_deletions(site: Site) -> None:
    repository = Repository(site, {"": listing(record("a"))}, Identify=identify(deletions="no"))
    harvester = repository.harvester(since="2026-11-19T12:00:00Z")

    read(harvester)

    assert "from" not in repository.asked[-1]
    assert harvester.outcome.completeness == Completeness.COMPLETE


def test_it_succeeds_with_a_warning_when_nothing_is_listed(site: Site) -> None:
    Repository(site, {"": error("noRecordsMatch")})

    trial = try_out(site, "/oai", "oai_pmh")

    assert trial.outcome == "succeeded"
    assert counts(trial) == {}
    assert "noRecordsMatch" in trial.errors[0].reason


def test_nothing_new_is_no_warning_and_moves_the_time_on(site: Site) -> None:
    harvester = Repository(site, {"": error("noRecordsMatch")}).harvester(since="2026-11-19T12:00:00Z")

    pages, problem = read(harvester)

    assert (pages, problem) == ([], None)
    assert harvester.outcome.warnings == []
    assert str(harvester.outcome.since).startswith(NOW)


def test_it_reads_everything_when_the_repository_refuses_a_time(site: Site) -> None:
    repository = Repository(site, {"": listing(record("a"))})
    answer = site.answers["/oai"]

    def refusing(handler: Handler) -> None:
        return handler.answer(error("badArgument").encode()) if "from=" in handler.path else answer(handler)

    site.answers["/oai"] = refusing
    harvester = repository.harvester(since="2026-11-19T12:00:00Z")
    pages, _ = read(harvester)

    assert names(pages) == ["oai:x:a"]
    assert harvester.outcome.completeness == Completeness.COMPLETE


def test_a_list_shorter_than_stated_proves_no_absence(site: Site) -> None:
    harvester = Repository(site, {"": listing(record("a"), token="", size=40)}).harvester()

    _, problem = read(harvester)

    assert problem is None
    assert harvester.outcome.completeness == Completeness.WINDOW
    assert harvester.outcome.since is None
    assert "40" in harvester.outcome.warnings[0].reason


@pytest.mark.parametrize("code", ["cannotDisseminateFormat", "noSetHierarchy", "tooManyCats"])
def test_it_tells_the_code_of_an_error_and_what_to_do(site: Site, code: str) -> None:
    Repository(site, {"": error(code, "no such thing")})

    trial = try_out(site, "/oai", "oai_pmh")

    assert trial.outcome == "failed"
    assert code in trial.errors[0].reason
    assert "no such thing" in trial.errors[0].reason
    assert trial.errors[0].advice


def test_a_record_that_is_not_well_formed_costs_itself_only(site: Site) -> None:
    broken = record("b", dc("5 < 6 <b>"))
    lists = {"": listing(record("a"), broken, record("c"), token="t", size=4), "t": listing(record("d"))}
    Repository(site, lists)

    trial = try_out(site, "/oai", "oai_pmh")

    assert trial.outcome == "succeeded"
    assert counts(trial) == {"listed": 4, "added": 3, "rejected": 1}
    assert [one["identifier"] for one in trial.records] == ["oai:x:a", "oai:x:c", "oai:x:d"]
    assert trial.errors[0].identifier == "oai:x:b"
    assert b"5 < 6" in trial.errors[0].payload


def test_what_came_before_an_answer_breaks_off_is_taken(site: Site) -> None:
    whole = listing(record("a"), record("b"), record("c"))
    Repository(site, {"": whole[: whole.index("Course c")]})

    trial = try_out(site, "/oai", "oai_pmh")

    assert trial.outcome == "partial"
    assert counts(trial) == {"listed": 2, "added": 2}
    assert "breaks off" in trial.errors[-1].reason


def test_a_page_that_broke_off_is_read_again_from_its_beginning(site: Site) -> None:
    whole = listing(record("b"), record("c"))
    repository = Repository(
        site, {"": listing(record("a"), token="t"), "t": whole[: whole.index("Course c")]}
    )
    pages, _ = read(repository.harvester())
    repository.lists["t"] = whole

    again, problem = read(repository.harvester(checkpoint=pages[-1].checkpoint))

    assert problem is None
    assert names(again) == ["oai:x:b", "oai:x:c"]


def test_a_document_that_declares_entities_is_not_read(site: Site) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    page = listing(record("a", dc("&b;"))).replace("<OAI-PMH", bomb + "<OAI-PMH", 1)
    Repository(site, {"": page})

    trial = try_out(site, "/oai", "oai_pmh")

    assert trial.outcome == "failed"
    assert counts(trial) == {}
    assert "entities" in trial.errors[0].reason


def test_it_reads_values_in_cdata_and_between_stray_text(site: Site) -> None:
    odd = dc("<![CDATA[Export & import]]>")
    Repository(site, {"": listing("stray", record("a", odd), "(?s)")})

    trial = try_out(site, "/oai", "oai_pmh")

    assert trial.records[0]["title"] == "Export & import"


def test_it_reads_json_ld_inside_xml(site: Site) -> None:
    node = '{"@context": "https://schema.org", "@type": "Course", "name": "Customs &amp; duty"}'
    Repository(site, {"": listing(record("a", f'<json xmlns="urn:x">{node}</json>'), record("b", node))})

    trial = try_out(site, "/oai", "oai_pmh")

    assert [one["title"] for one in trial.records] == ["Customs & duty", "Customs & duty"]
    assert [one["type"] for one in trial.records] == ["course", "course"]


def test_a_record_without_metadata_is_rejected_by_name(site: Site) -> None:
    Repository(site, {"": listing(record("a", ""), record("b"))})

    trial = try_out(site, "/oai", "oai_pmh")

    assert counts(trial) == {"listed": 2, "added": 1, "rejected": 1}
    assert trial.errors[0].identifier == "oai:x:a"


def test_it_keeps_datestamp_and_sets_of_the_header(site: Site) -> None:
    sets = "<setSpec>exports</setSpec><setSpec>exports:customs</setSpec>"

    pages, _ = read(Repository(site, {"": listing(record("a", header=sets))}).harvester())

    (only,) = records(pages)
    assert only.datestamp == "2026-11-01T00:00:00Z"
    assert only.sets == ("exports", "exports:customs")


def test_the_same_metadata_gives_the_same_payload_however_it_is_written(site: Site) -> None:
    one = f'<d:dc xmlns:d="{DC}" a="1" b="2"><e/></d:dc>'
    other = f'<!-- at noon --><d:dc b="2" a="1"   xmlns:d="{DC}"><e></e></d:dc>'
    pages, _ = read(Repository(site, {"": listing(record("a", one), record("b", other))}).harvester())

    first, second = records(pages)
    assert first.payload == second.payload


def test_a_long_answer_is_handed_over_in_parts_that_share_the_place_before_it(site: Site) -> None:
    lists = {"": listing(*(record(str(n)) for n in range(600)), token="t"), "t": listing(record("last"))}
    harvester = Repository(site, lists).harvester()

    pages, _ = read(harvester)

    assert len(records(pages)) == 601
    assert max(len(page.records) for page in pages) <= 250
    tokens = [(page.checkpoint or {}).get("token") for page in pages]
    assert tokens == [None, None, "t", None]


def test_html_is_told_from_a_repository(site: Site) -> None:
    trial = try_document(site, "<!DOCTYPE html><html><body>Hello</body></html>", "oai_pmh", "text/html")

    assert trial.outcome == "failed"
    assert "HTML" in trial.errors[0].reason


def test_a_record_whose_namespace_is_relative_is_taken_as_it_is(site: Site) -> None:
    strange = dc("Customs").replace("<dc:dc ", '<dc:dc xmlns:own="own" own:checked="yes" ', 1)
    trial = try_document(site, listing(record("a"), record("b", strange), record("c")), "oai_pmh")
    assert (trial.outcome, counts(trial)) == ("succeeded", {"listed": 3, "added": 3})
