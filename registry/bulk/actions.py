"""What can be done to many resources at once: each action changes one, within a transaction of the caller's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.catalogue import history
from registry.catalogue.models import Change, Overlay, Record, Resource
from registry.catalogue.overlay import lay, lift
from registry.catalogue.ratings import JUDGED, accepted, put_judgements
from registry.framework.rubric import RELEVANT

Action = Callable[[Resource, Any, str, str], Change | None]

REASONS: Mapping[str, str | Promise] = {
    "withdrawn": _("Its source no longer lists it."),
    "deleted": _("It was deleted meanwhile."),
    "joined": _("It is shown as part of another resource now."),
    "changed-since": _("Somebody has changed it since; that is kept."),
    "failed": _("It could not be changed."),
}


def refusal(resource: Resource) -> str:
    """Why a resource takes part in no bulk change any more, a key of REASONS; "" if it does."""
    if resource.record.state != Record.State.LIVE:
        return "withdrawn"
    if resource.leader_id is not None:
        return "joined"
    return "deleted" if Overlay.objects.filter(resource=resource, field="deleted").exists() else ""


def _accept(resource: Resource, value: Any, actor: str, reason: str) -> Change | None:
    return accepted(resource, actor=actor, reason=reason)


def _tag(resource: Resource, value: Any, actor: str, reason: str) -> Change | None:
    if value in resource.tags:
        return None
    return lay(resource, "tags", [*resource.tags, value], actor=actor, reason=reason)


def _untag(resource: Resource, value: Any, actor: str, reason: str) -> Change | None:
    if value not in resource.tags:
        return None
    return lay(resource, "tags", [tag for tag in resource.tags if tag != value], actor=actor, reason=reason)


def _language(resource: Resource, value: Any, actor: str, reason: str) -> Change | None:
    known = resource.effective
    if known.get("language") == value and "language_by" not in known:
        return None
    return lay(resource, "language", value, actor=actor, reason=reason)


def _hide(resource: Resource, value: Any, actor: str, reason: str) -> Change | None:
    return None if resource.hidden else lay(resource, "hidden", True, actor=actor, reason=reason)


def _show(resource: Resource, value: Any, actor: str, reason: str) -> Change | None:
    return lift(resource, "hidden", actor=actor)


def _set_aside(resource: Resource, value: Any, actor: str, reason: str) -> Change | None:
    if resource.profile.get("cells", {}).get(RELEVANT, {}).get("value") == "no":
        return None
    before = put_judgements(resource, actor, {RELEVANT: "no"}, reason)
    return history.changed(resource, RELEVANT, before[RELEVANT], "no", cause=JUDGED, actor=actor)


ACTIONS: Mapping[str, tuple[str | Promise, Action]] = {
    "accept": (_("Accept the rating that is shown"), _accept),
    "tag": (_("Add a tag"), _tag),
    "untag": (_("Take a tag away"), _untag),
    "language": (_("Set the language"), _language),
    "hide": (_("Hide"), _hide),
    "show": (_("Show again"), _show),
    "set-aside": (_("Set aside as about something else"), _set_aside),
}
"""By id: what a person calls it, and what it does: the change it makes, not yet written; None: it was so already."""

NEEDS_VALUE = ("tag", "untag", "language")
