"""Makes somebody staff and prints the link by which they sign in once, or a token for their programs."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from registry.curation import staff


class Command(BaseCommand):
    help = "Makes somebody staff and prints a one-time sign-in link, good for a day, or a token of the API."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="add|token")
        for name, about in (
            ("add", "somebody, by e-mail address"),
            ("token", "for programs that use the API"),
        ):
            actions.add_parser(name, help=about).add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_email(options["email"])
        except ValidationError:
            raise CommandError(f"{options['email']!r} is no e-mail address.", returncode=2) from None
        if options["action"] == "add":
            self.stdout.write(staff.add(options["email"]))
            return
        token = staff.token(options["email"])
        if token is None:
            raise CommandError(
                f"{options['email']} is not of the staff; `manage.py staff add` makes them so."
            )
        self.stdout.write(token)
