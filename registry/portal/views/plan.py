"""A firm's plan: twelve questions, and a signed link that holds everything. Nothing is kept on the server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from registry.planning import gap_counts
from registry.planning.link import DamagedLink, State, read, written
from registry.planning.reading import read_plan
from registry.planning.renewing import marked, new_state, renewed
from registry.portal.choices import reader_languages, reader_zone
from registry.portal.plan_calendar import plan_calendar
from registry.portal.plan_pack import plan_pack
from registry.portal.plan_pdf import plan_pdf
from registry.portal.questionnaire import Questionnaire
from registry.portal.shown_plan import ShownGap, ShownPlan

COOKIE = "plan"
_KEPT = 365 * 24 * 60 * 60  # seconds
View = Callable[[HttpRequest, State], HttpResponse]


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """One sentence to begin with; the way back to a plan that this browser knows."""
    return render(request, "portal/plan/start.html", {"link": _known(request)})


def questions(request: HttpRequest) -> HttpResponse:
    """The questionnaire; filled in from a sentence (`said`) or from the plan of a link (`plan`)."""
    if request.method == "POST":
        form = Questionnaire(request.POST)
        if form.is_valid():
            return _to(new_state(form.answers(reader_languages(request)), timezone.now()))
        return render(request, "portal/plan/questions.html", {"form": form}, status=400)
    try:
        known = read(request.GET["plan"]).answers if "plan" in request.GET else None
    except DamagedLink:
        return _damaged(request)
    said = request.GET.get("said", "").replace("\x00", "")
    form = Questionnaire.of(known) if known else Questionnaire.for_sentence(said, reader_languages(request))
    return render(request, "portal/plan/questions.html", {"form": form})


def _with_state(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """Reads the plan of a link; what shows it stays out of caches and of search engines."""

    def answered(request: HttpRequest, link: str) -> HttpResponse:
        try:
            state = read(link)
        except DamagedLink:
            return _damaged(request)
        response = view(request, state)
        add_never_cache_headers(response)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return answered


@require_safe
@_with_state
def plan(request: HttpRequest, state: State) -> HttpResponse:
    link = written(state)
    context = {
        "shown": _shown(request, state),
        "link": link,
        "address": request.build_absolute_uri(request.path),
        "is_kept": _known(request) == link,
    }
    return render(request, "portal/plan/plan.html", context)


@require_POST
@_with_state
def keep(request: HttpRequest, state: State) -> HttpResponse:
    """Has this browser remember a plan that came by its link."""
    return _to(state)


@require_POST
@_with_state
def marks(request: HttpRequest, state: State) -> HttpResponse:
    """Keeps which steps are done, in a new link."""
    return _to(marked(state, frozenset(_ids(request.POST.getlist("done")))))


@require_POST
@_with_state
def again(request: HttpRequest, state: State) -> HttpResponse:
    """Chooses anew for what is still open."""
    fresh = renewed(state, timezone.now())
    new = len({pick.resource for pick in fresh.picks} - {pick.resource for pick in state.picks})
    words = ngettext("Made again: %(new)s step is new.", "Made again: %(new)s steps are new.", new)
    messages.success(request, words % {"new": new} if new else _("Made again: it stays as it was."))
    return _to(fresh)


@require_POST
@_with_state
def tell(request: HttpRequest, state: State) -> HttpResponse:
    """Tells the alliance of the gaps, without saying whose they are; once for each plan."""
    if not state.told:
        gap_counts.count(read_plan(state, timezone.now()).gaps, state.answers, timezone.now())
        messages.success(
            request, _("The alliance has been told what is missing. It does not know who you are.")
        )
    return _to(replace(state, told=True))


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """The browser forgets the plan; its link goes on working for who has kept it."""
    messages.success(request, _("This browser has forgotten the plan. Its link still opens it."))
    response = redirect("portal:plan-start")
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


@require_safe
@_with_state
def pdf(request: HttpRequest, state: State) -> HttpResponse:
    address = request.build_absolute_uri(_address(state))
    return _file(plan_pdf(_shown(request, state), address), "application/pdf", "plan.pdf")


@require_safe
@_with_state
def ics(request: HttpRequest, state: State) -> HttpResponse:
    address = request.build_absolute_uri(_address(state))
    body = plan_calendar(_shown(request, state), address, request.get_host(), reader_zone(request))
    return _file(body, "text/calendar; charset=utf-8", "plan.ics")


@require_safe
@_with_state
def pack(request: HttpRequest, state: State) -> HttpResponse:
    address = request.build_absolute_uri(_address(state))
    return _file(plan_pack(_shown(request, state), address), "text/html; charset=utf-8", "plan.html")


@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    """What plans lacked, counted: for the alliance, and for everybody."""
    return render(
        request, "portal/plan/gaps.html", {"gaps": [ShownGap.of(row) for row in gap_counts.most_asked()]}
    )


def _shown(request: HttpRequest, state: State) -> ShownPlan:
    now = timezone.now()
    return ShownPlan(read_plan(state, now), now, reader_zone(request))


def _known(request: HttpRequest) -> str:
    """The link of the plan that this browser remembers; "" for none that can be read."""
    link = request.COOKIES.get(COOKIE, "")
    try:
        return written(read(link)) if link else ""
    except DamagedLink:
        return ""


def _to(state: State) -> HttpResponseRedirect:
    """To the plan's page, by an address (303) that the browser also remembers."""
    response = HttpResponseRedirect(_address(state), status=303)
    response.set_cookie(
        COOKIE,
        written(state),
        _KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _address(state: State) -> str:
    return reverse("portal:plan", args=[written(state)])


def _ids(stated: list[str]) -> list[UUID]:
    ids = []
    for text in stated:
        try:
            ids.append(UUID(text))
        except ValueError:
            continue  # no step of any plan
    return ids


def _damaged(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/plan/damaged.html", {"link": _known(request)}, status=400)


def _file(body: bytes, type: str, name: str) -> HttpResponse:
    return HttpResponse(
        body, content_type=type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
