"""The pages of the directory of trainers."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from registry.curation.access import Stated, staff_only, within_scope
from registry.followup import directory
from registry.followup import links as own_links
from registry.followup.forms import TrainerForm, aspect_choices, economy_choices
from registry.followup.models import State, Trainer
from registry.followup.spoken import languages
from registry.limits import attempts
from registry.people import links, readers
from registry.providers.see_other import see_other
from registry.providers.stories import number
from registry.visitor import visitor

PAGE_SIZE = 30
PROPOSED_AN_HOUR = 5  # by one visitor


@require_safe
def trainers(request: HttpRequest) -> HttpResponse:
    offered = {"aspect": aspect_choices(), "economy": economy_choices(), "language": languages()}
    chosen = {
        name: value if (value := request.GET.get(name, "")) in dict(choices) else ""
        for name, choices in offered.items()
    }
    pages = Paginator(directory.shown(**chosen), PAGE_SIZE)
    page = pages.get_page(number(request.GET.get("page", "")) or 1)
    kept = request.GET.copy()
    kept["page"] = str(page.number + 1)
    context = {
        "trainers": [(trainer, _skills(trainer)) for trainer in page],
        "total": pages.count,
        "next": f"?{kept.urlencode()}" if page.has_next() else "",
        "filters": [(name, label, offered[name], chosen[name]) for name, label in _labels()],
    }
    return render(request, "followup/trainers.html", context)


def _labels() -> list[tuple[str, str]]:
    return [("aspect", _("Aspect")), ("economy", _("Economy")), ("language", _("Language"))]


def _skills(trainer: Trainer) -> dict[str, str]:
    """What a trainer teaches, in which languages and where, in words."""
    names = {"aspect": dict(aspect_choices()), "language": dict(languages())}
    said = {
        kind: ", ".join(known[s.value] for s in trainer.skills.all() if s.kind == kind and s.value in known)
        for kind, known in names.items()
    }
    return said | {"economy": dict(economy_choices()).get(trainer.economy, trainer.economy)}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """A trainer asks to be listed: the address is confirmed first, then staff look at it."""
    form = TrainerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if attempts.may("trainers", visitor(request), PROPOSED_AN_HOUR, attempts.HOUR):
            _keep(form, State.UNCONFIRMED)
            return see_other("followup:asked", "mail")
        form.add_error(None, _("That was a lot at once. Please try again in an hour; nothing is lost."))
    return render(
        request, "followup/propose_trainer.html", {"form": form}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def enter(request: HttpRequest) -> HttpResponse:
    """Staff list a trainer who has agreed to it; without an address no questions are passed on."""
    form = TrainerForm(request.POST or None)
    form.fields["address"].required = False
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        within_scope(request, *(Stated(given["economy"], language) for language in given["languages"]))
        _keep(form, State.SHOWN if not form.cleaned_data["address"] else State.UNCONFIRMED)
        messages.success(request, _("Kept. Who has an address confirms it first."))
        return see_other("followup:trainers")
    context = {"form": form, "by_staff": True}
    return render(request, "followup/propose_trainer.html", context, status=422 if form.errors else 200)


def _keep(form: TrainerForm, state: State) -> None:
    stated = form.cleaned_data
    trainer = Trainer(
        once=stated["once"],
        reader=readers.reader_of(stated["address"]) if stated["address"] else None,
        state=state,
        **{name: stated[name] for name in ("name", "organisation", "economy", "about", "website")},
    )
    directory.propose(trainer, stated["aspects"], stated["languages"])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    try:
        trainer = _of(links.read(own_links.CONFIRM_TRAINER, token, own_links.LIFE))
    except links.LinkExpired:
        return render(request, "alerts/expired.html", status=410)
    if trainer is None:
        return render(request, "people/no_link.html", status=404)
    if request.method == "POST":
        directory.confirmed(trainer)
        return see_other("followup:asked", "waits")
    return render(request, "followup/confirm_trainer.html", {"trainer": trainer})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_listing(request: HttpRequest, token: str) -> HttpResponse:
    """A trainer sees the own listing, and ends it."""
    trainer = _of(links.read(own_links.TRAINER, token))
    if trainer is None:
        return render(request, "people/no_link.html", status=404)
    if request.method == "POST":
        directory.end(trainer)
        messages.success(request, _("Your listing is deleted."))
        return see_other("followup:trainers")
    return render(request, "followup/my_listing.html", {"trainer": trainer, "skills": _skills(trainer)})


def _of(uuid: UUID | None) -> Trainer | None:
    found = Trainer.objects.select_related("reader").prefetch_related("skills")
    return found.filter(uuid=uuid).first() if uuid else None
