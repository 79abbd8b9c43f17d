"""What a reader has chosen of the pages themselves: language, economy, time zone, few bytes; kept in cookies.

Any page takes `?ui=es`, `?zone=America/Lima` and `?text=1`; what is given there counts at once and is remembered. What
does not exist is passed over. The economy is chosen on the page of settings alone: to a search it is a filter; and
so is whether searches may know the plan that the browser keeps.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from registry.framework.economies import is_apec
from search.accepted_languages import accepted

LANGUAGE, ZONE, TEXT, ECONOMY, SUITED = "ui", "zone", "text", "economy", "suited"
PARAMETERS = (LANGUAGE, ZONE, TEXT)
_READ_BY_PEOPLE = (
    "text/html",
    "application/atom+xml",
    "text/calendar",
)  # in a language that a cookie may choose
_REMEMBERED = 365 * 24 * 60 * 60  # seconds


def remembered_choices(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, below Django's for languages: follows what the address chooses, and keeps it in cookies."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if language := _language(request):
            translation.activate(language)
            request.LANGUAGE_CODE = language
        response = get_response(request)
        kind = response.headers.get("Content-Type", "")
        if kind.startswith("text/html"):
            remember(response, **_given(request))
        if kind.startswith(_READ_BY_PEOPLE):
            patch_vary_headers(response, ("Cookie",))
        return response

    return middleware


def page_choices(request: HttpRequest) -> dict[str, Any]:
    """For every template: whether it is to be as small as it can be, and what the address asks for in vain."""
    zone = request.GET.get(ZONE, "")
    return {"text_only": text_only(request), "no_such_zone": _no_such_zone(zone) if _is_wrong(zone) else ""}


def remember(response: HttpResponse, **values: str) -> None:
    """Has the browser keep choices by their names; "" makes it forget one."""
    for name, value in values.items():
        if value:
            response.set_cookie(
                name, value, _REMEMBERED, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
            )
        else:
            response.delete_cookie(name, samesite="Lax")


def reader_languages(request: HttpRequest) -> tuple[str, ...]:
    """BCP 47 tags, the most wanted first: the chosen language of the interface, then what the browser states."""
    chosen = _language(request) or request.COOKIES.get(LANGUAGE, "")
    known = [chosen] if chosen in dict(settings.LANGUAGES) else []
    return tuple(dict.fromkeys([*known, *accepted(request)]))


def reader_zone(request: HttpRequest) -> ZoneInfo | None:
    """The time zone that the reader has chosen; None while they have not."""
    return known_zone(request.GET.get(ZONE) or request.COOKIES.get(ZONE, ""))


def reader_economy(request: HttpRequest) -> str:
    """The chosen one of APEC's economies, else that of the time zone or of the browser's languages; "" if none."""
    chosen = request.COOKIES.get(ECONOMY, "")
    if is_apec(chosen):
        return chosen
    zone = reader_zone(request)
    regions = [tag.rpartition("-")[2].upper() for tag in accepted(request) if "-" in tag]
    likely = [economy_of_zone(zone.key) if zone else "", *regions]
    return next((code for code in likely if is_apec(code)), "")


@lru_cache(maxsize=500)
def economy_of_zone(name: str) -> str:
    """The ISO 3166 code of the place that a time zone is named after; "" if it is named after none."""
    from babel.core import get_global  # it reads a large file

    return str(get_global("zone_territories").get(name, ""))


def text_only(request: HttpRequest) -> bool:
    """Whether pages are to be as small as they can be."""
    return (request.GET.get(TEXT) or request.COOKIES.get(TEXT, "")) == "1"


def suited(request: HttpRequest) -> bool:
    """Whether the reader has agreed that searches put first what suits the plan in this browser."""
    return request.COOKIES.get(SUITED, "") == "1"


def known_zone(name: str) -> ZoneInfo | None:
    """The IANA time zone of a name; None for what is none."""
    return ZoneInfo(name) if name in zone_names() else None


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """The names of places and UTC; those that are kept for old programs, such as "US/Pacific", are left out."""
    return frozenset(n for n in available_timezones() if n.partition("/")[0] in _AREAS)


_AREAS = frozenset(
    ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific", "UTC")
)


def without_choices(params: QueryDict) -> QueryDict:
    """The parameters of an address but for those of choices, which no page needs to know."""
    rest = params.copy()
    for name in PARAMETERS:
        rest.pop(name, None)
    return rest


def address_with(request: HttpRequest, **choices: str) -> str:
    """The address of this very page with choices added."""
    params = without_choices(request.GET)
    params.update(choices)
    return f"{request.path}?{params.urlencode()}"


def _is_wrong(zone: str) -> bool:
    return bool(zone) and known_zone(zone) is None


def _no_such_zone(name: str) -> str:
    return _("There is no time zone called “%(name)s”. You can choose yours under “Settings”.") % {
        "name": name[:60]
    }


def _language(request: HttpRequest) -> str | None:
    """One of the interface's, also by a tag that is close: zh-TW, es-CL. None where the address names none."""
    try:
        return translation.get_supported_language_variant(request.GET.get(LANGUAGE, ""))
    except LookupError:
        return None


def _given(request: HttpRequest) -> dict[str, str]:
    """The choices that the address makes; `text=0` takes it back."""
    given = {LANGUAGE: _language(request) or "", ZONE: str(known_zone(request.GET.get(ZONE, "")) or "")}
    known = {name: value for name, value in given.items() if value}
    if (text := request.GET.get(TEXT)) in ("0", "1"):
        known[TEXT] = text if text == "1" else ""
    return known
