"""The option --settings FILE.json of commands: a source's settings, not Django's; and the secret that they name."""

from __future__ import annotations

import argparse
import json
import sys
from getpass import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from harvesters.settings import SettingsProblem, checked

WRONG_USAGE = 2  # exit status


class SourceSettingsCommand(BaseCommand):
    """A command that takes --settings FILE.json.

    Django's own option of that name chooses a settings module, of which there is one only; manage.py hands
    --settings on as --source-settings, so that Django does not take the file for a module.
    """

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)
        parser.set_defaults(settings=None)
        return parser

    def add_settings_option(self, parser: argparse._ActionsContainer) -> None:
        parser.add_argument(
            "--settings",
            "--source-settings",
            dest="source_settings",
            metavar="FILE.json",
            help="the source's settings, as docs/settings.schema.json describes them",
        )


def settings_from(path: str | None, protocol: str | None) -> dict[str, Any]:
    """The checked settings in a file, none without a file; CommandError with status 2 for unusable ones."""
    if path is None:
        return {}
    try:
        return checked(json.loads(Path(path).read_text(encoding="utf-8-sig")), protocol)
    except OSError as error:
        raise wrong_usage(f"The settings file {path} cannot be read: {error.strerror}.") from None
    except SettingsProblem as problem:
        raise wrong_usage(f"The settings in {path} cannot be used. {problem}") from None
    except (ValueError, RecursionError) as error:
        raise wrong_usage(f"The settings file {path} is not JSON: {error}.") from None


def typed_secret() -> str:
    """What stands on the first line of the standard input; not shown where somebody types it."""
    return (getpass("Secret: ") if sys.stdin.isatty() else sys.stdin.readline()).strip()


def wrong_usage(message: str) -> CommandError:
    return CommandError(message, returncode=WRONG_USAGE)
