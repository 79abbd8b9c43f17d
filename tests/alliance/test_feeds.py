"""Each feed, read by a parser that is not the registry's."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import feedparser
import pytest
from icalendar import Calendar
from jsonschema import Draft202012Validator
from lxml import etree, html

from registry.alliance.content import Entry, entries
from registry.alliance.members import TABLE_SETTINGS
from registry.alliance.pages import page
from tests.alliance.conftest import DAY, Fetch

OAI = {"o": "http://www.openarchives.org/OAI/2.0/", "dc": "http://purl.org/dc/elements/1.1/"}
REPOSITORY = "digital-trade-institute-repository"
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def content(organisation: str, protocol: str) -> tuple[Entry, ...]:
    return entries(organisation, protocol, DAY)


def oai_pages(fetch: Fetch, prefix: str = "oai_dc") -> list[etree._Element]:
    answer = etree.fromstring(fetch(REPOSITORY, verb="ListRecords", metadataPrefix=prefix))
    pages = [answer]
    while token := answer.findtext(".//o:resumptionToken", None, OAI):
        answer = etree.fromstring(fetch(REPOSITORY, verb="ListRecords", resumptionToken=token))
        pages.append(answer)
    return pages


def json_ld(body: bytes) -> list[dict[str, Any]]:
    """The blocks of a page that can be read."""
    blocks = []
    for script in html.fromstring(body).iterfind(".//script[@type='application/ld+json']"):
        try:
            blocks.append(json.loads(script.text or ""))
        except json.JSONDecodeError:
            continue
    return blocks


def page_paths(fetch: Fetch) -> list[str]:
    tree = etree.fromstring(fetch("harbour-market-learning"))
    return [str(loc.text).removeprefix("http://127.0.0.1:8000") for loc in tree.iterfind(".//s:loc", SITEMAP)]


def test_it_lists_the_repository_over_several_tokens(fetch: Fetch) -> None:
    pages = oai_pages(fetch)
    assert len(pages) > 2
    found = [str(e.text) for answer in pages for e in answer.iterfind(".//o:header/o:identifier", OAI)]
    expected = [
        f"oai:digital-trade-institute.example:{entry.key}"
        for entry in content("digital-trade-institute", "oai_pmh")
    ]
    assert sorted(found) == sorted(expected)


def test_it_deletes_one_record_and_has_one_without_a_title(fetch: Fetch) -> None:
    records = [record for answer in oai_pages(fetch) for record in answer.iterfind(".//o:record", OAI)]
    deleted = [r for r in records if r.find("o:header[@status='deleted']", OAI) is not None]
    untitled = [r for r in records if r not in deleted and r.find(".//dc:title", OAI) is None]
    assert len(deleted) == 1
    assert deleted[0].find("o:metadata", OAI) is None
    assert len(untitled) == 1


def test_it_says_the_same_in_schema_org(fetch: Fetch) -> None:
    named = {"o": OAI["o"], "s": "http://schema.org/"}
    titles = [e.text for a in oai_pages(fetch) for e in a.iterfind(".//dc:title", OAI)]
    names = [e.text for a in oai_pages(fetch, "rdf") for e in a.iterfind(".//o:metadata/*/*/s:name", named)]
    assert names == titles


def test_it_answers_a_post_as_it_answers_a_get(fetch: Fetch, client: Any) -> None:
    path = "/alliance/digital-trade-institute/oai"
    posted = client.post(path, {"verb": "ListSets"}, headers={"host": "127.0.0.1:8000"})
    posted_sets = etree.fromstring(posted.content).findall(".//o:setSpec", OAI)
    got_sets = etree.fromstring(fetch(path, verb="ListSets")).findall(".//o:setSpec", OAI)
    assert [e.text for e in posted_sets] == [e.text for e in got_sets] != []


@pytest.mark.shared
def test_its_repository_is_valid(fetch: Fetch, shared: Path) -> None:
    schema = etree.XMLSchema(etree.parse(str(shared / "xsd" / "oai-all.xsd")))
    answers = [
        *oai_pages(fetch),
        *(etree.fromstring(fetch(REPOSITORY, verb=verb)) for verb in ("Identify", "ListMetadataFormats")),
        etree.fromstring(fetch(REPOSITORY, verb="ListIdentifiers", metadataPrefix="oai_dc")),
    ]
    for answer in answers:
        schema.assertValid(answer)


def test_every_page_of_the_sitemap_carries_json_ld(fetch: Fetch) -> None:
    paths = page_paths(fetch)
    expected = [entry.url for entry in content("harbour-market", "sitemap")]
    assert [block["@id"] for path in paths for block in json_ld(fetch(path))] == expected


def test_one_page_has_a_block_that_is_no_json_beside_a_good_one(fetch: Fetch) -> None:
    scripts = {
        path: len(html.fromstring(fetch(path)).findall(".//script[@type='application/ld+json']"))
        for path in page_paths(fetch)
    }
    assert sorted(set(scripts.values())) == [1, 2]
    [broken] = [path for path, count in scripts.items() if count == 2]
    assert len(json_ld(fetch(broken))) == 1


def test_no_text_can_end_the_script_that_carries_it() -> None:
    entry = Entry(
        organisation="o",
        key="k",
        title="</script><b>",
        description="<!-- </script>",
        modified=DAY,
        published=DAY,
        type="course",
    )
    [block] = json_ld(page(entry, "<O>", "https://o.example/"))
    assert block["name"] == "</script><b>"


def test_its_calendar_parses_and_repeats(fetch: Fetch) -> None:
    calendar = Calendar.from_ical(fetch("sekolah-nusantara-calendar"))
    events = calendar.walk("VEVENT")
    assert len(events) == len(content("sekolah-nusantara", "calendar"))
    assert len({str(event["UID"]) for event in events}) == len(events)
    rules = [event["RRULE"] for event in events if "RRULE" in event]
    assert [rule for rule in rules if "COUNT" not in rule and "UNTIL" not in rule]
    assert [rule for rule in rules if "COUNT" in rule]
    assert not any(event.errors for event in events)
    assert calendar.get_missing_tzids() == set()


def test_its_all_day_events_end_the_day_after(fetch: Fetch) -> None:
    calendar = Calendar.from_ical(fetch("sekolah-nusantara-calendar"))
    [event] = [e for e in calendar.walk("VEVENT") if str(e["UID"]).startswith("trade-mission-melbourne@")]
    [entry] = [e for e in content("sekolah-nusantara", "calendar") if e.key == "trade-mission-melbourne"]
    assert (event["DTEND"].dt - event["DTSTART"].dt).days == 5
    assert (entry.sessions[0].end - entry.sessions[0].start).days == 4


def test_its_table_parses_with_one_row_that_breaks_off(fetch: Fetch) -> None:
    rows = list(csv.DictReader(io.StringIO(fetch("sekolah-nusantara-courses").decode("utf-8-sig"))))
    assert [row["code"] for row in rows] == [e.key for e in content("sekolah-nusantara", "table")]
    assert [row["code"] for row in rows if not row["title"]] == ["NX-501"]
    assert len([row for row in rows if row["title"] and not row["language"]]) == 1


def test_the_tables_settings_name_its_columns(fetch: Fetch, settings: Any) -> None:
    schema = json.loads((settings.BASE_DIR / "docs" / "settings.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(TABLE_SETTINGS)
    [header] = list(csv.reader(io.StringIO(fetch("sekolah-nusantara-courses").decode("utf-8-sig"))))[:1]
    paths = re.findall(r'"path": "([^"]+)"', json.dumps(TABLE_SETTINGS))
    paths += [value for value in TABLE_SETTINGS["fields"].values() if isinstance(value, str)]
    paths += TABLE_SETTINGS["fields"]["occurrences"]["fields"].values()
    assert {TABLE_SETTINGS["identifier"], *paths} == set(header)


def test_its_atom_feed_parses(fetch: Fetch) -> None:
    feed = feedparser.parse(fetch("agencia-austral-avisos"))
    assert not feed.bozo
    assert feed.version == "atom10"
    found = [(entry.link, entry.title) for entry in feed.entries]
    assert found == [(entry.url, entry.title) for entry in content("agencia-austral", "feed")]


def test_one_entry_of_the_atom_feed_has_a_date_that_is_none(fetch: Fetch) -> None:
    feed = feedparser.parse(fetch("agencia-austral-avisos"))
    assert len([entry for entry in feed.entries if entry.published_parsed is None]) == 1


@pytest.mark.parametrize("word", ["电商", "電商", "報關", "logística", "logistica", "e-commerce"])
def test_it_has_the_words_that_people_look_for(word: str) -> None:
    texts = " ".join(
        f"{entry.title} {entry.description}".lower().replace("í", "i")
        for organisation, protocol in (
            ("agencia-austral", "feed"),
            ("digital-trade-institute", "oai_pmh"),
            ("harbour-market", "sitemap"),
        )
        for entry in content(organisation, protocol)
    )
    assert word.replace("í", "i") in texts
