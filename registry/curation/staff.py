"""Who the staff are, and how they sign in: by links that work once, never by a password."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from registry.catalogue.models import Change
from registry.curation.models import ApiToken, SignInLink
from registry.roles.granting import ADMINISTRATOR, CURATOR, grant, role_of
from registry.roles.models import Role

LINK_LIFE = timedelta(hours=24)
FIRST = "staff@localhost"  # whose link the first start prints


def add(
    email: str, role: str | None = None, economies: Sequence[str] = (), languages: Sequence[str] = ()
) -> str:
    """Makes somebody staff, if they are not yet, and returns a new one-time link; older ones end.

    Without a role they keep the one they have; who is new becomes a curator of everything.
    """
    user, made = User.objects.get_or_create(username=email.lower(), defaults={"email": email})
    if made or not (user.is_staff and user.is_active):
        user.is_staff = user.is_active = True
        user.set_unusable_password()
        user.save()
    if role or role_of(user) is None:
        _give(user, role or CURATOR, economies, languages)
    return _link(user)


def _give(user: User, name: str, economies: Sequence[str], languages: Sequence[str]) -> None:
    """Gives a role, and tells the history of it, if it is another one than before."""
    before = _told(role_of(user))
    after = _told(grant(user, name, economies, languages))
    if after != before:
        Change.objects.create(
            subject=f"staff:{pseudonym(user)}",
            field="role",
            before=before,
            after=after,
            cause="role",
            actor="command line",
        )


def _told(role: Role | None) -> dict[str, Any] | None:
    return {"name": role.name, "economies": role.economies, "languages": role.languages} if role else None


def first_link() -> str | None:
    """A link for the first start; None once anybody of the staff has signed in."""
    if User.objects.filter(is_staff=True).exclude(last_login=None).exists():
        return None
    return add(FIRST, ADMINISTRATOR)


def is_usable(secret: str) -> bool:
    """Whether a link can still be used; looking at it does not use it up."""
    return SignInLink.objects.filter(digest=_digest(secret), created__gt=timezone.now() - LINK_LIFE).exists()


def use(secret: str) -> User | None:
    """The person whom a link signs in, for this one time; None for a link that is used, too old, or none."""
    with transaction.atomic():
        fresh = SignInLink.objects.filter(digest=_digest(secret), created__gt=timezone.now() - LINK_LIFE)
        link = fresh.select_related("user").first()
        # Of two requests with the same link, one deletes the row.
        if link is None or not fresh.delete()[0] or not link.user.is_active:
            return None
    return link.user


def token(email: str) -> str | None:
    """A new token for the programs of one of the staff, in place of the last; None for who is not of them."""
    user = User.objects.filter(username=email.lower(), is_staff=True, is_active=True).first()
    if user is None:
        return None
    secret = secrets.token_urlsafe(32)
    ApiToken.objects.update_or_create(
        user=user, defaults={"digest": _digest(secret), "created": timezone.now()}
    )
    return secret


def of_token(secret: str) -> User | None:
    """Whose token it is; None for one that is none, or whose owner may not sign in any more."""
    found = (
        ApiToken.objects.select_related("user").filter(digest=_digest(secret), user__is_active=True).first()
    )
    return found.user if found else None


def pseudonym(user: User) -> str:
    """What the history calls a person: always the same, and no name."""
    return f"staff-{salted_hmac('registry.curation.pseudonym', str(user.pk)).hexdigest()[:10]}"


def _link(user: User) -> str:
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        SignInLink.objects.filter(user=user).delete()
        SignInLink.objects.create(user=user, digest=_digest(secret))
    return f"{settings.PUBLIC_ADDRESS}{reverse('curation:enter', args=[secret])}"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
