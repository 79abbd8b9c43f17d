"""Hot inserts: many rows by executemany with ids given beforehand, about twice as fast as the ORM's bulk_create."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.db import connection, models

from registry.catalogue.prepared import as_text


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


@dataclass(frozen=True, slots=True)
class Encoded:
    """A JSON value as text already, so that what several columns hold is encoded once."""

    text: str

    @classmethod
    def of(cls, value: Any) -> Self:
        return cls(as_text(value))


def insert(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Inserts rows of Python values in the order of `columns` (field names); no signals, no defaults."""
    if not rows:
        return
    fields: list[Any] = [model._meta.get_field(name) for name in columns]
    prepared = zip(
        *(_prepared(field, values) for field, values in zip(fields, zip(*rows, strict=True), strict=True)),
        strict=True,
    )
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})",  # noqa: S608 - names come from the models
            list(prepared),
        )


def _prepared(field: Any, values: Iterable[Any]) -> Iterator[Any]:
    """The values of one column as the database takes them; one that repeats the row before is adapted once."""
    plain = () if isinstance(field, models.JSONField) else _PLAIN
    last: Any = None
    adapted: Any = None
    for value in values:
        if value is not last:
            last, adapted = value, _adapted(field, value, plain)
        yield adapted


def _adapted(field: Any, value: Any, plain: Collection[type]) -> Any:
    if isinstance(value, Encoded):
        return value.text
    return value if type(value) in plain else field.get_db_prep_save(value, connection)


# What drivers take as it is, in any column but one of JSON.
_PLAIN = (int, str, bool)
