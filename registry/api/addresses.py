"""What an address of a resource answers: the resource, its leader's address, or that it is gone."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from registry.catalogue.models import Overlay, Record, Resource

REMOVED = "removed"  # by a curator


@dataclass(frozen=True, slots=True)
class Answer:
    """One of `resource` to show (200), `leader` to go to (303), `gone` for good (410); none of them: 404."""

    resource: Resource | None = None
    leader: UUID | None = None
    gone: str = ""  # a Record.State, or REMOVED


def answer_for(public_id: UUID) -> Answer:
    shown = Resource.objects.visible().with_provenance().filter(public_id=public_id).first()
    if shown:
        return Answer(resource=shown)
    found = Resource.objects.select_related("leader", "record").filter(public_id=public_id).first()
    if found is None:
        return Answer()
    if found.leader:
        return Answer(leader=found.leader.public_id)
    if found.record.state != Record.State.LIVE:
        return Answer(gone=found.record.state)
    if Overlay.objects.filter(resource=found, field="deleted", value=True).exists():
        return Answer(gone=REMOVED)
    return Answer()  # hidden, or its source is not approved: nobody need know that it is here
