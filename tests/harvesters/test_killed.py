"""Harvests that are killed at any point: whoever goes on arrives at the catalogue of an undisturbed one (rule 5)."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from random import Random
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from tests.harvesters.oai_feed import OaiFeed, numbered

ROOT = Path(__file__).resolve().parents[2]
KILLS = 30
RECORDS, PAGE = 600, 15
MOST_PAGES, MOST_STATEMENTS = 6, 400  # after which a harvest that goes on is killed

# One process that forks: each of its children goes on with the harvest, and is killed where it is told, as many
# harvests as are told. It says which child there is, and how that ended.
FORKING = """
import os, signal, sys
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from harvesters import reading_ahead, runs
from registry.catalogue import outbox
import registry.urls
from search import engines

class Deadly:
    def __init__(self, statements):
        self.left = statements
    def __call__(self, execute, sql, params, many, context):
        self.left -= 1
        if self.left == 0 :
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

for line in sys.stdin:
    statements, large = map(int, line.split())
    child = os.fork()
    if not child:
        reading_ahead.LARGE = large
        if statements:
            connection.execute_wrappers.append(Deadly(statements))
        status = 1
        try:
            call_command("harvest", "feed 0")
            status = 0
        finally:
            os._exit(status)
    print("CHILD", child, flush=True)
    _, status = os.waitpid(child, 0)
    print("ENDED", status, flush=True)
"""

# Everything that a reader can see, by names that do not depend on the order in which rows were written.
LOOKED_AT = """
import json
from registry.catalogue import outbox
from registry.catalogue.models import *
from search.engines import engine
outbox.drain()
public = dict(Resource.objects.values_list("pk", "record__identifier"))
told = {
    "records": {r.identifier: [r.state, r.description, r.hash.hex(), bytes(r.payload.data).hex(),
                               r.absent_since is None] for r in Record.objects.select_related("payload")},
    "resources": {public[r.pk]: [str(public.get(r.leader_id)), r.title, r.effective, r.profile, r.hidden, r.tags,
                                 r.rating_due] for r in Resource.objects.all()},
    "occurrences": sorted([public[o.resource_id], str(o.starts), o.stated] for o in Occurrence.objects.all()),
    "ratings": sorted([public[r.resource_id], r.kind, r.version, r.cells] for r in Rating.objects.all()),
    "keys": sorted([k.record.identifier, k.digest] for k in RecordKey.objects.select_related("record")),
    "tombstones": sorted(Tombstone.objects.values_list("origin_identifier", flat=True)),
    "indexed": sorted(public[id] for id, version in engine().versions()),
    "waiting": Outbox.objects.count(),
}
told["ratings"].sort(key=str)
print("LOOKED " + json.dumps(told, sort_keys=True, default=str))
"""


class Installation:
    """A data directory of its own, and the commands that a person or the worker gives in it."""

    def __init__(self, data: Path, allowed: str) -> None:
        self.data = data
        self.env = os.environ | {
            "DATA_DIR": str(data),
            "DATABASE_URL": "",
            "HARVEST_ALLOWED_ADDRESSES": allowed,
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def manage(self, *arguments: str) -> str:
        process = self.start(*arguments)
        output, _ = process.communicate(timeout=120)
        assert process.returncode == 0, output
        return output

    def set_up(self, *addresses: str) -> None:
        self.manage("migrate", "-v0")
        for number, address in enumerate(addresses):
            name = ("--name", f"feed {number}", "--licence", "CC0-1.0", "--organisation", f"Member {number}")
            self.manage("sources", "add", address, *name, "--protocol", "oai_pmh", "--approve")

    def copied(self, data: Path) -> Installation:
        """Another one with the same identity."""
        shutil.copytree(self.data, data)
        return Installation(data, self.env["HARVEST_ALLOWED_ADDRESSES"])

    def end_leases(self) -> None:
        """As if the five minutes had gone by after which a lost worker's lease ends."""
        with sqlite3.connect(self.data / "registry.sqlite3", timeout=30) as database:
            database.execute(
                "UPDATE sources_source SET leased_until = '2020-01-01 00:00:00' WHERE lease IS NOT NULL"
            )
        database.close()

    def looked_at(self) -> dict[str, Any]:
        line = next(
            line for line in self.manage("shell", "-c", LOOKED_AT).splitlines() if line.startswith("LOOKED ")
        )
        told: dict[str, Any] = json.loads(line.removeprefix("LOOKED "))
        return told


class Trap:
    """Kills the process that asks for the page of this number, counted from when the trap was set."""

    def __init__(self) -> None:
        self.pages = 0  # 0: no trap
        self.child: int | None = None
        self.armed = threading.Event()

    def set(self, pages: int) -> None:
        self.armed.clear()
        self.pages = pages

    def __call__(self, page: int) -> Response | None:
        if self.pages:
            self.pages -= 1
            if self.pages == 0:
                assert self.armed.wait(30)
                assert self.child
                os.kill(self.child, signal.SIGKILL)
        return None


@pytest.fixture
def trap() -> Trap:
    return Trap()


@pytest.fixture
def feed(trap: Trap) -> OaiFeed:
    records = numbered(RECORDS)
    records["oai:feed.example:7"] = None
    records["oai:feed.example:200"] = {"description": "no title"}
    return OaiFeed(records, fault=trap, page_size=PAGE)


@pytest.fixture
def twin(httpserver: HTTPServer) -> str:
    """Another member's feed, which lists some of the same courses."""
    records = {f"twin:{n}": record for n, record in enumerate(numbered(10, first=95).values())}
    feed = OaiFeed(records)
    httpserver.expect_request("/twin").respond_with_handler(feed.answer)
    return httpserver.url_for("/twin")


class Mortal:
    """Harvests that are killed, one after the other, in an installation."""

    def __init__(self, installation: Installation, trap: Trap) -> None:
        self.installation, self.trap = installation, trap
        self.process = subprocess.Popen(
            [sys.executable, "-c", FORKING],
            cwd=ROOT,
            env=installation.env | {"DJANGO_SETTINGS_MODULE": "registry.settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def harvest(self, *, pages: int = 0, statements: int = 0, large: int = RECORDS) -> bool:
        """Whether it was killed: at its so manieth page or statement; `large`: from when a second process helps."""
        assert self.process.stdin
        self.trap.set(pages)
        self.process.stdin.write(f"{statements} {large}\n")
        self.process.stdin.flush()
        self.trap.child = int(self._said("CHILD"))
        self.trap.armed.set()
        status = int(self._said("ENDED"))
        self.trap.set(0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        assert killed or os.waitstatus_to_exitcode(status) == 0, status
        self.installation.end_leases()
        return killed

    def close(self) -> None:
        self.process.communicate(timeout=60)
        assert self.process.returncode == 0

    def _said(self, name: str) -> str:
        assert self.process.stdout
        for line in self.process.stdout:
            if line.startswith(name):
                return line.removeprefix(name)
        raise AssertionError("the harvests ended")


def test_a_harvest_killed_at_thirty_points_arrives_where_an_undisturbed_one_does(
    tmp_path: Path, httpserver: HTTPServer, feed: OaiFeed, trap: Trap, twin: str
) -> None:
    """At pages and at statements, some while a second process helps; each goes on where the last one was killed."""
    address, allowed = feed.serve(httpserver), f"127.0.0.1:{httpserver.port}"
    undisturbed = Installation(tmp_path / "undisturbed", allowed)
    undisturbed.set_up(address, twin)
    undisturbed.manage("harvest", "feed 1")
    disturbed = undisturbed.copied(tmp_path / "disturbed")
    undisturbed.manage("harvest", "feed 0")
    random, mortal = Random("thirty points"), Mortal(disturbed, trap)
    at_pages = at_statements = 0
    while at_pages + at_statements < KILLS:
        large = random.choice((1, RECORDS, RECORDS))
        if random.random() < 0.5:
            at_pages += mortal.harvest(pages=random.randint(1, MOST_PAGES), large=large)
        else:
            at_statements += mortal.harvest(statements=random.randint(1, MOST_STATEMENTS), large=large)
    mortal.close()
    assert min(at_pages, at_statements) >= KILLS // 5
    disturbed.manage("harvest", "feed 0")
    expected = undisturbed.looked_at()
    assert len(expected["records"]) == RECORDS + 8
    assert len(expected["indexed"]) == RECORDS - 2, "ten are joined with the other member's"
    assert disturbed.looked_at() == expected
    runs = disturbed.manage("sources", "show", "feed 0")
    assert "its worker stopped" in runs
    assert "running" not in runs


def test_a_harvest_killed_while_it_writes_arrives_there_too(
    tmp_path: Path, httpserver: HTTPServer, feed: OaiFeed, twin: str
) -> None:
    """At moments that no page marks: in a transaction, while rating, joining, withdrawing or indexing."""
    address, allowed = feed.serve(httpserver), f"127.0.0.1:{httpserver.port}"
    undisturbed = Installation(tmp_path / "undisturbed", allowed)
    undisturbed.set_up(address, twin)
    undisturbed.manage("harvest", "feed 1")
    disturbed = undisturbed.copied(tmp_path / "disturbed")
    undisturbed.manage("harvest", "--all")
    asked = threading.Event()
    feed.fault = lambda _page: asked.set()
    for delay in (0.05, 0.2, 0.5):
        asked.clear()
        process = disturbed.start("harvest", "--all")
        asked.wait(30)
        threading.Event().wait(delay)
        process.kill()
        process.communicate(timeout=60)
        disturbed.end_leases()
    disturbed.manage("harvest", "--all")
    assert disturbed.looked_at() == undisturbed.looked_at()
