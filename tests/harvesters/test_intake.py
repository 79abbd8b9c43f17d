"""What becomes of a harvested record is decided in one place."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from harvesters.fetch import Fetcher
from harvesters.intake import Reading, pages, read, read_one
from harvesters.listing import Harvested, Page, Request
from harvesters.problems import Problem, SourceProblem
from harvesters.protocols import Protocol

TODAY = datetime(2026, 3, 2, tzinfo=UTC)
DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/">{}</oai_dc:dc>'
)


def record(
    identifier: str | None = "1", content: str = "<dc:title>Customs</dc:title>", **more: Any
) -> Harvested:
    return Harvested(identifier=identifier, format="oai_dc", payload=DC.format(content).encode(), **more)


def reading(harvested: Harvested) -> Reading:
    return read_one(harvested, {}, TODAY)


def test_it_describes_a_record() -> None:
    found = reading(record())
    assert found.kind == "described"
    assert found.description is not None
    assert found.description.title == "Customs"


@pytest.mark.parametrize(
    ("harvested", "stage", "field", "words"),
    [
        (record(None), "read", "identifier", "no identifier"),
        (record(""), "read", "identifier", "no identifier"),
        (record(content=""), "describe", "title", "no title"),
        (
            Harvested(identifier="1", format="mods", payload=b"<mods/>"),
            "describe",
            "format",
            "unsupported-format",
        ),
    ],
)
def test_it_rejects_what_cannot_be_described_and_keeps_it(
    harvested: Harvested, stage: str, field: str, words: str
) -> None:
    found = reading(harvested)
    (problem,) = found.problems
    assert (found.kind, problem.stage, problem.field) == ("rejected", stage, field)
    assert words in problem.reason
    assert problem.advice
    assert problem.identifier == harvested.identifier
    assert problem.payload == harvested.payload


def test_it_rejects_an_unreadable_payload_and_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    broken = Harvested(identifier="2", format="oai_dc", payload=b"<oai_dc:dc><dc:title>Half")
    kinds = [found.kind for found in read([record("1"), broken, record("3")], {}, TODAY, set())]
    assert kinds == ["described", "rejected", "described"]


def test_a_fault_of_a_format_costs_one_record_and_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Settings(dict[str, Any]):
        def get(self, *args: object) -> Any:
            raise KeyError("what no format foresaw")

    with caplog.at_level(logging.ERROR):
        found = read_one(record(), Settings(), TODAY)
    assert (found.kind, found.problems[0].identifier) == ("rejected", "1")
    assert "what no format foresaw" in caplog.text
    assert "Traceback" not in found.problems[0].reason


def test_it_passes_on_what_the_protocol_has_decided() -> None:
    gone = Problem(stage="fetch", reason="The page is missing.", advice="Put it back.")
    rejected = reading(Harvested(identifier="a", rejected=gone))
    skipped = reading(Harvested(identifier="b", skipped="The page has no markup."))
    deleted = reading(Harvested(identifier="c", deleted=True))
    assert [found.kind for found in (rejected, skipped, deleted)] == ["rejected", "skipped", "deleted"]
    assert (rejected.problems[0].reason, rejected.problems[0].identifier) == ("The page is missing.", "a")
    assert skipped.problems[0].reason == "The page has no markup."
    assert deleted.problems == ()


def test_it_takes_an_identifier_once_in_a_run() -> None:
    seen: set[str] = set()
    first = list(read([record("1"), record("2")], {}, TODAY, seen))
    second = list(read([record("2"), record("3")], {}, TODAY, seen))
    assert [found.kind for found in first + second] == ["described", "described", "skipped", "described"]
    assert second[0].problems[0].identifier == "2"


class Listing(Protocol):
    """A listing of the given records."""

    def __init__(self, *records: Harvested) -> None:
        super().__init__(Fetcher(), Request(url="http://x.example/", settings={}, today=TODAY))
        self.records = records

    def pages(self) -> Iterator[Page]:
        yield Page(records=list(self.records))


def readings(*records: Harvested) -> list[Reading]:
    (page,) = pages(Listing(*records))
    return list(read(page.records, {}, TODAY, set()))


@pytest.mark.parametrize("long", ["x" * 1_001, "报" * 900])
def test_it_rejects_an_identifier_that_no_index_takes(long: str) -> None:
    same = "y" * 1_000
    first, second, third, fourth = readings(
        record(long), record(same), record(long, deleted=True), record(long, skipped="No markup.")
    )
    assert [one.kind for one in (first, second, third, fourth)] == [
        *("rejected", "described", "rejected", "skipped")
    ]
    (problem,) = first.problems
    assert (problem.stage, problem.field) == ("read", "identifier")
    assert "characters long" in problem.reason
    assert problem.advice
    assert problem.identifier
    assert long.startswith(problem.identifier.rstrip("…"))
    assert problem.payload


def test_no_text_holds_what_a_database_refuses() -> None:
    course = {
        "@context": "https://schema.org",
        "@type": "Course",
        "@id": "https://x.example/1",
        "name": "Cus\0toms \ud83d",
        "description": "How\0 to \udc00declare",
        "identifier": "X\0-1\ud800",
        "inLanguage": "e\0n\ud800",
        "keywords": ["du\0ty \ud800"],
        "startDate": "so\0me \ud800day",
        "hasCourseInstance": {"@id": "#a\ud800\0", "startDate": "2026-12-02"},
    }
    sent = Harvested(
        identifier="1\0\ud800",
        format="schema_org",
        payload=json.dumps(course).encode(),
        base="http://x.example/",
    )
    (found,) = readings(sent)
    assert found.description
    assert (found.harvested.identifier, found.description.title) == ("1", "Customs")
    said = json.dumps(
        [found.description.as_json(), [words_of(problem) for problem in found.problems]], ensure_ascii=False
    )
    assert "\\u0000" not in said
    said.encode()


def words_of(problem: Problem) -> list[str | None]:
    return [problem.reason, problem.advice, problem.identifier]


def test_a_fault_of_a_protocol_ends_its_listing_in_words(caplog: pytest.LogCaptureFixture) -> None:
    class Harvester(Protocol):
        def pages(self) -> Iterator[Page]:
            yield Page(records=[record()])
            raise IndexError("what no protocol foresaw")

    harvester = Harvester(Fetcher(), Request(url="http://x.example/", settings={}, today=TODAY))
    listed = pages(harvester)
    assert len(next(listed).records) == 1
    with pytest.raises(SourceProblem) as stopped:
        next(listed)
    assert stopped.value.problem.stage == "read"
    assert "what no protocol foresaw" in caplog.text
    assert "what no protocol foresaw" not in stopped.value.problem.reason
