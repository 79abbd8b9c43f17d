"""The addresses of follow-up in letters; each is signed for one purpose."""

from __future__ import annotations

from datetime import timedelta

from registry.followup.models import Asked, Invitation, Question, Trainer
from registry.people import links
from registry.people.letters import public

CONFIRM, MINE = "followup.confirm", "followup.mine"
ANSWER, HELPED = "followup.answer", "followup.helped"
CONFIRM_TRAINER, TRAINER = "followup.trainer.confirm", "followup.trainer"
LIFE = timedelta(days=7)  # of a link that confirms
ANSWER_LIFE = timedelta(days=90)
HELPED_LIFE = timedelta(days=180)


def confirm(question: Question) -> str:
    return public("followup:confirm", links.signed(CONFIRM, question.uuid))


def mine(question: Question) -> str:
    return public("followup:mine", mine_token(question))


def mine_token(question: Question) -> str:
    return links.signed(MINE, question.uuid)


def answer(invitation: Invitation) -> str:
    return public("followup:answer", links.signed(ANSWER, invitation.uuid))


def helped(asked: Asked) -> str:
    return public("followup:helped-by-link", links.signed(HELPED, asked.uuid))


def confirm_trainer(trainer: Trainer) -> str:
    return public("followup:confirm-trainer", links.signed(CONFIRM_TRAINER, trainer.uuid))


def trainer(trainer: Trainer) -> str:
    return public("followup:my-listing", links.signed(TRAINER, trainer.uuid))
