"""The form by which a reader reports a fault of a resource."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from registry.api.addresses import answer_for
from registry.faults.models import Fault
from registry.faults.reporting import LONGEST_NOTE, report
from registry.limits import attempts
from registry.providers.see_other import see_other
from registry.visitor import visitor

REPORTS_AN_HOUR = 10  # of one visitor


class ReportForm(forms.Form):
    what = forms.ChoiceField(
        label=gettext_lazy("What is wrong?"),
        choices=lambda: Fault.What.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose what comes closest.")},
    )
    note = forms.CharField(
        label=gettext_lazy("What should it say?"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=gettext_lazy("Please leave out names and addresses of people."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def report_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    resource = answer_for(public_id).resource
    if resource is None:
        raise Http404
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and not attempts.may("reports", visitor(request), REPORTS_AN_HOUR, attempts.HOUR):
        form.add_error(None, _("That was a lot for one hour. Please come back later."))
    if form.is_valid():
        report(resource, form.cleaned_data["what"], form.cleaned_data["note"], timezone.now())
        messages.success(request, _("Thank you. Somebody looks at it."))
        return see_other(resource.get_absolute_url())
    context = {"form": form, "resource": resource}
    return render(request, "portal/report.html", context, status=422 if form.errors else 200)
