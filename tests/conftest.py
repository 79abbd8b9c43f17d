"""Fixtures of the whole suite: no network beyond loopback, and services that are there or skipped in sight."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from registry.framework import lexicon
from tests.factories import make_staff

SHARED = Path(__file__).resolve().parents[2] / "shared"


def unavailable(reason: str) -> None:
    """Skips, in sight; on CI every service is at hand and a skip is a failure."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents; most tests that harvest real input need it."""
    if not (SHARED / "real").is_dir():
        unavailable("the real documents of ../shared are not here")
    return SHARED


@pytest.fixture(autouse=True)
def own_index(settings: Settings, tmp_path: Path) -> None:
    """Each test has a search index of its own, empty until something is drained into it, and notes of its own."""
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    settings.SOUGHT_DIR = tmp_path / "sought"


@pytest.fixture(autouse=True)
def shipped_lexicon() -> None:
    """What another test has changed of the rater's words is none of this one's."""
    lexicon.use(())


@pytest.fixture(autouse=True)
def one_process(settings: Settings) -> None:
    """No other process sees the database of a test."""
    settings.HARVESTS_AT_ONCE = 1


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """A page that a test has opened leaves its language in the thread."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forbids every connection that leaves this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0])  # type: ignore[index]
            assert host.startswith("127.") or host in ("::1", "localhost"), f"a test tried to reach {host}"
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def staff(db: None) -> Client:
    """Signed in, an administrator."""
    client = Client()
    client.force_login(make_staff())
    return client


@pytest.fixture
def member(db: None) -> Client:
    """Signed in, and not of the staff."""
    client = Client()
    client.force_login(User.objects.create(username="li@smme.example"))
    return client


def pytest_sessionfinish(session: pytest.Session) -> None:
    """On CI every service is at hand, so a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
