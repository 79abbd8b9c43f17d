"""Asking: a question is confirmed by its asker, published or put before the staff, and passed to who may answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.catalogue.models import Resource
from registry.followup import links, moderation
from registry.followup.models import Invitation, Question, Skill, State, Trainer
from registry.framework.rubric import DEPTH_CELLS
from registry.limits import attempts
from registry.people import letters, readers
from registry.people.models import Consent, Reader
from registry.sources.models import Source

LETTERS_A_DAY = 5  # that ask one address to confirm
MOST_TRAINERS = 5  # who are written to about one question
_TAUGHT = 2  # depth from which an aspect counts as the resource's


def ask(question: Question, *, own: bool) -> None:
    """Takes a question that is not saved yet. `own`: its asker is signed in."""
    with transaction.atomic():
        question.save(force_insert=True)
        if question.reader is None:
            _settle(question, "anonymous")
        elif own:
            confirmed(question)
        elif may_write(question.reader):
            said = {"question": question, "link": links.confirm(question)}
            letters.send([letters.letter(question.reader, "followup/mail/confirm", said)])


def may_write(reader: Reader) -> bool:
    """Nobody's mailbox is filled by others' asking: what is over the measure is not sent, and not said either."""
    return attempts.may("confirm", str(reader.uuid), LETTERS_A_DAY, timedelta(days=1))


def confirmed(question: Question) -> None:
    """Its asker has used the link; the second time changes nothing."""
    assert question.reader is not None
    with transaction.atomic():
        still = Question.objects.select_for_update().filter(pk=question.pk, state=State.UNCONFIRMED)
        if not still.exists():
            return
        readers.confirm(
            question.reader, Consent.Purpose.QUESTIONS, _("Write to me when my question is answered.")
        )
        if question.ask_later:
            readers.confirm(
                question.reader, Consent.Purpose.HELPED, _("Ask me some weeks later whether it helped.")
            )
        _settle(question, moderation.reason(question.title, question.text, question.name))


def _settle(question: Question, reason: str) -> None:
    question.state = State.WAITING if reason else State.SHOWN
    question.why_waiting = reason
    question.save(update_fields=["state", "why_waiting"])
    if not reason:
        published(question)


def published(question: Question) -> None:
    """Those who may know the answer are asked for it, each once, by a link of their own."""
    invitations, written = [], []
    for invitation, to in _invitations(question):
        invitations.append(invitation)
        said = {"question": question, "link": links.answer(invitation), "trainer": invitation.trainer}
        written.append(letters.letter(to, "followup/mail/please_answer", said))
    Invitation.objects.bulk_create(invitations)
    letters.send(written)


def _invitations(question: Question) -> Iterator[tuple[Invitation, Reader]]:
    """Those of the provider, else of trainers, with whom each is for. A provider is no reader: its address is its
    feed's."""
    sources = list(_sources(question))
    for source in sources:
        to = Reader(address=source.proposed_by, language=source.letters_in)
        yield Invitation(question=question, source=source), to
    for trainer in () if sources else _trainers(question):
        assert trainer.reader is not None
        yield Invitation(question=question, trainer=trainer), trainer.reader


def _sources(question: Question) -> Iterable[Source]:
    if question.of != Question.Of.PROVIDER or question.resource is None:
        return ()
    group = Q(records=question.resource_id) | Q(records__resource__leader=question.resource_id)
    return Source.objects.filter(group).exclude(proposed_by="").distinct()[:MOST_TRAINERS]


def _trainers(question: Question) -> list[Trainer]:
    """Of the aspects that it is about; those who teach in its language, and fewest questions before, first."""
    aspects = [question.aspect] if question.aspect else _aspects(question.resource)
    speaks = Q(skills__kind=Skill.Kind.LANGUAGE, skills__value=question.language)
    shown = Trainer.objects.filter(state=State.SHOWN, reader__isnull=False, reader__refused=None)
    apt = shown.filter(
        pk__in=Skill.objects.filter(kind=Skill.Kind.ASPECT, value__in=aspects).values("trainer")
    )
    ordered = apt.annotate(
        speaks=Count("skills", filter=speaks, distinct=True), busy=Count("invitations", distinct=True)
    )
    return list(ordered.select_related("reader").order_by("-speaks", "busy", "pk")[:MOST_TRAINERS])


def _aspects(resource: Resource | None) -> list[str]:
    cells = resource.profile.get("cells", resource.profile) if resource else {}
    return [cell for cell in DEPTH_CELLS if _depth(cells.get(cell)) >= _TAUGHT]


def _depth(judged: object) -> int:
    value = judged.get("value") if isinstance(judged, dict) else None
    return value if isinstance(value, int) else 0


def solve(question: Question) -> None:
    """Its asker says that it is answered."""
    Question.objects.filter(pk=question.pk, solved=None).update(solved=timezone.now())


def take_back(question: Question) -> None:
    """It goes with its answers; and the asker's address, if nothing else needs it."""
    reader = question.reader
    with transaction.atomic():
        question.delete()
        if reader:
            readers.release(reader)
