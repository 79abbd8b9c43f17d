"""Real tables and lists are taken with nothing but declared settings; counted here by other means."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.harvesters.declared_sources import counts, described, reasons, tried
from tests.harvesters.faults import Site, document
from tests.harvesters.workbooks import workbook

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"

pytestmark = pytest.mark.shared

TAGS = {
    "English": "en",
    "Spanish": "es",
    "Russian": "ru",
    "French": "fr",
    "Portuguese (Brazilian)": "pt-BR",
    "Chinese (Simplified)": "zh-Hans",
    "Chinese (Traditional)": "zh-Hant",
    "Japanese": "ja",
    "Arabic": "ar",
    "Italian": "it",
    "Turkish": "tr",
    "Hebrew": "he",
    "German": "de",
    "Indonesian": "id",
    "Ukrainian": "uk",
    "Hungarian": "hu",
    "Swedish": "sv",
    "Korean": "ko",
    "not-mentioned": None,
}


def example(name: str) -> dict[str, Any]:
    settings: dict[str, Any] = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return settings


@pytest.fixture(scope="module")
def courses(shared: Path) -> bytes:
    return (shared / "real/catalogue/coursera-multilingual.csv").read_bytes()


@pytest.fixture(scope="module")
def course_rows(courses: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(courses.decode().splitlines()))


@pytest.fixture(scope="module")
def taken_courses(courses: bytes) -> dict[str, Any]:
    with Site() as site:
        return tried(site, courses, "table", example("multilingual-course-table"))


def test_it_takes_every_row_of_a_large_table(
    taken_courses: dict[str, Any], course_rows: list[dict[str, str]]
) -> None:
    found = taken_courses
    assert found["outcome"] == "succeeded"
    assert counts(found) == {"listed": len(course_rows), "added": len({row["link"] for row in course_rows})}
    assert [record["identifier"] for record in found["records"]] == [row["link"] for row in course_rows]


def test_it_reads_names_of_languages_and_both_chinese_scripts(
    taken_courses: dict[str, Any], course_rows: list[dict[str, str]]
) -> None:
    stated = Counter(TAGS[row["course_language"]] for row in course_rows)
    assert Counter(record["language"] for record in taken_courses["records"]) == stated
    assert stated["zh-Hans"] > 0
    assert stated["zh-Hant"] > 0


def test_it_recognises_the_columns_of_a_large_table_without_settings(
    site: Site, courses: bytes, course_rows: list[dict[str, str]]
) -> None:
    found = tried(site, courses, None, path="/courses.csv")
    assert counts(found) == {"listed": len(course_rows), "added": len(course_rows)}
    by_link = {record["identifier"]: record for record in found["records"]}
    for row in course_rows[::500]:
        record = by_link[row["link"]]
        assert record["title"] == " ".join(row["course_name"].split())
        assert record["language"] == TAGS[row["course_language"]]


def test_it_reads_lists_in_cells_and_durations_in_words(
    site: Site, courses: bytes, course_rows: list[dict[str, str]]
) -> None:
    found = described(site, courses, "table", example("multilingual-course-table"))
    for row, description in zip(course_rows, found, strict=True):
        skills = [" ".join(skill.split()) for skill in ast.literal_eval(row["course_skills"])]
        assert description.subjects[: len(set(skills))] == tuple(dict.fromkeys(skills))
        hours = re.fullmatch(r"Approx\. (\d+) hours? to complete", row["time_required"])
        if hours:
            assert description.duration == f"PT{hours[1]}H"
        if row["time_required"] == "not-mentioned":
            assert description.duration is None
        if row["course_level"].startswith("Subtitles"):
            assert description.level is None


def test_it_says_which_values_of_a_large_table_it_does_not_understand(
    taken_courses: dict[str, Any], course_rows: list[dict[str, str]]
) -> None:
    misplaced = [row for row in course_rows if row["course_level"].startswith("Subtitles")]
    assert len(reasons(taken_courses, "level")) == len(misplaced)
    bare_numbers = [row for row in course_rows if re.fullmatch(r"[\d.]+", row["time_required"])]
    assert {row["link"] for row in bare_numbers} <= {
        error["identifier"] for error in taken_courses["errors"] if error["field"] == "duration"
    }


@pytest.fixture(scope="module")
def trade_events(shared: Path) -> bytes:
    return (shared / "real/catalogue/ita-trade-events.xml").read_bytes()


@pytest.fixture(scope="module")
def events(trade_events: bytes) -> list[etree._Element]:
    """The file as lxml reads it once its three faults are removed by hand."""
    text = trade_events.decode("utf-8")
    text = text.removeprefix("e<?xml version='1.0' encoding='windows-1252' ?>").replace("\x1f", "")
    return etree.fromstring(text).findall("EVENTINFO")


def test_it_takes_every_event_with_all_its_stops(
    site: Site, trade_events: bytes, events: list[etree._Element]
) -> None:
    found = tried(site, trade_events, "mapped", example("events-with-stops"))
    assert (found["outcome"], found["errors"]) == ("succeeded", [])
    assert counts(found) == {"listed": len(events), "added": len(events)}
    stops = {event.findtext("EVENTID"): len(event.findall("STOP")) for event in events}
    assert {record["identifier"]: len(record["occurrences"]) for record in found["records"]} == stops
    assert sum(number > 1 for number in stops.values()) == 13


def test_it_reads_dates_from_their_parts(
    site: Site, trade_events: bytes, events: list[etree._Element]
) -> None:
    found = tried(site, trade_events, "mapped", example("events-with-stops"))
    stated = Counter(
        tuple("-".join(f"{int(stop.findtext(f'{end}/{part}')):02}" for part in ("YEAR", "MONTH", "DAY"))
              for end in ("STARTDT", "ENDDT"))
        for event in events
        for stop in event.findall("STOP")
    )  # fmt: skip
    read = Counter((one["start"], one["end"]) for record in found["records"] for one in record["occurrences"])
    assert read == stated
    assert all(one["all_day"] for record in found["records"] for one in record["occurrences"])


def test_it_maps_types_reads_attributes_and_knows_the_economies(
    site: Site, trade_events: bytes, events: list[etree._Element]
) -> None:
    found = described(site, trade_events, "mapped", example("events-with-stops"))
    for event, description in zip(events, found, strict=True):
        assert (description.type == "visit") == ("Trade Mission" in event.findtext("EVENTTYPE"))
        assert description.subjects == tuple(
            dict.fromkeys(" ".join(i.text.split()) for i in event.findall("INDUSTRY"))
        )
        sites = [one.get("URL") for one in event.iter("WEBSITE") if one.get("URL", "").startswith("http")]
        assert not sites or description.url == sites[0]
        assert description.free is (float(event.findtext("COST")) == 0)
        assert description.currency == "USD"
        assert all(session.economy for session in description.occurrences)


def test_it_drops_the_contact_persons(site: Site, trade_events: bytes) -> None:
    found = json.dumps(
        [one.as_json() for one in described(site, trade_events, "mapped", example("events-with-stops"))]
    )
    assert b"contact@example.org" in trade_events
    assert "contact@example.org" not in found
    assert "000-000-0000" not in found


@pytest.mark.parametrize(
    ("file", "name", "key"),
    [
        ("great-gov-uk-tasks.jsonl", "tasks-ndjson", "task_id"),
        ("trade-course-list-zh.jsonl", "lessons-two-languages-ndjson", "url"),
        ("export-programmes-id.jsonl", "programmes-without-identifier-ndjson", "title"),
    ],
)
def test_it_takes_every_line_of_a_list(site: Site, shared: Path, file: str, name: str, key: str) -> None:
    body = (shared / "real/catalogue" / file).read_bytes()
    lines = [json.loads(line) for line in body.decode().split("\n") if line.strip()]
    found = tried(site, body, "mapped", example(name))
    assert (found["outcome"], found["errors"]) == ("succeeded", [])
    assert counts(found) == {"listed": len(lines), "added": len({line[key] for line in lines})}
    for line, record in zip(lines, found["records"], strict=True):
        assert record["title"] == " ".join(line["title"].split())
        assert record["language"] == example(name)["language"]
        assert record["url"] == line.get("url")


def test_it_marks_identifiers_that_are_made_of_the_content(site: Site, shared: Path) -> None:
    body = (shared / "real/catalogue/export-programmes-id.jsonl").read_bytes()
    found = tried(site, body, "mapped", example("programmes-without-identifier-ndjson"))
    assert all(record["identifier"].startswith("hash:") for record in found["records"])


@pytest.mark.parametrize("name", [None, "materials-table"])
def test_it_takes_a_table_of_materials_with_and_without_settings(
    site: Site, shared: Path, name: str | None
) -> None:
    body = (shared / "real/csv/tess-materials.csv").read_bytes()
    rows = list(csv.DictReader(body.decode().splitlines()))
    found = tried(site, body, "table" if name else None, example(name) if name else {}, "/t.csv")
    assert counts(found) == {"listed": len(rows), "added": len(rows)}
    first, second, third = found["records"]
    assert [record["title"] for record in found["records"]] == [row["Title"] for row in rows]
    assert [record["identifier"] for record in found["records"]] == [row["URL"] for row in rows]
    assert first["description"] == rows[0]["Description"].strip('"')
    assert first["subjects"] == ["book", "first", "free", "Software Engineering", "MATHEMATICS"]
    assert second["creators"] == ["Steven Smith", "Sam Harpic"]
    assert second["identifiers"] == ["doi:10.5281/zenodo.5778051"]
    assert third["identifiers"] == []
    assert "support@app.com" not in json.dumps(found["records"])


def test_it_reads_basic_dates_and_words_that_mean_unknown(site: Site, shared: Path) -> None:
    body = (shared / "real/csv/tess-materials.csv").read_bytes()
    first, _, third = described(site, body, "table", example("materials-table"))
    assert (first.published, first.modified) == ("2021-03-14", "2021-09-21")
    assert (first.licence, third.licence) == ("CC-BY-4.0", None)


# Pages of course sites, and a corpus


def served(shared: Path, site: Site, name: str) -> str:
    """A page as its site would give it, with the addresses of this one in it."""
    return (
        (shared / "real/pages" / name)
        .read_text(encoding="utf-8")
        .replace("https://openlearning.mit.edu", site.url("").rstrip("/"))
    )


def test_it_takes_a_json_list_of_events_with_its_odd_rows(site: Site, shared: Path) -> None:
    body = served(shared, site, "mitpe_events.json")
    rows = json.loads(body)
    found = tried(site, body, "mapped", example("event-list-json"))
    assert (found["outcome"], found["errors"]) == ("succeeded", [])
    assert counts(found) == {"listed": len(rows), "added": len({row["id"] for row in rows})}
    for row, record in zip(rows, found["records"], strict=True):
        assert record["title"] == row["title"].replace("&amp;", "&")
        assert "&#" not in record["description"]
        assert record["url"] == site.url(row["url"])
        assert [(one["start"], one["end"]) for one in record["occurrences"]] == [
            (row["start_date"], row["end_date"])
        ]


def test_it_takes_a_json_list_of_courses_with_its_odd_rows(site: Site, shared: Path) -> None:
    body = served(shared, site, "test_sloan_courses.json")
    rows = json.loads(body)
    found = tried(site, body, "mapped", example("course-list-json"))
    assert (found["outcome"], found["errors"]) == ("succeeded", [])
    assert counts(found) == {"listed": len(rows), "added": len({row["Course_Id"] for row in rows})}
    without = [row["Course_Id"] for row in rows if not row["Description"]]
    assert [record["identifier"] for record in found["records"] if not record["description"]] == without
    for row, record in zip(rows, found["records"], strict=True):
        topics = [topic.strip() for topic in (row["Topics"] or "").split(":")]
        said = [*topics, row["Certification_Type"]]
        assert record["subjects"] == [topic for topic in dict.fromkeys(said) if topic]


def test_it_takes_json_api_with_a_preset_and_follows_its_pages(site: Site, shared: Path) -> None:
    body = served(shared, site, "ol_events.json")
    (event,) = json.loads(body)["data"]
    site.answers["/jsonapi/node/event"] = document('{"jsonapi": {}, "data": [], "links": {}}')
    found = tried(site, body, "mapped", example("json-api-preset"))
    assert (found["outcome"], found["errors"], counts(found)) == ("succeeded", [], {"listed": 1, "added": 1})
    assert site.asked()[1].startswith("/jsonapi/node/event?sort=")
    (record,) = found["records"]
    assert (record["identifier"], record["title"]) == (event["id"], event["attributes"]["title"])
    assert record["url"] == site.url(event["attributes"]["path"]["alias"])
    assert record["language"] == "en"
    assert record["occurrences"][0]["start"] == "2124-04-30T15:00:00Z"  # 11:00-04:00


def test_it_takes_the_first_records_of_a_corpus(site: Site, shared: Path) -> None:
    with (shared / "real/relevance/corpus.ndjson").open(encoding="utf-8") as corpus:
        lines = [next(corpus) for _ in range(500)] + list(corpus)[-500:]
    rows = [json.loads(line) for line in lines]
    found = tried(site, "".join(lines), "mapped", example("ndjson-corpus"))
    assert found["outcome"] == "succeeded"
    assert counts(found) == {"listed": len(rows), "added": len({row["id"] for row in rows})}
    assert [record["language"] for record in found["records"]] == [row["language"] for row in rows]
    assert [bool(record["occurrences"]) for record in found["records"]] == [
        bool(row["start"]) for row in rows
    ]


def test_it_takes_a_workbook_as_the_table_that_it_was_made_of(site: Site, courses: bytes) -> None:
    rows = list(csv.reader(courses.decode().splitlines()))[:600]
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    stated = example("multilingual-course-table")
    as_text = tried(site, written.getvalue(), "table", stated)
    as_workbook = tried(site, workbook(*rows), "table", stated)
    assert counts(as_workbook)["listed"] == len(rows) - 1
    assert as_workbook["records"] == as_text["records"]
    assert as_workbook["errors"] == as_text["errors"]
