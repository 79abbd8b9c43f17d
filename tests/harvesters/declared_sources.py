"""Documents served over loopback and harvested without storing anything."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from harvesters.fetch import Fetcher
from harvesters.intake import read
from harvesters.listing import Outcome, Request
from harvesters.protocols import harvester
from harvesters.settings import checked
from harvesters.trial import tried as trial
from registry.catalogue.description import Description
from tests.harvesters.faults import Site, document

TODAY = datetime(2026, 11, 23, tzinfo=UTC)


def tried(
    site: Site,
    body: bytes | str,
    protocol: str | None,
    settings: Mapping[str, Any] | None = None,
    path: str = "/list",
    content_type: str = "",
) -> dict[str, Any]:
    """What `manage.py harvest --try … --json` prints for a document."""
    site.answers[path] = document(body, content_type)
    stated = checked(settings or {}, protocol)
    with Fetcher([site.address]) as fetcher:
        return trial(fetcher, site.url(path), today=TODAY, protocol=protocol, settings=stated).as_json()


def described(
    site: Site, body: bytes | str, protocol: str, settings: Mapping[str, Any] | None = None
) -> list[Description]:
    """The whole descriptions, in the document's order, of which a trial shows a part."""
    site.answers["/list"] = document(body)
    stated = checked(settings or {}, protocol)
    request = Request(url=site.url("/list"), settings=stated, today=TODAY)
    with Fetcher([site.address]) as fetcher:
        records = [
            record for page in harvester(protocol)(fetcher, request).pages() for record in page.records
        ]
    return [one.description for one in read(records, stated, TODAY, set()) if one.description]


def outcome(site: Site, body: bytes | str, protocol: str, settings: Mapping[str, Any]) -> Outcome:
    """What a listing proves once it has been read."""
    site.answers["/list"] = document(body)
    request = Request(url=site.url("/list"), settings=checked(settings, protocol), today=TODAY)
    with Fetcher([site.address]) as fetcher:
        reader = harvester(protocol)(fetcher, request)
        for _ in reader.pages():
            pass
    return reader.outcome


def counts(found: Mapping[str, Any]) -> dict[str, int]:
    """The counts that are not 0."""
    return {name: number for name, number in found["counts"].items() if number}


def reasons(found: Mapping[str, Any], field: str | None = None) -> list[str]:
    return [error["reason"] for error in found["errors"] if field is None or error["field"] == field]
