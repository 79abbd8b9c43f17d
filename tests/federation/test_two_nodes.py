"""Two nodes as two installations with processes of their own, exchanging records over HTTP."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from pytest_httpserver import HTTPServer

from tests.harvesters.oai_feed import OaiFeed, numbered

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Node:
    """An installation: its data, its port, and the web server that runs while the test does."""

    data: Path
    port: int
    allowed: list[str]
    server: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def env(self) -> dict[str, str]:
        return os.environ | {
            "DATA_DIR": str(self.data),
            "DATABASE_URL": "",
            "HARVEST_ALLOWED_ADDRESSES": ",".join(self.allowed),
            "PUBLIC_ADDRESS": f"http://127.0.0.1:{self.port}",
        }

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self) -> None:
        self.manage("migrate", "-v0")
        self.server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "registry.wsgi", "--bind", f"127.0.0.1:{self.port}",
             "--log-level", "warning", "--no-control-socket"],
            cwd=ROOT, env=self.env,
        )  # fmt: skip
        wait_for(self.address("robots.txt"))

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/{path}"

    def listed(self) -> list[dict[str, Any]]:
        with urlopen(self.address("api/v1/resources/"), timeout=10) as answer:
            return list(json.load(answer)["results"])

    def run_of(self, source: str) -> str:
        """The counts of a source's last run, in the words of `sources show`."""
        lines = self.manage("sources", "show", source).splitlines()
        return next(line for line in lines if line.startswith("run "))

    def take(self, other: Node, name: str) -> None:
        exchange = other.address("oai/exchange/")
        options = ("--peer", "--licence", "CC0-1.0", "--organisation", "Alliance", "--approve")
        self.manage("sources", "add", exchange, "--name", name, *options)
        self.manage("harvest", name)


def wait_for(address: str) -> None:
    patience = time.monotonic() + 90
    while True:
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError):
            assert time.monotonic() < patience, f"{address} does not answer"
            time.sleep(0.05)  # polls a process that is starting; nothing is timed by it


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def nodes(tmp_path: Path, httpserver: HTTPServer) -> Iterator[tuple[Node, Node]]:
    ports = free_port(), free_port()
    allowed = [f"127.0.0.1:{port}" for port in (*ports, httpserver.port)]
    pair = Node(tmp_path / "first", ports[0], allowed), Node(tmp_path / "second", ports[1], allowed)
    try:
        for node in pair:
            node.start()
        yield pair
    finally:
        for node in pair:
            if node.server:
                node.server.terminate()
                node.server.wait(20)


def test_a_second_node_takes_gives_nothing_back_and_loses_what_is_deleted(
    nodes: tuple[Node, Node], httpserver: HTTPServer
) -> None:
    first, second = nodes
    feed = OaiFeed(numbered(12))
    arguments = ("--name", "ministry", "--kind", "government", "--economy", "CL", "--licence", "CC-BY-4.0")
    first.manage("sources", "add", feed.serve(httpserver), *arguments, "--approve")
    first.manage("harvest", "ministry")

    second.take(first, "first")
    assert "12 listed, 12 added" in second.run_of("first")
    taken = {r["id"]: r for r in second.listed()}
    given = {r["id"]: r for r in first.listed()}
    assert taken.keys() == given.keys(), "a resource has the same public id at every node"
    assert {r["organiser"]["name"] for r in taken.values()} == {"ministry"}

    first.take(second, "second")
    assert "12 listed, 12 skipped" in first.run_of("second")
    assert len(first.listed()) == 12

    second.manage("harvest", "first", "--full")
    assert "12 listed, 12 unchanged" in second.run_of("first")
    first.manage("harvest", "second", "--full")
    assert "12 skipped" in first.run_of("second")

    feed.records["oai:feed.example:5"] = None
    first.manage("harvest", "ministry", "--full")
    second.manage("harvest", "first")
    assert "1 deleted" in second.run_of("first")
    assert len(second.listed()) == 11
    first.manage("harvest", "second")
    assert len(first.listed()) == 11


def test_a_copy_of_a_node_is_refused_as_its_peer(nodes: tuple[Node, Node], httpserver: HTTPServer) -> None:
    first, second = nodes
    feed = OaiFeed(numbered(3))
    first.manage("sources", "add", feed.serve(httpserver), "--name", "m", "--licence", "CC0-1.0", "--approve")
    first.manage("harvest", "m")
    identity = first.manage(
        "shell", "-c", "from registry.sources.models import Node; print(Node.this().uuid)"
    )
    copy = f"Node.this(); Node.objects.update(uuid='{identity.split()[-1]}')"
    second.manage("shell", "-c", f"from registry.sources.models import Node; {copy}")
    exchange = first.address("oai/exchange/")
    second.manage("sources", "add", exchange, "--name", "first", "--peer", "--approve")
    with pytest.raises(AssertionError, match="Not read to the end"):
        second.manage("harvest", "first")
    assert "same identity as this one" in second.manage("sources", "show", "first")
    assert second.listed() == []
