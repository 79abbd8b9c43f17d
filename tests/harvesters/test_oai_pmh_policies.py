"""How often the whole of a repository is read depends on how it tells deletions, and on the settings."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings
from pytest_httpserver import HTTPServer

from harvesters.listing import Completeness
from harvesters.runs import harvest
from harvesters.settings import SettingsProblem, checked
from registry.sources.models import Run, Source
from tests.factories import make_source
from tests.harvesters.faults import Site
from tests.harvesters.oai_feed import OaiFeed, numbered
from tests.harvesters.oai_repository import (
    DC,
    Repository,
    error,
    formats,
    identify,
    listing,
    names,
    read,
    record,
)
from tests.harvesters.trials import TODAY

SINCE = "2026-11-19T12:00:00Z"
LOM = "http://ltsc.ieee.org/xsd/LOM"


@pytest.mark.parametrize(
    ("deletions", "days", "stated", "full"),
    [
        ("persistent", 300, None, False),
        ("persistent", 31, 30, True),
        ("transient", 6, None, False),
        ("transient", 7, None, True),
        ("transient", 8, 30, False),
        ("no", 1, None, True),
        ("no", 1, 7, False),
        ("no", 7, 7, True),
        ("sometimes", 1, None, True),
    ],
)
def test_the_whole_list_is_read_when_its_time_has_come(
    site: Site, deletions: str, days: int, stated: int | None, full: bool
) -> None:
    repository = Repository(site, {"": listing(record("a"))}, Identify=identify(deletions=deletions))
    settings = {} if stated is None else checked({"full_every_days": stated}, "oai_pmh")
    last = TODAY - timedelta(days=days)
    harvester = repository.harvester(since=SINCE, last_complete=last, settings=settings)

    read(harvester)

    assert ("from" in repository.asked[-1]) is not full
    expected = Completeness.COMPLETE if full else Completeness.INCREMENTAL
    assert harvester.outcome.completeness == expected


def test_a_run_a_little_before_its_time_is_in_time(site: Site) -> None:
    """Else a source that is read once a week by a clock of its own would be read in full every second week."""
    repository = Repository(site, {"": listing(record("a"))}, Identify=identify(deletions="transient"))
    last = TODAY - timedelta(days=7) + timedelta(minutes=20)

    read(repository.harvester(since=SINCE, last_complete=last))

    assert "from" not in repository.asked[-1]


def test_a_repository_may_change_its_granularity_between_runs(site: Site) -> None:
    repository = Repository(site, {"": listing(record("a"))})
    asked = []
    for granularity in ("YYYY-MM-DDThh:mm:ssZ", "YYYY-MM-DD", "YYYY-MM-DDThh:mm:ssZ"):
        repository.by_verb["Identify"] = identify(granularity)
        read(repository.harvester(since=SINCE))
        asked.append(repository.asked[-1]["from"])

    assert asked == ["2026-11-19T11:00:00Z", "2026-11-18", "2026-11-19T11:00:00Z"]


def incremental(repository: Repository, since: str | None, *, days: int = 0) -> tuple[list[str], str | None]:
    """The verbs that a run asked for, so many days after the first, and what the next one is told."""
    before = len(repository.asked)
    harvester = repository.harvester(since=since, today=TODAY + timedelta(days=days))
    _pages, problem = read(harvester)
    assert problem is None
    return [asked["verb"] for asked in repository.asked[before:]], harvester.outcome.since


def test_an_unchanged_repository_costs_one_request(site: Site) -> None:
    repository = Repository(site, {"": listing(record("a"))})
    _, told = incremental(repository, None)
    verbs, told = incremental(repository, told)
    assert verbs == ["ListMetadataFormats", "Identify", "ListRecords"]
    repository.lists = {"": error("noRecordsMatch")}
    for _ in range(2):
        verbs, told = incremental(repository, told, days=1)
        assert verbs == ["ListRecords"]
        assert repository.asked[-1]["metadataPrefix"] == "oai_dc"
        assert "from" in repository.asked[-1]


def test_what_a_repository_says_of_itself_is_asked_again_every_week(site: Site) -> None:
    repository = Repository(site, {"": listing(record("a"))})
    _, told = incremental(repository, None)
    _, told = incremental(repository, told)
    repository.by_verb["Identify"] = identify("YYYY-MM-DD")
    verbs, told = incremental(repository, told, days=7)
    assert verbs == ["ListMetadataFormats", "Identify", "ListRecords"]
    assert repository.asked[-1]["from"] == "2026-11-19"


def test_a_format_that_is_offered_no_longer_is_noticed(site: Site) -> None:
    repository = Repository(site, {"": listing(record("a"))}, ListMetadataFormats=formats(("lom", LOM)))
    _, told = incremental(repository, None)
    _, told = incremental(repository, told)
    repository.by_verb["ListMetadataFormats"] = formats(("oai_dc", DC))
    repository.withdrawn = "lom"
    verbs, told = incremental(repository, told, days=1)
    assert verbs == ["ListRecords", "ListMetadataFormats", "ListRecords"]
    assert repository.asked[-1] == {"verb": "ListRecords", "metadataPrefix": "oai_dc"}


def test_where_deletions_are_not_kept_the_whole_list_is_read_in_its_time(site: Site) -> None:
    repository = Repository(site, {"": listing(record("a"))}, Identify=identify(deletions="transient"))
    last = TODAY - timedelta(days=6)
    harvester = repository.harvester(since=SINCE, last_complete=last)
    read(harvester)
    told = harvester.outcome.since
    for day, full in ((0, False), (1, True)):
        read(repository.harvester(since=told, last_complete=last, today=TODAY + timedelta(days=day, hours=1)))
        assert ("from" not in repository.asked[-1]) is full


def test_a_granularity_that_identify_states_wrongly_is_found_out(site: Site) -> None:
    """It says seconds, and takes days only: asked again by day, nothing is read twice."""
    repository = Repository(site, {"": listing(record("a"))})
    refused = {"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2026-11-19T11:00:00Z"}
    repository.refused = [refused]
    harvester = repository.harvester(since=SINCE)

    pages, problem = read(harvester)

    assert (names(pages), problem) == (["oai:x:a"], None)
    assert repository.asked[-2:] == [refused, refused | {"from": "2026-11-19"}]
    assert harvester.outcome.completeness == Completeness.INCREMENTAL


@pytest.mark.parametrize(
    "stated", ["2026-11-19T14:00:00+02:00", "2026-11-19T12:00:00", "2026-11-19T12:00:00.000Z"]
)
def test_a_time_of_the_repository_is_asked_for_in_universal_time(site: Site, stated: str) -> None:
    repository = Repository(site, {"": listing(record("a"))})

    read(repository.harvester(since=stated))

    assert repository.asked[-1]["from"] == "2026-11-19T11:00:00Z"


@pytest.mark.parametrize(
    ("before", "now", "full"),
    [
        ({"set": "a"}, {"set": "b"}, True),
        ({"set": "a"}, {"set": ["a", "b"]}, True),
        ({"set": ["a", "b"]}, {"set": ["b", "a"]}, False),
        ({"set": "a"}, {}, True),
        ({"metadata_prefix": "oai_dc"}, {"metadata_prefix": "lom"}, True),
        ({"set": "a"}, {"set": "a", "language": "en"}, False),
    ],
)
def test_what_was_not_asked_for_before_is_read_from_its_beginning(
    site: Site, before: dict[str, object], now: dict[str, object], full: bool
) -> None:
    repository = Repository(site, {"": listing(record("a"))})
    first = repository.harvester(settings=before)
    read(first)

    read(repository.harvester(settings=now, since=first.outcome.since))

    assert ("from" not in repository.asked[-1]) is full


def test_a_place_in_a_list_of_another_format_is_not_gone_on_from(site: Site) -> None:
    repository = Repository(site, {"": listing(record("a"), token="t"), "t": listing(record("b"))})
    first = next(repository.harvester(settings={"metadata_prefix": "oai_dc"}).pages())

    pages, _ = read(repository.harvester(settings={"metadata_prefix": "lom"}, checkpoint=first.checkpoint))

    assert names(pages) == ["oai:x:a", "oai:x:b"]


@pytest.mark.parametrize("days", [-1, 1.5, "7", 1000])
def test_days_are_a_number_of_days(days: object) -> None:
    with pytest.raises(SettingsProblem, match="full_every_days"):
        checked({"full_every_days": days}, "oai_pmh")


def runs_of(source: Source, *moments: datetime) -> list[Run]:
    """A run at each of these moments."""
    found = []
    for moment in moments:
        run = harvest(Source.objects.get(pk=source.pk), today=moment)
        Run.objects.filter(pk=run.pk).update(started=moment)
        found.append(run)
    return found


@pytest.mark.django_db
def test_only_whole_lists_prove_that_a_record_has_gone(httpserver: HTTPServer, settings: Settings) -> None:
    settings.HARVEST_ALLOWED_ADDRESSES = (f"127.0.0.1:{httpserver.port}",)
    feed = OaiFeed(numbered(8), deletions="no")
    source = make_source("Feed", url=feed.serve(httpserver), settings={"full_every_days": 7})
    start = timezone.now()
    runs_of(source, start)
    del feed.records["oai:feed.example:3"]

    days = [start + timedelta(days=day) for day in (1, 2, 7, 8, 14)]
    runs = runs_of(source, *days)

    assert [run.completeness for run in runs] == [
        "incremental",
        "incremental",
        "complete",
        "incremental",
        "complete",
    ]
    assert [run.withdrawn for run in runs] == [0, 0, 0, 0, 1]
