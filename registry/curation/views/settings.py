"""Staff's page of a source's settings: looked at, tried without storing anything, saved; and its secret."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from harvesters import adding, secrets
from harvesters.authentication import secret_name
from registry.curation.access import actor, administrators_only, seniors_only
from registry.curation.forms import SecretForm, SettingsForm
from registry.curation.trying import Trial, try_out
from registry.providers.see_other import see_other
from registry.sources.models import Source


@require_safe
@seniors_only
def settings(request: HttpRequest, uuid: UUID) -> HttpResponse:
    shown = _source(uuid)
    return _page(request, shown, SettingsForm.of(shown))


@require_POST
@seniors_only
def save(request: HttpRequest, uuid: UUID) -> HttpResponse:
    changed = _source(uuid)
    form = SettingsForm.of(changed, request.POST)
    if not form.is_valid():
        return _page(request, changed, form)
    adding.change_settings(changed, form.cleaned_data["settings"], actor=actor(request))
    messages.success(request, _("Saved. The next run reads the source anew, by these settings."))
    return see_other("curation:settings", uuid)


@require_POST
@seniors_only
def try_settings(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What the first records would give; nothing is stored."""
    tried = _source(uuid)
    form = SettingsForm.of(tried, request.POST)
    trial = try_out(tried, form.cleaned_data["settings"]) if form.is_valid() else None
    return _page(request, tried, form, trial=trial)


@sensitive_post_parameters("secret")
@require_POST
@administrators_only
def keep_secret(request: HttpRequest, uuid: UUID) -> HttpResponse:
    source = _source(uuid)
    name = secret_name(source.settings)
    if name is None:
        messages.warning(request, _("The settings name no secret: state `authentication` first."))
        return see_other("curation:settings", uuid)
    form = SecretForm(request.POST)
    if form.is_valid() and form.kept(source, name, actor=actor(request)):
        messages.success(request, _("Kept. Nobody is shown it again."))
        return see_other("curation:settings", uuid)
    return _page(request, source, SettingsForm.of(source), secret_form=form)


@require_POST
@administrators_only
def forget_secret(request: HttpRequest, uuid: UUID) -> HttpResponse:
    source = _source(uuid)
    for secret in source.secrets.all():
        secrets.forget(source, secret.name, actor=actor(request))
    messages.success(request, _("No secret is kept for this source."))
    return see_other("curation:settings", uuid)


def _source(uuid: UUID) -> Source:
    return get_object_or_404(Source, uuid=uuid)


def _page(
    request: HttpRequest,
    source: Source,
    form: SettingsForm,
    *,
    trial: Trial | None = None,
    secret_form: SecretForm | None = None,
) -> HttpResponse:
    wrong = bool(form.errors or (secret_form and secret_form.errors))
    context: dict[str, Any] = {
        "source": source,
        "form": form,
        "trial": trial,
        "secret_form": secret_form or SecretForm(),
        "secret_name": secret_name(source.settings),
        "secrets": source.secrets.values("name", "site", "entered"),
    }
    return render(request, "curation/settings.html", context, status=422 if wrong else 200)
