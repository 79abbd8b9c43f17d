"""Readers: found by their address, confirmed by a link, told no more where their mail server refuses, forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from registry.curation.models import Mail
from registry.people.models import Consent, Reader

UNANSWERED = timedelta(days=7)  # so long an address waits for its owner to use the link that was sent there


def normal(address: str) -> str:
    """The form in which an address is kept and compared."""
    return address.strip().lower()


def reader_of(address: str) -> Reader:
    """The reader with that address, made where there is none; letters come in the language of this page."""
    known = [code for code, _name in settings.LANGUAGES]
    language = get_language() or settings.LANGUAGE_CODE
    defaults = {"language": language if language in known else settings.LANGUAGE_CODE}
    reader, _made = Reader.objects.get_or_create(address=normal(address), defaults=defaults)
    return reader


def signed_in(request: HttpRequest) -> Reader | None:
    """The reader whose account a request comes from; None without an account whose address is confirmed."""
    if not request.user.is_authenticated:
        return None
    return Reader.objects.filter(user=request.user.pk).exclude(confirmed=None).first()


def confirm(reader: Reader, purpose: Consent.Purpose, said: str) -> None:
    """Somebody used a link that was sent to the address: it is theirs, it takes mail, and they agree."""
    now = timezone.now()
    Reader.objects.filter(pk=reader.pk, confirmed=None).update(confirmed=now)
    Reader.objects.filter(pk=reader.pk).update(refused=None)
    Consent.objects.create(reader=reader, purpose=purpose, said=str(said), given=now)


def withdraw(reader: Reader, purpose: Consent.Purpose) -> None:
    """What was agreed to for this purpose holds no more."""
    reader.consents.filter(purpose=purpose, withdrawn=None).update(withdrawn=timezone.now())


def refused(address: str) -> bool:
    """The mail server refuses this address for good: nothing more is written to it. False for nobody's address."""
    return bool(Reader.objects.filter(address=normal(address)).update(refused=timezone.now()))


def resume(reader: Reader) -> None:
    """Its owner says that the address is well again."""
    Reader.objects.filter(pk=reader.pk).update(refused=None)


def forget(reader: Reader) -> None:
    """All that belongs to a reader goes, with the account and the letters that wait. Who is of the staff stays so."""
    user = reader.user
    with transaction.atomic():
        Mail.objects.filter(to=reader.address).delete()
        reader.delete()
        if user and not user.is_staff:
            user.delete()


def release(reader: Reader) -> None:
    """A reader for whom nothing is left to do is forgotten."""
    belongings = (
        relation for relation in Reader._meta.related_objects if relation.related_model is not Consent
    )
    if reader.user_id is None and not any(
        _has(reader, relation.field.name, relation.related_model) for relation in belongings
    ):
        forget(reader)


def _has(reader: Reader, field: str, model: Any) -> bool:
    return bool(model._default_manager.filter(**{field: reader}).exists())


def prune(now: datetime) -> None:
    """Addresses whose owners have not answered go, with what was asked for in their name."""
    Reader.objects.filter(confirmed=None, created__lt=now - UNANSWERED).delete()
