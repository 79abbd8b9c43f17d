"""Seals the history, and says whether it is as it was sealed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.audit.sealing import holds, seal, verify


class Command(BaseCommand):
    help = "Checks the chain of seals on the history of decisions, or seals what is not sealed yet."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="verify|seal")
        checking = actions.add_parser(
            "verify", help="works all digests out anew; ends with 1 where one differs"
        )
        checking.add_argument("--head", help="a digest that was noted down: it must still be in the chain")
        actions.add_parser("seal", help="what is older than a minute; the worker does so by itself")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "seal":
            self.stdout.write(f"{seal()} rows sealed.")
            return
        verdict = verify()
        if verdict.broken:
            raise CommandError(f"{verdict.broken} The {verdict.sealed} rows before hold.", returncode=1)
        if options["head"] and not holds(options["head"]):
            raise CommandError(
                "The chain holds in itself, but it is another one: the digest that you noted is not in it.",
                returncode=1,
            )
        self.stdout.write(
            f"{verdict.sealed} rows in {verdict.seals} seals hold; {verdict.unsealed} are not sealed yet."
        )
        self.stdout.write(f"Head: {verdict.head}")
