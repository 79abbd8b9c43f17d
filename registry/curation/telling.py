"""Mail to a source's provider and to the staff: once when the source is in trouble, once when it is well again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from registry.curation import mailing
from registry.curation.models import Mail
from registry.curation.staff import FIRST
from registry.providers.links import feed_link
from registry.sources.models import Run, RunError, Source

FAILURES = 3  # in a row; one failed night is nobody's trouble


def tell() -> int:
    """Sends what is due; returns of how many sources there was news.

    Any number of workers may, outside any transaction: each state is told by one, once.
    """
    told = sum(_tell(source, "trouble") for source in _in_trouble())
    told += sum(_tell(source, "well") for source in _well_again())
    mailing.send_due()
    return told


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


def _tell(source: Source, what: str) -> bool:
    """One conditional UPDATE decides who tells it; the messages are written with it, and sent afterwards."""
    before, after = (None, timezone.now()) if what == "trouble" else (source.trouble_told, None)
    messages = list(_messages(source, what))
    with transaction.atomic():
        mine = Source.objects.filter(pk=source.pk, trouble_told=before).update(trouble_told=after)
        if mine:
            mailing.enqueue(messages)
    return bool(mine)


def _messages(source: Source, what: str) -> Iterator[Mail]:
    """A message for each, so that nobody learns of another's address; only the provider gets the provider's link."""
    run = source.runs.exclude(outcome=Run.Outcome.RUNNING).first()
    problem = RunError.objects.filter(run=run).exclude(stage="describe").last() if run else None
    since = _since(source)
    said = {"source": source, "run": run, "problem": problem, "failures": source.failures, "since": since}
    for address, path, language in _readers(source):
        link = f"{settings.PUBLIC_ADDRESS}{path}"
        with translation.override(language):
            subject = " ".join(render_to_string(f"curation/mail/{what}_subject.txt", said).split())
            body = render_to_string(f"curation/mail/{what}.txt", said | {"link": link})
        yield Mail(to=address, subject=subject, body=body)


def _since(source: Source) -> datetime | None:
    """When the first of the failed runs in a row began."""
    last_good = source.runs.filter(outcome__in=(Run.Outcome.SUCCEEDED, Run.Outcome.HELD)).first()
    bad = source.runs.filter(outcome__in=(Run.Outcome.FAILED, Run.Outcome.PARTIAL)).order_by("pk")
    first = bad.filter(pk__gt=last_good.pk if last_good else 0).first()
    return first.started if first else None


def _readers(source: Source) -> Iterator[tuple[str, str, str]]:
    """Address, the path of the page for that reader, and language."""
    if source.proposed_by:
        yield source.proposed_by, feed_link(source), source.letters_in
    staff = User.objects.filter(is_staff=True, is_active=True).exclude(email="").exclude(email=FIRST)
    for address in staff.values_list("email", flat=True).distinct():
        yield address, reverse("curation:source", args=[source.uuid]), settings.LANGUAGE_CODE
