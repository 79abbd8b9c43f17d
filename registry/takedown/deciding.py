"""Requests to take something down: made, decided once, and told in the history of the resource."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from registry.catalogue import history
from registry.catalogue.models import Resource
from registry.catalogue.overlay import set_overlay
from registry.catalogue.writing import writing
from registry.takedown.models import TakedownRequest

State = TakedownRequest.State


class AlreadyDecided(Exception):
    """Somebody else has decided on it meanwhile."""


def ask(
    resource: Resource,
    *,
    ground: str,
    text: str,
    name: str = "",
    email: str = "",
    once: UUID | None = None,
    language: str = "en",
) -> TakedownRequest:
    """Keeps a request; who asks is named in it, and not in the history. The same form again is the same request."""
    with writing():
        if once and (known := TakedownRequest.objects.filter(once=once).first()):
            return known
        request = TakedownRequest.objects.create(
            resource=resource, ground=ground, text=text, name=name, email=email, once=once, language=language
        )
        history.write(
            history.changed(resource, "takedown", None, State.RECEIVED, cause="takedown", actor="the public")
        )
    return request


def decide(request: TakedownRequest, *, take_down: bool, actor: str, answer: str) -> None:
    """Takes the resource down for good, or refuses to. Raises AlreadyDecided; one decision is made."""
    state = State.TAKEN_DOWN if take_down else State.REFUSED
    with writing():
        mine = TakedownRequest.objects.filter(pk=request.pk, state=State.RECEIVED).update(
            state=state, answer=answer, decided_by=actor, decided=timezone.now()
        )
        if not mine:
            raise AlreadyDecided
        history.write(
            history.changed(
                request.resource, "takedown", State.RECEIVED, state, cause="takedown", actor=actor
            )
        )
        if take_down:
            set_overlay(request.resource, "deleted", True, actor=actor, reason=answer)
    request.refresh_from_db()
