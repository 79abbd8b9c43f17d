"""Records, the resources they become, and everything that people and machines say of them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.catalogue.triage import DOUBTFUL
from registry.catalogue.visibility import RecordQuerySet, ResourceQuerySet
from registry.sources.models import Organisation, Source

if TYPE_CHECKING:
    from registry.catalogue.description import Description

# Names the public ids that are made from origin keys; any fixed value serves, this one for ever.
PUBLIC_ID_NAMESPACE = uuid.UUID("6f1d2f0e-8a53-5d0c-9a57-0f6b0c0cbe70")


class Record(models.Model):
    """What one source says of one thing. Identity: (source, identifier), for ever (rule 1).

    `description`: registry.catalogue.description.Description.as_json(), made from the payload and never edited.
    `origin_*`: the origin key; this node's UUID and the source's, unless a peer gave it (then the origin's).
    `chain`: UUIDs of the nodes it came through, the origin first; empty for this node's own.
    """

    class State(models.TextChoices):
        LIVE = "live", _("live")
        DELETED = "deleted", _("deleted by its source")
        WITHDRAWN = "withdrawn", _("no longer listed by its source")

    id: int
    source = models.ForeignKey(Source, models.PROTECT, related_name="records")
    identifier = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.LIVE)
    hash = models.BinaryField(
        max_length=20, help_text="SHA-1 of the payload, the format and the base address"
    )
    datestamp = models.CharField(max_length=40, blank=True, help_text="as the origin stated it")
    description = models.JSONField(default=dict)
    listed_at = models.TextField(blank=True, help_text="the page of the source that carried it")
    absent_since = models.BigIntegerField(
        null=True, help_text="the run whose complete listing first missed it"
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="of a peer's record: the origin's",
    )
    origin_node = models.UUIDField()
    origin_source = models.UUIDField()
    origin_identifier = models.TextField()
    chain = models.JSONField(default=list)
    created = models.DateTimeField(default=timezone.now)
    changed = models.DateTimeField(default=timezone.now, help_text="datestamp in this node's exchange")

    objects = RecordQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "identifier"], name="record_identity")]
        indexes = [
            models.Index(fields=["changed", "id"], name="record_exchange_order"),
            models.Index(fields=["origin_node", "origin_source"], name="record_origin"),
        ]

    def __str__(self) -> str:
        return self.identifier

    @property
    def organiser(self) -> Organisation:
        """Who offers the training: the source's organisation, unless a peer passed the record on."""
        return self.organisation or self.source.organisation

    @property
    def described(self) -> Description:
        from registry.catalogue.description import Description

        return Description.from_json(self.description)


class Payload(models.Model):
    """What the source sent for a record, compressed; never published (rule 15)."""

    record = models.OneToOneField(Record, models.CASCADE, primary_key=True, related_name="payload")
    format = models.CharField(max_length=200)
    base = models.TextField(blank=True)
    data = models.BinaryField()

    def __str__(self) -> str:
        return f"payload of {self.record_id}"


class PreviousPayload(models.Model):
    """What the source sent for a record before it sent its present payload; no older ones are kept."""

    record = models.OneToOneField(Record, models.CASCADE, primary_key=True, related_name="previous_payload")
    format = models.CharField(max_length=200)
    base = models.TextField(blank=True)
    data = models.BinaryField()

    def __str__(self) -> str:
        return f"previous payload of {self.record_id}"


class Resource(models.Model):
    """The thing, as the catalogue shows it. One for each record, with the record's id as its own.

    In a group one resource leads; the others name it as `leader` and their addresses answer 303 to it.
    `effective`, `profile`, `hidden`, `off_topic` and `doubt` are materialised from records, overlays and ratings
    (registry.catalogue.effective); `manage.py rebuild` reproduces them exactly.
    """

    record = models.OneToOneField(Record, models.PROTECT, primary_key=True, related_name="resource")
    public_id = models.UUIDField(unique=True)
    leader = models.ForeignKey("self", models.PROTECT, null=True, related_name="followers", db_index=False)
    hidden = models.BooleanField(default=False)
    off_topic = models.BooleanField(default=False, help_text="it is about something else, and is not shown")
    doubt = models.PositiveSmallIntegerField(
        default=0, help_text="of what the machine is least sure of, in percent: registry.catalogue.triage"
    )
    title = models.TextField()
    effective = models.JSONField(default=dict, help_text="description values, after overlay and joining")
    profile = models.JSONField(default=dict, help_text="the shown rating: registry.framework.profile")
    tags = models.JSONField(default=list, help_text="curators' tags")
    derive_after = models.DateTimeField(
        null=True,
        db_index=True,
        help_text="when occurrences of its endless rule are next to be made; null: no rule",
    )
    rating_due = models.BooleanField(
        default=False, help_text="what the machine rates has changed since it did"
    )
    changed = models.DateTimeField(default=timezone.now, help_text="datestamp in the public OAI-PMH")
    created = models.DateTimeField(default=timezone.now)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["changed", "record"], name="resource_published_order"),
            models.Index(
                fields=["-doubt", "record"], name="resource_doubt", condition=models.Q(doubt__gte=DOUBTFUL)
            ),
            models.Index(fields=["record"], name="resource_rating_due", condition=models.Q(rating_due=True)),
            # Of followers only: SQLite would look up a page of leaders, which are nearly all, by reading them all.
            models.Index(fields=["leader"], name="resource_leader", condition=models.Q(leader__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("portal:resource", args=[self.public_id])


class Occurrence(models.Model):
    """A dated session of a resource; `description.Occurrence` says how its times are to be read.

    `starts` and `ends` order and filter: UTC; a floating or all-day time is taken as if it were UTC.
    `derived`: made by the worker from an endless rule, not stated by the source.
    """

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="occurrences")
    starts = models.DateTimeField(db_index=True)
    ends = models.DateTimeField(null=True)
    derived = models.BooleanField(default=False)
    stated = models.JSONField(help_text="description.Occurrence as JSON")

    class Meta:
        ordering = ["starts", "id"]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.starts:%Y-%m-%d %H:%M}"


class RecordKey(models.Model):
    """An exact key of a record (canonical address, DOI, origin key), as a 64-bit digest: evidence for joining."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="keys")
    digest = models.BigIntegerField(db_index=True, help_text="registry.catalogue.keys.digest")

    def __str__(self) -> str:
        return f"{self.digest:x}"


class Decision(models.Model):
    """A person's word on two resources: the same thing, or not; it beats every key, and is remembered.

    `relation`: what two that are not the same are to each other all the same. `first` has the lower id.
    """

    class Relation(models.TextChoices):
        LANGUAGE = "language", _("language editions of each other")
        SERIES = "series", _("parts of one series")
        LATER = "later", _("the second is a later edition")
        EARLIER = "earlier", _("the first is a later edition")

    first = models.ForeignKey(Resource, models.CASCADE, related_name="+")
    second = models.ForeignKey(Resource, models.CASCADE, related_name="+")
    same = models.BooleanField()
    relation = models.CharField(
        max_length=10, blank=True, choices=Relation.choices, help_text="what the second is to the first"
    )
    actor = models.CharField(max_length=100)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="decision_pair")]

    def __str__(self) -> str:
        return f"{self.first_id} is {'' if self.same else 'not '}{self.second_id}"

    @property
    def word(self) -> bool | str:
        """All that was said, as the history keeps it of `first`: the relation, else whether they are the same."""
        return self.relation or self.same


class LeaderChoice(models.Model):
    """A person's word that a resource leads whatever group it is in, before registry.catalogue.leading's order."""

    resource = models.OneToOneField(Resource, models.CASCADE, primary_key=True, related_name="+")
    actor = models.CharField(max_length=100)
    created = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.resource_id} leads"


class Overlay(models.Model):
    """A curator's value for one field of a resource: it beats every harvest (rule 6).

    `upstream`: what the sources said when it was made; `suggestion`: what they say since, for a curator to
    keep out or take. `field`: a field of Description, "tags", "hidden", or "deleted".
    """

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="overlays")
    field = models.CharField(max_length=40)
    value = models.JSONField(null=True)
    upstream = models.JSONField(null=True)
    suggestion = models.JSONField(null=True)
    has_suggestion = models.BooleanField(default=False)
    actor = models.CharField(max_length=100)
    reason = models.TextField(blank=True)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "field"], name="overlay_field")]

    def __str__(self) -> str:
        return f"{self.resource_id}.{self.field}"


class AlwaysTaken(models.Model):
    """What a source says of a field is taken, whatever curators have set there before: one of them has said so."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="always_taken")
    field = models.CharField(max_length=40)
    actor = models.CharField(max_length=100)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "field"], name="always_taken_once")]

    def __str__(self) -> str:
        return f"{self.source_id}.{self.field}"


class Rating(models.Model):
    """One rater's profile of a resource. Raters are kept apart; only machine and curator form the shown one.

    `cells`: a machine's whole profile (registry.framework.profile), or a curator's judgements:
    {cell: {"value": …, "at": ISO 8601, "reason": …}}.
    """

    class Rater(models.TextChoices):
        MACHINE = "machine", _("machine")
        CURATOR = "curator", _("curator")
        NODE = "node", _("another node")
        PROVIDER = "provider", _("the provider's claim")
        SMME = "smme", _("SMMEs' voice")

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="ratings")
    kind = models.CharField(max_length=10, choices=Rater.choices)
    rater = models.CharField(max_length=100, blank=True, help_text="pseudonym of a person, UUID of a node")
    version = models.CharField(max_length=20, help_text="of the rubric or the rater")
    cells = models.JSONField(default=dict)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "kind", "rater"], name="rating_by_rater")]

    def __str__(self) -> str:
        return f"{self.kind} on {self.resource_id}"


class Change(models.Model):
    """One row of the one append-only history; never updated, never deleted."""

    subject = models.CharField(
        max_length=100, db_index=True, help_text='"resource:<public id>", "source:<uuid>"'
    )
    field = models.CharField(max_length=60)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    cause = models.CharField(max_length=60, help_text="harvest, overlay, rating, join, split, approve …")
    actor = models.CharField(max_length=100, help_text="pseudonym of a person, or the part that acted")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.subject} {self.field} ({self.cause})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise ValueError("The history is append-only: write a new change instead.")
        super().save(*args, **kwargs)


class Outbox(models.Model):
    """A resource whose entry in the search index is out of date; written with the change itself (rule 9).

    `soon`: one of few that changed at once, as when a curator saves; such rows do not wait for a harvest's.
    """

    resource = models.BigIntegerField()
    soon = models.BooleanField(db_default=False)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=models.Q(soon=True), name="outbox_soon")]

    def __str__(self) -> str:
        return f"{self.resource} to be indexed"


class Tombstone(models.Model):
    """What remains of a thing deleted at its origin: enough to tell others, and to keep an older copy out."""

    origin_node = models.UUIDField()
    origin_source = models.UUIDField()
    origin_identifier = models.TextField()
    datestamp = models.CharField(
        max_length=40, blank=True, help_text="of the deletion, as the origin stated it"
    )
    chain = models.JSONField(default=list)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["origin_node", "origin_source", "origin_identifier"], name="tombstone_origin"
            )
        ]

    def __str__(self) -> str:
        return self.origin_identifier
