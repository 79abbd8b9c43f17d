"""Makes somebody staff and prints the link by which they sign in once, or a token for their programs."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from harvesters.values.languages import language_tag
from registry.curation import staff
from registry.framework.economies import economy
from registry.roles.models import Role


class Command(BaseCommand):
    help = "Makes somebody staff and prints a one-time sign-in link, good for a day, or a token of the API."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="add|token")
        adding = actions.add_parser("add", help="somebody, by e-mail address")
        adding.add_argument("email")
        adding.add_argument(
            "--role",
            choices=Role.Name.values,
            help="what they may do; without it they keep theirs, and who is new becomes a curator",
        )
        adding.add_argument(
            "--economy", action="append", default=[], help="that a curator curates; may be repeated; else all"
        )
        adding.add_argument(
            "--language",
            action="append",
            default=[],
            help="that a curator curates; may be repeated; else all",
        )
        actions.add_parser("token", help="for programs that use the API").add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_email(options["email"])
        except ValidationError:
            raise CommandError(f"{options['email']!r} is no e-mail address.", returncode=2) from None
        if options["action"] == "add":
            self.stdout.write(self._added(**options))
            return
        token = staff.token(options["email"])
        if token is None:
            raise CommandError(
                f"{options['email']} is not of the staff; `manage.py staff add` makes them so."
            )
        self.stdout.write(token)

    def _added(
        self, *, email: str, role: str | None, economy: list[str], language: list[str], **_: Any
    ) -> str:
        if (economy or language) and role != Role.Name.CURATOR:
            raise CommandError(
                "Only a curator has economies and languages: say --role curator, too.", returncode=2
            )
        return staff.add(email, role, [_code(name) for name in economy], [_tag(name) for name in language])


def _code(name: str) -> str:
    code = economy(name)
    if code is None:
        raise CommandError(
            f"No economy is called {name!r}. Give its ISO 3166 code, such as CL.", returncode=2
        )
    return code


def _tag(name: str) -> str:
    tag = language_tag(name)
    if tag is None:
        raise CommandError(
            f"No language is called {name!r}. Give its tag, such as es or zh-Hant.", returncode=2
        )
    return tag
