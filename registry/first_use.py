"""A command in a new place finds a database: whoever names a new DATA_DIR need not know of migrations."""

from __future__ import annotations

from collections.abc import Sequence

import django
from django.conf import settings
from django.core.management import call_command, get_commands


def set_up_where_new(arguments: Sequence[str]) -> None:
    """Makes the tables of a database file that does not exist, for our own commands; a trial stores nothing."""
    django.setup()  # which commands there are is known only afterwards
    name = arguments[0] if arguments else ""
    if not _is_ours(name) or any(argument.partition("=")[0] in _NOTHING_STORED for argument in arguments):
        return
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite") and not database["NAME"].exists():
        call_command("migrate", verbosity=0)


_NOTHING_STORED = ("--try", "--help", "-h")


def _is_ours(name: str) -> bool:
    return str(get_commands().get(name, "")).partition(".")[0] in ("registry", "harvesters", "search")
