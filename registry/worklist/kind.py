"""A kind of task: what is open, why it waits for a person, and where it is done."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.functional import Promise

from registry.roles.granting import CURATOR
from registry.worklist.models import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An open task, as its kind finds it.

    `key`: what it is about, unique within the kind and the same at each look. `since`: from when it waits.
    `resource`: the resource's id, if it is about one. `economy`, `language`: for those who curate them.
    `details`: JSON values that `Kind.why` needs. `effect` on SMMEs, 0 to 100; None: that of its resource.
    """

    key: str
    title: str
    since: datetime
    resource: int | None = None
    economy: str = ""
    language: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    effect: int | None = None


class Kind:
    """One subclass a module, named in registry.worklist.kinds.KINDS; nothing else needs to know it.

    `id`: in addresses, for ever. `label`: lazily translated, as a heading ("Held runs"). `every`: how often the
    worker looks for what is open; whoever does such a task calls `refreshing.look_again`, so that it is gone at
    once. `least`: the role that may do it. `concerns_all`: it holds for the whole catalogue, so that curators
    with limits do not do it. `acceptable`: whether many can be accepted together, unseen.
    """

    id: ClassVar[str]
    label: ClassVar[str | Promise]
    every: ClassVar[timedelta] = timedelta(minutes=1)
    least: ClassVar[str] = CURATOR
    concerns_all: ClassVar[bool] = False
    acceptable: ClassVar[bool] = False

    def open(self, resources: Collection[int] | None = None) -> Iterator[Open]:
        """All open tasks; only those about these resources where they are given (then a kind that is not about
        resources gives all of its own). Page by key: there may be 100,000."""
        raise NotImplementedError(f"{type(self).__name__} must implement open().")

    def why(self, details: Mapping[str, Any]) -> str:
        """Why it waits for a person, in one translated sentence."""
        raise NotImplementedError(f"{type(self).__name__} must implement why().")

    def link(self, task: Task) -> str:
        """Where it is done: staff's page of its resource, if the kind knows no better."""
        if task.resource is None:
            raise NotImplementedError(f"{type(self).__name__} must implement link().")
        return reverse("curation:resource", args=[task.resource.public_id])
