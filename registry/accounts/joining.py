"""Accounts: made by a link in a letter, signed in to by password, given a new password by another link, deleted."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from registry.limits import attempts
from registry.people import letters, links, readers
from registry.people.models import Consent, Reader
from registry.visitor import visitor

JOIN = "accounts.join"
LIFE = timedelta(days=7)  # of the link that makes an account; that for a new password: PASSWORD_RESET_TIMEOUT
LETTERS_A_DAY = 5  # to one address
TRIES = 10  # to sign in to one account in a quarter of an hour
TRIES_OF_VISITOR = 50  # from one network address: a school may be behind it
STRETCH = timedelta(minutes=15)


def ask_for_account(address: str) -> None:
    """Sends a letter: with the link that makes an account, or saying that there is one. The page says the same."""
    reader = readers.reader_of(address)
    if not _may_write(reader):
        return
    user = _user(reader.address)
    said: dict[str, object] = {"link": letters.public("accounts:make", links.signed(JOIN, reader.uuid))}
    if user is not None:
        said = {"link": letters.public("accounts:sign-in"), "staff": user.is_staff}
    template = "accounts/mail/known" if user else "accounts/mail/join"
    letters.send([letters.letter(reader, template, said)])


def make(reader: Reader, password: str) -> User | None:
    """None where there is one already, or the address is of the staff, who sign in by links."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(reader.address, reader.address, password)
            Reader.objects.filter(pk=reader.pk).update(user=user)
            readers.confirm(reader, Consent.Purpose.ACCOUNT, agreed_words())
    except IntegrityError:
        return None
    return user


def agreed_words() -> str:
    """What the page says where an account is made."""
    return _(
        "Keep my address, my password in a form that nobody can read, and what I save, until I delete the account."
    )


def ask_for_password(address: str) -> None:
    """Sends the link for a new password to who has an account; to others nothing, and the page says the same."""
    reader = Reader.objects.filter(address=readers.normal(address), user__is_active=True).first()
    if reader is None or reader.user is None or reader.user.is_staff or not _may_write(reader):
        return
    token = default_token_generator.make_token(reader.user)
    said = {"link": letters.public("accounts:reset", reader.uuid, token)}
    letters.send([letters.letter(reader, "accounts/mail/reset", said)])


def of_reset(uuid: UUID, token: str) -> User | None:
    """Whose password a link changes; None for one that is used, old, or none."""
    reader = Reader.objects.select_related("user").filter(uuid=uuid).first()
    user = reader.user if reader else None
    if user is None or user.is_staff or not default_token_generator.check_token(user, token):
        return None
    return user


def checked(request: HttpRequest, address: str, password: str) -> User | None:
    """The user whom address and password name; None for wrong ones. Raises TooManyTries."""
    name = readers.normal(address)
    mine = attempts.may("sign-in", name, TRIES, STRETCH)
    visitors = attempts.may("sign-in of", visitor(request), TRIES_OF_VISITOR, STRETCH)
    if not (mine and visitors):
        raise TooManyTries
    user = authenticate(request, username=name, password=password)
    if not isinstance(user, User) or user.is_staff:
        return None
    attempts.clear("sign-in", name)
    return user


class TooManyTries(Exception):
    """So many that somebody may be guessing."""


def _user(address: str) -> User | None:
    return User.objects.filter(username=address).first()


def _may_write(reader: Reader) -> bool:
    return attempts.may("accounts", str(reader.uuid), LETTERS_A_DAY, timedelta(days=1))
