"""Harvests stored sources, or tries one address without storing anything (--try)."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from harvesters.authentication import secret_name
from harvesters.fetch import Fetcher
from harvesters.fetch.secret import Secret
from harvesters.listing import Page
from harvesters.management.source_settings import (
    SourceSettingsCommand,
    settings_from,
    typed_secret,
    wrong_usage,
)
from harvesters.protocols import PROTOCOLS
from harvesters.trial import ANSWER_SECONDS, FETCH_SECONDS, Trial, tried
from registry.progress import Progress

_OF_TRIALS = {
    "protocol": "--protocol",
    "source_settings": "--settings",
    "secret": "--secret",
    "limit": "--limit",
    "json": "--json",
}


class Command(SourceSettingsCommand):
    help = "Harvests stored sources; with --try, shows what an address would give and stores nothing."
    # A trial works without any database, also on a machine where none has been made yet.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("sources", nargs="*", metavar="SOURCE", help="names of stored sources")
        parser.add_argument("--all", action="store_true", help="harvest every approved source")
        parser.add_argument(
            "--full", action="store_true", help="read the whole listing, not only what is new"
        )
        parser.add_argument(
            "--as-of", type=_day, metavar="DATE", help="take this day (such as 2026-12-02) for today"
        )
        trial = parser.add_argument_group("trial")
        trial.add_argument("--try", dest="url", metavar="URL", help="read this address and store nothing")
        trial.add_argument("--protocol", choices=sorted(PROTOCOLS), help="found out when not given")
        self.add_settings_option(trial)
        trial.add_argument(
            "--secret",
            action="store_true",
            help="read the secret that the settings name (authentication) from the standard input",
        )
        trial.add_argument("--limit", type=_count, metavar="N", help="stop after N listed records")
        trial.add_argument(
            "--json", action="store_true", help="print one JSON object (docs/trial.schema.json)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["url"] is None:
            self._harvest(options)
        else:
            self._try(options)

    def _harvest(self, options: dict[str, Any]) -> None:
        for name, option in _OF_TRIALS.items():
            if options[name]:
                raise wrong_usage(f"{option} is for --try; a stored source has its own settings.")
        # Here, because a trial needs nothing of the catalogue, the rater and the search engine.
        from harvesters.management.stored_harvest import harvest_sources

        harvest_sources(
            options["sources"], everything=options["all"], full=options["full"], today=options["as_of"]
        )

    def _try(self, options: dict[str, Any]) -> None:
        if options["sources"] or options["all"] or options["full"]:
            raise wrong_usage("--try reads one address; it does not go with SOURCE, --all or --full.")
        source_settings = settings_from(options["source_settings"], options["protocol"])
        trial = self._tried(options["as_of"] or datetime.now(UTC), source_settings, options)
        if options["json"]:
            self.stdout.write(json.dumps(trial.as_json()))
        else:
            self._print(trial)

    def _tried(self, today: datetime, source_settings: dict[str, Any], options: dict[str, Any]) -> Trial:
        progress = Progress(f"Trying {options['url']}", stream=sys.stderr)
        fetcher = Fetcher(
            settings.HARVEST_ALLOWED_ADDRESSES,
            settings.HARVEST_CONTACT,
            secret=_secret(options, source_settings),
            seconds=ANSWER_SECONDS,
            deadline=FETCH_SECONDS,
        )

        def show(page: Page) -> None:
            progress.total = page.total
            progress.advance(len(page.records))

        with fetcher:
            trial = tried(
                fetcher,
                options["url"],
                today=today,
                protocol=options["protocol"],
                settings=source_settings,
                limit=options["limit"],
                progress=show,
            )
        progress.close(trial.outcome)
        return trial

    def _print(self, trial: Trial) -> None:
        counts = ", ".join(f"{number} {name}" for name, number in trial.as_json()["counts"].items() if number)
        self.stdout.write(f"{trial.outcome}: {counts or 'nothing listed'}")
        if trial.truncated:
            self.stdout.write("The listing goes on after the limit.")
        for problem in trial.errors:
            where = ", ".join(part for part in (problem.identifier, problem.field) if part)
            self.stdout.write(f"! {f'{where}: ' if where else ''}{problem.reason} {problem.advice}".rstrip())
        for record in trial.records:
            self.stdout.write(f"- {record['title'] or '(deleted)'} [{record['identifier']}]")


def _secret(options: dict[str, Any], source_settings: dict[str, Any]) -> Secret | None:
    """What the address is to be asked with; CommandError where the settings and the option do not agree."""
    name = secret_name(source_settings)
    if bool(name) != options["secret"]:
        raise wrong_usage(
            f"The settings name a secret ({name}): give it with --secret on the standard input."
            if name
            else "--secret is for settings that name a secret (`authentication`)."
        )
    return Secret.of(options["url"], typed_secret(), source_settings["authentication"]) if name else None


def _day(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2026-12-02") from None


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of at least 1")
    return int(text)
