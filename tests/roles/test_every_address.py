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

from registry.catalogue.models import Resource
from tests.factories import make_resource, make_source, make_staff
from tests.roles import samples
from tests.roles.table import (
    ADMINISTRATOR,
    ANYBODY,
    CURATOR,
    FOR_EVERYTHING,
    PUBLIC,
    SCOPED,
    SENIOR,
    TABLE,
    UNSCOPED,
)

pytestmark = pytest.mark.django_db

ROLES = (
    "anonymous",
    "reader",
    "curator of another economy",
    "curator of another language",
    "curator with limits",
    "curator",
    "senior",
    "administrator",
)
_ORDER = (ANYBODY, CURATOR, SENIOR, ADMINISTRATOR)
_HELD = {role: 1 for role in ROLES if role.startswith("curator")} | {"senior": 2, "administrator": 3}
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
    clients: dict[str, Client]

    def path(self, address: Address) -> str:
        """With something there, where it is a page of staff; else the route with anything for what it asks for."""

        def filled(part: re.Match[str]) -> str:
            return str(self.resource.public_id) if part.group(2) == "public_id" else _SAMPLES[part.group(1)]

        sample = samples.address(address.name, self.resource)
        return sample or "/" + re.sub(r"<(?:(\w+):)?(\w+)>", filled, address.route)


@pytest.fixture
def cast() -> Cast:
    """Of Chile and in Spanish, as its curator."""
    cache.clear()
    resource = make_resource(source=make_source("Ministry", economy="CL"), language="es")
    people = {
        "reader": User.objects.create(username="li@smme.example"),
        "curator of another economy": make_staff("cy", CURATOR, economies=["PE"]),
        "curator of another language": make_staff("vi", CURATOR, languages=["vi"]),
        "curator with limits": make_staff("bo", CURATOR, economies=["CL"], languages=["es"]),
        "curator": make_staff("al", CURATOR),
        "senior": make_staff("di", SENIOR),
        "administrator": make_staff("ed", ADMINISTRATOR),
    }
    clients = {"anonymous": Client()}
    for role, user in people.items():
        clients[role] = Client()
        clients[role].force_login(user)
    return Cast(resource, clients)


def answers(client: Client, path: str, name: str) -> set[str]:
    """What GET and POST come to: "asked" to sign in, "refused", or "taken"."""
    said = set()
    for answer in (client.get(path), client.post(path, samples.given())):
        if answer.status_code == 405:
            continue  # the view does not take this method, from nobody
        to_sign_in = answer.status_code == 302 and answer["Location"].startswith("/sign-in/")
        asked = to_sign_in or answer.status_code == 401
        said.add("asked" if asked else "refused" if answer.status_code == 403 else "taken")
    return said


def test_the_table_names_every_address() -> None:
    assert [each.name for each in ADDRESSES if least(each.name) is None] == []


def test_the_table_names_nothing_that_there_is_not() -> None:
    assert {*TABLE, *SCOPED, *FOR_EVERYTHING, *UNSCOPED} - {each.name for each in ADDRESSES} == set()


def test_the_table_says_of_all_that_curators_change_whose_it_is(cast: Cast) -> None:
    unsaid = {name for name, role in TABLE.items() if role == CURATOR} - SCOPED - FOR_EVERYTHING - UNSCOPED
    for address in ADDRESSES:
        if address.name in unsaid:
            assert cast.clients["administrator"].post(cast.path(address)).status_code == 405, address


def test_whatever_is_below_the_staffs_address_is_for_staff() -> None:
    """But for signing in and out: no line of the table opens one of them by mistake."""
    open_ = {
        each.name for each in ADDRESSES if each.route.startswith("staff/") and least(each.name) == ANYBODY
    }
    assert open_ == {"curation:enter", "curation:leave"}


_REFUSED = {
    "curator of another economy": SCOPED | FOR_EVERYTHING,
    "curator of another language": SCOPED | FOR_EVERYTHING,
    "curator with limits": FOR_EVERYTHING,
}


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda each: f"{each.name} {each.route}")
def test_each_role_gets_what_the_table_says(address: Address, cast: Cast) -> None:
    needed = _ORDER.index(least(address.name) or ADMINISTRATOR)
    path = cast.path(address)
    for role in ROLES:
        said = answers(cast.clients[role], path, address.name)
        if needed == 0:
            assert not said & {"asked", "refused"} or address.name in OWN_RULES, (role, path, said)
        elif role == "anonymous":
            assert said == {"asked"}, (role, path, said)
        elif _HELD.get(role, 0) < needed or address.name in _REFUSED.get(role, ()):
            assert said == {"refused"}, (role, path, said)
        else:
            assert "taken" in said or address.name in OWN_RULES, (role, path, said)
            assert "asked" not in said, (role, path, said)


OWN_RULES: set[str] = {"curation:new-bulk", "curation:begin-bulk", "curation:take-back-bulk"}
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
