"""Who holds which role, and whether it is enough; denied unless granted."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser, User

from registry.roles.models import Role
from registry.roles.scope import EVERYTHING, Scope

CURATOR, SENIOR, ADMINISTRATOR = Role.Name.CURATOR, Role.Name.SENIOR, Role.Name.ADMINISTRATOR
_ORDER: tuple[str, ...] = (CURATOR, SENIOR, ADMINISTRATOR)


def role_of(user: User | AnonymousUser | None) -> Role | None:
    """The role of somebody who is of the staff and may sign in; None for anyone else."""
    if user is None or not (user.is_authenticated and user.is_active and user.is_staff):
        return None
    role: Role | None = getattr(user, "staff_role", None)
    return role


def has(user: User | AnonymousUser | None, least: str) -> bool:
    """Whether somebody has this role, or one that may do more."""
    role = role_of(user)
    return role is not None and _ORDER.index(role.name) >= _ORDER.index(least)


def scope_of(user: User | AnonymousUser | None) -> Scope:
    """What somebody curates. Senior curators and administrators curate everything."""
    role = role_of(user)
    if role is None or role.name != CURATOR:
        return EVERYTHING
    return Scope(tuple(role.economies), tuple(role.languages))


def grant(user: User, name: str, economies: Sequence[str] = (), languages: Sequence[str] = ()) -> Role:
    """Gives somebody this role in place of the one they had."""
    role, _made = Role.objects.update_or_create(
        user=user,
        defaults={"name": name, "economies": sorted(set(economies)), "languages": sorted(set(languages))},
    )
    user.staff_role = role  # what was read before is out of date
    return role
