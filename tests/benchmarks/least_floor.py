"""The least floor: the same pages, of which as little is kept as can be, by the bare libraries.

Fetches with requests, parses with lxml, inserts the fields as they are: a row of one table with sqlite3, a document of
seven fields with tantivy. What searches of the bare index take is measured over that.
Prints one JSON object. A process of its own.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import requests
import tantivy
from lxml import etree

from tests.benchmarks.corpus import Question, questions
from tests.benchmarks.percentiles import percentiles

HITS = 20
WRITER_HEAP = 30_000_000  # bytes
_OAI = "{http://www.openarchives.org/OAI/2.0/}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_FIELDS = (
    "title", "description", "identifier", "language", "type", "subject", "creator", "publisher", "date", "rights",
)  # fmt: skip
_COLUMNS = ("oai", "datestamp", *_FIELDS)
_TEXTS = ("title", "description", "subject", "creator", "publisher")
_KEYWORDS = ("language", "type")

Row = tuple[str, ...]


def loaded(url: str, directory: Path) -> tantivy.Index:
    """Everything of the repository, in a database and an index that are committed."""
    database = _database(directory / "floor.sqlite3")
    index = _index(directory)
    writer = index.writer(WRITER_HEAP, 1)
    insert = f"INSERT INTO records VALUES ({', '.join('?' * len(_COLUMNS))})"
    for rows in pages(url):
        database.executemany(insert, rows)
        database.commit()
        for row in rows:
            writer.add_document(_document(row))
    writer.commit()
    writer.wait_merging_threads()
    database.close()
    index.reload()
    return index


def _database(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=NORMAL")
    database.execute(f"CREATE TABLE records ({', '.join(_COLUMNS)}, PRIMARY KEY (oai))")
    return database


def _index(directory: Path) -> tantivy.Index:
    builder = tantivy.SchemaBuilder()
    for name in _TEXTS:
        builder.add_text_field(name, stored=name == "title")
    for name in _KEYWORDS:
        builder.add_text_field(name, tokenizer_name="raw", fast=True, index_option="basic")
    path = directory / "index"
    path.mkdir()
    return tantivy.Index(builder.build(), str(path))


def pages(url: str) -> Iterator[list[Row]]:
    with requests.Session() as session:
        token: str | None = None
        while token != "":
            asked = {"resumptionToken": token} if token else {"metadataPrefix": "oai_dc"}
            answer = session.get(url, params={"verb": "ListRecords"} | asked, timeout=30)
            listing = etree.fromstring(answer.content).find(f"{_OAI}ListRecords")
            yield [_row(record) for record in listing.iterchildren(f"{_OAI}record")]
            token = listing.findtext(f"{_OAI}resumptionToken") or ""


def _row(record: etree._Element) -> Row:
    header = record.find(f"{_OAI}header")
    values: dict[str, list[str]] = {name: [] for name in _FIELDS}
    for element in record.find(f"{_OAI}metadata")[0]:
        values[element.tag.removeprefix(_DC)].append(element.text)
    identifier, datestamp = (header.findtext(_OAI + name) for name in ("identifier", "datestamp"))
    return (identifier, datestamp, *("\n".join(values[name]) for name in _FIELDS))


def _document(row: Row) -> tantivy.Document:
    made = tantivy.Document()
    values = dict(zip(_COLUMNS, row, strict=True))
    for name in (*_TEXTS, *_KEYWORDS):
        made.add_text(name, values[name])
    return made


def searched(index: tantivy.Index, asked: list[Question]) -> list[float]:
    """Seconds of each search: the words by tantivy's own parser, two filters, the titles of the first hits."""
    seconds = []
    for question in asked:
        begun = time.perf_counter()
        words = index.parse_query(_quoted(question.words), list(_TEXTS))
        filters = [
            tantivy.Query.term_query(index.schema, name, getattr(question, name)) for name in _KEYWORDS
        ]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in (words, *filters)])
        searcher = index.searcher()
        for _score, address in searcher.search(query, HITS).hits:
            searcher.doc(address)
        seconds.append(time.perf_counter() - begun)
    return seconds


def _quoted(words: str) -> str:
    return " ".join(words.replace("-", " ").split())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--searches", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        begun, worked = time.perf_counter(), time.process_time()
        index = loaded(options.url, Path(directory))
        measured = {"seconds": time.perf_counter() - begun, "processor": time.process_time() - worked}
        if options.searches:
            asked = questions(options.searches)
            searched(index, asked)  # the first time reads the files
            measured |= percentiles(searched(index, asked))
    json.dump(measured, sys.stdout)


if __name__ == "__main__":
    main()
