"""What is published at once and what waits for the staff; and their decisions."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.followup.models import Answer, Helped, Question, State, Trainer

MOST_LINKS = 1  # of a question; more look like advertising until somebody has read it
MOST_LINKS_OF_ANSWERS = 3
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|net|org|info|biz|shop|xyz|top|ru|cn)\b", re.IGNORECASE
)
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.\w+|(?:\+|\b00)\d[\d\s().-]{7,}\d")

REASONS: dict[str, str | Promise] = {
    "links": _("It has several links."),
    "contact": _("It holds an e-mail address or a telephone number."),
    "anonymous": _("It came without an e-mail address."),
    "text": _("Somebody wrote it in their own words."),
    "new": _("It is new."),
}


def reason(*texts: str, most_links: int = MOST_LINKS) -> str:
    """Why a text waits for a person; "" for one that does not."""
    text = "\n".join(texts)
    if _CONTACT.search(text):
        return "contact"
    return "links" if len(_LINK.findall(_CONTACT.sub("", text))) > most_links else ""


def waiting() -> list[Question | Answer | Helped | Trainer]:
    """What waits for the staff, the oldest first."""
    found: list[Question | Answer | Helped | Trainer] = [
        *Question.objects.filter(state=State.WAITING).select_related("resource"),
        *Answer.objects.filter(state=State.WAITING).select_related("question"),
        *Helped.objects.filter(state=State.WAITING).select_related("resource"),
        *Trainer.objects.filter(state=State.WAITING).prefetch_related("skills"),
    ]
    return sorted(found, key=_age)


def _age(thing: Question | Answer | Helped | Trainer) -> datetime:
    return thing.created


def decide(kind: str, number: int, *, show: bool) -> bool:
    """Shows it or refuses it; False for what waits no more. What follows from being shown follows."""
    from registry.followup import answering, asking, directory

    model = {"question": Question, "answer": Answer, "helped": Helped, "trainer": Trainer}[kind]
    state = State.SHOWN if show else State.REFUSED
    with transaction.atomic():
        mine = model._default_manager.filter(pk=number, state=State.WAITING)
        if not mine.update(state=state):
            return False
        thing = model._default_manager.get(pk=number)
        if isinstance(thing, Question) and show:
            asking.published(thing)
        elif isinstance(thing, Answer) and show:
            answering.published(thing)
        elif isinstance(thing, Trainer):
            directory.decided(thing)
    return True
