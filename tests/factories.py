"""Organisations, sources and resources for tests, made directly: a call says only what its test is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import count
from typing import Any
from uuid import uuid5

from django.contrib.auth.models import User

from registry.catalogue.description import Description
from registry.catalogue.effective import occurrence_rows
from registry.catalogue.merging import effective_values
from registry.catalogue.models import PUBLIC_ID_NAMESPACE, Occurrence, Rating, Record, Resource
from registry.catalogue.outbox import enqueue
from registry.catalogue.prepared import all_prepared
from registry.catalogue.storing import Incoming
from registry.roles.granting import grant
from registry.roles.models import Role
from registry.sources.models import Node, Organisation, Source

_number = count(1)


def make_source(
    name: str = "Ministry of Trade",
    *,
    kind: str = "government",
    economy: str = "CL",
    state: str = Source.State.APPROVED,
    **fields: Any,
) -> Source:
    """The one source of an organisation of that name; further fields are the source's."""
    organisation, _made = Organisation.objects.get_or_create(
        name=name, defaults={"kind": kind, "economy": economy}
    )
    fields = {"url": "https://ministry.example/oai", "protocol": "oai_pmh", **fields}
    source, _made = Source.objects.get_or_create(
        name=f"{name} feed", defaults={"organisation": organisation, "state": state, **fields}
    )
    return source


def make_resource(
    title: str = "Customs clearance for small parcels, step by step",
    *,
    source: Source | None = None,
    profile: dict[str, Any] | None = None,
    state: str = Record.State.LIVE,
    hidden: bool = False,
    leader: Resource | None = None,
    **description: Any,
) -> Resource:
    """A resource with its record; `description`: further values of registry.catalogue.description, as JSON.

    `profile`: its machine rating, as JSON. An outbox row is written, so `search.index.drain()` indexes it.
    """
    source = source or make_source()
    stated = {"title": title, **description}
    identifier = f"oai:{next(_number)}"
    origin = (Node.this().uuid, source.uuid, identifier)
    record = Record.objects.create(
        source=source,
        identifier=identifier,
        state=state,
        hash=b"\0" * 20,
        description=stated,
        origin_node=origin[0],
        origin_source=origin[1],
        origin_identifier=origin[2],
    )
    resource = Resource.objects.create(
        record=record,
        public_id=uuid5(PUBLIC_ID_NAMESPACE, "/".join(map(str, origin))),
        leader=leader,
        hidden=hidden,
        title=title,
        effective=effective_values([stated], {}),
        profile=profile or {},
    )
    if profile is not None:
        Rating.objects.create(resource=resource, kind=Rating.Rater.MACHINE, version="test", cells=profile)
    Occurrence.objects.bulk_create(occurrence_rows(resource.pk, resource.effective))
    enqueue([resource.pk])
    return resource


def make_incoming(identifier: str, hash: bytes, description: Description) -> Incoming:
    """A record that nobody has rated yet, to be stored."""
    (said,) = all_prepared((description,), None, date(2026, 11, 20))
    return Incoming(identifier=identifier, hash=hash, prepared=said)


def make_staff(
    name: str = "ana@alliance.example",
    role: str = Role.Name.ADMINISTRATOR,
    *,
    economies: Sequence[str] = (),
    languages: Sequence[str] = (),
) -> User:
    """One of the staff; `economies`, `languages`: what a curator curates, all if empty."""
    user = User.objects.create(username=name, is_staff=True)
    grant(user, role, economies, languages)
    return user
