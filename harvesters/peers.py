"""What another node may say, and of whom: checked before it is believed (rules 10 and 11)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from harvesters.formats import native
from harvesters.listing import Harvested
from harvesters.problems import Problem, SourceProblem, Undescribable
from harvesters.words import words
from registry.catalogue.models import Record
from registry.catalogue.provenance import Provenance
from registry.sources.models import Source


class Peer:
    """A source that is another node's exchange, for the length of one run.

    Which node that is, its first record says; all others must have come through the same.
    """

    def __init__(self, source: Source, node: UUID, now: datetime) -> None:
        self.source, self.node, self.now = source, node, now
        known = Record.objects.filter(source=source).exclude(chain=[]).order_by("pk").first()
        self.name: str | None = known.chain[-1] if known else None

    def provenance(self, record: Harvested) -> Provenance:
        """Where a record comes from. Raises Undescribable for one that cannot be what it says it is, and
        SourceProblem for a node that is a copy of this very one."""
        if record.format != "native":
            raise Undescribable(words("The other node sends what is no native record."), _ASK)
        provenance = native.provenance(record.payload, self.now)
        through = provenance.chain[-1]
        if through == str(self.node):
            raise SourceProblem(_CLONE)
        if native.exchange_identifier(provenance.origin) != record.identifier:
            raise Undescribable(words("The record names another origin than its identifier does."), _ASK)
        self.name = self.name or through
        if through != self.name:
            raise Undescribable(
                words(
                    "The record came through the node %(through)s, but this is the node %(name)s.",
                    through=through,
                    name=self.name,
                ),
                words("If the node was set up anew, add it as a new source."),
            )
        return provenance

    def grave(self, record: Harvested) -> Provenance | None:
        """The deletion at its origin that a header tells of; what is this node's own nobody else deletes."""
        grave = native.buried(record, self.now)
        return grave if grave and grave.origin[0] != self.node else None


_ASK = words("Ask the other node's operator to look into it.")
_CLONE = Problem(
    stage="fetch",
    reason=words("The other node shows the same identity as this one: it is a copy of it, not a peer."),
    advice=words("Give the copy an empty database, so that it gets an identity of its own."),
)
