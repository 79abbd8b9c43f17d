#!/usr/bin/env python
"""The command line of the registry: `manage.py help` lists the commands."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def arguments(given: list[str]) -> list[str]:
    """Our commands' --settings names a file with a source's settings; Django would take it for a module."""
    name, ours = "--settings", "--source-settings"
    return [
        ours + argument.removeprefix(name) if argument.partition("=")[0] == name else argument
        for argument in given
    ]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
    try:
        execute_from_command_line(arguments(sys.argv))
    except ImproperlyConfigured as problem:  # such as an environment variable that makes no sense
        sys.stderr.write(f"{problem}\n")
        sys.exit(2)
