"""What an operator does for a person: note that mail to an address comes back, or delete all that is kept of it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.people import readers
from registry.people.models import Reader


class Command(BaseCommand):
    help = "Notes that mail to an address comes back (bounced), or deletes all that is kept of a person (forget)."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="bounced|forget")
        for name, about in (
            ("bounced", "write to it no more, until its owner says that it is well again"),
            ("forget", "delete all that belongs to it"),
        ):
            actions.add_parser(name, help=about).add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        reader = Reader.objects.filter(address=readers.normal(options["email"])).first()
        if reader is None:
            raise CommandError("Nobody has given that address.")
        if options["action"] == "forget":
            readers.forget(reader)
        else:
            readers.refused(reader.address)
