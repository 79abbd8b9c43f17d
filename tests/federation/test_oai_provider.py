"""OAI-PMH answers, asked for as a harvester asks, of a small repository held in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from registry.federation.oai_provider import (
    OAI,
    Format,
    Page,
    Record,
    Selection,
    Set,
    UnknownCursor,
    respond,
)

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
NS = {"o": OAI, "dc": DC}


def dublin_core(title: str) -> etree._Element:
    root = etree.Element(f"{{{OAI_DC}}}dc")
    etree.SubElement(root, f"{{{DC}}}title").text = title
    return root


def record(number: int, *, deleted: bool = False) -> Record:
    """Number n is of the n-th of January 2026, 08:00, and odd ones are in set odd."""
    return Record(
        identifier=f"oai:small.example:{number}",
        datestamp=datetime(2026, 1, number, 8, tzinfo=UTC),
        prefixes=("oai_dc",),
        metadata=lambda _prefix: dublin_core(f"Title {number}"),
        sets=("odd",) if number % 2 else (),
        deleted=deleted,
    )


@dataclass
class Small:
    """Five records, the third deleted, two on a page."""

    name: str = "Small & <simple>"
    base_url: str = "http://small.example/oai"
    admin_email: str = "oai@small.example"
    earliest: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    formats: Sequence[Format] = (Format("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", OAI_DC),)
    sets: Sequence[Set] = (Set("odd", "Odd numbers"),)
    records: Sequence[Record] = field(
        default_factory=lambda: [record(number, deleted=number == 3) for number in range(1, 6)]
    )

    def page(self, selection: Selection, cursor: str | None) -> Page:
        if cursor is not None and not cursor.isdecimal():
            raise UnknownCursor(cursor)
        found = [
            each
            for each in self.records
            if (selection.since is None or each.datestamp >= selection.since)
            and (selection.until is None or each.datestamp <= selection.until)
            and (selection.set is None or selection.set in each.sets)
        ]
        start = int(cursor or 0)
        more = start + 2 < len(found)
        return Page(found[start : start + 2], str(start + 2) if more else None, len(found))

    def get(self, identifier: str) -> Record | None:
        return next((each for each in self.records if each.identifier == identifier), None)


def ask(repository: Small | None = None, **arguments: str | list[str]) -> etree._Element:
    params = {
        key.rstrip("_"): value if isinstance(value, list) else [value] for key, value in arguments.items()
    }
    return etree.fromstring(respond(repository or Small(), params, NOW))


def errors(answer: etree._Element) -> list[str | None]:
    return [e.get("code") for e in answer.iterfind("o:error", NS)]


def identifiers(answer: etree._Element) -> list[str]:
    return [str(e.text).rsplit(":", 1)[1] for e in answer.iterfind(".//o:header/o:identifier", NS)]


def listed(verb: str, **arguments: str) -> list[str]:
    """The numbers of all records of a list, following its tokens."""
    answer = ask(verb=verb, metadataPrefix="oai_dc", **arguments)
    found = identifiers(answer)
    while token := answer.findtext(".//o:resumptionToken", None, NS):
        answer = ask(verb=verb, resumptionToken=token)
        found += identifiers(answer)
    return found


@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
def test_it_gives_the_whole_list_by_tokens(verb: str) -> None:
    assert listed(verb) == ["1", "2", "3", "4", "5"]


def test_it_ends_a_resumed_list_with_an_empty_token() -> None:
    answer = ask(verb="ListRecords", metadataPrefix="oai_dc")
    sizes, cursors, texts = [], [], []
    while True:
        token = answer.find(".//o:resumptionToken", NS)
        assert token is not None
        sizes.append(token.get("completeListSize"))
        cursors.append(token.get("cursor"))
        texts.append(token.text)
        if not token.text:
            break
        answer = ask(verb="ListRecords", resumptionToken=token.text)
    assert sizes == ["5", "5", "5"]
    assert cursors == ["0", "2", "4"]
    assert texts[-1] is None


def test_it_gives_a_list_of_one_part_without_a_token() -> None:
    answer = ask(verb="ListRecords", metadataPrefix="oai_dc", from_="2026-01-04")
    assert answer.find(".//o:resumptionToken", NS) is None


def test_it_keeps_deleted_records_as_headers() -> None:
    answer = ask(verb="GetRecord", metadataPrefix="oai_dc", identifier="oai:small.example:3")
    header = answer.find(".//o:header", NS)
    assert header is not None
    assert header.get("status") == "deleted"
    assert answer.find(".//o:metadata", NS) is None


def test_it_gives_one_record_with_its_metadata() -> None:
    answer = ask(verb="GetRecord", metadataPrefix="oai_dc", identifier="oai:small.example:4")
    assert answer.findtext(".//dc:title", None, NS) == "Title 4"
    assert answer.findtext(".//o:datestamp", None, NS) == "2026-01-04T08:00:00Z"


@pytest.mark.parametrize(
    ("arguments", "numbers"),
    [
        ({"from_": "2026-01-02", "until": "2026-01-04"}, ["2", "3", "4"]),
        ({"from_": "2026-01-02T08:00:00Z", "until": "2026-01-04T08:00:00Z"}, ["2", "3", "4"]),
        ({"from_": "2026-01-02T08:00:01Z", "until": "2026-01-04T07:59:59Z"}, ["3"]),
        ({"until": "2026-01-01"}, ["1"]),
        ({"set": "odd"}, ["1", "3", "5"]),
    ],
)
def test_it_selects_by_datestamp_and_set(arguments: dict[str, str], numbers: list[str]) -> None:
    assert listed("ListRecords", **arguments) == numbers


LIST = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        ("badVerb", {}),
        ("badVerb", {"verb": "ListEverything"}),
        ("badVerb", {"verb": ["Identify", "Identify"]}),
        ("badArgument", {"verb": "Identify", "set": "odd"}),
        ("badArgument", {"verb": "ListRecords"}),
        ("badArgument", {"verb": "GetRecord", "metadataPrefix": "oai_dc"}),
        ("badArgument", {**LIST, "metadataPrefix": ["oai_dc", "oai_dc"]}),
        ("badArgument", {**LIST, "metadataPrefix": "no spaces"}),
        ("badArgument", {**LIST, "resumptionToken": "x"}),
        ("badArgument", {**LIST, "from_": "2026-02-30"}),
        ("badArgument", {**LIST, "from_": "last week"}),
        ("badArgument", {**LIST, "from_": "2026-01-01", "until": "2026-01-02T00:00:00Z"}),
        ("badArgument", {**LIST, "from_": "2026-01-03", "until": "2026-01-02"}),
        ("badResumptionToken", {"verb": "ListRecords", "resumptionToken": "made up"}),
        ("badResumptionToken", {"verb": "ListRecords", "resumptionToken": "WzFd"}),
        ("badResumptionToken", {"verb": "ListSets", "resumptionToken": "x"}),
        ("cannotDisseminateFormat", {**LIST, "metadataPrefix": "marc21"}),
        (
            "cannotDisseminateFormat",
            {"verb": "GetRecord", "metadataPrefix": "marc21", "identifier": "oai:small.example:1"},
        ),
        (
            "idDoesNotExist",
            {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "oai:small.example:9"},
        ),
        ("idDoesNotExist", {"verb": "ListMetadataFormats", "identifier": "oai:small.example:9"}),
        ("noRecordsMatch", {**LIST, "from_": "2030-01-01"}),
        ("noRecordsMatch", {**LIST, "set": "even"}),
    ],
)
def test_it_names_what_is_wrong_with_a_request(code: str, arguments: dict[str, str | list[str]]) -> None:
    assert errors(ask(**arguments)) == [code]


def test_it_has_no_sets_unless_the_repository_has() -> None:
    flat = Small(sets=())
    for arguments in ({"verb": "ListSets"}, {**LIST, "set": "odd"}):
        answer = ask(flat, **arguments)
        assert errors(answer) == ["noSetHierarchy"]


def test_it_refuses_a_token_of_another_verb() -> None:
    token = ask(**LIST).findtext(".//o:resumptionToken", "", NS)
    assert token
    assert errors(ask(verb="ListIdentifiers", resumptionToken=token)) == ["badResumptionToken"]


def test_it_repeats_the_request_only_when_it_was_understood() -> None:
    understood = ask(**LIST, set="even").find("o:request", NS)
    assert understood is not None
    assert dict(understood.attrib) == {**LIST, "set": "even"}
    refused = ask(**LIST, colour="red").find("o:request", NS)
    assert refused is not None
    assert not refused.attrib


def test_it_drops_characters_that_xml_forbids() -> None:
    answer = ask(Small(name="A\x00B\x0bC & <D>"), verb="Identify")
    assert answer.findtext(".//o:repositoryName", None, NS) == "ABC & <D>"
    answer = ask(verb="GetRecord", metadataPrefix="oai_dc", identifier="oai:\x00")
    assert errors(answer) == ["idDoesNotExist"]


def test_it_says_when_it_answered() -> None:
    assert ask(verb="Identify").findtext("o:responseDate", None, NS) == "2026-03-01T12:00:00Z"


@pytest.mark.shared
@pytest.mark.parametrize(
    "arguments",
    [
        {"verb": "Identify"},
        {"verb": "ListMetadataFormats"},
        {"verb": "ListSets"},
        LIST,
        {**LIST, "verb": "ListIdentifiers"},
        {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "oai:small.example:4"},
        {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "oai:small.example:3"},
        {"verb": "ListRecords", "resumptionToken": "made up"},
        {**LIST, "metadataPrefix": "marc21"},
        {},
    ],
)
def test_it_is_valid_against_the_protocols_schema(shared: Path, arguments: dict[str, str]) -> None:
    etree.XMLSchema(etree.parse(str(shared / "xsd" / "oai-all.xsd"))).assertValid(ask(**arguments))
