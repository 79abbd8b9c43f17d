"""What an account has beside Django's user: one-time codes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class OneTimeCodes(models.Model):
    """The secret of somebody's authenticator, sealed (RFC 6238). `confirmed`: since when codes are asked for."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="one_time_codes")
    sealed = models.BinaryField()
    confirmed = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(
        default=0, help_text="of the last code that was used: none works twice"
    )
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "one-time codes"

    def __str__(self) -> str:
        return f"one-time codes of {self.user_id}"


class RecoveryCode(models.Model):
    """A code that works once in place of the authenticator's; only a digest of it is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code")]

    def __str__(self) -> str:
        return f"recovery code of {self.user_id}"
