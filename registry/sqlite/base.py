"""What Django asks a database's module for."""

from __future__ import annotations

from typing import Any

from django.db.backends.sqlite3 import base

from registry.turns import in_turn


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.execute_wrappers.append(in_turn)
