"""One-time links by which staff sign in, tokens of their programs, and mail that waits to be sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class SignInLink(models.Model):
    """A link that has not been used yet; only a digest of its secret is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"link of {self.user_id}"


class ApiToken(models.Model):
    """The token of one person's programs; only a digest of it is kept."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"token of {self.user_id}"


class Mail(models.Model):
    """A message to one reader that has not been sent yet (registry.curation.mailing)."""

    to = models.CharField(max_length=320)
    subject = models.TextField()
    body = models.TextField()
    html = models.TextField(blank=True, help_text="the same, for who reads mail with pictures and links")
    headers = models.JSONField(default=dict, help_text="further header fields, by name")
    attempts = models.PositiveSmallIntegerField(default=0)
    refusals = models.PositiveSmallIntegerField(
        default=0, help_text="times that its reader was refused for good"
    )
    due = models.DateTimeField(default=timezone.now, db_index=True)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "mail"

    def __str__(self) -> str:
        return self.subject
