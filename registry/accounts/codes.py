"""One-time codes of an authenticator beside the password, and codes for when that is lost."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable

import pyotp
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from harvesters.secrets import box
from registry.accounts.models import OneTimeCodes, RecoveryCode

RECOVERY_CODES = 8
_STEP = 30  # seconds
_PURPOSE = b"one-time codes"


def are_asked_for(user: User) -> bool:
    return OneTimeCodes.objects.filter(user=user).exclude(confirmed=None).exists()


def set_up(user: User) -> str:
    """A secret for the authenticator, in base32; it counts once `confirm` has seen a code of it."""
    secret = pyotp.random_base32()
    sealed = box(settings.SECRET_KEY, _PURPOSE).encrypt(secret.encode())
    OneTimeCodes.objects.update_or_create(
        user=user, defaults={"sealed": sealed, "confirmed": None, "last_step": 0}
    )
    return secret


def secret_of(user: User) -> str | None:
    """The secret that waits for its first code; None where there is none."""
    waiting = OneTimeCodes.objects.filter(user=user, confirmed=None).first()
    return _opened(waiting) if waiting else None


def address(user: User, secret: str) -> str:
    """What an authenticator on the same device opens (otpauth://)."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name="CBET registry")


def confirm(user: User, code: str, clock: Callable[[], float] = time.time) -> list[str] | None:
    """From now on codes are asked for. The recovery codes, shown this once; None for a code that is wrong."""
    with transaction.atomic():
        if not _use(user, code, clock):
            return None
        OneTimeCodes.objects.filter(user=user).update(confirmed=timezone.now())
        fresh = [
            f"{secrets.token_hex(2)}-{secrets.token_hex(2)}-{secrets.token_hex(2)}"
            for _ in range(RECOVERY_CODES)
        ]
        RecoveryCode.objects.filter(user=user).delete()
        RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(user, one)) for one in fresh)
    return fresh


def use(user: User, code: str, clock: Callable[[], float] = time.time) -> bool:
    """Whether it is a code of the authenticator or a recovery code that was not used before; now it is."""
    return _use(user, code, clock) or _use_recovery(user, code)


def end(user: User) -> None:
    """No codes are asked for any more."""
    with transaction.atomic():
        OneTimeCodes.objects.filter(user=user).delete()
        RecoveryCode.objects.filter(user=user).delete()


def _use(user: User, code: str, clock: Callable[[], float]) -> bool:
    """The step of the clock, the one before and the one after: phones go wrong by some seconds. Of two requests with
    the same code one moves `last_step`."""
    kept = OneTimeCodes.objects.filter(user=user).first()
    secret = _opened(kept) if kept else None
    if kept is None or secret is None:
        return False
    stated, now = "".join(code.split()), int(clock()) // _STEP
    for step in (now - 1, now, now + 1):
        if hmac.compare_digest(
            pyotp.TOTP(secret).generate_otp(step), stated.encode("ascii", "replace").decode()
        ):
            mine = OneTimeCodes.objects.filter(pk=kept.pk, last_step__lt=step)
            return bool(mine.update(last_step=step))
    return False


def _use_recovery(user: User, code: str) -> bool:
    digest = _digest(user, "".join(code.split()).lower())
    return bool(RecoveryCode.objects.filter(user=user, digest=digest).delete()[0])


def _opened(kept: OneTimeCodes) -> str | None:
    """None where another key has sealed it: the operator has lost SECRET_KEY."""
    try:
        return box(settings.SECRET_KEY, _PURPOSE).decrypt(bytes(kept.sealed)).decode()
    except InvalidToken:
        return None


def _digest(user: User, code: str) -> str:
    return salted_hmac("registry.accounts.recovery", f"{user.pk}:{code}", algorithm="sha256").hexdigest()
