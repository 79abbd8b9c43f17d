"""The samples, harvested over loopback like any other source."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from pytest_django.live_server_helper import LiveServer

from harvesters.fetch import Fetcher
from harvesters.runs import harvest
from harvesters.trial import Trial, tried
from registry.alliance.content import DIRECTORY
from registry.alliance.setup import set_up
from registry.catalogue.models import Resource
from registry.sources.models import Run, Source
from tests.alliance.conftest import DAY

TODAY = datetime.combine(DAY, time(12), UTC)

FILES = {
    "agencia-austral-avisos": ("agencia-austral", "feed"),
    "digital-trade-institute-repository": ("digital-trade-institute", "oai_pmh"),
    "harbour-market-learning": ("harbour-market", "sitemap"),
    "sekolah-nusantara-calendar": ("sekolah-nusantara", "calendar"),
    "sekolah-nusantara-courses": ("sekolah-nusantara", "table"),
}


@pytest.fixture
def served(live_server: LiveServer, settings: LazySettings) -> dict[str, Source]:
    """The sources by name, on a server that answers."""
    settings.SAMPLE_ALLIANCE = True
    base = live_server.url.replace("localhost", "127.0.0.1")
    settings.HARVEST_ALLOWED_ADDRESSES = [urlsplit(base).netloc]
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    return {source.name: source for source in set_up(base, DAY)}


def written(name: str) -> list[dict[str, Any]]:
    """The entries of a feed as its file has them."""
    organisation, feed = FILES[name]
    found: list[dict[str, Any]] = json.loads((DIRECTORY / f"{organisation}.json").read_text("utf-8"))[feed]
    return found


def trial(source: Source, settings: LazySettings) -> Trial:
    with Fetcher(settings.HARVEST_ALLOWED_ADDRESSES, settings.HARVEST_CONTACT) as fetcher:
        return tried(fetcher, source.url, today=TODAY, protocol=source.protocol, settings=source.settings)


@pytest.mark.parametrize("name", FILES)
def test_it_takes_what_is_written_and_rejects_what_is_broken(
    served: dict[str, Source], settings: LazySettings, name: str
) -> None:
    entries = written(name)
    deleted = [entry for entry in entries if entry.get("deleted")]
    broken = [entry for entry in entries if "cells" in entry or ("title" in entry and not entry["title"])]
    found = trial(served[name], settings).as_json()
    assert found["outcome"] == "succeeded"
    assert found["counts"]["listed"] == len(entries)
    assert found["counts"]["deleted"] == len(deleted)
    assert found["counts"]["rejected"] == len(broken)
    assert found["counts"]["added"] == len(entries) - len(deleted) - len(broken)
    titles = {record["title"] for record in found["records"] if not record["deleted"]}
    assert titles >= {entry["title"] for entry in entries if entry.get("title")} - {
        entry["title"] for entry in [*deleted, *broken]
    }


def test_it_takes_nothing_new_the_second_time_and_joins_what_is_the_same(
    served: dict[str, Source], settings: LazySettings
) -> None:
    for source in served.values():
        assert harvest(source, today=TODAY).outcome == Run.Outcome.SUCCEEDED
    followers = Resource.objects.filter(leader__isnull=False).count()
    assert followers == sum("same_as" in entry for name in FILES for entry in written(name))
    for source in served.values():
        source.refresh_from_db()
        again = harvest(source, today=TODAY)
        assert again.outcome == Run.Outcome.SUCCEEDED
        assert (again.added, again.changed, again.deleted, again.withdrawn) == (0, 0, 0, 0)
