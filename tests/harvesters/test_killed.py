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
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from tests.harvesters.oai_feed import OaiFeed, numbered

ROOT = Path(__file__).resolve().parents[2]
KILLED_AT_PAGE = (0, 7, 29)  # of 30

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
    """Kills the process that asks for a page, at that moment; every page is served once the trap has sprung."""

    def __init__(self) -> None:
        self.page: int | None = None
        self.process: subprocess.Popen[str] | None = None
        self.armed = threading.Event()

    def __call__(self, page: int) -> Response | None:
        if page != self.page:
            return None
        self.page = None
        assert self.armed.wait(30)
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        return None


@pytest.fixture
def trap() -> Trap:
    return Trap()


@pytest.fixture
def feed(trap: Trap) -> OaiFeed:
    records = numbered(300)
    records["oai:feed.example:7"] = None
    records["oai:feed.example:200"] = {"description": "no title"}
    return OaiFeed(records, fault=trap)


@pytest.fixture
def twin(httpserver: HTTPServer) -> str:
    """Another member's feed, which lists some of the same courses."""
    records = {f"twin:{n}": record for n, record in enumerate(numbered(10, first=95).values())}
    feed = OaiFeed(records)
    httpserver.expect_request("/twin").respond_with_handler(feed.answer)
    return httpserver.url_for("/twin")


def killed_while_asking(installation: Installation, trap: Trap, page: int) -> None:
    trap.armed.clear()
    trap.page = page
    trap.process = installation.start("harvest", "feed 0")
    trap.armed.set()
    trap.process.communicate(timeout=60)
    assert trap.process.returncode == -signal.SIGKILL
    installation.end_leases()


def test_a_harvest_killed_again_and_again_arrives_where_an_undisturbed_one_does(
    tmp_path: Path, httpserver: HTTPServer, feed: OaiFeed, trap: Trap, twin: str
) -> None:
    address, allowed = feed.serve(httpserver), f"127.0.0.1:{httpserver.port}"
    undisturbed = Installation(tmp_path / "undisturbed", allowed)
    undisturbed.set_up(address, twin)
    undisturbed.manage("harvest", "feed 1")
    disturbed = undisturbed.copied(tmp_path / "disturbed")
    undisturbed.manage("harvest", "feed 0")
    for page in KILLED_AT_PAGE:
        killed_while_asking(disturbed, trap, page)
    disturbed.manage("harvest", "feed 0")
    expected = undisturbed.looked_at()
    assert len(expected["records"]) == 308
    assert len(expected["indexed"]) == 298, "ten are joined with the other member's"
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
