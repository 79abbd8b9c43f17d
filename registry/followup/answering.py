"""Answering: by a signed link, by staff or by the asker; published at once unless it looks like advertising."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from registry.followup import links, moderation
from registry.followup.models import Answer, Invitation, Question, State, Trainer
from registry.people import letters


def by_invitation(invitation: Invitation, text: str, once: UUID) -> Answer | None:
    """Of a provider or a trainer."""
    if invitation.trainer:
        return _answer(
            invitation.question, Answer.By.TRAINER, invitation.trainer.name, text, once, invitation.trainer
        )
    name = invitation.source.organisation.name if invitation.source else ""
    return _answer(invitation.question, Answer.By.PROVIDER, name, text, once)


def by_staff(question: Question, text: str, once: UUID) -> Answer | None:
    return _answer(question, Answer.By.STAFF, "", text, once, trusted=True)


def by_asker(question: Question, text: str, once: UUID) -> Answer | None:
    """Something more that who asked has to say."""
    return _answer(question, Answer.By.ASKER, question.name, text, once)


def _answer(
    question: Question,
    by: str,
    name: str,
    text: str,
    once: UUID,
    trainer: Trainer | None = None,
    trusted: bool = False,
) -> Answer | None:
    """None for a form that was sent before."""
    most = moderation.MOST_LINKS if by == Answer.By.ASKER else moderation.MOST_LINKS_OF_ANSWERS
    reason = "" if trusted else moderation.reason(text, most_links=most)
    state = State.WAITING if reason else State.SHOWN
    try:
        with transaction.atomic():
            answer = Answer.objects.create(
                question=question, by=by, name=name, text=text, once=once, trainer=trainer,
                state=state, why_waiting=reason,
            )  # fmt: skip
            if not reason:
                published(answer)
    except IntegrityError:
        return None
    return answer


def published(answer: Answer) -> None:
    """Its asker is told."""
    question = answer.question
    if question.reader is None or question.reader.confirmed is None or answer.by == Answer.By.ASKER:
        return
    if question.reader.refused is None:
        said = {"question": question, "answer": answer, "link": links.mine(question)}
        letters.send([letters.letter(question.reader, "followup/mail/answered", said)])
