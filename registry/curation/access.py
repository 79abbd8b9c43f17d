"""Who may open the staff's pages: whoever holds the role that a page asks for, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from registry.catalogue.models import Resource
from registry.curation.staff import pseudonym
from registry.roles.granting import ADMINISTRATOR, CURATOR, SENIOR, has, scope_of
from registry.worklist.resources import economy_of, language_of

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Rest], HttpResponse]


def allowed(least: str) -> Callable[[View[Rest]], View[Rest]]:
    """A page for this role and those above it. Others are asked to sign in, or refused when they have."""

    def decorate(view: View[Rest]) -> View[Rest]:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not has(request.user, least):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def staff_only(view: View[Rest]) -> View[Rest]:
    """A page for all of the staff. What it changes of a resource needs `within_scope` besides."""
    return allowed(CURATOR)(view)


def seniors_only(view: View[Rest]) -> View[Rest]:
    """A page for senior curators and administrators: what concerns whole sources, or many resources at once."""
    return allowed(SENIOR)(view)


def administrators_only(view: View[Rest]) -> View[Rest]:
    """A page for administrators: secrets, and who is of the staff."""
    return allowed(ADMINISTRATOR)(view)


def curates(user: User, resource: Resource) -> bool:
    """Whether a resource is of an economy and in a language that this person curates."""
    return has(user, CURATOR) and scope_of(user).covers(economy_of(resource), language_of(resource))


def within_scope(request: HttpRequest, resource: Resource) -> None:
    """Raises PermissionDenied where the person may look at a resource, and not decide on it."""
    if not curates(person(request), resource):
        raise PermissionDenied


def person(request: HttpRequest) -> User:
    """Who asks; a page that is for staff has made sure that somebody is signed in."""
    assert isinstance(request.user, User)
    return request.user


def actor(request: HttpRequest) -> str:
    """The pseudonym under which a decision of this request's person is kept."""
    return pseudonym(person(request))
