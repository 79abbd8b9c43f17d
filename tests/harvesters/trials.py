"""Trials of documents that a test serves, and records counted without the program's own readers."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from harvesters.fetch import Fetcher
from harvesters.trial import Trial, tried
from tests.harvesters.faults import Site, document

TODAY = datetime(2026, 11, 20, 12, tzinfo=UTC)


def try_out(site: Site, path: str, protocol: str, **settings: Any) -> Trial:
    return tried(Fetcher([site.address]), site.url(path), today=TODAY, protocol=protocol, settings=settings)


def try_document(site: Site, body: bytes | str, protocol: str, content_type: str = "") -> Trial:
    """A document that the site gives whatever the query is, as a file on a plain web server."""
    site.answers["/document"] = document(body, content_type)
    return try_out(site, "/document", protocol)


def counts(trial: Trial) -> dict[str, int]:
    """Those that are not 0."""
    return {name: number for name, number in trial.counts.items() if number}


def rejections(trial: Trial) -> Counter[str]:
    """The reasons of errors up to the first colon."""
    return Counter(problem.reason.partition(":")[0] for problem in trial.errors)


def cassette_body(path: Path) -> bytes:
    """The answer in a recording: the block of its YAML that is indented by eight."""
    block = re.search(r"^ {6}string: \|-\n((?: {8}.*\n|\n)+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert block
    return re.sub(r"^ {8}", "", block[1], flags=re.MULTILINE).encode()
