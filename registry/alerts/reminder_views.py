"""Pages of reminders: ask for one, confirm, stop."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from registry.alerts import dates, saving
from registry.alerts import links as own_links
from registry.alerts.forms import ReminderForm
from registry.alerts.models import Reminder
from registry.alerts.reminders import choose, occurrences_of
from registry.catalogue.models import Resource
from registry.people import letters, links, readers
from registry.people.models import Reader
from registry.providers.see_other import see_other

_MOST_DATES = 20
_MOST = 200  # of one reader


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def remind(request: HttpRequest, public_id: UUID) -> HttpResponse:
    resource = Resource.objects.visible().filter(public_id=public_id).first()
    if resource is None:
        raise Http404
    coming = dates.to_come(occurrences_of(resource), timezone.now())[:_MOST_DATES]
    reader = readers.signed_in(request)
    form = ReminderForm(request.POST or None, coming=coming, signed_in=reader is not None)
    if request.method == "POST" and form.is_valid():
        try:
            saving.check_visitor(request)
            return _asked(request, resource, form.cleaned_data, coming)
        except saving.TooMany as told:
            form.add_error(None, str(told))
    context = {"form": form, "resource": resource, "coming": coming}
    return render(request, "alerts/remind.html", context, status=422 if form.errors else 200)


def _asked(
    request: HttpRequest, resource: Resource, stated: dict[str, Any], coming: list[dates.Stated]
) -> HttpResponse:
    own = readers.signed_in(request)
    chosen = next(one for one in coming if dates.key(one) == stated["date"])
    with transaction.atomic():
        reader = own or readers.reader_of(stated["address"])
        reminder = _reminder(reader, resource, stated, chosen, own=own is not None)
        if own:
            saving.begin_reminder(reminder)
        elif saving.may_write(reminder.reader):
            said = {
                "link": own_links.confirm_reminder(reminder),
                "stop": own_links.stop_reminder(reminder),
                "title": resource.title,
                "when": dates.when(chosen),
            }
            letters.send([letters.letter(reminder.reader, "alerts/mail/confirm_reminder", said)])
    if not own:
        return see_other("alerts:sent")
    messages.success(request, _("We will remind you."))
    return see_other(resource.get_absolute_url())


def _reminder(
    reader: Reader, resource: Resource, stated: dict[str, Any], chosen: dates.Stated, *, own: bool
) -> Reminder:
    """The same date of the same resource again is the same reminder.

    Unless it is one's own, anybody may have typed the address: a reminder that its reader has confirmed stays as it
    is, and one that is over begins anew only when its reader confirms that.
    """
    known = reader.reminders.filter(resource=resource, key=dates.key(chosen)).first()
    if known and known.confirmed and not own:
        if not (known.sent or known.over):
            return known
        known.confirmed, known.created = None, timezone.now()
    if known is None and reader.reminders.count() >= _MOST:
        raise saving.TooMany(_("You have very many reminders. End one of them first."))
    reminder = known or Reminder(reader=reader, resource=resource)
    reminder.days, reminder.ask_later = stated["days"], stated["ask_later"]
    reminder.dates = dates.told(occurrences_of(resource))
    reminder.sent, reminder.over = None, ""
    choose(reminder, chosen)
    reminder.save()
    return reminder


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_reminder(request: HttpRequest, token: str) -> HttpResponse:
    try:
        reminder = _found(own_links.CONFIRM_REMINDER, token, own_links.LIFE)
    except links.LinkExpired:
        return render(request, "alerts/expired.html", status=410)
    if reminder is None:
        return render(request, "people/no_link.html", status=404)
    if request.method == "POST":
        saving.begin_reminder(reminder)
        messages.success(request, _("We will remind you."))
        return see_other(reminder.resource.get_absolute_url())
    return render(request, "alerts/confirm_reminder.html", _said(reminder))


@csrf_exempt  # as registry.alerts.views.stop
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_reminder(request: HttpRequest, token: str) -> HttpResponse:
    uuid = links.read(own_links.STOP_REMINDER, token)
    if uuid is None:
        return render(request, "people/no_link.html", status=404)
    reminder = Reminder.objects.select_related("reader", "resource").filter(uuid=uuid).first()
    if reminder and request.method == "POST":
        saving.end_reminder(reminder)
        reminder = None
    return render(request, "alerts/stop_reminder.html", _said(reminder) if reminder else {})


def _found(purpose: str, token: str, life: Any = None) -> Reminder | None:
    uuid = links.read(purpose, token, life)
    found = Reminder.objects.select_related("reader", "resource")
    return found.filter(uuid=uuid).first() if uuid else None


def _said(reminder: Reminder) -> dict[str, Any]:
    return {"reminder": reminder, "resource": reminder.resource, "when": dates.when(reminder.start)}
