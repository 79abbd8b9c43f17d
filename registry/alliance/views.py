"""The sample feeds over HTTP; nothing is here unless the setting SAMPLE_ALLIANCE is on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from registry.alliance import pages
from registry.alliance.atom_feed import atom_feed
from registry.alliance.calendar_feed import calendar_feed
from registry.alliance.content import Entry, entries
from registry.alliance.members import MEMBERS, Feed, Member
from registry.alliance.models import SetUp
from registry.alliance.oai_repository import EntryRepository
from registry.alliance.table_feed import table_feed
from registry.federation.oai_provider import CONTENT_TYPE, respond


@dataclass(frozen=True, slots=True)
class Served:
    """One sample feed as it is on the day of set-up; `address` is where it is fetched."""

    member: Member
    entries: tuple[Entry, ...]
    day: date
    address: str


@csrf_exempt  # OAI-PMH asks by POST too, and nothing here is changed by a request
@require_http_methods(["GET", "HEAD", "POST"])
def feed(request: HttpRequest, organisation: str, path: str) -> HttpResponse:
    """A sample organisation's feed."""
    for member in MEMBERS:
        for each in member.feeds:
            if (member.key, each.path) == (organisation, path):
                return ANSWERS[each.protocol](request, _served(request, member, each))
    raise Http404


@require_http_methods(["GET", "HEAD"])
def page(request: HttpRequest, organisation: str, key: str) -> HttpResponse:
    """A page that a sample organisation's sitemap lists."""
    for member in MEMBERS:
        for each in member.feeds:
            if each.protocol == "sitemap" and member.key == organisation:
                return _page(_served(request, member, each), key)
    raise Http404


def _page(served: Served, key: str) -> HttpResponse:
    for entry in served.entries:
        if entry.key == key:
            return HttpResponse(pages.page(entry, served.member.name, served.member.website))
    raise Http404


def _served(request: HttpRequest, member: Member, feed: Feed) -> Served:
    set_up = SetUp.objects.first() if settings.SAMPLE_ALLIANCE else None
    if set_up is None:
        raise Http404
    found = entries(member.key, feed.protocol, set_up.day)
    return Served(member, found, set_up.day, request.build_absolute_uri(request.path))


def _atom(request: HttpRequest, served: Served) -> HttpResponse:
    member = served.member
    body = atom_feed(member.host, member.name, served.entries, served.address)
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8")


def _calendar(request: HttpRequest, served: Served) -> HttpResponse:
    body = calendar_feed(served.member.host, served.member.name, served.entries, served.day)
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")


def _oai(request: HttpRequest, served: Served) -> HttpResponse:
    repository = EntryRepository(served.member, served.address, served.entries)
    sent = request.POST if request.method == "POST" else request.GET
    return HttpResponse(respond(repository, dict(sent.lists()), timezone.now()), content_type=CONTENT_TYPE)


def _sitemap(request: HttpRequest, served: Served) -> HttpResponse:
    def address(entry: Entry) -> str:
        return request.build_absolute_uri(reverse("alliance:page", args=[served.member.key, entry.key]))

    return HttpResponse(pages.sitemap(served.entries, address), content_type="application/xml")


def _table(request: HttpRequest, served: Served) -> HttpResponse:
    return HttpResponse(table_feed(served.entries), content_type="text/csv; charset=utf-8")


ANSWERS: dict[str, Callable[[HttpRequest, Served], HttpResponse]] = {
    "calendar": _calendar,
    "feed": _atom,
    "oai_pmh": _oai,
    "sitemap": _sitemap,
    "table": _table,
}
