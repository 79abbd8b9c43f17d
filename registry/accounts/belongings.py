"""All that is kept of a person: what the account's page lists, and the whole of it as plain data."""

from __future__ import annotations

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import ForeignKey, Model, OneToOneRel
from django.urls import reverse

from registry.alerts import dates
from registry.alerts import links as alert_links
from registry.alerts.running import query_of
from registry.alerts.wording import words
from registry.curation.models import Mail
from registry.followup import links as followup_links
from registry.people import links
from registry.people.models import Reader

# No value of these leaves: secrets, and what only the machine understands.
_NEVER = frozenset(("once", "known", "position", "digest", "sealed"))


def listed(reader: Reader) -> dict[str, Any]:
    """What the page of an account shows, each with the address where it is changed."""
    return {
        "searches": [
            (
                words(query_of(search)),
                search,
                reverse("alerts:saved", args=[alert_links.manage_token(search)]),
            )
            for search in reader.saved_searches.order_by("-pk")
        ],
        "reminders": [
            (
                reminder,
                dates.when(reminder.start),
                reverse(
                    "alerts:stop-reminder", args=[links.signed(alert_links.STOP_REMINDER, reminder.uuid)]
                ),
            )
            for reminder in reader.reminders.select_related("resource").order_by("moment")
        ],
        "questions": [
            (question, reverse("followup:mine", args=[followup_links.mine_token(question)]))
            for question in reader.questions.order_by("-pk")
        ],
        "trainers": [
            (
                trainer,
                reverse("followup:my-listing", args=[links.signed(followup_links.TRAINER, trainer.uuid)]),
            )
            for trainer in reader.trainers.order_by("pk")
        ],
        "consents": reader.consents.all(),
    }


def exported(reader: Reader) -> dict[str, Any]:
    """Every row that refers to the reader, whichever part of the registry it is of, as JSON values."""
    found: dict[str, Any] = {"reader": _plain(reader)}
    if reader.user:
        found["account"] = {"joined": reader.user.date_joined, "last_sign_in": reader.user.last_login}
    for relation in Reader._meta.related_objects:
        if isinstance(relation, OneToOneRel) or not isinstance(relation.field, ForeignKey):
            continue
        rows = relation.related_model._default_manager.filter(**{relation.field.name: reader}).order_by("pk")
        found[str(relation.related_model._meta.verbose_name_plural)] = [_plain(row) for row in rows]
    waiting = Mail.objects.filter(to=reader.address).order_by("pk")
    found["letters that wait"] = [{"subject": mail.subject, "text": mail.body} for mail in waiting]
    return found


class Encoder(DjangoJSONEncoder):
    """What JSON has no form for is told by its name."""

    def default(self, o: Any) -> Any:
        return "" if isinstance(o, bytes | memoryview) else super().default(o)


def _plain(row: Model) -> dict[str, Any]:
    """The values of a row; another row that it refers to by its text."""
    said = {}
    for field in row._meta.concrete_fields:
        if field.name in _NEVER or field.name in ("id", "reader", "user"):
            continue
        value = getattr(row, field.name)
        said[field.name] = str(value) if isinstance(value, Model) else value
    return said
