"""The real items that are labelled, found by their identifiers in the documents of ../shared/real."""

from __future__ import annotations

import csv
import json
from ast import literal_eval
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from harvesters.values.kinds import resource_type
from harvesters.values.languages import language_tag
from harvesters.values.markup import line, plain
from harvesters.xml import parsed

# Organisers by source, where all that a source carries is by one kind; absent: unknown, or of several kinds.
_ORGANISER_KINDS = {
    "great.gov.uk/great-cms": "government",
    "ita-trade-events": "government",
    "mit-oll/mit-learn": "academic",
    "mit-sloan/mit-learn": "academic",
    "mitpe-events/mit-learn": "academic",
    "openlearning-events/mit-learn": "academic",
    "uk-selling-online-overseas": "government",
    "us-ccg/GovWizely": "government",
    "us-faq/GovWizely": "government",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What is known of one item before it is rated.

    `source` is the group that is left out as a whole in cross-validation. `language` is BCP 47, as the source
    states it; `type` and `organiser_kind` are ids of the vocabularies. Unknown is None, but "" for no description.
    """

    source: str
    title: str
    description: str = ""
    language: str | None = None
    type: str | None = None

    @property
    def organiser_kind(self) -> str | None:
        return _ORGANISER_KINDS.get(self.source)


def items(real: Path) -> dict[str, Item]:
    """Every item in `real`, the folder of real documents, by "<file in that folder>#<its key in the file>".

    A key is the source's own: an identifier, the path of an address, or the title where there is neither.
    """
    read = chain(
        _coursera(real), _trade_events(real), _export_tasks(real), _trade_courses(real), _programmes(real),
        _sloan(real), _professional_events(real), _open_learning_events(real), _corpus(real),
    )  # fmt: skip
    found: dict[str, Item] = {}
    for name, item in read:
        if name in found:
            raise ValueError(f"Two items are called {name!r}.")
        found[name] = item
    return found


def _coursera(real: Path) -> Iterator[tuple[str, Item]]:
    name = "catalogue/coursera-multilingual.csv"
    with (real / name).open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            category = f"{row['category']} / {row['sub_category']}"
            skills = ", ".join(line(skill) for skill in literal_eval(row["course_skills"]))
            yield (
                f"{name}#{urlsplit(row['link']).path.strip('/')}",
                Item(
                    source="coursera/ForstMaple",
                    title=line(row["course_name"]),
                    description=f"{row['university_name'].strip()}. {category}. {skills}".strip(),
                    language=language_tag(row["course_language"]),
                    type=resource_type(row["course_type"]),
                ),
            )


def _trade_events(real: Path) -> Iterator[tuple[str, Item]]:
    name = "catalogue/ita-trade-events.xml"
    for event in parsed((real / name).read_bytes(), what="a list of events").iterfind("EVENTINFO"):
        yield (
            f"{name}#{event.findtext('EVENTID')}",
            Item(
                source="ita-trade-events",
                title=line(event.findtext("EVENTNAME") or ""),
                description=plain(event.findtext("DETAILDESC") or ""),
                language="en",
                type=resource_type(event.findtext("EVENTTYPE") or ""),
            ),
        )


def _export_tasks(real: Path) -> Iterator[tuple[str, Item]]:
    name = "catalogue/great-gov-uk-tasks.jsonl"
    for task in _lines(real / name):
        yield (
            f"{name}#{task['task_id']}",
            _described("great.gov.uk/great-cms", task, language="en", type="guide"),
        )


def _trade_courses(real: Path) -> Iterator[tuple[str, Item]]:
    name = "catalogue/trade-course-list-zh.jsonl"
    for lesson in _lines(real / name):
        described = {"title": lesson["title"], "description": lesson["learn"]}
        yield (
            f"{name}#{lesson['url']}",
            _described("trade-course-list-zh", described, language="zh", type="course"),
        )


def _programmes(real: Path) -> Iterator[tuple[str, Item]]:
    name = "catalogue/export-programmes-id.jsonl"
    for programme in _lines(real / name):
        yield (
            f"{name}#{programme['title']}",
            _described("ekspor-programs-id", programme, language="id", type="course"),
        )


def _sloan(real: Path) -> Iterator[tuple[str, Item]]:
    name = "pages/test_sloan_courses.json"
    for course in json.loads((real / name).read_text(encoding="utf-8")):
        described = {"title": course["Title"], "description": course["Description"]}
        yield (
            f"{name}#{course['Course_Id']}",
            _described("mit-sloan/mit-learn", described, language="en", type="course"),
        )


def _professional_events(real: Path) -> Iterator[tuple[str, Item]]:
    name = "pages/mitpe_events.json"
    for event in json.loads((real / name).read_text(encoding="utf-8")):
        described = {"title": event["title"], "description": event["summary"]}
        yield (
            f"{name}#{event['id']}",
            _described("mitpe-events/mit-learn", described, language="en", type="event"),
        )


def _open_learning_events(real: Path) -> Iterator[tuple[str, Item]]:
    name = "pages/ol_events.json"
    for event in json.loads((real / name).read_text(encoding="utf-8"))["data"]:
        described = {
            "title": event["attributes"]["title"],
            "description": event["attributes"]["body"]["value"],
        }
        yield (
            f"{name}#{event['id']}",
            _described("openlearning-events/mit-learn", described, language="en", type="event"),
        )


def _corpus(real: Path) -> Iterator[tuple[str, Item]]:
    name = "relevance/corpus.ndjson"
    for row in _lines(real / name):
        kind = resource_type(row["type"] or "")
        yield f"{name}#{row['id']}", _described(row["source"], row, language=row["language"], type=kind)


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as rows:
        yield from map(json.loads, rows)


def _described(
    source: str, described: dict[str, str | None], *, language: str | None, type: str | None
) -> Item:
    return Item(
        source=source,
        title=line(described["title"] or ""),
        description=plain(described["description"] or ""),
        language=language,
        type=type,
    )
