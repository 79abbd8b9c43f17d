"""A cluster of two nodes loses one while it is written and searched: nothing is lost, and every search is answered."""

from __future__ import annotations

import os
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from elasticsearch import ApiError, Elasticsearch, TransportError
from pytest_django import Settings

from registry.catalogue.models import Outbox, Resource
from search import index
from search.index import drain
from tests.conftest import unavailable
from tests.factories import make_resource
from tests.search.finding import found

pytestmark = [pytest.mark.elasticsearch, pytest.mark.django_db]

PORT = 9371
PATIENCE = 120  # seconds


class Cluster:
    """Two nodes of their own, of which one at a time can be ended."""

    def __init__(self, script: Path) -> None:
        self._script = script
        self._environment = {**os.environ, "ES_PORT": str(PORT), "ES_HEAP": "256m"}
        self.urls = [f"http://127.0.0.1:{PORT + node}" for node in range(2)]

    def run(self, *arguments: str) -> None:
        command = [str(self._script), *arguments]
        subprocess.run(command, env=self._environment, check=True, capture_output=True, timeout=300)

    def start(self) -> None:
        """The script waits for two minutes; on a busy machine both nodes may need more."""
        subprocess.run(
            [str(self._script), "start", "2"],
            env=self._environment,
            check=False,
            capture_output=True,
            timeout=300,
        )
        with Elasticsearch(self.urls[0], max_retries=0) as client:
            patience = time.monotonic() + PATIENCE
            while time.monotonic() < patience:
                with suppress(ApiError, TransportError):
                    if client.cluster.health(wait_for_nodes="2", timeout="5s")["number_of_nodes"] == 2:
                        return
        pytest.fail("The cluster of two nodes did not start.")

    def ending(self, node: int) -> subprocess.Popen[bytes]:
        """The ending of a node, which goes on meanwhile."""
        return subprocess.Popen([str(self._script), "stop", str(node)], env=self._environment)

    @property
    def master(self) -> int:
        """1 or 2. Of two nodes the other one may be lost: the one alone has no majority without it."""
        with Elasticsearch(self.urls[0]) as client:
            [row] = client.cat.master(format="json")
        return int(str(row["node"]).rpartition("-")[2])  # type: ignore[index]


@pytest.fixture(scope="module")
def cluster(shared: Path) -> Iterator[Cluster]:
    script = shared / "bin" / "elasticsearch-node"
    if not os.environ.get("TEST_ELASTICSEARCH_URL") or not script.exists():
        unavailable("TEST_ELASTICSEARCH_URL names no Elasticsearch")
    nodes = Cluster(script)
    try:
        nodes.start()
        yield nodes
    finally:
        nodes.run("stop")


def test_nothing_is_lost_and_every_search_is_answered(cluster: Cluster, settings: Settings) -> None:
    settings.SEARCH_ENGINE = "elasticsearch"
    settings.ELASTICSEARCH_URL = ",".join(cluster.urls)
    settings.ELASTICSEARCH_INDEX = f"test-{uuid.uuid4().hex}"
    for number in range(30):
        make_resource(f"Customs {number}")
    index.build()
    with Elasticsearch(cluster.urls[0]) as client:
        client.cluster.health(
            index=f"{settings.ELASTICSEARCH_INDEX}-*", wait_for_status="green", timeout="60s"
        )

    made, answers = 30, []
    master = cluster.master
    ending = cluster.ending(3 - master)
    patience = time.monotonic() + PATIENCE
    after = 0
    while after < 5 and time.monotonic() < patience:
        make_resource(f"Customs {made}")
        made += 1
        drain()
        answers.append(found("customs"))
        after += ending.poll() is not None
    assert ending.wait(60) == 0

    assert all(len(answer.hits) == 20 for answer in answers)
    while Outbox.objects.exists() and time.monotonic() < patience:
        drain()
    assert not Outbox.objects.exists()
    assert not index.check()
    last = found("customs")
    assert (last.total, last.degraded) == (made, False)
    assert Resource.objects.count() == made

    cluster.run("stop", str(master))
    assert found("customs").degraded
    assert len(found("customs").hits) == 20
    make_resource("Customs, the last")
    assert drain() == 0
    assert Outbox.objects.count() == 1
