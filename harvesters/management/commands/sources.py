"""Lists, shows, adds, decides on and steers sources, changes their settings, and keeps their secrets."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser

from harvesters import secrets
from harvesters.adding import SourceExists, add, approve, change_settings, check_is_new, refuse
from harvesters.authentication import secret_name
from harvesters.detect import detect
from harvesters.fetch import Fetcher
from harvesters.formats import native
from harvesters.management.source_settings import (
    SourceSettingsCommand,
    settings_from,
    typed_secret,
    wrong_usage,
)
from harvesters.management.stored_harvest import named
from harvesters.problems import SourceProblem
from harvesters.protocols import PROTOCOLS
from harvesters.runs import COUNTS
from harvesters.settings import SettingsProblem
from harvesters.steering import ORDERS, NotPossible
from registry.framework.economies import economy
from registry.framework.vocabularies import ORGANISER_KINDS
from registry.sources.models import Run, Source


class Command(SourceSettingsCommand):
    help = (
        "Lists, shows, adds, decides on and steers sources, changes their settings, and keeps their secrets."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        actions.add_parser("list", help="every source, a line each")
        show = actions.add_parser("show", help="one source, its last runs and their errors")
        show.add_argument("name")
        self._add_arguments(actions.add_parser("add", help="a new source"))
        for action in ("approve", "refuse"):
            decide = actions.add_parser(action, help=f"{action} a proposed source")
            decide.add_argument("name")
            decide.add_argument("--reason", default="", help="for the provider to read")
        for name, order in ORDERS.items():
            steer = actions.add_parser(name, help=(order.__doc__ or "").rstrip("."))
            steer.add_argument("name")
            steer.add_argument("--reason", default="", help="for the provider to read")
            steer.set_defaults(order=order)
        read_by = actions.add_parser("settings", help="shows the settings, or changes them with --settings")
        read_by.add_argument("name")
        self.add_settings_option(read_by)
        self._add_secret_arguments(actions.add_parser("secret", help="keep what a source wants to see"))

    def _add_secret_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.description = "Reads the secret from the standard input, one line; nothing shows it again."
        parser.add_argument("name")
        sent_as = parser.add_mutually_exclusive_group(required=True)
        sent_as.add_argument("--header", help="the header that it is sent as, such as X-API-Key")
        sent_as.add_argument("--parameter", help="the parameter of the address that it is sent as")
        parser.add_argument("--forget", action="store_true", help="forget it, without reading anything")

    def _add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("url", nargs="?", default="", help="none with --addresses and --protocol by_hand")
        parser.add_argument(
            "--addresses",
            metavar="FILE",
            help="read the pages and documents of these addresses, one in each line",
        )
        parser.add_argument("--name", required=True, help="what commands and pages call it")
        parser.add_argument("--protocol", choices=sorted(PROTOCOLS), help="found out when not given")
        self.add_settings_option(parser)
        parser.add_argument("--peer", action="store_true", help="the exchange address of another node")
        parser.add_argument("--licence", default="", help="of the metadata, e.g. CC-BY-4.0; none: unknown")
        parser.add_argument(
            "--no-republish", action="store_true", help="the licence does not let the metadata be passed on"
        )
        parser.add_argument(
            "--organisation", help="who offers the training; the source's name when not given"
        )
        parser.add_argument(
            "--kind", default="", choices=["", *ORGANISER_KINDS.ids], help="of the organisation"
        )
        parser.add_argument("--economy", default="", help="of the organisation: a name or an ISO 3166-1 code")
        parser.add_argument("--approve", action="store_true", help="harvest it from now on")

    def handle(self, *args: Any, **options: Any) -> None:
        if "order" in options:
            self._steer(options)
        else:
            getattr(self, f"_{options['action']}")(options)

    def _list(self, options: dict[str, Any]) -> None:
        for source in Source.objects.select_related("organisation"):
            run = source.runs.first()
            last = f"{run.outcome} {run.started:%Y-%m-%d %H:%M}" if run else "never harvested"
            self.stdout.write(f"{source.name}\t{source.protocol}\t{source.state}\t{last}\t{source.url}")

    def _show(self, options: dict[str, Any]) -> None:
        source = named(options["name"])
        self.stdout.write(f"{source.name} ({source.uuid}), of {source.organisation}")
        self.stdout.write(f"{source.protocol} {source.url}: {source.state} {source.state_reason}".rstrip())
        passed_on = {True: "may be passed on", False: "must not be passed on", None: "passing on unknown"}
        self.stdout.write(f"licence {source.licence or 'unknown'}, {passed_on[source.may_republish]}")
        for secret in source.secrets.all():
            self.stdout.write(f"secret {secret.name} for {secret.site}, entered {secret.entered:%Y-%m-%d}")
        for run in source.runs.all()[:5]:
            self._show_run(run)

    def _show_run(self, run: Run) -> None:
        counts = ", ".join(f"{getattr(run, name)} {name}" for name in COUNTS if getattr(run, name))
        self.stdout.write(
            f"run {run.pk} of {run.started:%Y-%m-%d %H:%M}: {run.outcome}; {counts or 'nothing listed'}"
        )
        for error in run.errors.all()[:20]:
            where = " ".join(part for part in (error.stage, error.identifier, error.field) if part)
            self.stdout.write(f"  {where}: {error.reason} {error.advice}".rstrip())

    def _add(self, options: dict[str, Any]) -> None:
        try:
            source = self._added(options)
        except (SourceExists, SettingsProblem, ValidationError) as refused:
            words = "; ".join(getattr(refused, "messages", [str(refused)]))
            raise CommandError(words, returncode=2) from None
        if options["approve"]:
            approve(source, actor="command")
        self.stdout.write(f"{source.name}: {source.protocol} {source.url}, {source.state}")

    def _added(self, options: dict[str, Any]) -> Source:
        protocol, url = options["protocol"], options["url"]
        source_settings = settings_from(options["source_settings"], protocol)
        where = _economy(options["economy"])
        if options["addresses"]:
            protocol, source_settings = "addresses", source_settings | _addresses(options["addresses"])
        check_is_new(options["name"], url)
        if options["peer"]:
            protocol, source_settings = "oai_pmh", source_settings | {"metadata_prefix": native.PREFIX}
        if protocol is None and url:
            protocol, url, source_settings = self._detected(url, source_settings)
        return add(
            url,
            name=options["name"],
            protocol=protocol or "",
            settings=source_settings,
            licence=options["licence"],
            may_republish=False if options["no_republish"] else bool(options["licence"]) or None,
            organisation=options["organisation"] or options["name"],
            kind=options["kind"],
            economy=where,
        )

    def _detected(self, url: str, source_settings: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
        try:
            with Fetcher(
                settings.HARVEST_ALLOWED_ADDRESSES, settings.HARVEST_CONTACT, deadline=60
            ) as fetcher:
                found = detect(fetcher, url)
        except SourceProblem as problem:
            raise CommandError(f"{problem.problem.reason} {problem.problem.advice}") from None
        return found.protocol, found.url, dict(found.settings) | source_settings

    def _approve(self, options: dict[str, Any]) -> None:
        source = named(options["name"])
        approve(source, actor="command", reason=options["reason"])
        self.stdout.write(f"{source.name}: {source.state}")

    def _refuse(self, options: dict[str, Any]) -> None:
        source = named(options["name"])
        refuse(source, actor="command", reason=options["reason"])
        self.stdout.write(f"{source.name}: {source.state}")

    def _steer(self, options: dict[str, Any]) -> None:
        source = named(options["name"])
        try:
            options["order"](source, actor="command", reason=options["reason"])
        except NotPossible as refused:
            raise CommandError(str(refused)) from None
        source.refresh_from_db()
        self.stdout.write(f"{source.name}: {source.state}, due {source.due:%Y-%m-%d %H:%M} UTC")

    def _settings(self, options: dict[str, Any]) -> None:
        source, path = named(options["name"]), options["source_settings"]
        if path is not None:
            change_settings(source, settings_from(path, source.protocol), actor="command")
        self.stdout.write(json.dumps(source.settings, ensure_ascii=False, indent=2))

    def _secret(self, options: dict[str, Any]) -> None:
        source, name = named(options["name"]), options["header"] or options["parameter"]
        if options["forget"]:
            forgotten = secrets.forget(source, name, actor="command")
            self.stdout.write(f"{source.name}: {name} {'forgotten' if forgotten else 'was not kept'}")
            return
        try:
            secrets.keep(source, name, typed_secret(), actor="command")
        except secrets.UnusableSecret as refused:
            raise CommandError(str(refused), returncode=2) from None
        self.stdout.write(f"{source.name}: {name} is kept")
        if secret_name(source.settings) != name:
            self.stdout.write(f"The source's settings do not name {name} under `authentication` yet.")


def _addresses(path: str) -> dict[str, Any]:
    try:
        return {"addresses": Path(path).read_text(encoding="utf-8-sig").split()}
    except (OSError, UnicodeDecodeError) as error:
        raise wrong_usage(f"The file {path} cannot be read: {error}.") from None


def _economy(stated: str) -> str:
    """The code of an economy by any usual name; empty where none is stated."""
    code = economy(stated) if stated else ""
    if code is None:
        raise CommandError(f"No economy is called {stated!r}; write its ISO 3166-1 code.", returncode=2)
    return code
