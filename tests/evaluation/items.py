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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listing:
    """A file of plain objects, and the names of what is read from each."""

    file: str
    source: str
    key: str
    title: str = "title"
    description: str = "description"
    language: str = "en"
    type: str


_LISTINGS = (
    _Listing(
        file="catalogue/great-gov-uk-tasks.jsonl",
        source="great.gov.uk/great-cms",
        key="task_id",
        type="guide",
    ),
    _Listing(
        file="catalogue/trade-course-list-zh.jsonl",
        source="trade-course-list-zh",
        key="url",
        description="learn",
        language="zh",
        type="course",
    ),
    _Listing(
        file="catalogue/export-programmes-id.jsonl",
        source="ekspor-programs-id",
        key="title",
        language="id",
        type="course",
    ),
    _Listing(
        file="pages/test_sloan_courses.json",
        source="mit-sloan/mit-learn",
        key="Course_Id",
        title="Title",
        description="Description",
        type="course",
    ),
    _Listing(
        file="pages/mitpe_events.json",
        source="mitpe-events/mit-learn",
        key="id",
        description="summary",
        type="event",
    ),
)


def items(real: Path) -> dict[str, Item]:
    """Every item in `real`, the folder of real documents, by "<file in that folder>#<its key in the file>".

    A key is the source's own: an identifier, the path of an address, or the title where there is neither.
    """
    read = chain(
        _coursera(real), _trade_events(real), _listings(real), _open_learning_events(real), _corpus(real)
    )
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


def _listings(real: Path) -> Iterator[tuple[str, Item]]:
    for listing in _LISTINGS:
        for entry in _entries(real / listing.file):
            described = _described(
                listing.source,
                entry[listing.title],
                entry[listing.description],
                language=listing.language,
                type=listing.type,
            )
            yield f"{listing.file}#{entry[listing.key]}", described


def _open_learning_events(real: Path) -> Iterator[tuple[str, Item]]:
    name = "pages/ol_events.json"
    for event in json.loads((real / name).read_text(encoding="utf-8"))["data"]:
        stated = event["attributes"]
        yield (
            f"{name}#{event['id']}",
            _described(
                "openlearning-events/mit-learn",
                stated["title"],
                stated["body"]["value"],
                language="en",
                type="event",
            ),
        )


def _corpus(real: Path) -> Iterator[tuple[str, Item]]:
    name = "relevance/corpus.ndjson"
    for row in _entries(real / name):
        kind = resource_type(row["type"] or "")
        yield (
            f"{name}#{row['id']}",
            _described(row["source"], row["title"], row["description"], language=row["language"], type=kind),
        )


def _entries(file: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file with one a line, or of a file that is one list."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".json":
        yield from json.loads(text)
    else:
        yield from map(json.loads, text.splitlines())


def _described(
    source: str, title: str, description: str | None, *, language: str | None, type: str | None
) -> Item:
    return Item(
        source=source,
        title=line(title),
        description=plain(description or ""),
        language=language,
        type=type,
    )
