"""Who may open the staff's pages, by their role, and who may decide on what, by what they curate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Concatenate, NamedTuple, ParamSpec

from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from registry.catalogue.models import Resource
from registry.curation.staff import pseudonym
from registry.roles.granting import ADMINISTRATOR, CURATOR, SENIOR, has, scope_of
from registry.roles.scope import EVERYTHING
from registry.worklist import taking
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
            if _holds_nul(request):
                raise BadRequest
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def _holds_nul(request: HttpRequest) -> bool:
    """No text of a database can hold it (PostgreSQL says so by an error), and nobody types it."""
    given = (*request.GET.lists(), *request.POST.lists())
    return any("\0" in text for name, values in given for text in (name, *values))


def staff_only(view: View[Rest]) -> View[Rest]:
    """A page for all of the staff. What it decides needs `within_scope`, or `for_everything`, besides."""
    return allowed(CURATOR)(view)


def seniors_only(view: View[Rest]) -> View[Rest]:
    """A page for senior curators and administrators: what concerns whole sources, or many resources at once."""
    return allowed(SENIOR)(view)


def administrators_only(view: View[Rest]) -> View[Rest]:
    """A page for administrators: secrets, and who is of the staff."""
    return allowed(ADMINISTRATOR)(view)


class Stated(NamedTuple):
    """Where something belongs that is no resource, or none yet; "": not stated, so outside nobody's limits."""

    economy: str = ""  # ISO 3166-1 alpha-2
    language: str = ""  # BCP 47


class BeyondScope(PermissionDenied):
    """Somebody of the staff may look at it, and not decide on it; the page of the refusal says so."""

    def __init__(self) -> None:
        super().__init__(
            _("It is beyond the economies and languages that you curate: you can look, and not change it.")
        )


def curated(user: User, resources: Sequence[Resource]) -> list[Resource]:
    """Those on which somebody may decide: of economies and languages that they curate, or assigned to them."""
    if not has(user, CURATOR):
        return []
    scope = scope_of(user)
    beyond = [r.pk for r in resources if not scope.covers(economy_of(r), language_of(r))]
    refused = set(beyond) - taking.held(user, beyond) if beyond else set()
    return [resource for resource in resources if resource.pk not in refused]


def curates(user: User, *about: Resource | Stated) -> bool:
    """Whether somebody may decide on what concerns these; one that they curate is enough, as for a pair."""
    if not has(user, CURATOR):
        return False
    scope = scope_of(user)
    stated = [each for each in about if isinstance(each, Stated)]
    resources = [each for each in about if isinstance(each, Resource)]
    return any(scope.covers(*each) for each in stated) or bool(curated(user, resources))


def curates_everything(user: User) -> bool:
    """Whether somebody may decide on what holds for the whole catalogue: whoever curates without limits."""
    return has(user, CURATOR) and scope_of(user) == EVERYTHING


def within_scope(request: HttpRequest, *about: Resource | Stated) -> None:
    """Raises BeyondScope where the person curates none of these."""
    if not curates(person(request), *about):
        raise BeyondScope


def for_everything(request: HttpRequest) -> None:
    """Raises BeyondScope where the person curates a part of the catalogue, and what they ask for concerns all of it."""
    if not curates_everything(person(request)):
        raise BeyondScope


def person(request: HttpRequest) -> User:
    """Who asks; a page that is for staff has made sure that somebody is signed in."""
    assert isinstance(request.user, User)
    return request.user


def actor(request: HttpRequest) -> str:
    """The pseudonym under which a decision of this request's person is kept."""
    return pseudonym(person(request))
