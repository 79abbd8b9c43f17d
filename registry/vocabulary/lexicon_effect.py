"""What an edit of the lexicon would change, worked out by the worker before anybody keeps it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.catalogue.machine_rating import machine_profiles
from registry.catalogue.models import Change, Resource
from registry.framework import lexicon
from registry.framework.folded_text import folded
from registry.framework.lexicon import Edit, Lexicon, expand
from registry.framework.rubric import CELLS, UNKNOWN
from registry.lexicon.in_force import edits, refresh
from registry.lexicon.models import Effect, LexiconEdit, Proposal

AT_ONCE = 200  # resources
BUDGET = 2.0  # seconds of one call
_UNFINISHED = (Proposal.State.LOOKING, Proposal.State.KEPT)


class NotPossible(Exception):
    """In words for the person who wanted it."""


def propose(edit: Edit, *, drop: bool = False, actor: str) -> Proposal:
    """Nothing is rated otherwise by it. `drop`: the edit, which is in force, is to be taken back."""
    key = (edit.language, edit.term, edit.about)
    in_force = {(each.language, each.term, each.about) for each in edits()}
    is_shipped = any((row.language, row.term, row.about) == key for row in lexicon.shipped())
    if drop != (key in in_force):
        raise NotPossible(
            _("That is not an edit of the lexicon.") if drop else _("There is an edit of this term already.")
        )
    if not drop and edit.removed and not is_shipped:
        raise NotPossible(_("The lexicon has no such term: look for the exact row."))
    if not drop and not edit.removed and is_shipped:
        raise NotPossible(_("The lexicon has this term with this meaning already."))
    return Proposal.objects.create(
        **edit._asdict(), drop=drop, actor=actor, base=lexicon.digest(edits=edits())
    )


def keep_up() -> bool:
    """The worker's part: goes on with the oldest proposal for some seconds; False when there is nothing to do."""
    proposal = Proposal.objects.filter(state__in=_UNFINISHED).order_by("pk").first()
    if proposal is None:
        return False
    refresh()
    end = time.monotonic() + BUDGET
    while proposal.state in _UNFINISHED and time.monotonic() < end:
        _go_on(proposal)
    return True


def keep(proposal: Proposal, *, actor: str) -> None:
    """Puts it in force; the worker then has all resources rated again whose text has the term."""
    with transaction.atomic():
        if proposal.base != lexicon.digest(edits=edits()):
            raise NotPossible(
                _("The lexicon has been changed since. Propose it again, to see its effect now.")
            )
        ready = Proposal.objects.filter(pk=proposal.pk, state=Proposal.State.READY)
        if not ready.update(state=Proposal.State.KEPT, after=0):
            raise NotPossible(_("Its effect is not known yet, or somebody has decided on it already."))
        edit = _edit(proposal)
        rows = LexiconEdit.objects.filter(language=edit.language, term=edit.term, about=edit.about)
        if proposal.drop:
            rows.delete()
        else:
            LexiconEdit.objects.create(**edit._asdict(), actor=actor, created=timezone.now())
        said = f"{edit.language}: {edit.term} ({edit.about})"
        what = "taken back" if proposal.drop else "removed" if proposal.removed else "added"
        Change.objects.create(
            subject="lexicon", field=what, before=None, after=said, cause="lexicon", actor=actor
        )


def discard(proposal: Proposal) -> None:
    undecided = Proposal.objects.filter(
        pk=proposal.pk, state__in=(Proposal.State.LOOKING, Proposal.State.READY)
    )
    if not undecided.update(state=Proposal.State.DISCARDED):
        raise NotPossible(_("It has been decided in the meantime."))


def _go_on(proposal: Proposal) -> None:
    rows = Resource.objects.with_provenance().filter(pk__gt=proposal.after).order_by("pk")
    piece = list(rows[:AT_ONCE])
    literals = _literals(proposal.term)
    having = [resource for resource in piece if _has(resource, literals)]
    before = proposal.state
    if before == Proposal.State.LOOKING:
        _compare(proposal, having)
        proposal.looked += len(piece)
    else:
        Resource.objects.filter(pk__in=[resource.pk for resource in having]).update(rating_due=True)
    if piece:
        proposal.after = piece[-1].pk
    if len(piece) < AT_ONCE:
        proposal.state = Proposal.State.READY if before == Proposal.State.LOOKING else Proposal.State.DONE
    written = ("after", "looked", "changed", "moves", "state")
    same = Proposal.objects.filter(pk=proposal.pk, state=before)  # it may have been discarded meanwhile
    if not same.update(**{name: getattr(proposal, name) for name in written}):
        proposal.refresh_from_db()


def _compare(proposal: Proposal, resources: Sequence[Resource]) -> None:
    """Rates each twice for this day, so that nothing but the edit makes a difference."""
    if not resources:
        return
    trial, today = _trial(_wanted(proposal)), timezone.now().date()
    said = [(r.effective, r.record.organiser.kind, today) for r in resources]
    now = machine_profiles(said)
    with lexicon.trying(trial):
        then = machine_profiles(said)
    moves = {r.pk: _moves(one, other) for r, one, other in zip(resources, now, then, strict=True)}
    changed = {id: each for id, each in moves.items() if each}
    Effect.objects.bulk_create(
        [Effect(proposal=proposal, resource=id, moves=each) for id, each in changed.items()],
        ignore_conflicts=True,
    )
    proposal.changed += len(changed)
    counted = Counter(proposal.moves)
    counted.update(f"{cell}: {a} → {b}" for each in changed.values() for cell, (a, b) in each.items())
    proposal.moves = dict(counted)


def _moves(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    moves = {cell: [_value(before, cell), _value(after, cell)] for cell in CELLS}
    return {cell: each for cell, each in moves.items() if each[0] != each[1]}


def _value(profile: Mapping[str, Any], cell: str) -> Any:
    return profile["cells"].get(cell, {}).get("value", UNKNOWN)


def _edit(proposal: Proposal) -> Edit:
    return Edit(**{name: getattr(proposal, name) for name in Edit._fields})


def _wanted(proposal: Proposal) -> tuple[Edit, ...]:
    edit = _edit(proposal)
    if not proposal.drop:
        return (*edits(), edit)
    return tuple(each for each in edits() if each[:3] != edit[:3])


@lru_cache(maxsize=1)
def _trial(wanted: tuple[Edit, ...]) -> Lexicon:
    return Lexicon(edits=wanted)


def _literals(pattern: str) -> tuple[str, ...]:
    return tuple(folded(term.removesuffix("*")).strip() for term in expand(pattern))


def _has(resource: Resource, literals: Sequence[str]) -> bool:
    """Whether its words may have the term: the rater looks closer."""
    said = resource.effective
    text = folded(
        "\n".join([said.get("title", ""), said.get("description") or "", *said.get("subjects", ())])
    )
    return any(literal in text for literal in literals)
