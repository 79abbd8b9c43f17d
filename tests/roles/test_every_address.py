"""Every address of the registry, asked as every role, against the table of who may."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from registry.catalogue.models import Change, Resource
from registry.catalogue.overlay import set_overlay
from tests.factories import make_resource, make_source, make_staff
from tests.roles.table import ADMINISTRATOR, ANYBODY, CURATOR, PUBLIC, SCOPED, SENIOR, TABLE

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "reader", "curator", "curator of another economy", "senior", "administrator")
_ORDER = (ANYBODY, CURATOR, SENIOR, ADMINISTRATOR)
_HELD = {"curator": 1, "curator of another economy": 1, "senior": 2, "administrator": 3}
_SAMPLES = {"uuid": "00000000-0000-4000-8000-000000000000", "int": "1", "slug": "x", "str": "x", "path": "x"}


class Address(NamedTuple):
    name: str
    route: str


def addresses(
    patterns: list[URLPattern | URLResolver], space: str = "", before: str = ""
) -> Iterator[Address]:
    for each in patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, each.namespace or space, route)
        else:
            yield Address(f"{space}:{each.name}", route)


ADDRESSES = sorted(set(addresses(get_resolver().url_patterns)))


def least(name: str) -> str | None:
    space = name.partition(":")[0]
    return TABLE.get(name, ANYBODY if space in PUBLIC else None)


class Cast(NamedTuple):
    resource: Resource
    change: Change
    clients: dict[str, Client]

    def path(self, route: str) -> str:
        """The route with a resource and a decision that there are, and anything for what else it asks for."""

        def filled(part: re.Match[str]) -> str:
            kind, name = part.group(1), part.group(2)
            if name == "public_id":
                return str(self.resource.public_id)
            if route.startswith("staff/changes/"):
                return str(self.change.pk)
            return _SAMPLES[kind]

        return "/" + re.sub(r"<(?:(\w+):)?(\w+)>", filled, route)


@pytest.fixture
def cast() -> Cast:
    cache.clear()
    resource = make_resource(source=make_source("Ministry", economy="CL"), language="es")
    change = set_overlay(resource, "title", "Mine", actor="ann")
    people = {
        "reader": User.objects.create(username="li@smme.example"),
        "curator": make_staff("bo", CURATOR, economies=["CL"], languages=["es"]),
        "curator of another economy": make_staff("cy", CURATOR, economies=["PE"]),
        "senior": make_staff("di", SENIOR),
        "administrator": make_staff("ed", ADMINISTRATOR),
    }
    clients = {"anonymous": Client()}
    for role, user in people.items():
        clients[role] = Client()
        clients[role].force_login(user)
    return Cast(resource, change, clients)


def answers(client: Client, path: str, name: str) -> set[str]:
    """What GET and POST come to: "asked" to sign in, "refused", or "taken"."""
    said = set()
    for method in (client.get, client.post):
        answer = method(path)
        if answer.status_code == 405:
            continue  # the view does not take this method, from nobody
        to_sign_in = answer.status_code == 302 and answer["Location"].startswith("/sign-in/")
        asked = to_sign_in or answer.status_code == 401
        said.add("asked" if asked else "refused" if answer.status_code == 403 else "taken")
    return said


def test_the_table_names_every_address() -> None:
    assert [each.name for each in ADDRESSES if least(each.name) is None] == []


def test_the_table_names_nothing_that_there_is_not() -> None:
    assert {*TABLE, *SCOPED} - {each.name for each in ADDRESSES} == set()


def test_whatever_is_below_the_staffs_address_is_for_staff() -> None:
    """But for signing in and out: no line of the table opens one of them by mistake."""
    open_ = {
        each.name for each in ADDRESSES if each.route.startswith("staff/") and least(each.name) == ANYBODY
    }
    assert open_ == {"curation:enter", "curation:leave"}


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda each: f"{each.name} {each.route}")
def test_each_role_gets_what_the_table_says(address: Address, cast: Cast) -> None:
    needed = _ORDER.index(least(address.name) or ADMINISTRATOR)
    path = cast.path(address.route)
    for role in ROLES:
        said = answers(cast.clients[role], path, address.name)
        if needed == 0:
            assert not said & {"asked", "refused"} or address.name in OWN_RULES, (role, path, said)
        elif role == "anonymous":
            assert said == {"asked"}, (role, path, said)
        elif _HELD.get(role, 0) < needed or (role == "curator of another economy" and address.name in SCOPED):
            assert said == {"refused"}, (role, path, said)
        else:
            assert "taken" in said or address.name in OWN_RULES, (role, path, said)
            assert "asked" not in said, (role, path, said)


OWN_RULES: set[str] = {"curation:new-bulk", "curation:begin-bulk"}
"""Views that refuse some of what they are asked for, by rules that their own tests are about."""
OWN_RULES |= {
    each.name for each in ADDRESSES if each.name.startswith("accounts:")
}  # each for its own account


def test_who_is_no_longer_active_is_refused(cast: Cast) -> None:
    User.objects.update(is_active=False)
    assert cast.clients["administrator"].get("/staff/").status_code == 302
    User.objects.update(is_active=True, is_staff=False)
    assert cast.clients["administrator"].get("/staff/").status_code in (302, 403)


def test_a_member_of_the_staff_without_a_role_is_refused(client: Client) -> None:
    client.force_login(User.objects.create(username="fay", is_staff=True))
    assert client.get("/staff/").status_code == 403
    assert client.get("/api/v1/sources/").status_code == 403
    assert settings.LOGIN_URL == "portal:sign-in"
