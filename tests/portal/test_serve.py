"""`manage.py serve` as `make serve` starts it: everything from one command, ended by one Ctrl-C, nothing lost."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
import requests

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds; a machine may be busy with other things
EVERYTHING = "The portal: "  # said when the first harvest is over


@dataclass
class Registry:
    """An installation with a process group of its own, which Ctrl-C reaches as a terminal would send it."""

    data: Path
    port: int
    log: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        return self.log.read_text("utf-8")

    def start(self) -> None:
        environment = os.environ | {
            "DATA_DIR": str(self.data),
            "DATABASE_URL": "",
            "SAMPLE_ALLIANCE": "1",
            "PUBLIC_ADDRESS": self.address,
            "HARVEST_ALLOWED_ADDRESSES": f"127.0.0.1:{self.port}",
        }
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--port", str(self.port)],
                cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def wait_until(self, words: str) -> None:
        assert self.process
        self._wait(lambda: words in self.said or self.process.poll() is not None)  # type: ignore[union-attr]
        assert words in self.said, self.said

    def interrupt(self) -> None:
        """Ctrl-C; returns when no process of the group is left."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGINT)
        assert self.process.wait(PATIENCE) == 0, self.said
        self._wait(lambda: not running(self.process.pid))  # type: ignore[union-attr]

    def end(self) -> None:
        if self.process and running(self.process.pid):
            os.killpg(self.process.pid, signal.SIGKILL)

    def titles(self) -> list[str]:
        """Of every resource that the API lists, page by page."""
        found: list[str] = []
        following: str | None = f"{self.address}/api/v1/resources/"
        while following:
            with urlopen(following, timeout=PATIENCE) as answer:
                page = json.load(answer)
            found += [resource["title"] for resource in page["results"]]
            following = page["next"]
        return sorted(found)

    def _wait(self, over: Callable[[], bool]) -> None:
        patience = time.monotonic() + PATIENCE
        while not over():
            assert self.process
            assert time.monotonic() < patience, (self.said, running(self.process.pid))
            time.sleep(0.02)  # polls other processes; nothing is timed by it


def signed_in(link: str) -> str:
    """The page that staff see first."""
    with requests.Session() as staff:
        form = staff.get(link, timeout=PATIENCE).text
        (token,) = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        return staff.post(link, {"csrfmiddlewaretoken": token}, timeout=PATIENCE).text


def running(group: int) -> list[str]:
    """The processes of a group by their command lines; one that only waits to be reaped runs no more."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            state, _parent, of = (process / "stat").read_text().rpartition(")")[2].split()[:3]
            if int(of) == group and state != "Z":
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue  # it has just ended
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def install(tmp_path: Path) -> Iterator[Callable[[str], Registry]]:
    installed: list[Registry] = []

    def one(name: str) -> Registry:
        registry = Registry(tmp_path / name, free_port(), tmp_path / f"{name}.log")
        installed.append(registry)
        return registry

    yield one
    for registry in installed:
        registry.end()


def test_it_starts_everything_and_an_interrupted_start_arrives_at_the_same(
    install: Callable[[str], Registry],
) -> None:
    registry = install("undisturbed")
    registry.start()
    registry.wait_until(EVERYTHING)
    assert f"{EVERYTHING}{registry.address}/\n" in registry.said
    catalogue = registry.titles()
    assert len(catalogue) >= 80

    (link,) = re.findall(r"sign in once by this link: (\S+)", registry.said)
    assert link.startswith(f"{registry.address}/staff/sign-in/")
    with urlopen(link, timeout=PATIENCE) as page:
        assert b"signs you in once" in page.read()
    waiting = signed_in(link)
    assert "New resources" in waiting
    assert "Nothing waits here." not in waiting
    with urlopen(f"{registry.address}/?q={'customs%20' * 1_250}", timeout=PATIENCE) as page:
        assert b"</html>" in page.read()

    registry.interrupt()
    assert "Traceback" not in registry.said, registry.said

    registry.start()
    registry.wait_until(EVERYTHING)
    assert "added" not in registry.said, "nothing was due again"
    assert registry.titles() == catalogue
    registry.interrupt()

    interrupted = install("interrupted")
    interrupted.start()
    interrupted.wait_until("succeeded")  # the first of five sources; others are still to come
    interrupted.interrupt()
    assert EVERYTHING not in interrupted.said
    assert "Stopping" in interrupted.said
    assert "Traceback" not in interrupted.said, interrupted.said

    interrupted.start()
    interrupted.wait_until(EVERYTHING)
    assert interrupted.titles() == catalogue
    interrupted.interrupt()


def test_a_port_that_is_taken_is_told(install: Callable[[str], Registry]) -> None:
    registry = install("taken")
    with socket.socket() as other:
        other.bind(("127.0.0.1", registry.port))
        other.listen()
        registry.start()
        assert registry.process
        assert registry.process.wait(PATIENCE) == 1
    assert f"Port {registry.port} cannot be had" in registry.said
    assert "make serve PORT=8123" in registry.said
    assert not running(registry.process.pid)
    assert "Traceback" not in registry.said, registry.said
