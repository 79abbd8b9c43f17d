"""Who writes to SQLite next: work that nobody waits for lets everybody else go first.

SQLite has no queue. Who waits looks again from time to time, and where others' transactions follow one another at
once it hardly ever finds the database free. So who begins to write holds the lock of a file beside the database,
shared with all who do, until SQLite lets it in; and what is `giving_way` begins only while nobody holds that lock.
What somebody saves so waits for the transaction that goes on, however many others are to come.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any

from django.db import OperationalError

_LOOK_AGAIN = 0.01  # seconds; SQLite itself sleeps up to a tenth of a second, and misses what is shorter
_PATIENCE = 5.0  # seconds, where the settings state no `timeout`, as SQLite's module has it
_WRITING = ("BEGIN", "INSERT", "UPDATE", "DELETE", "REPLACE")

_gives_way: ContextVar[bool] = ContextVar("gives_way", default=False)


@contextmanager
def giving_way() -> Iterator[None]:
    """Within, and in processes that are started within, whatever is written waits until nobody else wants to write."""
    with _set(True):
        yield


@contextmanager
def going_first() -> Iterator[None]:
    """Within, nothing gives way: for what is short, and keeps others waiting for something else than the database."""
    with _set(False):
        yield


def is_giving_way() -> bool:
    return _gives_way.get()


@contextmanager
def _set(value: bool) -> Iterator[None]:
    before = _gives_way.set(value)
    try:
        yield
    finally:
        _gives_way.reset(before)


def in_turn(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """A wrapper of every statement (Django's `execute_wrapper`): of the ones that begin to write, each in its turn."""
    database = context["connection"]
    if database.connection.in_transaction or not sql.startswith(_WRITING) or database.is_in_memory_db():
        return execute(sql, params, many, context)
    waiting = f"{database.settings_dict['NAME']}-waiting"
    give_way, patience = is_giving_way(), database.settings_dict["OPTIONS"].get("timeout", _PATIENCE)
    gives_way_until = time.monotonic() + (patience if give_way else 0)
    ends = gives_way_until + patience  # nobody is to give way for ever, nor to fail for having done so
    with nullcontext() if give_way else _wanting(waiting), _asking_at_once(database.connection, patience):
        while True:
            now = time.monotonic()
            if now >= gives_way_until or not _is_wanted(waiting):
                try:
                    return execute(sql, params, many, context)
                except OperationalError as error:
                    if now > ends or not _is_busy(error):
                        raise
            time.sleep(_LOOK_AGAIN)


@contextmanager
def _wanting(path: str) -> Iterator[None]:
    """Tells those who give way that somebody wants to write."""
    file = _opened(path)
    try:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield
    finally:
        os.close(file)


def _is_wanted(path: str) -> bool:
    file = _opened(path)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(file)


def _opened(path: str) -> int:
    return os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)


@contextmanager
def _asking_at_once(connection: sqlite3.Connection, patience: float) -> Iterator[None]:
    """Within, SQLite does not wait by itself."""
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA busy_timeout = {round(patience * 1000)}")


def _is_busy(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
