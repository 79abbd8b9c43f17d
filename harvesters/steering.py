"""What a person can tell a source to do: the same for commands, staff's pages and the API."""

from __future__ import annotations

from collections.abc import Callable

from harvesters import adding
from harvesters.words import words
from registry.catalogue import history
from registry.sources import claiming
from registry.sources.models import Source


class NotPossible(Exception):
    """The source is not in the state for it; the message says what to do."""


def run_now(source: Source, *, actor: str, reason: str = "") -> None:
    """It is due at once; the worker takes it."""
    _check_approved(source)
    claiming.run_now(source)


def full(source: Source, *, actor: str, reason: str = "") -> None:
    """It is due at once, and everything is asked for, whatever was taken before."""
    _check_approved(source)
    claiming.run_now(source, full=True)


def pause(source: Source, *, actor: str, reason: str = "") -> None:
    """It is not harvested for now, and a run that goes on ends; what it gave stays."""
    _check_approved(source)
    adding.pause(source, actor=actor, reason=reason)


def resume(source: Source, *, actor: str, reason: str = "") -> None:
    """A paused source is harvested again, and is due at once."""
    if source.state != Source.State.PAUSED:
        raise NotPossible(
            words("%(source)s is not paused: only a paused source is resumed.", source=source.name)
        )
    adding.approve(source, actor=actor, reason=reason)


def cancel(source: Source, *, actor: str, reason: str = "") -> None:
    """The run that goes on ends at its next page; the next one goes on where it stopped."""
    if not claiming.cancel(source):
        raise NotPossible(
            words("%(source)s is not being harvested, so there is nothing to cancel.", source=source.name)
        )
    history.write(
        history.changed(source, "run", None, "cancelled", cause=reason[:60] or "cancel", actor=actor)
    )


def _check_approved(source: Source) -> None:
    if source.state != Source.State.APPROVED:
        raise NotPossible(words("%(source)s is not approved: approve it first.", source=source.name))


ORDERS: dict[str, Callable[..., None]] = {
    "cancel": cancel,
    "full": full,
    "pause": pause,
    "resume": resume,
    "run-now": run_now,
}
