"""Every row of the database, to see that something has written nothing."""

from __future__ import annotations

from typing import Any

from django.db import connection


def rows(but: str = "") -> dict[str, list[tuple[Any, ...]]]:
    """The rows of every table, by its name, but for one table's."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")
            found[table] = cursor.fetchall()
    found.pop(but, None)
    return found
