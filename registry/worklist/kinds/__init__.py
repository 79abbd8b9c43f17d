"""The kinds of tasks, in the order in which the worklist names them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from django.utils.module_loading import import_string

from registry.worklist.kind import Kind

KINDS = (
    "registry.takedown.worklist_kind.Takedown",
    "registry.worklist.kinds.held_run.HeldRun",
    "registry.worklist.kinds.proposed_source.ProposedSource",
    "registry.faults.worklist_kind.ReportedFault",
    "registry.followup.worklist.ToModerate",
    "registry.followup.worklist.UnaskedQuestion",
    "registry.worklist.kinds.disputed_rating.DisputedRating",
    "registry.worklist.kinds.near_duplicate.NearDuplicate",
    "registry.worklist.kinds.stale_overlay.StaleOverlay",
    "registry.worklist.kinds.dead_link.DeadLink",
    "registry.worklist.kinds.unmapped_term.UnmappedTerm",
    "registry.worklist.kinds.low_confidence.LowConfidence",
    "registry.worklist.kinds.missing_field.MissingField",
    "registry.worklist.kinds.new_resource.NewResource",
)
"""Dotted paths, so that a kind may live in any part of the registry, also in one that imports this."""


@cache
def kinds() -> Mapping[str, Kind]:
    """By id."""
    made: list[Kind] = [import_string(path)() for path in KINDS]
    return {kind.id: kind for kind in made}
