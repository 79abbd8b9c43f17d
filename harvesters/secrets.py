"""The secrets of sources: kept sealed, opened for a fetch from the site that they were entered for, never shown."""

from __future__ import annotations

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from harvesters.fetch.robots import site
from harvesters.fetch.secret import LEAST
from harvesters.words import words
from registry.catalogue import history
from registry.sources.models import Source, SourceSecret

MOST = 4000  # characters


class UnusableSecret(ValueError):
    """A secret that cannot be sent; the message says why, without it."""


def keep(source: Source, name: str, value: str, *, actor: str) -> None:
    """Keeps the secret that is sent as `name`, in the place of an older one. Raises UnusableSecret."""
    value = value.strip()
    if not LEAST <= len(value) <= MOST:
        raise UnusableSecret(
            words("A secret has %(least)s to %(most)s characters.", least=str(LEAST), most=str(MOST))
        )
    if not (value.isascii() and value.isprintable()):
        raise UnusableSecret(words("A secret is of ASCII letters, digits and signs, on one line."))
    sealed = box(settings.SECRET_KEY).encrypt(value.encode())
    with transaction.atomic():
        SourceSecret.objects.update_or_create(
            source=source,
            name=name,
            defaults={"site": site(source.url), "sealed": sealed, "entered": timezone.now()},
        )
        history.write(history.changed(source, "secret", None, name, cause="entered", actor=actor))


def kept(source: Source) -> dict[str, str]:
    """The secrets that may be sent to the source's address, by name; those that another key sealed are lost."""
    opened = {}
    for secret in source.secrets.filter(site=site(source.url)):
        try:
            opened[secret.name] = box(settings.SECRET_KEY).decrypt(bytes(secret.sealed)).decode()
        except InvalidToken:
            continue
    return opened


def forget(source: Source, name: str, *, actor: str) -> bool:
    """Whether there was one."""
    with transaction.atomic():
        there = bool(source.secrets.filter(name=name).delete()[0])
        if there:
            history.write(history.changed(source, "secret", name, None, cause="forgotten", actor=actor))
    return there


@lru_cache(maxsize=4)
def box(secret_key: str, purpose: bytes = b"secrets of sources") -> Fernet:
    """Seals with a key of its own for each purpose, derived from the installation's (RFC 5869)."""
    derived = HKDF(SHA256(), 32, salt=None, info=purpose).derive(secret_key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
