"""Hot inserts: many rows by executemany with ids given beforehand, about twice as fast as the ORM's bulk_create."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def allocate(model: type[models.Model], count: int) -> list[int]:
    """Ids that no other row has or will have. Call it inside the transaction that inserts the rows."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # The transaction is IMMEDIATE, so nobody else inserts between this and the insert.
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            row = cursor.fetchone()
            last = row[0] if row else 0
            return list(range(last + 1, last + 1 + count))
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
        )
        return [row[0] for row in cursor.fetchall()]


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Inserts rows of Python values in the order of `columns` (field names); no signals, no defaults."""
    fields: list[Any] = [model._meta.get_field(name) for name in columns]
    prepared = [_prepared(fields, row) for row in rows]
    if not prepared:
        return
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})", prepared)  # noqa: S608 - names come from the models


def _prepared(fields: Sequence[Any], row: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=True))
