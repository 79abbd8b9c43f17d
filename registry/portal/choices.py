"""What a reader has chosen of the pages themselves: language, time zone, few bytes; kept in cookies.

Any page takes `?ui=es`, `?zone=America/Lima` and `?text=1`; what is given there counts at once and is remembered. What
does not exist is passed over.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import translation
from django.utils.cache import patch_vary_headers

from search.accepted_languages import accepted

LANGUAGE, ZONE, TEXT = "ui", "zone", "text"
PARAMETERS = (LANGUAGE, ZONE, TEXT)
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
        if response.headers.get("Content-Type", "").startswith("text/html"):
            remember(response, **_given(request))
            patch_vary_headers(response, ("Cookie",))
        return response

    return middleware


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


def text_only(request: HttpRequest) -> bool:
    """Whether pages are to be as small as they can be."""
    return (request.GET.get(TEXT) or request.COOKIES.get(TEXT, "")) == "1"


def known_zone(name: str) -> ZoneInfo | None:
    """The IANA time zone of a name; None for what is none."""
    return ZoneInfo(name) if name in zone_names() else None


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """The names of places and UTC; those that are kept for old programs, such as "EST5EDT", are left out."""
    return frozenset(name for name in available_timezones() if "/" in name or name == "UTC") - _NO_PLACES


_NO_PLACES = frozenset(f"Etc/{name}" for name in ("Greenwich", "Universal", "Zulu"))


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
