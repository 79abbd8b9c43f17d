"""Which resources and records may be shown, and which may be passed on: decided here and nowhere else (rule 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from registry.catalogue.triage import DOUBTFUL

if TYPE_CHECKING:
    from registry.catalogue.models import Record, Resource  # noqa: F401 - named in the classes' bases below

# A paused source keeps what it gave; a proposed or refused one shows nothing.
SHOWN_SOURCES = ("approved", "paused")


def live(state: str, source_state: str) -> bool:
    """The same as the querysets' rule, for a record and its source that have been read already."""
    return state == "live" and source_state in SHOWN_SOURCES


def _live(prefix: str) -> Q:
    return Q(**{f"{prefix}state": "live", f"{prefix}source__state__in": SHOWN_SOURCES})


def _not_held_back(prefix: str) -> Q:
    """Neither hidden by a person nor set aside as about something else."""
    return Q(**{f"{prefix}hidden": False, f"{prefix}off_topic": False})


def _may_be_passed_on(prefix: str) -> Q:
    """Rule 15: an unknown licence is shown here and never republished."""
    return Q(**{f"{prefix}source__may_republish": True}) & ~Q(**{f"{prefix}source__licence": ""})


class ResourceQuerySet(models.QuerySet["Resource"]):
    """Resources, with the one rule of who sees what."""

    def visible(self) -> Self:
        """For pages, their JSON-LD, API, search and mail: the leaders of their groups."""
        return self.members_shown().filter(leader=None)

    def members_shown(self) -> Self:
        """Leaders and followers alike: for what a group's page says of where it comes from."""
        return self.filter(_live("record__"), _not_held_back(""))

    def set_aside(self) -> Self:
        """What would be shown, were it not about something else: for staff, who may know better."""
        return self.filter(_live("record__"), hidden=False, off_topic=True, leader=None)

    def doubtful(self) -> Self:
        """What the machine is not sure of, the least sure first: for staff."""
        live = self.filter(_live("record__"), hidden=False, leader=None, doubt__gte=DOUBTFUL)
        return live.order_by("-doubt", "pk")

    def publishable(self) -> Self:
        """For OAI-PMH, dumps and feeds: visible, and the licence lets it be passed on."""
        return self.visible().filter(_may_be_passed_on("record__"))

    def ever_publishable(self) -> Self:
        """What outsiders may have been told of: those that are not `publishable()` now are deleted for them."""
        return self.filter(_may_be_passed_on("record__"))

    def with_provenance(self) -> Self:
        return self.select_related("record__organisation", "record__source__organisation")


class RecordQuerySet(models.QuerySet["Record"]):
    """Records, with the same rule for the exchange between nodes (every node joins for itself)."""

    def publishable(self) -> Self:
        alone = Q(resource__leader=None) & _not_held_back("resource__")
        shown = alone | _not_held_back("resource__leader__")
        return self.filter(_live(""), _may_be_passed_on("")).filter(shown)

    def ever_publishable(self) -> Self:
        """What other nodes may have been told of: those that are not `publishable()` now are deleted for them."""
        return self.filter(_may_be_passed_on(""))
