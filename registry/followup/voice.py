"""SMMEs' voice: whether a resource helped those who took it, in counts, beside the rating and never in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.utils import timezone

from registry.alerts.models import Reminder
from registry.catalogue.models import Resource
from registry.followup import links
from registry.followup.models import Asked, Helped, Question, State
from registry.people import letters
from registry.people.models import Consent, Reader

LEAST = 3  # answers from which on counts are shown: one or two are no verdict
AFTER = timedelta(weeks=4)  # from the date or the question until one is asked
_TEXTS = 5
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Voice:
    """`counts`: by answer; empty while there are too few. `answers`: how many there are."""

    answers: int
    counts: dict[str, int]
    texts: Sequence[str]

    @property
    def is_shown(self) -> bool:
        return bool(self.counts)


def voice(resource: Resource) -> Voice:
    """Of a resource and the others of its group; two reads."""
    said = Helped.objects.filter(Q(resource=resource) | Q(resource__leader=resource))
    counts = dict(said.order_by().values_list("said").annotate(n=Count("pk")))
    answers = sum(counts.values())
    if answers < LEAST:
        return Voice(answers, {}, ())
    texts = said.filter(state=State.SHOWN).exclude(text="").order_by("-pk").values_list("text", flat=True)
    return Voice(answers, {name: counts.get(name, 0) for name in Helped.Said.values}, list(texts[:_TEXTS]))


def say(resource: Resource, said: str, text: str, once: UUID, reader: Reader | None = None) -> None:
    """A form that is sent twice counts once; a reader who answers again has changed their mind."""
    state = State.WAITING if text else State.SHOWN
    try:
        with transaction.atomic():
            if reader:
                Helped.objects.update_or_create(
                    reader=reader, resource=resource,
                    defaults={"said": said, "text": text, "state": state, "once": once},
                )  # fmt: skip
            else:
                Helped.objects.create(resource=resource, said=said, text=text, state=state, once=once)
    except IntegrityError:
        return


def run_due(now: datetime | None = None) -> int:
    """Asks those who agreed to it, some weeks after their date or question; returns how many were asked.

    That they were asked is written in one transaction with the letter, so that any number of workers ask once.
    """
    now = now or timezone.now()
    reminders = Reminder.objects.filter(ask_later=True, moment__lt=now - AFTER, reader__refused=None)
    questions = Question.objects.filter(ask_later=True, created__lt=now - AFTER, reader__refused=None)
    asked = 0
    for one in reminders.exclude(confirmed=None).select_related("reader", "resource")[:_AT_ONCE]:
        asked += _ask(Reminder, one, one.reader, one.resource)
    waiting = questions.exclude(resource=None).exclude(reader=None).exclude(state=State.UNCONFIRMED)
    for question in waiting.select_related("reader", "resource")[:_AT_ONCE]:
        assert question.reader
        assert question.resource
        asked += _ask(Question, question, question.reader, question.resource)
    return asked


def _ask(
    model: type[Reminder] | type[Question], because: Reminder | Question, reader: Reader, resource: Resource
) -> bool:
    shown = Resource.objects.visible().filter(pk=resource.leader_id or resource.pk).first()
    with transaction.atomic():
        if not model._default_manager.filter(pk=because.pk, ask_later=True).update(ask_later=False):
            return False
        agreed = reader.consents.filter(purpose=Consent.Purpose.HELPED, withdrawn=None).exists()
        if shown is None or not agreed or Asked.objects.filter(reader=reader, resource=shown).exists():
            return False
        asked = Asked.objects.create(reader=reader, resource=shown)
        said = {"title": shown.title, "link": links.helped(asked)}
        letters.send([letters.letter(reader, "followup/mail/did_it_help", said)])
    return True
