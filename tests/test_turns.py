"""On SQLite, work that nobody waits for lets everybody else write first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler
from pytest_django.plugin import DjangoDbBlocker

from registry.turns import giving_way, going_first

PATIENCE = 60  # seconds; a machine may have other work to do
A_MOMENT = 0.2  # seconds in which whoever does not wait would have come


@pytest.fixture
def path(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    with django_db_blocker.unblock():
        yield tmp_path / "database.sqlite3"


def opened(path: Path, timeout: float = PATIENCE) -> BaseDatabaseWrapper:
    """A connection of this thread's, with the registry's own settings."""
    options = {"transaction_mode": "IMMEDIATE", "timeout": timeout, "init_command": "PRAGMA journal_mode=WAL"}
    return ConnectionHandler({"default": {"ENGINE": "registry.sqlite", "NAME": path, "OPTIONS": options}})[
        "default"
    ]


def run(connection: BaseDatabaseWrapper, statement: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


class Writer(threading.Thread):
    """Adds its name as a row; `asked` is set when it first asks SQLite for its turn."""

    def __init__(self, name: str, path: Path, *within: Callable[[], Any], timeout: float = PATIENCE) -> None:
        super().__init__(name=name)
        self.path, self.within, self.timeout, self.asked = path, within, timeout, threading.Event()

    def run(self) -> None:
        connection = opened(self.path, self.timeout)
        connection.execute_wrappers.append(self._note)
        with ExitStack() as stack:
            for manager in self.within:
                stack.enter_context(manager())
            run(connection, f"INSERT INTO written VALUES ('{self.name}')")
        connection.close()

    def _note(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith("INSERT"):
            self.asked.set()
        return execute(sql, *rest)


@pytest.fixture
def busy(path: Path) -> Iterator[BaseDatabaseWrapper]:
    """A connection in the middle of a transaction."""
    connection = opened(path)
    run(connection, "CREATE TABLE written (name TEXT)")
    run(connection, "BEGIN IMMEDIATE")
    yield connection
    connection.close()


def test_what_gives_way_does_not_even_ask_while_somebody_wants_to_write(
    path: Path, busy: BaseDatabaseWrapper
) -> None:
    curator, harvest = Writer("curator", path), Writer("harvest", path, giving_way)
    curator.start()
    assert curator.asked.wait(PATIENCE)
    harvest.start()
    assert not harvest.asked.wait(A_MOMENT)
    run(busy, "COMMIT")
    for writer in (curator, harvest):
        writer.join(PATIENCE)
    assert run(busy, "SELECT name FROM written ORDER BY rowid") == [("curator",), ("harvest",)]


@pytest.mark.parametrize(
    ("within", "timeout"),
    [((), PATIENCE), ((giving_way, going_first), PATIENCE), ((giving_way,), 3)],
    ids=["who gives no way", "who goes first", "who has given way for long enough"],
)
def test_all_others_ask_whoever_else_wants_to_write(
    path: Path, busy: BaseDatabaseWrapper, within: tuple[Callable[[], Any], ...], timeout: float
) -> None:
    curator, another = Writer("curator", path), Writer("another", path, *within, timeout=timeout)
    curator.start()
    assert curator.asked.wait(PATIENCE)
    another.start()
    assert another.asked.wait(PATIENCE)
    run(busy, "COMMIT")
    for writer in (curator, another):
        writer.join(PATIENCE)
    assert sorted(run(busy, "SELECT name FROM written")) == [("another",), ("curator",)]


@pytest.mark.parametrize("statement", ["BEGIN IMMEDIATE", "INSERT INTO written VALUES ('late')"])
def test_who_has_waited_for_long_enough_is_told(
    path: Path, busy: BaseDatabaseWrapper, statement: str
) -> None:
    late = opened(path, timeout=0.05)
    for manager in (giving_way, going_first):
        with manager(), pytest.raises(OperationalError, match="locked"):
            run(late, statement)
    assert run(late, "SELECT name FROM written") == []
    assert run(late, "PRAGMA busy_timeout") == [(50,)]
    late.close()


def test_what_gives_way_writes_when_nobody_else_wants_to(path: Path, busy: BaseDatabaseWrapper) -> None:
    run(busy, "COMMIT")
    with giving_way():
        run(busy, "INSERT INTO written VALUES ('harvest')")
    assert run(busy, "SELECT name FROM written") == [("harvest",)]
