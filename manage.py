#!/usr/bin/env python
"""The command line of the registry: `manage.py help` lists the commands."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import DatabaseError

from registry.first_use import set_up_where_new


def arguments(given: list[str]) -> list[str]:
    """Our commands' --settings names a file with a source's settings; Django would take it for a module."""
    name, ours = "--settings", "--source-settings"
    return [
        ours + argument.removeprefix(name) if argument.partition("=")[0] == name else argument
        for argument in given
    ]


def main(given: list[str]) -> None:
    set_up_where_new(given[1:])
    execute_from_command_line(given)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
    try:
        main(arguments(sys.argv))
    except ImproperlyConfigured as problem:  # such as an environment variable that makes no sense
        sys.stderr.write(f"{problem}\n")
        sys.exit(2)
    except DatabaseError as problem:
        if "--traceback" in sys.argv:
            raise
        sys.stderr.write(
            f"The database cannot be used: {problem}\n"
            "`manage.py migrate` brings its tables up to date; --traceback shows where this happened.\n"
        )
        sys.exit(1)
