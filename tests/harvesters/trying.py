"""Tries a document served over loopback, as `manage.py harvest --try` does, and tells what came of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from harvesters.fetch import Fetcher
from harvesters.trial import Trial, tried
from tests.harvesters.faults import Site, document

TODAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


def try_url(site: Site, path: str, protocol: str | None, **settings: Any) -> Trial:
    with Fetcher([site.address], "tests@registry.example") as fetcher:
        return tried(fetcher, site.url(path), today=TODAY, protocol=protocol, settings=settings)


def try_document(site: Site, body: bytes | str, protocol: str | None, **settings: Any) -> Trial:
    """A trial of a document at /document, without a media type, so that its own bytes have to tell."""
    site.answers["/document"] = document(body)
    return try_url(site, "/document", protocol, **settings)


def counts(trial: Trial) -> dict[str, int]:
    """The counts that are not 0."""
    return {name: number for name, number in trial.as_json()["counts"].items() if number}


def reasons(trial: Trial) -> list[str]:
    return [problem.reason for problem in trial.errors]
