"""The tasks that wait for staff, as rows: what is open, who has taken it, and who would rather not."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from registry.catalogue.models import Resource


class Task(models.Model):
    """One open task. Derived: a kind says what is open, and a task that is done loses its row.

    `key` names what it is about within its kind; `details` are what the kind tells the reason from.
    `rank` orders: see registry.worklist.effect.
    """

    kind = models.CharField(max_length=40, help_text="id of a registry.worklist.kind.Kind")
    key = models.CharField(max_length=120)
    resource = models.ForeignKey(Resource, models.CASCADE, null=True, related_name="+")
    title = models.TextField()
    details = models.JSONField(default=dict)
    economy = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1 alpha-2; blank: not stated")
    language = models.CharField(max_length=35, blank=True, help_text="BCP 47; blank: not stated")
    since = models.DateTimeField()
    effect = models.PositiveSmallIntegerField(help_text="on SMMEs, 0 to 100; 50 where nothing is known")
    rank = models.FloatField()
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="claimed_tasks"
    )
    claimed_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="task_of_kind")]
        indexes = [
            models.Index(fields=["-rank", "id"], name="task_order"),
            models.Index(fields=["kind", "-rank", "id"], name="task_order_of_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.key}"


class Skip(models.Model):
    """Somebody would rather leave a task to others; it is not offered to them again while it is open."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="skips")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "user"], name="skip_once")]

    def __str__(self) -> str:
        return f"{self.user_id} skips {self.task_id}"


class Look(models.Model):
    """When a kind is to be looked through next; claimed by one conditional UPDATE, so that one worker does it."""

    kind = models.CharField(max_length=40, unique=True)
    due = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.kind
