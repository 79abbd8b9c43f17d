"""The JSON of a resource. Every key is always there; what is unknown is null, or an empty list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from registry.api.provenance import members
from registry.catalogue.models import Resource
from registry.framework.derived import derive
from registry.framework.profile import Profile
from registry.framework.traits import TRAITS
from registry.sources.models import Organisation


def _text(about: str = "", source: str | None = None) -> serializers.CharField:
    return serializers.CharField(
        source=source, default=None, allow_null=True, read_only=True, help_text=about or None
    )


def _texts(about: str = "", source: str | None = None) -> serializers.ListField:
    child = serializers.CharField()
    return serializers.ListField(
        child=child, source=source, default=list, read_only=True, help_text=about or None
    )


def _flag(about: str = "", source: str | None = None, *, unknown: bool = False) -> serializers.BooleanField:
    default = None if unknown else False
    return serializers.BooleanField(
        source=source, default=default, allow_null=unknown, read_only=True, help_text=about or None
    )


class OrganiserSerializer(serializers.Serializer[Organisation]):
    """The organisation whose feed the resource came by."""

    name = serializers.CharField(read_only=True)
    kind = serializers.SerializerMethodField(help_text="one of the framework's four kinds; null: unknown")
    economy = serializers.SerializerMethodField(help_text="ISO 3166-1 alpha-2; null: unknown")

    def get_kind(self, organisation: Organisation) -> str | None:
        return organisation.kind or None

    def get_economy(self, organisation: Organisation) -> str | None:
        return organisation.economy or None


class OccurrenceSerializer(serializers.Serializer[Mapping[str, Any]]):
    """A dated session."""

    start = serializers.CharField(
        read_only=True, help_text="ISO 8601: in UTC; local time without an offset where it floats; or a date"
    )
    end = _text("like start; a date is inclusive")
    zone = _text("as stated; null where the time floats")
    all_day = _flag()
    place = _text()
    economy = _text("ISO 3166-1 alpha-2")
    url = _text()
    registration = _text("how to get a seat: an address, or words")
    seats = serializers.IntegerField(default=None, allow_null=True, read_only=True)
    form = _text("online or offline")
    cancelled = _flag()


class CostSerializer(serializers.Serializer[Mapping[str, Any]]):
    """What it costs; `free` null is neither free nor paid."""

    free = _flag(unknown=True)
    price = _text("a decimal number")
    currency = _text("ISO 4217")


class EvidenceSerializer(serializers.Serializer[Mapping[str, Any]]):
    """The words that a judgement rests on: from start to end of a field's text."""

    field = serializers.CharField(read_only=True)
    start = serializers.IntegerField(read_only=True)
    end = serializers.IntegerField(read_only=True)
    text = serializers.CharField(read_only=True)


class JudgementSerializer(serializers.Serializer[Mapping[str, Any]]):
    """What was judged of one cell of the rubric."""

    value = serializers.JSONField(read_only=True, help_text="0 to 3 for a depth, else a word")
    confidence = serializers.FloatField(read_only=True)
    evidence = EvidenceSerializer(many=True, read_only=True)
    reason = serializers.CharField(read_only=True)


class RatingSerializer(serializers.Serializer[Mapping[str, Any]]):
    """The shown profile, with what follows from it by the published formula."""

    version = serializers.CharField(read_only=True)
    cells = serializers.DictField(
        child=JudgementSerializer(), read_only=True, help_text="by cell; what is absent is unknown"
    )
    traits = serializers.DictField(
        child=JudgementSerializer(many=True),
        read_only=True,
        help_text=f"whom and what it is for: {', '.join(TRAITS)}; each with its values, what is absent is unknown",
    )
    curated = _texts("cells that a person has judged")
    disputed = _texts("those of them where curators differ")
    coverage = serializers.IntegerField(read_only=True, help_text="how many aspects reach depth 2")
    practice = serializers.FloatField(read_only=True, allow_null=True, help_text="share of those at depth 3")
    tier = _text("A to D; null where under 4 criteria are known")
    known = serializers.IntegerField(read_only=True, help_text="how many of the 11 criteria are known")
    coverage_raised_by = _texts("aspects")
    practice_raised_by = _texts("aspects")
    tier_raised_by = _texts("criteria")

    def to_representation(self, shown: Mapping[str, Any]) -> Any:
        figures = derive(Profile.from_json(shown))
        curated = shown.get("curated", {})
        told = {
            "version": shown["version"],
            "cells": shown["cells"],
            "traits": shown.get("traits", {}),
            "curated": list(curated),
            "disputed": [cell for cell, said in curated.items() if said["disputed"]],
            "coverage": figures.coverage,
            "practice": figures.practice,
            "tier": figures.tier,
            "known": figures.known,
            "coverage_raised_by": figures.coverage_raised_by,
            "practice_raised_by": figures.practice_raised_by,
            "tier_raised_by": figures.tier_raised_by,
        }
        return super().to_representation(told)


class SourceSerializer(serializers.Serializer[Resource]):
    """One record that the resource was made from."""

    uuid = serializers.UUIDField(source="record.source.uuid", read_only=True, help_text="of the feed")
    name = serializers.CharField(source="record.source.name", read_only=True)
    organisation = serializers.CharField(source="record.source.organisation.name", read_only=True)
    identifier = serializers.CharField(source="record.identifier", read_only=True)
    first_seen = serializers.DateTimeField(source="record.created", read_only=True)
    changed = serializers.DateTimeField(source="record.changed", read_only=True)
    licence = serializers.SerializerMethodField(help_text="of this description; null: unknown")
    chain = _texts("UUIDs of the nodes that it came through", "record.chain")

    def get_licence(self, member: Resource) -> str | None:
        return member.record.source.licence or None


class ResourceSerializer(serializers.Serializer[Resource]):
    """A resource, as the catalogue shows it."""

    # Its members are read beforehand (registry.api.provenance.load_members); what is above is told to the public.

    id = serializers.UUIDField(source="public_id", read_only=True, help_text="permanent")
    url = serializers.SerializerMethodField(help_text="its page in this registry")
    link = _text("the thing itself", "effective.url")
    title = serializers.CharField(read_only=True)
    description = _text(source="effective.description")
    language = _text("BCP 47", "effective.language")
    language_by = _text('"machine" where it was recognised from the text', "effective.language_by")
    certain = serializers.BooleanField(
        source="effective.certain",
        default=True,
        read_only=True,
        help_text="false where it was read from a page or document that does not state what it is",
    )
    type = _text(source="effective.type")
    subjects = _texts("the source's own terms", "effective.subjects")
    tags = _texts("curators' terms")
    creators = _texts("authors and teachers", "effective.creators")
    publisher = _text(source="effective.publisher")
    identifiers = _texts("doi:…, isbn:…, or as stated", "effective.identifiers")
    organiser = OrganiserSerializer(source="record.organiser", read_only=True)
    occurrences = OccurrenceSerializer(
        source="effective.occurrences", many=True, default=list, read_only=True
    )
    forms = _texts("online, offline", "effective.forms")
    cost = CostSerializer(source="effective", read_only=True)
    duration = _text("ISO 8601", "effective.duration")
    level = _text("as stated", "effective.level")
    audience = _texts(source="effective.audience")
    economies = _texts("that it is about or held in; ISO 3166-1 alpha-2", "effective.economies")
    access = _text("how to take it next, in the source's words", "effective.access")
    licence = _text("of the thing itself", "effective.licence")
    published = _text("ISO 8601", "effective.published")
    modified = _text("ISO 8601", "effective.modified")
    rating = serializers.SerializerMethodField(help_text="null: not rated yet")
    sources = serializers.SerializerMethodField()
    changed = serializers.DateTimeField(read_only=True)

    def get_url(self, resource: Resource) -> str:
        return str(self.context["request"].build_absolute_uri(resource.get_absolute_url()))

    @extend_schema_field(RatingSerializer(allow_null=True))
    def get_rating(self, resource: Resource) -> Mapping[str, Any] | None:
        return RatingSerializer(resource.profile).data if resource.profile else None

    @extend_schema_field(SourceSerializer(many=True))
    def get_sources(self, resource: Resource) -> list[Mapping[str, Any]]:
        return [SourceSerializer(member).data for member in members(resource)]


class PageSerializer(serializers.Serializer[Mapping[str, Any]]):
    """A page of results."""

    count = serializers.IntegerField(read_only=True, help_text="of all that match, exactly")
    next = serializers.URLField(read_only=True, allow_null=True, help_text="the next page; null on the last")
    results = ResourceSerializer(many=True, read_only=True)


class UnusableParameterSerializer(serializers.Serializer[Mapping[str, Any]]):
    """A parameter that could not be used."""

    parameter = serializers.CharField(read_only=True)
    value = serializers.CharField(read_only=True)
    reason = serializers.CharField(read_only=True)


class ProblemSerializer(serializers.Serializer[Mapping[str, Any]]):
    """Problem details (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()  # type: ignore[assignment]  # the standard's name, which DRF has too
    errors = UnusableParameterSerializer(  # type: ignore[assignment]  # likewise
        many=True, required=False, help_text="the parameters that could not be used"
    )
