"""What is published at once and what waits for the staff; and their decisions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.catalogue import history
from registry.catalogue.models import Change
from registry.followup.belonging import ORGANISERS
from registry.followup.models import Answer, Helped, Question, State, Trainer

MOST_LINKS = 1  # of a question; more look like advertising until somebody has read it
MOST_LINKS_OF_ANSWERS = 3
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|net|org|info|biz|shop|xyz|top|ru|cn)\b", re.IGNORECASE
)
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.\w+|(?:\+|\b00)\d[\d\s().-]{7,}\d")

CAUSE = "moderation"  # in the history
Thing = Question | Answer | Helped | Trainer
KINDS: Mapping[str, type[Thing]] = {
    "question": Question,
    "answer": Answer,
    "helped": Helped,
    "trainer": Trainer,
}

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
    found = [thing for kind in KINDS for thing in _all(kind).filter(state=State.WAITING)]
    return sorted(found, key=_age)


def find(kind: str, number: int) -> Question | Answer | Helped | Trainer | None:
    """`kind`: one of KINDS."""
    found: Question | Answer | Helped | Trainer | None = _all(kind).filter(pk=number).first()
    return found


def _all(kind: str) -> Any:
    """With what tells whose they are to decide on."""
    rows: Any = KINDS[kind]._default_manager.all()
    if kind == "trainer":
        return rows.prefetch_related("skills")
    resource = "question__resource" if kind == "answer" else "resource"
    return rows.select_related(*(f"{resource}__{organiser}" for organiser in ORGANISERS))


def _age(thing: Question | Answer | Helped | Trainer) -> datetime:
    return thing.created


def decide(kind: str, number: int, *, show: bool, actor: str) -> bool:
    """Shows it or refuses it; False for what waits no more. What follows from being shown follows."""
    from registry.followup import answering, asking, directory

    model = KINDS[kind]
    state = State.SHOWN if show else State.REFUSED
    with transaction.atomic():
        mine = model._default_manager.filter(pk=number, state=State.WAITING)
        if not mine.update(state=state):
            return False
        thing = model._default_manager.get(pk=number)
        history.write(_told(thing, State.WAITING, state, actor))
        if isinstance(thing, Question) and show:
            asking.published(thing)
        elif isinstance(thing, Answer) and show:
            answering.published(thing)
        elif isinstance(thing, Trainer):
            directory.decided(thing)
    return True


def put_back(thing: Thing, state: str, *, actor: str) -> Change:
    """Within a transaction of the caller's: it is as it was. Letters that it had sent are not sent again."""
    row = _told(thing, thing.state, state, actor)
    type(thing)._default_manager.filter(pk=thing.pk).update(state=state)
    history.write(row)
    return row


def decided_last(most: int = 20) -> list[tuple[Change, Thing]]:
    """The latest decisions on what is still there."""
    rows = Change.objects.filter(cause=CAUSE).select_related("reversal").order_by("-pk")[:most]
    named = [(row, kind, int(number)) for row in rows for kind, number in [row.subject.split(":")]]
    found = {kind: _all(kind).in_bulk([number for _row, of, number in named if of == kind]) for kind in KINDS}
    return [(row, thing) for row, kind, number in named if (thing := found[kind].get(number))]


def _told(thing: Thing, before: str, after: str, actor: str) -> Change:
    """Named by kind and number: nothing that anybody wrote is kept here."""
    subject = f"{type(thing).__name__.lower()}:{thing.pk}"
    return Change(subject=subject, field="state", before=before, after=after, cause=CAUSE, actor=actor)
