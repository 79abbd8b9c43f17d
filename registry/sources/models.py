"""The node, the organisations, their sources, and the runs that harvested them."""

from __future__ import annotations

import uuid
import zlib

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Node(models.Model):
    """This installation; one row, made at set-up. Provenance chains name its UUID."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    namespace = models.CharField(
        max_length=200, help_text="domain-shaped; fixed once something was published"
    )
    published = models.DateTimeField(null=True, help_text="when something was first published")
    created = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.namespace} ({self.uuid})"

    @classmethod
    def this(cls) -> Node:
        """This node; made on first use. Its namespace follows the setting until something is published."""
        node, _made = cls.objects.get_or_create(pk=1, defaults={"namespace": settings.NODE_NAMESPACE})
        if node.published is None and node.namespace != settings.NODE_NAMESPACE:
            node.namespace = settings.NODE_NAMESPACE
            node.save(update_fields=["namespace"])
        return node


class Organisation(models.Model):
    """Who offers training. `kind` and `economy` are ids of registry.framework's vocabularies."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, blank=True, help_text="one of the report's four; blank: unknown")
    economy = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1 alpha-2; blank: unknown")
    website = models.URLField(max_length=1000, blank=True)
    created = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class Host(models.Model):
    """A host that sources are read from, by its authority: read by one run at a time, and left alone if it asks.

    `lease` is that of the source that is read; it is worth nothing when no source holds it any more.
    """

    name = models.CharField(max_length=300, unique=True)
    lease = models.UUIDField(null=True)
    not_before = models.DateTimeField(
        null=True, help_text="until then it asked to be left alone (Retry-After)"
    )

    def __str__(self) -> str:
        return self.name


_HOURS = [MinValueValidator(1), MaxValueValidator(24 * 366)]
_MINUTES = [MinValueValidator(1), MaxValueValidator(60 * 24 * 31)]
_UP_TO_HALF = [MaxValueValidator(50)]
_PERCENT = [MaxValueValidator(100)]


class Source(models.Model):
    """One feed of an organisation."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        APPROVED = "approved", _("approved")
        PAUSED = "paused", _("paused")
        REFUSED = "refused", _("refused")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="sources")
    name = models.CharField(max_length=200, unique=True, help_text="what commands call it")
    url = models.URLField(
        max_length=2000, blank=True, help_text="blank: a list of addresses, or entries typed in by hand"
    )
    protocol = models.CharField(max_length=20, help_text="a key of harvesters.protocols.PROTOCOLS")
    settings = models.JSONField(default=dict, blank=True, help_text="see docs/settings.schema.json")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    state_reason = models.TextField(blank=True, help_text="why it was refused or paused, for the provider")
    licence = models.CharField(
        max_length=200, blank=True, help_text="of the metadata; blank: unknown (rule 15)"
    )
    may_republish = models.BooleanField(null=True, help_text="null: unknown, so never republished")
    proposed_by = models.EmailField(blank=True)
    proposed_in = models.CharField(
        max_length=20,
        blank=True,
        help_text="language of the page that it was proposed on: that of its letters",
    )
    created = models.DateTimeField(default=timezone.now)

    # When it is due, and who holds it now: claimed by one conditional UPDATE with a lease.
    cadence_hours = models.PositiveIntegerField(_("hours between two runs"), default=24, validators=_HOURS)
    jitter_percent = models.PositiveSmallIntegerField(
        _("percent by which that varies"),
        default=10,
        validators=_UP_TO_HALF,
        help_text=_("so that the runs of many sources do not all begin together"),
    )
    backoff_minutes = models.PositiveIntegerField(
        _("minutes after a failure"),
        default=10,
        validators=_MINUTES,
        help_text=_(
            "until it is tried again; doubled after each further failure, up to the time between two runs"
        ),
    )
    due = models.DateTimeField(default=timezone.now, db_index=True)
    full_due = models.BooleanField(default=False, help_text="the next run is to read everything anew")
    cancel_asked = models.BooleanField(default=False, help_text="the run that goes on is to end")
    failures = models.PositiveSmallIntegerField(
        default=0, help_text="failed runs in a row; the next waits longer"
    )
    lease = models.UUIDField(null=True, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)

    # When a complete listing has collapsed (rule 4).
    collapse_percent = models.PositiveSmallIntegerField(
        _("percent that a list must still hold"),
        default=80,
        validators=_PERCENT,
        help_text=_("of the known records; a run that lists fewer is held until a person has looked at it"),
    )

    # Where the next run goes on. `since`: of the last complete run. `checkpoint` and `seen`: of an
    # interrupted run; `seen` is a compressed bitmap of record ids (registry.catalogue.presence).
    since = models.CharField(max_length=60, blank=True)
    checkpoint = models.JSONField(null=True)
    seen = models.BinaryField(null=True)
    reidentified = models.DateTimeField(
        null=True, help_text="when records last took over new identifiers (registry.catalogue.reidentifying)"
    )
    trouble_told = models.DateTimeField(
        null=True,
        help_text="when provider and staff were told that it fails; null: well, as far as they know",
    )
    last_listing = models.JSONField(
        null=True, help_text="version and run of the last complete listing (harvesters.repetition)"
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def letters_in(self) -> str:
        """The language of letters to who proposed it."""
        offered = {tag for tag, _name in settings.LANGUAGES}
        return self.proposed_in if self.proposed_in in offered else settings.LANGUAGE_CODE

    @property
    def is_peer(self) -> bool:
        """Whether it is another node's exchange, whose records carry an origin and a chain of their own."""
        return bool(self.settings.get("metadata_prefix") == "cbet")


class SourceSecret(models.Model):
    """What a source wants to see before it answers, sealed (harvesters.secrets); no page shows it."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="secrets")
    name = models.CharField(max_length=100, help_text="the header or parameter that it is sent as")
    site = models.CharField(
        max_length=300, help_text="where it may be sent: the source's, when it was entered"
    )
    sealed = models.BinaryField()
    entered = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "name"], name="one_secret_for_each_name")]

    def __str__(self) -> str:
        return f"{self.source}: {self.name}"


class Entry(models.Model):
    """One resource that somebody typed in, or a document that was uploaded, for a source by hand.

    It is what the source lists: its next run makes a record of it. Never published as it is (rule 15).
    """

    source = models.ForeignKey(Source, models.CASCADE, related_name="entries")
    identifier = models.CharField(max_length=60, unique=True, help_text="made once, for ever")
    format = models.CharField(max_length=20, help_text="a key of harvesters.formats.FORMATS")
    payload = models.BinaryField(
        help_text="a node of schema.org as JSON, or the document; empty once taken back"
    )
    address = models.TextField(blank=True, help_text="where an uploaded document is to be found, if anywhere")
    name = models.CharField(max_length=500, help_text="what lists of entries call it")
    taken_back = models.BooleanField(default=False)
    created = models.DateTimeField(default=timezone.now)
    changed = models.DateTimeField(default=timezone.now)
    changed_by = models.CharField(max_length=100, help_text="a pseudonym")

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return self.name


class Run(models.Model):
    """One harvest of one source (architecture.md, "A run").

    listed = added + changed + unchanged + deleted + rejected + skipped; withdrawn (by absence) apart.
    """

    class Outcome(models.TextChoices):
        RUNNING = "running", _("running")
        SUCCEEDED = "succeeded", _("succeeded")
        PARTIAL = "partial", _("partial")
        FAILED = "failed", _("failed")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")

    class HeldFor(models.TextChoices):
        COLLAPSE = "collapse", _("the listing has collapsed")
        IDENTIFIERS = "identifiers", _("many identifiers have changed at once")

    source = models.ForeignKey(Source, models.CASCADE, related_name="runs")
    started = models.DateTimeField(default=timezone.now)
    ended = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.RUNNING)
    completeness = models.CharField(max_length=12, blank=True)
    total = models.PositiveIntegerField(null=True, help_text="how many the source says there are")
    listed = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    deleted = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)
    same_as = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="+", help_text="the run whose listing it found again"
    )
    seen = models.BinaryField(null=True, help_text="of a held run: what its listing did hold")
    held_for = models.CharField(max_length=12, choices=HeldFor.choices, blank=True)
    would_withdraw = models.PositiveIntegerField(default=0, help_text="of a held run")
    decided = models.CharField(
        max_length=12, blank=True, help_text="of a held run: released, discarded, reidentified or outdated"
    )
    timings = models.JSONField(default=dict, help_text="seconds by stage, and of the whole")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="run_counts_add_up",
                condition=models.Q(
                    listed=models.F("added")
                    + models.F("changed")
                    + models.F("unchanged")
                    + models.F("deleted")
                    + models.F("rejected")
                    + models.F("skipped")
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.started:%Y-%m-%d %H:%M} {self.outcome}"

    @property
    def seconds(self) -> float | None:
        """How long it took; None while it goes on."""
        return (self.ended - self.started).total_seconds() if self.ended else None

    @property
    def told(self) -> models.QuerySet[RunError]:
        """What was noticed: of the run that read the listing, where this one found it unchanged."""
        runs = [self.pk, self.same_as_id] if self.same_as_id else [self.pk]
        return RunError.objects.filter(run__in=runs)


class KeptPayload(models.Model):
    """What a source sent, when last it was read, for a record that could not be described; never published.

    `manage.py redescribe` takes it once its format or its fault is understood.
    """

    source = models.ForeignKey(Source, models.CASCADE, related_name="kept_payloads")
    identifier = models.TextField()
    format = models.CharField(max_length=200)
    base = models.TextField(blank=True)
    listed_at = models.TextField(blank=True)
    datestamp = models.CharField(max_length=40, blank=True)
    data = models.BinaryField(help_text="compressed")
    kept = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "identifier"], name="one_payload_kept")]

    def __str__(self) -> str:
        return f"kept of {self.identifier}"


_SHOWN_OF_PAYLOAD = 20_000  # bytes


class RunError(models.Model):
    """One problem of a run, or of one record in it, kept for the provider to read (rule 3)."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="errors")
    stage = models.CharField(max_length=10)
    identifier = models.TextField(blank=True)
    field = models.CharField(max_length=100, blank=True)
    reason = models.TextField()
    advice = models.TextField(blank=True)
    wording = models.JSONField(
        null=True, help_text="what reason and advice were made of, for other languages (harvesters/words.py)"
    )
    payload = models.BinaryField(null=True, help_text="compressed; of a rejected record")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.stage}: {self.reason}"

    @property
    def payload_text(self) -> str:
        """How the payload begins; empty where none is kept."""
        if not self.payload:
            return ""
        beginning = zlib.decompressobj().decompress(bytes(self.payload), _SHOWN_OF_PAYLOAD)
        return beginning.decode("utf-8", "replace")
