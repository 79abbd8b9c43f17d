"""Transactions that change the catalogue, one at a time: what one of them joins, the next one sees."""

from __future__ import annotations

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
