"""Questions and answers, trainers, and what SMMEs say of what they took."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from registry.catalogue.models import Resource
from registry.people.models import Reader
from registry.sources.models import Source


class State(models.TextChoices):
    UNCONFIRMED = "unconfirmed", _("its link was not used yet")
    WAITING = "waiting", _("waits for the staff")
    SHOWN = "shown", _("shown")
    REFUSED = "refused", _("refused")


class Trainer(models.Model):
    """One of the directory of trainers. `reader` holds the address, which no page shows; null: entered by staff."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    once = models.UUIDField(unique=True, help_text="of the form that was sent")
    reader = models.ForeignKey(Reader, models.CASCADE, null=True, related_name="trainers")
    name = models.CharField(max_length=120)
    organisation = models.CharField(max_length=200, blank=True)
    economy = models.CharField(max_length=2)
    about = models.TextField(blank=True)
    website = models.URLField(max_length=500, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.UNCONFIRMED)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Skill(models.Model):
    """An aspect that a trainer teaches, or a language in which."""

    class Kind(models.TextChoices):
        ASPECT = "aspect", _("aspect")
        LANGUAGE = "language", _("language")

    trainer = models.ForeignKey(Trainer, models.CASCADE, related_name="skills")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    value = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trainer", "kind", "value"], name="skill_once")]
        indexes = [models.Index(fields=["kind", "value"], name="skill_by_value")]

    def __str__(self) -> str:
        return self.value


class QuestionQuerySet(models.QuerySet["Question"]):
    def public(self) -> Self:
        """What anybody may read: published, and about nothing that is not shown."""
        visible = Resource.objects.members_shown().values("pk")
        about = Q(resource=None) | Q(resource__in=visible)
        return self.filter(about, state=State.SHOWN, is_public=True)

    def about(self, resource: Resource) -> Self:
        """Those on a resource and on the others of its group."""
        return self.filter(Q(resource=resource) | Q(resource__leader=resource))


class Question(models.Model):
    """What somebody asks about a resource or an aspect, of its provider or of trainers.

    `once`: of the form, so that one that is sent twice is one question. `reader`: null where no address was given.
    """

    class Of(models.TextChoices):
        PROVIDER = "provider", _("whoever offers it")
        TRAINERS = "trainers", _("trainers of the alliance")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    once = models.UUIDField(unique=True)
    reader = models.ForeignKey(Reader, models.CASCADE, null=True, related_name="questions")
    resource = models.ForeignKey(Resource, models.CASCADE, null=True, related_name="+")
    aspect = models.CharField(max_length=40, blank=True)
    of = models.CharField(max_length=10, choices=Of.choices, default=Of.TRAINERS)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    name = models.CharField(max_length=80, blank=True, help_text="as the asker wants to be called")
    language = models.CharField(max_length=10)
    is_public = models.BooleanField(default=True)
    ask_later = models.BooleanField(default=False, help_text="whether it helped")
    state = models.CharField(max_length=12, choices=State.choices, default=State.UNCONFIRMED, db_index=True)
    why_waiting = models.CharField(max_length=12, blank=True)
    solved = models.DateTimeField(null=True)
    created = models.DateTimeField(default=timezone.now)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["created"], name="question_ask_later", condition=Q(ask_later=True))]

    def __str__(self) -> str:
        return f"question {self.uuid}"

    @cached_property
    def about(self) -> Resource | None:
        """What stands for the resource that it is about; None for no resource, and for one that is not shown now."""
        if self.resource is None:
            return None
        return Resource.objects.visible().filter(pk=self.resource.leader_id or self.resource.pk).first()


class Invitation(models.Model):
    """That somebody was asked to answer; its signed link says who they are."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="invitations")
    source = models.ForeignKey(Source, models.CASCADE, null=True, related_name="+")
    trainer = models.ForeignKey(Trainer, models.CASCADE, null=True, related_name="invitations")
    created = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"invitation {self.uuid}"


class Answer(models.Model):
    """What somebody says to a question, under a name that says who they are."""

    class By(models.TextChoices):
        PROVIDER = "provider", _("offers it")
        TRAINER = "trainer", _("trainer")
        STAFF = "staff", _("the registry")
        ASKER = "asker", _("who asked")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    once = models.UUIDField(unique=True)
    question = models.ForeignKey(Question, models.CASCADE, related_name="answers")
    by = models.CharField(max_length=8, choices=By.choices)
    trainer = models.ForeignKey(Trainer, models.CASCADE, null=True, related_name="answers")
    name = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.SHOWN)
    why_waiting = models.CharField(max_length=12, blank=True)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"answer {self.uuid}"


class Asked(models.Model):
    """That a reader was asked whether a resource helped: once for each, by a signed link."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reader = models.ForeignKey(Reader, models.CASCADE, related_name="asked")
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="+")
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reader", "resource"], name="asked_once")]
        verbose_name_plural = "asked"

    def __str__(self) -> str:
        return f"asked {self.uuid}"


class Helped(models.Model):
    """Whether a resource helped somebody who took it: SMMEs' voice. `text` is shown once staff have read it."""

    class Said(models.TextChoices):
        YES = "yes", _("Yes")
        PARTLY = "partly", _("Partly")
        NO = "no", _("No")

    once = models.UUIDField(unique=True)
    reader = models.ForeignKey(Reader, models.CASCADE, null=True, related_name="helped")
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="+")
    said = models.CharField(max_length=6, choices=Said.choices)
    text = models.TextField(blank=True)
    state = models.CharField(
        max_length=12, choices=State.choices, default=State.SHOWN, help_text="of the text"
    )
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reader", "resource"], condition=Q(reader__isnull=False), name="helped_once"
            )
        ]
        verbose_name_plural = "helped"

    def __str__(self) -> str:
        return f"{self.said} of {self.resource_id}"
