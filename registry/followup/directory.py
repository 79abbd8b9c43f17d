"""The directory of trainers: proposed by themselves and approved, or entered by staff."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from registry.followup import asking, links
from registry.followup.models import Skill, State, Trainer
from registry.people import letters, readers
from registry.people.models import Consent


def propose(trainer: Trainer, aspects: Iterable[str], languages: Iterable[str]) -> bool:
    """Takes a listing that is not saved yet; False for a form that was sent before."""
    try:
        with transaction.atomic():
            trainer.save(force_insert=True)
            kinds = {Skill.Kind.ASPECT: aspects, Skill.Kind.LANGUAGE: languages}
            Skill.objects.bulk_create(
                Skill(trainer=trainer, kind=kind, value=value)
                for kind, values in kinds.items()
                for value in dict.fromkeys(values)
            )
            if trainer.reader and trainer.state == State.UNCONFIRMED and asking.may_write(trainer.reader):
                said = {"trainer": trainer, "link": links.confirm_trainer(trainer)}
                letters.send([letters.letter(trainer.reader, "followup/mail/confirm_trainer", said)])
    except IntegrityError:
        return False
    return True


def confirmed(trainer: Trainer) -> None:
    """The address is theirs; staff look at the listing next."""
    assert trainer.reader is not None
    with transaction.atomic():
        if Trainer.objects.filter(pk=trainer.pk, state=State.UNCONFIRMED).update(state=State.WAITING):
            said = _("List me in the directory of trainers, and pass questions on to me.")
            readers.confirm(trainer.reader, Consent.Purpose.TRAINER, said)


def decided(trainer: Trainer) -> None:
    """They are told, with the link by which they end it."""
    if trainer.reader:
        said = {"trainer": trainer, "link": links.trainer(trainer), "listed": trainer.state == State.SHOWN}
        letters.send([letters.letter(trainer.reader, "followup/mail/trainer_decided", said)])


def end(trainer: Trainer) -> None:
    """The listing goes, with the answers that were given under it; the address too, if nothing else needs it."""
    reader = trainer.reader
    with transaction.atomic():
        trainer.delete()
        if reader:
            readers.withdraw(reader, Consent.Purpose.TRAINER)
            readers.release(reader)


def shown(aspect: str = "", economy: str = "", language: str = "") -> QuerySet[Trainer]:
    """Those who are listed, narrowed down."""
    found = Trainer.objects.filter(state=State.SHOWN).prefetch_related("skills")
    for kind, value in ((Skill.Kind.ASPECT, aspect), (Skill.Kind.LANGUAGE, language)):
        if value:
            found = found.filter(pk__in=Skill.objects.filter(kind=kind, value=value).values("trainer"))
    return found.filter(economy=economy) if economy else found
