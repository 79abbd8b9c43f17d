"""The calendar of workshops, webinars, clinics, visits and internships: a list, a month, by economy, and feeds."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from registry.framework import economies
from registry.planning import agenda
from registry.planning.agenda import FeedRow, Filter
from registry.portal import calendar_page, ical
from registry.portal.choices import reader_zone
from registry.portal.detail import economy_name
from registry.portal.filter_choices import choices
from search.facets import FACETS
from search.query import Problem

_PAGE = 20  # sessions of a list
_BACK = timedelta(days=30)  # how long a feed keeps what is over
_FIRST, _LAST = date(1990, 1, 1), date(2100, 1, 1)


@require_safe
def calendar_list(request: HttpRequest) -> HttpResponse:
    """What is to come or under way, from a day on (`from`), page by page (`after`)."""
    now, zone = timezone.now(), reader_zone(request)
    chosen, problems = _read(request)
    since = _day(request, "from", problems)
    sessions = agenda.sessions(chosen)
    if since:
        begins = datetime.combine(since, datetime.min.time(), zone or UTC)
        sessions = sessions.filter(starts__gte=begins)
    else:
        sessions = sessions.filter(agenda.not_over(now))
    if place := _after(request, problems):
        sessions = sessions.filter(agenda.after(*place))
    rows = agenda.rows(sessions, _PAGE + 1)
    last = rows[_PAGE - 1] if len(rows) > _PAGE else None
    more = (
        {"from": since.isoformat() if since else "", "after": f"{last.starts:%Y%m%dT%H%M%S}.{last.id}"}
        if last
        else {}
    )
    context = {
        **_common(request, chosen, problems),
        "here": "list",
        "days": calendar_page.days(calendar_page.shown(rows[:_PAGE], zone)),
        "next": _address("portal:calendar", chosen, **more) if more else "",
        "first": _address("portal:calendar", chosen) if place else "",
    }
    return render(request, "portal/calendar/list.html", context)


@require_safe
def calendar_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    if not 1 <= month <= 12 or not _FIRST.year <= year < _LAST.year:
        raise Http404("There is no such month.")
    zone, first = reader_zone(request), date(year, month, 1)
    chosen, problems = _read(request)
    begins, ends = agenda.month_bounds(datetime(year, month, 1, tzinfo=zone or UTC))
    rows = agenda.rows(
        agenda.sessions(chosen).filter(starts__gte=begins, starts__lt=ends), agenda.MOST_SESSIONS
    )
    today = timezone.now().astimezone(zone or UTC).date()
    context = {
        **_common(request, chosen, problems),
        "here": "month",
        "month": first,
        "count": len(rows),
        "weeks": calendar_page.weeks(first, calendar_page.shown(rows, zone), today),
        "before": _month_address(first - timedelta(days=1), chosen),
        "after": _month_address(first + timedelta(days=32), chosen),
    }
    return render(request, "portal/calendar/month.html", context)


@require_safe
def calendar_economies(request: HttpRequest) -> HttpResponse:
    counts = agenda.by_economy(timezone.now())
    rows = [
        (economy_name(code), counts.get(code, 0), _address("portal:calendar", Filter({"economy": code})))
        for code in economies.APEC
    ]
    others = [
        (economy_name(code), count, _address("portal:calendar", Filter({"economy": code})))
        for code, count in counts.most_common()
        if not economies.is_apec(code)
    ]
    context = {**_common(request, Filter(), []), "here": "economies", "rows": sorted(rows), "others": others}
    return render(request, "portal/calendar/economies.html", context)


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """An iCalendar feed of any filter, to subscribe to: what moved has moved in it, what is off is marked so."""
    chosen = Filter.from_params(request.GET)
    if problems := [*chosen.problems, *_unknown(request)]:
        words = "\n".join(f"{p.parameter}={p.value}: {p.reason}" for p in problems)
        return HttpResponseBadRequest(f"{words}\n", content_type="text/plain; charset=utf-8")
    now = timezone.now()
    rows = agenda.feed_rows(chosen, now - _BACK, now)
    return _calendar(request, _name(chosen), rows, calendar_page.REMINDERS[request.GET.get("remind", "")])


def _calendar(request: HttpRequest, name: str, rows: list[FeedRow], remind: timedelta | None) -> HttpResponse:
    page = (settings.PUBLIC_ADDRESS + reverse("portal:resource", args=[UUID(int=0)])).replace(
        str(UUID(int=0)), "{}"
    )
    entries = calendar_page.entries(rows, page, settings.NODE_NAMESPACE, remind)
    body = ical.calendar(name, settings.NODE_NAMESPACE, entries)
    return HttpResponse(body, content_type=ical.MEDIA_TYPE, headers={"Cache-Control": "max-age=900"})


def _common(request: HttpRequest, chosen: Filter, problems: list[Problem]) -> dict[str, Any]:
    zone = reader_zone(request)
    today = timezone.now().astimezone(zone or UTC).date()
    address = request.build_absolute_uri(_address("portal:calendar-feed", chosen, remind="P1D"))
    return {
        "filters": choices(chosen, agenda.FILTERS),
        "chosen": chosen,
        "problems": problems,
        "zone": zone.key.replace("_", " ") if zone else "",
        "list_address": _address("portal:calendar", chosen),
        "month_address": _month_address(today, chosen),
        "feed_address": address,
        "subscribe_address": re.sub("^https?:", "webcal:", address),
    }


def _name(chosen: Filter) -> str:
    labels = (
        str(FACETS[name].value_label(value, get_language() or "en")) for name, value in chosen.values.items()
    )
    return " · ".join([_("CBET calendar"), *labels])


def _read(request: HttpRequest) -> tuple[Filter, list[Problem]]:
    chosen = Filter.from_params(request.GET)
    return chosen, list(chosen.problems)


def _unknown(request: HttpRequest) -> list[Problem]:
    """What a feed cannot follow: who subscribes looks at it once, and would never see a note."""
    known = (*agenda.FILTERS, "remind")
    problems = [
        Problem(name[:100], "", f"There is no such parameter; there are {', '.join(known)}.")
        for name in request.GET
        if name not in known
    ]
    if (remind := request.GET.get("remind", "")) not in calendar_page.REMINDERS:
        reason = f"Choose one of {', '.join(filter(None, calendar_page.REMINDERS))}."
        problems.append(Problem("remind", remind[:100], reason))
    return problems


def _day(request: HttpRequest, name: str, problems: list[Problem]) -> date | None:
    text = request.GET.get(name, "").strip()
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        day = _LAST
    if day and not _FIRST <= day < _LAST:
        problems.append(Problem(name, text[:100], _("Give a day as year-month-day, such as 2026-12-31.")))
        return None
    return day


def _after(request: HttpRequest, problems: list[Problem]) -> tuple[datetime, int] | None:
    text = request.GET.get("after", "")
    found = re.fullmatch(r"(\d{8}T\d{6})\.(\d{1,18})", text, re.ASCII)
    try:
        if found:
            return datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC), int(found[2])
    except ValueError:
        found = None
    if text:
        problems.append(
            Problem("after", text[:100], _("This page's place is not known; this is the first page."))
        )
    return None


def _address(name: str, chosen: Filter, **more: str) -> str:
    params = urlencode({**chosen.values, **{key: value for key, value in more.items() if value}})
    return reverse(name) + (f"?{params}" if params else "")


def _month_address(day: date, chosen: Filter) -> str:
    params = urlencode(chosen.values)
    return reverse("portal:calendar-month", args=[day.year, day.month]) + (f"?{params}" if params else "")
