"""Makes somebody staff and prints the link by which they sign in once."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from registry.curation import staff


class Command(BaseCommand):
    help = "Makes somebody staff and prints a one-time sign-in link, good for a day."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="add")
        add = actions.add_parser("add", help="somebody, by e-mail address")
        add.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_email(options["email"])
        except ValidationError:
            raise CommandError(f"{options['email']!r} is no e-mail address.", returncode=2) from None
        self.stdout.write(staff.add(options["email"]))
