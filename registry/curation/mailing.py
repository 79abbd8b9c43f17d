"""Mail that waits to be sent: written with what it tells of, so that no failure of a mail server loses it."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPException, SMTPNotSupportedError, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string

from registry.curation.models import Mail

log = logging.getLogger(__name__)

WAIT = timedelta(minutes=10)  # after a first attempt that failed; doubled after each further one
LONGEST_WAIT = timedelta(days=1)
GIVEN_UP = timedelta(days=7)  # after which a message is no news any more
REFUSALS = 3  # for good, of one reader, after which no more is written to it
_AT_ONCE = 50

# What is wrong with one message; anything else is wrong with the server, which gets no further one for a while.
_OF_ONE = (SMTPRecipientsRefused, SMTPDataError, SMTPNotSupportedError, ValueError)


def enqueue(messages: Iterable[Mail]) -> None:
    """Call it inside the transaction that makes them due."""
    Mail.objects.bulk_create(messages)


def send_due(now: datetime | None = None) -> int:
    """Sends what is due, outside any transaction; returns how many messages were.

    Any number of workers may. One that is killed between sending a message and noting it makes that come twice,
    both times with the same Message-ID.
    """
    now, sent = now or timezone.now(), 0
    _give_up(now)
    for mail in Mail.objects.filter(due__lte=now).order_by("pk")[:_AT_ONCE]:
        if not _claimed(mail, now):
            continue
        try:
            _message(mail).send()
        except _OF_ONE as refused:
            log.warning("mail %s is not taken, and is tried again later: %s", mail.pk, _named(refused))
            _note_refusal(mail, refused)
        except (OSError, SMTPException) as down:
            log.warning("mail cannot be sent, and is tried again later: %s", _named(down))
            Mail.objects.filter(due__lte=now).update(due=now + WAIT)
            break
        else:
            mail.delete()
            sent += 1
    return sent


def _message(mail: Mail) -> EmailMultiAlternatives:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2]
    headers = {"Message-ID": f"<{mail.pk}.{int(mail.created.timestamp())}@{domain}>", **mail.headers}
    message = EmailMultiAlternatives(mail.subject, mail.body, to=[mail.to], headers=headers)
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def _note_refusal(mail: Mail, refused: Exception) -> None:
    """Of a mailbox that the server says is not there (5xx); after some, who keeps the address is told, and if that
    writes to it no more, neither does anybody else who was about to."""
    if not (isinstance(refused, SMTPRecipientsRefused) and _is_for_good(refused)):
        return
    Mail.objects.filter(pk=mail.pk).update(refusals=F("refusals") + 1)
    if mail.refusals + 1 >= REFUSALS and import_string(settings.MAIL_REFUSED)(mail.to):
        Mail.objects.filter(to=mail.to).delete()


def _is_for_good(refused: SMTPRecipientsRefused) -> bool:
    return all(code >= 500 for code, _said in refused.recipients.values())


def _claimed(mail: Mail, now: datetime) -> bool:
    """It is put off before it is sent, so that one which brings its worker down does not do so all the time."""
    due = now + min(WAIT * 2 ** min(mail.attempts, 12), LONGEST_WAIT)
    mine = Mail.objects.filter(pk=mail.pk, due=mail.due)
    return bool(mine.update(due=due, attempts=F("attempts") + 1))


def _give_up(now: datetime) -> None:
    old, _ = Mail.objects.filter(created__lt=now - GIVEN_UP, attempts__gt=0).delete()
    if old:
        log.warning("%s message(s) could not be sent for %s days, and are given up", old, GIVEN_UP.days)


def _named(error: Exception) -> str:
    """What the server says may hold addresses, and what it was given; neither belongs in a log."""
    code = getattr(error, "smtp_code", "") or getattr(error, "errno", "")
    return f"{type(error).__name__} {code}".strip()
