"""Real OAI-PMH documents: how many records each lists, what is taken, and why the rest is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harvesters.trial import Trial
from tests.harvesters.faults import Site
from tests.harvesters.trials import cassette_body, counts, rejections, try_document

pytestmark = pytest.mark.shared


def harvested(site: Site, file: Path) -> Trial:
    body = cassette_body(file) if file.suffix == ".yml" else file.read_bytes()
    return try_document(site, body, "oai_pmh", "text/xml")


def test_it_keeps_records_in_a_format_it_does_not_know(site: Site, shared: Path) -> None:
    file = shared / "real/oai/dpla-oai-page.xml"
    identifiers = re.findall(r"<identifier>(.*?)</identifier>", file.read_text())
    assert len(identifiers) == 10

    trial = harvested(site, file)

    assert counts(trial) == {"listed": 10, "rejected": 10}
    unsupported = [problem for problem in trial.errors if problem.reason.startswith("unsupported-format")]
    assert [problem.identifier for problem in unsupported] == identifiers
    assert all(b"mods:title" in problem.payload for problem in unsupported)


def test_it_stops_when_a_static_page_comes_again(site: Site, shared: Path) -> None:
    """The page's token leads to the same page: what it holds is taken once, and the run is not complete."""
    trial = harvested(site, shared / "real/oai/sickle-ListRecords.xml")

    assert counts(trial) == {"listed": 2, "added": 1, "deleted": 1}
    assert trial.outcome == "partial"
    assert "again and again" in trial.errors[-1].reason


def test_it_takes_a_deleted_record_and_a_described_one(site: Site, shared: Path) -> None:
    trial = harvested(site, shared / "real/oai/sickle-ListRecords.xml")

    deleted, described = trial.records
    assert deleted["identifier"] == "oai:test.example.com:1585310"
    assert deleted["deleted"]
    assert described["title"] == "Sample Title"
    assert described["url"] == "http://test.example.com/publication/1585322"
    assert described["language"] == "en"
    assert described["type"] == "article"
    assert described["creators"] == ["John Doe"]
    assert described["description"].startswith("Lorem ipsum dolor sit amet, consectetur")


def test_it_reads_the_last_page_without_an_empty_token(site: Site, shared: Path) -> None:
    file = shared / "real/oai/sickle-ListRecords4-lastpage.xml"
    text = file.read_text()
    assert text.count("<record>") == 2
    assert text.count("<identifier>") == 1

    trial = harvested(site, file)

    assert trial.outcome == "succeeded"
    assert counts(trial) == {"listed": 2, "added": 1, "rejected": 1}
    assert rejections(trial) == {"The record has no identifier.": 1}


def test_it_takes_the_single_record_of_a_static_answer(site: Site, shared: Path) -> None:
    trial = harvested(site, shared / "real/oai/sickle-GetRecord_utf8test.xml")

    assert counts(trial) == {"listed": 1, "added": 1}
    assert trial.records[0]["creators"] == ["某人"]


def test_it_describes_schema_org_in_rdf(site: Site, shared: Path) -> None:
    file = shared / "real/oai/tess-oai-listrecords.cassette.yml"
    assert file.read_text().count("<record>") == 2

    trial = harvested(site, file)

    assert trial.outcome == "succeeded"
    assert counts(trial) == {"listed": 2, "added": 2}
    first, second = trial.records
    assert first["identifier"] == "oai:tesshub.space:3931"
    assert first["title"] == "Example Material"
    assert first["url"] == "https://example.com/materials/example-material"
    assert first["creators"] == ["Steve Steveson", "Josiah Carberry"]
    assert second["subjects"] == ["testing", "example"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("sickle-ListSets.xml", "asked for ListRecords and answered ListSets"),
        ("tess-oai-identify.cassette.yml", "asked for ListRecords and answered Identify"),
        ("sickle-badResumptionToken.xml", "badResumptionToken (This resumptionToken is invalid)"),
        ("sickle-undefinedError.xml", "undefinedError"),
        ("sickle-ListRecordsBroken.xml", "not XML"),
    ],
)
def test_it_fails_in_words_where_there_is_no_list(site: Site, shared: Path, name: str, reason: str) -> None:
    trial = harvested(site, shared / "real/oai" / name)

    assert trial.outcome == "failed"
    assert counts(trial) == {}
    assert reason in trial.errors[0].reason
    assert trial.errors[0].advice
