"""A static repository, one XML file on a plain web server, is found out and read as a complete list."""

from __future__ import annotations

import pytest

from harvesters.detect import detect
from harvesters.fetch import Fetcher
from harvesters.listing import Completeness, NotModified, Request
from harvesters.protocols.oai_pmh import Harvester
from tests.harvesters.faults import Site, document
from tests.harvesters.oai_repository import DC, Repository, dc, listing, names, read, record, records
from tests.harvesters.trials import TODAY, counts, try_document, try_out

_MARC = '<record xmlns="http://www.loc.gov/MARC21/slim"><leader>x</leader></record>'


def static(**lists: str) -> str:
    """The file; `lists`: the records of each metadataPrefix, written with the prefix oai for OAI-PMH's elements."""
    namespaces = {"oai_dc": DC, "marc21": "http://www.loc.gov/MARC21/slim"}
    offered = "".join(
        f"<oai:metadataFormat><oai:metadataPrefix>{prefix}</oai:metadataPrefix>"
        f"<oai:metadataNamespace>{namespaces[prefix]}</oai:metadataNamespace></oai:metadataFormat>"
        for prefix in lists
    )
    listed = "".join(
        f'<ListRecords metadataPrefix="{name}">{rows}</ListRecords>' for name, rows in lists.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Repository xmlns="http://www.openarchives.org/OAI/2.0/static-repository"'
        ' xmlns:oai="http://www.openarchives.org/OAI/2.0/">'
        "<Identify><oai:repositoryName>Exports</oai:repositoryName><oai:deletedRecord>no</oai:deletedRecord>"
        "<oai:granularity>YYYY-MM-DD</oai:granularity></Identify>"
        f"<ListMetadataFormats>{offered}</ListMetadataFormats>{listed}</Repository>"
    )


def kept(name: str, metadata: str | None = None) -> str:
    return (
        f"<oai:record><oai:header><oai:identifier>oai:x:{name}</oai:identifier>"
        "<oai:datestamp>2026-11-01</oai:datestamp></oai:header>"
        f"<oai:metadata>{metadata or dc(f'Course {name}')}</oai:metadata></oai:record>"
    )


def harvester(site: Site, **request: object) -> Harvester:
    asked = {"url": site.url("/document"), "settings": {}, "today": TODAY} | request
    return Harvester(Fetcher([site.address]), Request(**asked))  # type: ignore[arg-type]  # a test's own keywords


def serve(site: Site, text: str) -> None:
    site.answers["/document"] = document(text, "text/xml")


def test_it_is_found_out_and_read_in_the_format_that_is_understood(site: Site) -> None:
    serve(site, static(marc21=kept("a", _MARC), oai_dc=kept("a") + kept("b")))

    found = detect(Fetcher([site.address]), site.url("/document"))
    trial = try_out(site, "/document", found.protocol)

    assert (found.protocol, found.url) == ("oai_pmh", site.url("/document"))
    assert (trial.outcome, counts(trial)) == ("succeeded", {"listed": 2, "added": 2})
    assert [one["title"] for one in trial.records] == ["Course a", "Course b"]


def test_it_is_the_whole_list_each_time(site: Site) -> None:
    serve(site, static(oai_dc="".join(kept(str(number)) for number in range(600))))
    reader = harvester(site, since="2026-11-19T00:00:00Z", last_complete=TODAY)

    pages, problem = read(reader)

    assert (len(names(pages)), problem) == (600, None)
    assert max(len(page.records) for page in pages) <= 250
    assert {page.total for page in pages} == {600}
    assert reader.outcome.completeness == Completeness.COMPLETE
    assert records(pages)[0].datestamp == "2026-11-01"


def test_it_is_read_in_the_format_of_the_settings(site: Site) -> None:
    serve(site, static(oai_dc=kept("a"), marc21=kept("a", _MARC)))

    pages, _ = read(harvester(site, settings={"metadata_prefix": "marc21"}))

    assert [one.format for one in records(pages)] == ["http://www.loc.gov/MARC21/slim"]


@pytest.mark.parametrize(
    ("stated", "code"),
    [({"metadata_prefix": "lom"}, "cannotDisseminateFormat"), ({"set": "a"}, "noSetHierarchy")],
)
def test_what_the_file_does_not_have_is_told(site: Site, stated: dict[str, str], code: str) -> None:
    serve(site, static(oai_dc=kept("a")))

    _, problem = read(harvester(site, settings=stated))

    assert problem
    assert code in problem.problem.reason


def test_a_file_without_records_is_told(site: Site) -> None:
    serve(site, static(oai_dc=""))

    trial = try_out(site, "/document", "oai_pmh")

    assert (trial.outcome, counts(trial)) == ("succeeded", {})
    assert "no records" in trial.errors[0].reason


def test_a_record_that_is_not_well_formed_costs_itself_only(site: Site) -> None:
    broken = kept("b").replace("Course b", "5 < 6")

    lists = static(marc21=kept("a", _MARC), oai_dc=kept("a") + broken + kept("c"))

    trial = try_document(site, lists, "oai_pmh")

    assert (trial.outcome, counts(trial)) == ("succeeded", {"listed": 3, "added": 2, "rejected": 1})


def test_an_unchanged_file_costs_one_request(site: Site) -> None:
    serve(site, static(oai_dc=kept("a")))
    first = harvester(site)
    read(first)
    site.requests.clear()

    with pytest.raises(NotModified):
        list(harvester(site, version=first.outcome.version).pages())
    assert site.asked() == ["/document"]

    serve(site, static(oai_dc=kept("a") + kept("b")))
    pages, problem = read(harvester(site, version=first.outcome.version))
    assert (names(pages), problem) == (["oai:x:a", "oai:x:b"], None)


def test_a_repository_that_was_a_file_before_is_read_as_what_it_is_now(site: Site) -> None:
    serve(site, static(oai_dc=kept("a")))
    first = harvester(site)
    read(first)
    repository = Repository(site, {"": listing(record("b"))})
    site.answers["/document"] = site.answers["/oai"]

    pages, problem = read(harvester(site, version=first.outcome.version))

    assert (names(pages), problem) == (["oai:x:b"], None)
    assert repository.asked[-1]["verb"] == "ListRecords"


def test_another_document_whose_root_is_a_repository_is_none(site: Site) -> None:
    serve(site, "<repository><course><name>Customs</name></course></repository>")

    assert detect(Fetcher([site.address]), site.url("/document")).protocol == "mapped"
