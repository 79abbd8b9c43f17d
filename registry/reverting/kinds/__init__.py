"""The kinds of decisions that are in the history."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from django.utils.module_loading import import_string

from registry.catalogue.models import Change
from registry.reverting.kind import Kind

KINDS = (
    "registry.reverting.kinds.resources.Corrected",
    "registry.reverting.kinds.resources.KeptOurs",
    "registry.reverting.kinds.resources.Rated",
    "registry.reverting.kinds.groups.SameThing",
    "registry.reverting.kinds.groups.Leads",
    "registry.reverting.kinds.sources.State",
    "registry.reverting.kinds.sources.Settings",
    "registry.reverting.kinds.sources.Pace",
    "registry.reverting.kinds.sources.TakenAlways",
    "registry.reverting.kinds.vocabulary.MappedTerm",
    "registry.reverting.kinds.vocabulary.Labelled",
    "registry.reverting.kinds.vocabulary.Preferred",
    "registry.reverting.kinds.vocabulary.Broader",
    "registry.reverting.kinds.vocabulary.Deprecated",
    "registry.faults.reverting_kind.Settled",
    "registry.followup.reverting_kind.Moderated",
    "registry.reverting.kinds.final.OfSources",
    "registry.reverting.kinds.final.OfResources",
    "registry.reverting.kinds.final.OfConcepts",
    "registry.reverting.kinds.final.OfLexicon",
    "registry.reverting.kinds.final.OfStaff",
)
"""Dotted paths, so that a kind may live in any part of the registry, also in one that imports this. The first one
that a row is of counts."""


@cache
def kinds() -> Sequence[Kind]:
    return [import_string(path)() for path in KINDS]


def kind_of(change: Change) -> Kind | None:
    """None: nobody's decision, such as what a harvest has changed."""
    return next((kind for kind in kinds() if kind.is_of(change)), None)
