"""Transactions that change the catalogue, one at a time: what one of them joins, the next one sees."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_LOCK = 0x63626574  # any number, the same in every process


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that has the catalogue to itself; short, as rule 14 wants them, so that others wait little.

    SQLite's are so from their BEGIN IMMEDIATE on. PostgreSQL's run side by side, and two that each store a
    record of the same thing would join neither, or lock each other's rows; a lock that ends with the
    transaction gives them an order. Take it before any row is written.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        yield


_LONGEST_PAUSE = 0.25  # seconds


@contextmanager
def giving_way() -> Iterator[None]:
    """Around one of many transactions that nobody waits for: afterwards others have as long as it took.

    Who waits for SQLite only looks every tenth of a second, and between transactions that follow one another at once
    hardly ever finds it free. Nothing but the transaction belongs inside.
    """
    begun = time.monotonic()
    yield
    if connection.vendor == "sqlite":
        time.sleep(min(time.monotonic() - begun, _LONGEST_PAUSE))
