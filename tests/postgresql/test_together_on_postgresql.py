"""Harvests of the same things at the same time, on a server where transactions do run side by side."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from pytest_httpserver import HTTPServer

from tests.conftest import unavailable
from tests.harvesters.oai_feed import OaiFeed, numbered, served

ROOT = Path(__file__).resolve().parents[2]
SOURCES = 4
pytestmark = pytest.mark.postgresql

GROUPS = """
from registry.catalogue.models import Resource
from registry.catalogue.rebuilding import rebuild
groups = lambda: sorted(Resource.objects.values_list("pk", "leader"))
before = groups()
rebuild()
assert groups() == before, "a rebuild moved records"
print("FOUND", Resource.objects.visible().count(), Resource.objects.count())
"""


@pytest.fixture
def database() -> Iterator[str]:
    """The address of a database that is there for one test."""
    url = os.environ.get("TEST_POSTGRESQL_URL")
    if not url:
        unavailable("no PostgreSQL: set TEST_POSTGRESQL_URL to a server where databases may be made")
    import psycopg

    name = f"together_{os.getpid()}"
    with psycopg.connect(str(url), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name}")
        yield urlunsplit(urlsplit(str(url))._replace(path=f"/{name}"))
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


class Installation:
    def __init__(self, data: Path, database: str, allowed: str) -> None:
        self.env = os.environ | {
            "DATA_DIR": str(data),
            "DATABASE_URL": database,
            "HARVEST_ALLOWED_ADDRESSES": allowed,
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def manage(self, *arguments: str) -> str:
        return done(self.start(*arguments))


def done(process: subprocess.Popen[str]) -> str:
    output, _ = process.communicate(timeout=180)
    assert process.returncode == 0, output
    return output


ONE_RECORD = """
import sys
from registry.catalogue.description import Description
from registry.catalogue.storing import store
from tests.factories import make_incoming
from registry.catalogue.writing import writing
from registry.sources.models import Source
source = Source.objects.get(name={name!r})
description = Description(title="Customs for small sellers", url="https://school.example/courses/customs")
print("ready", flush=True)
sys.stdin.readline()
with writing():
    store(source, [make_incoming("a", b"1", description)])
    print("stored", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def here(tmp_path: Path, database: str, httpserver: HTTPServer) -> Installation:
    here = Installation(tmp_path, database, f"127.0.0.1:{httpserver.port}")
    here.manage("migrate", "-v0")
    here.manage("shell", "-c", "from registry.sources.models import Node; Node.this()")
    return here


def add(here: Installation, name: str, address: str) -> None:
    here.manage(
        "sources", "add", address, "--name", name, "--organisation", name, "--protocol", "oai_pmh", "--approve"
    )  # fmt: skip


def test_two_records_of_the_same_thing_are_joined_though_neither_saw_the_other_come(
    here: Installation,
) -> None:
    writers = []
    for name in ("first", "second"):
        add(here, name, f"https://{name}.example/oai")
        writers.append(here.start("shell", "-c", ONE_RECORD.format(name=name)))
    first, second = writers
    for writer in writers:
        assert writer.stdin
        assert writer.stdout
        assert any(line.strip() == "ready" for line in writer.stdout)
    print("go", file=first.stdin, flush=True)
    assert first.stdout
    assert first.stdout.readline().strip() == "stored"
    # The second one writes while the first has not committed: it waits, or would commit what it cannot know.
    print("go", "on", sep="\n", file=second.stdin, flush=True)
    with suppress(subprocess.TimeoutExpired):
        second.wait(3)
    print("on", file=first.stdin, flush=True)
    done(first)
    done(second)
    assert "FOUND 1 2" in here.manage("shell", "-c", GROUPS)


def test_harvests_that_join_the_same_records_at_once_all_succeed(here: Installation) -> None:
    feed = OaiFeed(numbered(60), page_size=20)
    with served(feed, SOURCES) as addresses:
        here.env["HARVEST_ALLOWED_ADDRESSES"] = ",".join(urlsplit(one).netloc for one in addresses)
        for number, address in enumerate(addresses):
            add(here, f"s{number}", address)
        _joined_at_once(here, feed)


def _joined_at_once(here: Installation, feed: OaiFeed) -> None:
    outputs = [done(p) for p in [here.start("harvest", f"s{n}") for n in range(SOURCES)]]
    assert all("60 listed" in output and "succeeded" in output for output in outputs), outputs
    for n, record in enumerate(feed.records.values()):
        if record and n % 2:
            record["title"] += ", revised"
    outputs = [done(p) for p in [here.start("harvest", "--full", f"s{n}") for n in range(SOURCES)]]
    assert all("30 changed" in output for output in outputs), outputs
    assert f"FOUND 60 {60 * SOURCES}" in here.manage("shell", "-c", GROUPS)
