"""Lists of records cut by their bytes say what the parser reads in them; what is unusual is left to the parser."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from harvesters.context import Context
from harvesters.fetch import Fetched
from harvesters.formats import describe
from harvesters.listing import Harvested
from harvesters.problems import SourceProblem
from harvesters.protocols.oai_answers import record_list
from harvesters.protocols.oai_cutting import cut_or_parsed
from tests.harvesters.oai_feed import OaiFeed, numbered
from tests.harvesters.oai_repository import deleted, error, listing, record
from tests.harvesters.trials import TODAY, cassette_body

DC = "http://purl.org/dc/elements/1.1/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DECLARED = f'xmlns:oai_dc="{OAI_DC}" xmlns:dc="{DC}"'


def usual(title: str, declared: str = DECLARED) -> str:
    return f"<oai_dc:dc {declared}><dc:title>{title}</dc:title><dc:language>en</dc:language></oai_dc:dc>"


def answer(text: str | bytes) -> Fetched:
    body = text if isinstance(text, bytes) else text.encode()
    return Fetched(url="https://x.example/oai", status=200, headers={}, body=body)


def said(record: Harvested) -> object:
    """All that a record says, however its metadata is written."""
    described = None
    if record.payload and not record.rejected:
        described = describe(record.format, record.payload, Context({}, "", TODAY, record.identifier))
    return replace(record, payload=b""), described


SETS = "<setSpec>trade</setSpec> <setSpec> law:customs </setSpec>"
USUAL = {
    "one": listing(record("1", usual("Customs"))),
    "several, with sets and deletions": listing(
        record("1", usual("Customs"), SETS),
        deleted("2"),
        record("3", usual("Fish &amp; chips")),
        token="n:2",
        size=9,
    ),
    "indented": listing(record("1", f"\n  {usual('Customs')}\n")).replace("><", ">\n <"),
    "other scripts": listing(record("1", usual("海關 ô đ"))),
    "a schema's address": listing(
        record(
            "1",
            usual(
                "Customs",
                f'{DECLARED} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="{OAI_DC} x.xsd"',
            ),
        )
    ),
    "a language beside each value": listing(
        record("1", usual("Customs").replace("<dc:title>", '<dc:title xml:lang="en">'))
    ),
}
UNUSUAL = {
    "a comment": usual("Customs<!-- or duties -->"),
    "CDATA": usual("<![CDATA[</metadata></record>]]>"),
    "names without a prefix": f'<dc xmlns="{OAI_DC}"><title xmlns="{DC}">Customs</title></dc>',
    "prefixes of the envelope": "<oai_dc:dc><dc:title>Customs</dc:title></oai_dc:dc>",
    "another schema": '<x:y xmlns:x="https://x.example/"><x:title>Customs</x:title></x:y>',
    "nothing": "",
    "text": "Customs",
}


@pytest.mark.parametrize("text", USUAL.values(), ids=USUAL)
def test_what_is_cut_says_what_the_parser_reads(text: str) -> None:
    cut, parsed = cut_or_parsed(answer(text)), record_list(answer(text))
    assert [said(one) for one in cut.records] == [said(one) for one in parsed.records]
    assert replace(cut, records=[]) == replace(parsed, records=[])
    assert all(one.payload in text.encode() for one in cut.records), "as it was sent"


@pytest.mark.parametrize("metadata", UNUSUAL.values(), ids=UNUSUAL)
def test_metadata_of_another_form_is_left_to_the_parser(metadata: str) -> None:
    text = listing(record("1", usual("First")), record("2", metadata)).replace(
        "<OAI-PMH ", f"<OAI-PMH {DECLARED} "
    )
    assert cut_or_parsed(answer(text)) == record_list(answer(text))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<identifier>oai:x:1", "<identifier>oai:x:1&amp;2"),
        ("<identifier>oai:x:1", "<identifier>"),
        ("<record>", "<!-- the first --><record>"),
        ("<record>", "<record xmlns='http://www.openarchives.org/OAI/2.0/'>"),
        ("</metadata>", "</metadata><about><x/></about>"),
        ("ListRecords>", "GetRecord>"),
        ("<header>", "<header status='unknown'>"),
    ],
)
def test_lists_of_another_form_are_left_to_the_parser(before: str, after: str) -> None:
    text = listing(record("1", usual("First")), record("2", usual("Second"))).replace(before, after)
    assert after in text
    assert cut_or_parsed(answer(text)) == record_list(answer(text))


def test_another_encoding_is_left_to_the_parser() -> None:
    text = listing(record("1", usual("Señal"))).replace('"1.0"', '"1.0" encoding="iso-8859-1"')
    (only,) = cut_or_parsed(answer(text.encode("latin-1"))).records
    assert "Señal" in only.payload.decode()


def test_an_error_is_told_as_the_parser_tells_it() -> None:
    with pytest.raises(Exception, match="noRecordsMatch") as told:
        record_list(answer(error("noRecordsMatch", "none")))
    with pytest.raises(type(told.value), match="noRecordsMatch"):
        cut_or_parsed(answer(error("noRecordsMatch", "none")))


def test_a_list_that_breaks_off_is_salvaged() -> None:
    text = listing(*(record(str(n), usual(f"Part {n}")) for n in range(3)))
    for end in range(text.index("<record>"), len(text), 7):
        try:
            parsed = record_list(answer(text[:end]))
        except SourceProblem:
            with pytest.raises(SourceProblem):
                cut_or_parsed(answer(text[:end]))
        else:
            cut = cut_or_parsed(answer(text[:end]))
            assert [one.identifier for one in cut.records] == [one.identifier for one in parsed.records]
            assert bool(cut.broken) == bool(parsed.broken)


def test_a_bad_record_costs_only_itself() -> None:
    text = listing(
        record("1", usual("First")), record("2", usual("Bad & worse</dc:titel>")), record("3", usual("Third"))
    )
    cut = cut_or_parsed(answer(text))
    assert [one.identifier for one in cut.records] == ["oai:x:1", "oai:x:2", "oai:x:3"]


def test_the_feed_of_the_other_tests_is_cut() -> None:
    """Or those would say nothing of it."""
    text = OaiFeed(numbered(3))._page(0).get_data()
    cut = cut_or_parsed(answer(text))
    assert len(cut.records) == 3
    assert all(one.payload in text for one in cut.records)


@pytest.mark.shared
def test_real_lists_say_what_the_parser_reads(shared: Path) -> None:
    compared = 0
    for file in sorted((shared / "real/oai").iterdir()):
        body = cassette_body(file) if file.suffix == ".yml" else file.read_bytes()
        try:
            parsed = record_list(answer(body))
        except Exception as why:  # noqa: BLE001 - what both refuse is compared as well
            with pytest.raises(type(why)):
                cut_or_parsed(answer(body))
            continue
        cut = cut_or_parsed(answer(body))
        assert [one.identifier for one in cut.records] == [one.identifier for one in parsed.records]
        assert replace(cut, records=[]) == replace(parsed, records=[])
        compared += len(cut.records)
    assert compared >= 10
