"""The languages of a reader, as the browser states them."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header
from rest_framework.request import Request

_MOST = 5


def accepted(request: HttpRequest | Request) -> tuple[str, ...]:
    """BCP 47 tags of the header Accept-Language (RFC 9110, section 12.5.4), the most wanted first."""
    stated = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return tuple(tag for tag, _quality in stated if tag != "*")[:_MOST]
