"""A cluster of two nodes loses one while it is written and searched: nothing is lost, and every search is answered."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Self

import pytest
from elasticsearch import ApiError, Elasticsearch, TransportError
from pytest_django import Settings

from registry.catalogue.models import Outbox, Resource
from search import index
from search.engines import elasticsearch
from search.index import drain
from tests.conftest import unavailable
from tests.factories import make_resource
from tests.search.finding import found

pytestmark = [pytest.mark.elasticsearch, pytest.mark.django_db]

PORT = 9371
PATIENCE = 120  # seconds


class Launcher(NamedTuple):
    """A process that starts a node: as the script started it, so that the node can be started again as it was."""

    command: list[str]
    environment: dict[str, str]
    folder: str
    user: int
    group: int

    @classmethod
    def of(cls, pid: int) -> Self:
        process = Path(f"/proc/{pid}")
        command, environment = (
            (process / name).read_bytes().decode().rstrip("\0").split("\0") for name in ("cmdline", "environ")
        )
        owner = process.stat()
        variables = dict(line.split("=", 1) for line in environment if "=" in line)
        return cls(command, variables, str((process / "cwd").readlink()), owner.st_uid, owner.st_gid)

    def start(self) -> None:
        """The node ends by the script's `stop`, which reads the file that names its process."""
        as_who = {"user": self.user, "group": self.group, "extra_groups": []} if os.getuid() == 0 else {}
        subprocess.Popen(
            self.command,
            env=self.environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **as_who,  # type: ignore[call-overload]
        )


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
        self.wait_for()

    def ending(self, node: int) -> subprocess.Popen[bytes]:
        """The ending of a node, which goes on meanwhile."""
        return subprocess.Popen([str(self._script), "stop", str(node)], env=self._environment)

    def launcher(self, node: int) -> Launcher:
        """What a running node was started by: the parent of the process that its file names."""
        server = self._folder(node) / "pid"
        status = Path(f"/proc/{server.read_text().strip()}/status").read_text()
        return Launcher.of(int(status.partition("PPid:")[2].split()[0]))

    def wait_for(self, **wanted: str) -> None:
        """Until both nodes are together again."""
        patience = time.monotonic() + PATIENCE
        with Elasticsearch(self.urls, max_retries=0) as client:
            while time.monotonic() < patience:
                with suppress(ApiError, TransportError):
                    health = client.cluster.health(wait_for_nodes="2", timeout="5s", **wanted)
                    if not health["timed_out"]:
                        return
        pytest.fail("The two nodes did not come together.")

    @staticmethod
    def _folder(node: int) -> Path:
        return Path(tempfile.gettempdir()) / f"elasticsearch-node-{PORT}" / f"node-{node}"

    @property
    def master(self) -> int:
        """1 or 2. Of two nodes the other one may be lost: the one alone has no majority without it."""
        with Elasticsearch(self.urls) as client:
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


@pytest.fixture
def indexed(cluster: Cluster, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty resources on both nodes."""
    monkeypatch.setattr(
        elasticsearch, "_BULK_SECONDS", 10.0
    )  # what a node alone cannot write is given up sooner
    settings.SEARCH_ENGINE = "elasticsearch"
    settings.ELASTICSEARCH_URL = ",".join(cluster.urls)
    settings.ELASTICSEARCH_INDEX = f"test-{uuid.uuid4().hex}"
    for number in range(30):
        make_resource(f"Customs {number}")
    index.build()
    cluster.wait_for(wait_for_status="green", index=f"{settings.ELASTICSEARCH_INDEX}-*")


def saved_and_searched(made: int, ending: subprocess.Popen[bytes]) -> int:
    """While a node ends and for a while afterwards somebody saves and somebody searches; how many there are then."""
    answers = []
    patience = time.monotonic() + PATIENCE
    after = 0
    while after < 3 and time.monotonic() < patience:
        make_resource(f"Customs {made}")
        made += 1
        drain()
        answers.append(found("customs"))
        after += ending.poll() is not None
    assert ending.wait(60) == 0
    assert all(len(answer.hits) == 20 for answer in answers)
    return made


def all_is_found(made: int) -> None:
    patience = time.monotonic() + PATIENCE
    while Outbox.objects.exists() and time.monotonic() < patience:
        drain()
    assert not Outbox.objects.exists()
    assert not index.check()
    last = found("customs")
    assert (last.total, last.degraded) == (made, False)
    assert Resource.objects.count() == made


@pytest.mark.usefixtures("indexed")
def test_the_master_is_lost_first_and_comes_back(cluster: Cluster) -> None:
    """The other one alone has no majority: what is saved meanwhile waits."""
    master = cluster.master
    launcher = cluster.launcher(master)
    made = saved_and_searched(30, cluster.ending(master))
    assert Outbox.objects.exists()
    launcher.start()
    cluster.wait_for()
    all_is_found(made)


@pytest.mark.usefixtures("indexed")
def test_one_node_is_lost_and_then_the_other(cluster: Cluster) -> None:
    master = cluster.master
    made = saved_and_searched(30, cluster.ending(3 - master))
    all_is_found(made)

    cluster.run("stop", str(master))
    assert found("customs").degraded
    assert len(found("customs").hits) == 20
    make_resource("Customs, the last")
    assert drain() == 0
    assert Outbox.objects.count() == 1
