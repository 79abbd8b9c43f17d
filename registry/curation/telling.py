"""Mail to a source's provider and to the staff: once when the source is in trouble, once when it is well again."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from registry.curation.staff import FIRST
from registry.providers.links import feed_link
from registry.sources.models import Run, RunError, Source

log = logging.getLogger(__name__)

FAILURES = 3  # in a row; one failed night is nobody's trouble
_PATIENCE = 600.0  # seconds, after mail could not be sent

_not_before = 0.0


def tell() -> int:
    """Sends what is due; returns of how many sources. Any number of workers may: each state is told by one."""
    global _not_before
    if time.monotonic() < _not_before:
        return 0
    try:
        return sum(_tell(source, "trouble") for source in _in_trouble()) + sum(
            _tell(source, "well") for source in _well_again()
        )
    except (OSError, SMTPException) as error:
        log.warning("mail cannot be sent, and is tried again later: %s", error)
        _not_before = time.monotonic() + _PATIENCE
        return 0


def _in_trouble() -> QuerySet[Source]:
    untold = Source.objects.filter(trouble_told=None, state=Source.State.APPROVED)
    return untold.filter(failures__gte=FAILURES) | untold.filter(Exists(_held()))


def _well_again() -> QuerySet[Source]:
    last = Run.objects.filter(source=OuterRef("pk")).exclude(outcome=Run.Outcome.RUNNING).order_by("-pk")
    told = Source.objects.filter(trouble_told__isnull=False, failures=0).exclude(Exists(_held()))
    last_outcome = Subquery(last.values("outcome")[:1])
    return told.alias(last=last_outcome).filter(last__in=(Run.Outcome.SUCCEEDED, Run.Outcome.HELD))


def _held() -> QuerySet[Run]:
    return Run.objects.filter(source=OuterRef("pk"), outcome=Run.Outcome.HELD, decided="")


def _tell(source: Source, what: str) -> int:
    """One conditional UPDATE decides who sends it; it is taken back when nothing could be sent."""
    before, after = (None, timezone.now()) if what == "trouble" else (source.trouble_told, None)
    if not Source.objects.filter(pk=source.pk, trouble_told=before).update(trouble_told=after):
        return 0
    try:
        for message in _messages(source, what):
            message.send()
    except (OSError, SMTPException):
        Source.objects.filter(pk=source.pk, trouble_told=after).update(trouble_told=before)
        raise
    return 1


def _messages(source: Source, what: str) -> Iterator[EmailMessage]:
    """A message for each, so that nobody learns of another's address; only the provider gets the provider's link."""
    run = source.runs.exclude(outcome=Run.Outcome.RUNNING).first()
    problem = RunError.objects.filter(run=run).exclude(stage="describe").last() if run else None
    said = {"source": source, "run": run, "problem": problem, "failures": source.failures}
    subject = " ".join(render_to_string(f"curation/mail/{what}_subject.txt", said).split())
    for address, path in _readers(source):
        link = f"{settings.PUBLIC_ADDRESS}{path}"
        body = render_to_string(f"curation/mail/{what}.txt", said | {"link": link})
        yield EmailMessage(subject, body, to=[address])


def _readers(source: Source) -> Iterator[tuple[str, str]]:
    if source.proposed_by:
        yield source.proposed_by, feed_link(source)
    staff = User.objects.filter(is_staff=True, is_active=True).exclude(email="").exclude(email=FIRST)
    for address in staff.values_list("email", flat=True).distinct():
        yield address, reverse("curation:source", args=[source.uuid])
