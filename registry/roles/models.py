"""What somebody of the staff may do, and for which economies and languages they curate."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.Model):
    """Of one person; whoever has none is not of the staff, whatever else they are.

    `economies` (ISO 3166-1 alpha-2) and `languages` (BCP 47): what a curator curates; empty: all.
    """

    class Name(models.TextChoices):
        CURATOR = "curator", _("curator")
        SENIOR = "senior", _("senior curator")
        ADMINISTRATOR = "administrator", _("administrator")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="staff_role")
    name = models.CharField(max_length=20, choices=Name.choices, default=Name.CURATOR)
    economies = models.JSONField(default=list)
    languages = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.name}"
