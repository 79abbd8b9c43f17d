"""Elasticsearch: the same behaviour as the embedded engine's, and what only a server can do to us."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator

import pytest
from elasticsearch import Elasticsearch
from pytest_django import Settings

from registry.catalogue.models import Outbox
from search import index
from search.engines import EngineUnavailable, IndexBusy, engine
from search.engines.elasticsearch import ElasticsearchEngine
from search.index import drain
from tests.conftest import unavailable
from tests.factories import make_resource
from tests.search import engine_behaviour as behaviour
from tests.search.finding import NOW, found, titles

pytestmark = pytest.mark.elasticsearch


@pytest.fixture(scope="session")
def server() -> str:
    url = os.environ.get("TEST_ELASTICSEARCH_URL", "")
    if not url:
        unavailable("TEST_ELASTICSEARCH_URL names no Elasticsearch")
    return url


@pytest.fixture(autouse=True)
def chosen(server: str, settings: Settings) -> Iterator[None]:
    """Each test has indexes of its own, and leaves none."""
    settings.SEARCH_ENGINE = "elasticsearch"
    settings.ELASTICSEARCH_URL = server
    settings.ELASTICSEARCH_INDEX = f"test-{uuid.uuid4().hex}"
    yield
    with Elasticsearch(server) as client:
        for name in client.indices.get(index=f"{settings.ELASTICSEARCH_INDEX}-*"):
            client.indices.delete(index=name)


class TestWords(behaviour.WordsBehaviour):
    """Of Elasticsearch."""


class TestFieldWords(behaviour.FieldWordsBehaviour):
    """Of Elasticsearch."""


class TestNaming(behaviour.NamingBehaviour):
    """Of Elasticsearch."""


class TestCompletion(behaviour.CompletionBehaviour):
    """Of Elasticsearch."""


class TestRelations(behaviour.RelationsBehaviour):
    """Of Elasticsearch."""


class TestLanguages(behaviour.LanguagesBehaviour):
    """Of Elasticsearch."""


class TestSignals(behaviour.SignalsBehaviour):
    """Of Elasticsearch."""


class TestFacets(behaviour.FacetsBehaviour):
    """Of Elasticsearch."""


class TestOrder(behaviour.OrderBehaviour):
    """Of Elasticsearch."""


class TestDates(behaviour.DatesBehaviour):
    """Of Elasticsearch."""


@pytest.mark.django_db
class TestIndex:
    """What draining, building and checking do with a server."""

    def test_building_serves_the_old_index_until_the_new_one_is_whole(self) -> None:
        make_resource("Customs")
        drain()
        make_resource("Parcels")
        seen: list[list[str]] = []
        assert index.build(lambda _count: seen.append(titles())) == 2
        assert seen == [["Customs"]]
        assert sorted(titles()) == ["Customs", "Parcels"]

    def test_building_keeps_the_last_generation_and_no_older_one(
        self, settings: Settings, server: str
    ) -> None:
        make_resource("Customs")
        for _ in range(4):
            index.build()
        with Elasticsearch(server) as client:
            assert len(client.indices.get(index=f"{settings.ELASTICSEARCH_INDEX}-*")) == 2

    def test_a_build_that_breaks_off_leaves_the_old_index(self, settings: Settings, server: str) -> None:
        make_resource("Customs")
        drain()

        def pull_the_plug(_count: int) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            index.build(pull_the_plug)
        assert titles() == ["Customs"]
        with Elasticsearch(server) as client:
            assert len(client.indices.get(index=f"{settings.ELASTICSEARCH_INDEX}-*")) == 1

    def test_checking_says_what_differs_and_mends_it(self) -> None:
        kept, lost = make_resource("Customs"), make_resource("Parcels")
        drain()
        with engine().lock(), engine().writer() as writer:
            writer.write([], [lost.pk])
            writer.commit()
        assert index.check().missing == [lost.pk]
        index.check(repair=True)
        assert not index.check()
        assert {id for id, _version in engine().versions()} == {kept.pk, lost.pk}

    def test_what_is_not_committed_is_not_written(self) -> None:
        resource = make_resource("Customs")
        drain()
        with engine().lock(), engine().writer() as writer:
            writer.write([], [resource.pk])
        assert titles() == ["Customs"]

    def test_one_process_writes_at_a_time(self) -> None:
        make_resource("Customs")
        with engine().lock(), pytest.raises(IndexBusy), engine().lock(wait=False):
            pass
        with engine().lock(wait=False):  # given back
            pass

    def test_sessions_that_have_begun_take_a_new_place(self) -> None:
        make_resource("Fair", occurrences=[{"start": "2026-11-25T09:00:00Z"}])
        make_resource("Any time", published="2024-01-01")
        drain(now=NOW)
        assert titles() == ["Fair", "Any time"]
        later = NOW.replace(day=28)
        assert len(engine().passed(later)) == 1
        drain(now=later)
        assert titles(now=later) == ["Any time", "Fair"]


@pytest.mark.django_db
class TestDown:
    """A server that is not there."""

    @pytest.fixture(autouse=True)
    def nobody(self, settings: Settings) -> None:
        settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"  # the discard port, on which nobody listens

    def test_the_page_is_answered_from_the_database_and_changes_wait(self) -> None:
        make_resource("Customs")
        drain()
        assert titles("customs") == ["Customs"]
        assert found("customs").degraded
        assert Outbox.objects.count() == 1

    def test_it_is_left_alone_for_a_while(self, settings: Settings) -> None:
        moment = [0.0]
        asked = ElasticsearchEngine(settings.ELASTICSEARCH_URL, "any", clock=lambda: moment[0])
        with pytest.raises(EngineUnavailable, match="does not answer"):
            list(asked.versions())
        with pytest.raises(EngineUnavailable, match="a moment ago"):
            list(asked.versions())
        moment[0] = 60.0
        with pytest.raises(EngineUnavailable, match="does not answer"):
            list(asked.versions())
