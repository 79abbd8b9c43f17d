"""Sets up the sample alliance: organisations, approved sources, and the day that its dates count from."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.urls import reverse

from registry.alliance.members import LICENCE, MEMBERS, Feed, Member
from registry.alliance.models import SetUp
from registry.sources.models import Organisation, Source


def set_up(base_address: str, today: date) -> list[Source]:
    """The five sources, in the order of their members.

    `base_address` is scheme, host and port of the server that serves the samples. Done again, only the
    sources' addresses follow it: the day, and what staff have changed since, stay.
    """
    with transaction.atomic():
        SetUp.objects.get_or_create(pk=1, defaults={"day": today})
        return [_source(member, feed, base_address) for member in MEMBERS for feed in member.feeds]


def _source(member: Member, feed: Feed, base_address: str) -> Source:
    address = base_address.rstrip("/") + reverse("alliance:feed", args=[member.key, feed.path])
    source, _made = Source.objects.get_or_create(
        uuid=feed.uuid,
        defaults={
            "organisation": _organisation(member),
            "name": feed.name,
            "url": address,
            "protocol": feed.protocol,
            "settings": feed.settings,
            "state": Source.State.APPROVED,
            "licence": LICENCE,
            "may_republish": True,
        },
    )
    if source.url != address:
        source.url = address
        source.save(update_fields=["url"])
    return source


def _organisation(member: Member) -> Organisation:
    organisation, _made = Organisation.objects.get_or_create(
        uuid=member.uuid,
        defaults={
            "name": member.name,
            "kind": member.kind,
            "economy": member.economy,
            "website": member.website,
        },
    )
    return organisation
