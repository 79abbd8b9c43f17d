"""Adding a source, deciding on it and on how it is read: the same for commands, providers and staff."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harvesters import secrets, telling
from harvesters.authentication import secret_name, without_secret
from harvesters.fetch.addresses import by_http
from harvesters.protocols import WITHOUT_ADDRESS
from harvesters.settings import checked
from harvesters.words import words
from registry.catalogue import history
from registry.catalogue.effective import BATCH, materialise
from registry.catalogue.joining import regroup
from registry.catalogue.models import Change, Record, Resource
from registry.catalogue.outbox import enqueue
from registry.catalogue.writing import writing
from registry.sources.claiming import cancel, run_now
from registry.sources.models import Organisation, Source

_NO_ADDRESS = _("This is no web address: write it whole, with https://.")
_OWN_ADDRESS = _("A source of this kind has no address of its own: leave it out.")


class SourceExists(Exception):
    """The name or the address is taken by another source."""


def add(
    url: str,
    *,
    name: str,
    protocol: str,
    organisation: str,
    settings: Mapping[str, Any] | None = None,
    licence: str = "",
    may_republish: bool | None = None,
    kind: str = "",
    economy: str = "",
    website: str = "",
    proposed_by: str = "",
    proposed_in: str = "",
) -> Source:
    """A proposed source of an organisation, which is made when it is not known by name yet.

    `url` is empty for protocols whose sources have none of their own (harvesters.protocols.WITHOUT_ADDRESS).
    A secret that the settings say is a parameter of the address is taken out of it, and kept sealed.
    A webcal or feed address is kept as the http address that it stands for.
    Raises SourceExists, harvesters.settings.SettingsProblem, and Django's ValidationError for a bad address.
    """
    url = by_http(url)
    if bool(url) == (protocol in WITHOUT_ADDRESS):
        raise ValidationError(_OWN_ADDRESS if url else _NO_ADDRESS)
    usable = checked(dict(settings or {}), protocol)
    url, secret = without_secret(url, usable)
    check_is_new(name, url)
    with transaction.atomic():
        # By name among those that feed this node: other nodes' organisations may be called the same.
        own = Organisation.objects.filter(name=organisation, sources__isnull=False).order_by("pk")
        offering = own.first() or Organisation.objects.create(
            name=organisation, kind=kind, economy=economy, website=website
        )
        source = Source(
            organisation=offering,
            name=name,
            url=url,
            protocol=protocol,
            settings=usable,
            licence=licence,
            may_republish=may_republish,
            proposed_by=proposed_by,
            proposed_in=proposed_in,
        )
        source.clean_fields(exclude={field.name for field in Source._meta.fields} - {"name", "url"})
        source.save()
        _keep(secret, source)
    return source


def _keep(secret: str | None, source: Source) -> None:
    """What was pasted as a part of the address is no part of it from here on, and shown to nobody."""
    name = secret_name(source.settings)
    if not (name and secret):
        return
    try:
        secrets.keep(source, name, secret, actor="adding")
    except secrets.UnusableSecret as why:
        raise ValidationError(
            telling.in_language(
                words(
                    "The address holds a secret (%(name)s) that cannot be kept. %(why)s", name=name, why=why
                )
            )
        ) from None


def change_settings(source: Source, settings: Mapping[str, Any], *, actor: str) -> Change | None:
    """Saves other settings; the next run reads everything anew. None where they are so already.

    Raises harvesters.settings.SettingsProblem.
    """
    before, usable = source.settings, checked(settings, source.protocol)
    if usable == before:
        return None
    source.settings = usable
    source.since, source.checkpoint, source.seen = "", None, None
    source.url, secret = without_secret(source.url, usable)
    with transaction.atomic():
        source.save(update_fields=["settings", "url", "since", "checkpoint", "seen"])
        _keep(secret, source)
        row = history.changed(source, "settings", before, usable, cause="settings changed", actor=actor)
        history.write(row)
    return row


def approve(source: Source, *, actor: str, reason: str = "") -> None:
    """From now on it is harvested, the first time at once, and what it gave is shown."""
    _decide(source, Source.State.APPROVED, actor, reason)


def refuse(source: Source, *, actor: str, reason: str) -> None:
    """It is not harvested, and what it gave is no longer shown; nothing is deleted."""
    _decide(source, Source.State.REFUSED, actor, reason)


def pause(source: Source, *, actor: str, reason: str = "") -> None:
    """It is not harvested for now; what it gave stays."""
    _decide(source, Source.State.PAUSED, actor, reason)


def _decide(source: Source, state: str, actor: str, reason: str) -> None:
    decided(source, state, actor, reason)
    follow(source)


def decided(source: Source, state: str, actor: str, reason: str) -> Change:
    """Notes a decision and its row of the history; `follow` then brings about what follows from it."""
    before, source.state, source.state_reason = source.state, state, reason
    row = history.changed(source, "state", before, state, cause=reason[:60] or state, actor=actor)
    with transaction.atomic():
        source.save(update_fields=["state", "state_reason"])
        history.write(row)
    return row


def follow(source: Source) -> None:
    """Shows or hides what a source gave, in short transactions, and has it read at once if it is approved."""
    if source.state != Source.State.APPROVED:
        cancel(source)
    for ids in _batches(source):
        with writing():
            now = timezone.now()
            Record.objects.filter(pk__in=ids).update(changed=now)
            Resource.objects.filter(pk__in=ids).update(changed=now)
            enqueue(ids)
            grouped = _in_groups(ids)
            materialise([*regroup(ids), *grouped])
    if source.state == Source.State.APPROVED:
        run_now(source)


def _batches(source: Source) -> Iterator[list[int]]:
    last = 0
    while ids := list(
        Record.objects.filter(source=source, pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        yield ids
        last = ids[-1]


def _in_groups(ids: list[int]) -> list[int]:
    """Those whose groups gain or lose a member, or a leader, with the source."""
    grouped = Resource.objects.filter(pk__in=ids).exclude(leader=None, followers=None)
    return list(grouped.values_list("pk", flat=True).distinct())


def check_is_new(name: str, url: str) -> None:
    """Raises ValidationError for what is no address, and SourceExists for a name or an address that is taken."""
    if url:
        URLValidator(schemes=["http", "https"], message=_NO_ADDRESS)(by_http(url))
    if Source.objects.filter(name=name).exists():
        raise SourceExists(
            words("There is a source called %(name)s already; choose another name.", name=repr(name))
        )
    twin = Source.objects.filter(url=by_http(url)).exclude(state=Source.State.REFUSED).first()
    if url and twin:
        raise SourceExists(
            words("This address is already known, as the source %(name)s.", name=repr(twin.name))
        )
