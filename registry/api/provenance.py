"""The members of a group that may be shown: where what a resource says comes from."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Prefetch, prefetch_related_objects

from registry.catalogue.models import Resource


def load_members(resources: Sequence[Resource]) -> None:
    """Reads the followers of all these resources, with their sources, in one query; `members` tells them."""
    shown = Resource.objects.members_shown().with_provenance().order_by("pk")
    prefetch_related_objects(resources, Prefetch("followers", queryset=shown, to_attr="shown_followers"))


def members(resource: Resource) -> list[Resource]:
    """The group, its leader first. Call `load_members` before."""
    followers: list[Resource] = resource.shown_followers  # type: ignore[attr-defined]  # set by Prefetch
    return [resource, *followers]
